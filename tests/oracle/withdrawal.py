"""The objective worst withdrawal of docs/model.md: for each nation a plan of those who stay, row by row."""

from __future__ import annotations

from collections.abc import Mapping

from oracle.facts import Arc, Facts
from oracle.judge import scopes, support_worth
from oracle.program import Program, Terms


def worst_withdrawal(program: Program, facts: Facts, send: Mapping[Arc, int]) -> Terms:
    """The target shortfall when nobody leaves, or the nation without which it is largest."""
    worst = program.variable()
    for gone in (None, *facts.nations):
        stay = {arc: column for arc, column in send.items() if arc.contingent.nation.name != gone}
        lacks = [*lacking_targets(program, facts, stay), *lacking_support(program, facts, stay)]
        program.row([(1.0, worst), *((-weight, lack) for weight, lack in lacks)], at_least=0.0)
    return [(1.0, worst)]


def lacking_targets(program: Program, facts: Facts, stay: Mapping[Arc, int]) -> Terms:
    """What the targets lack if only these arcs are there."""
    lacks = []
    for asked in facts.requirements:
        for period in filter(asked.row.holds, facts.periods):
            given = [
                (arc.provides, column)
                for arc, column in stay.items()
                if arc.requirement is asked and arc.period == period
            ]
            lack = program.variable()
            program.row([*given, (1.0, lack)], at_least=asked.target)
            lacks.append((asked.weight * asked.role.worth, lack))
    return lacks


def lacking_support(program: Program, facts: Facts, stay: Mapping[Arc, int]) -> Terms:
    """What the ratios lack if only these arcs are there."""
    lacks = []
    for row in facts.rows["Support ratios"]:
        weight = row.number("Weight", 1.0) * support_worth(facts, row)
        for period in facts.periods:
            rate = facts.support_rate(row, period)
            for sites in scopes(facts, row):
                here = [pair for pair in stay.items() if pair[0].period == period and pair[0].site in sites]
                given = [(arc.provides, column) for arc, column in here if arc.role.name == row.name("Role")]
                asks = [(-rate * arc.heads, column) for arc, column in here if facts.supports(row, arc.role)]
                lack = program.variable()
                program.row([*given, *asks, (1.0, lack)], at_least=0.0)
                lacks.append((weight, lack))
    return lacks
