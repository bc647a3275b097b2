"""How regret is told: which first steps can be kept everywhere, what each costs at worst, and a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from solver.ledger.eligibility import allowed_arcs
from solver.plan import Plan
from solver.results.tables import Field, Show, Table
from solver.studies.regret.commitment import FIRST
from solver.studies.regret.regret import FirstStepRegrets, RegretAnswer
from solver.studies.told.names import some_of
from solver.studies.told.point_columns import Told, table_of
from solver.studies.told.rank_words import RankWords, told_ranks, units_note
from solver.text.numbers import counted, with_and

REGRET, SHORT_ROWS = "Regret", 5
"""The sheet of regrets, and how many first steps the answer itself shows."""

MOST_NAMES = 4
"""Scenarios that a sentence names."""

NOTE = (
    "First step: who is where in the first period; sites that the plan never uses stay closed; all else is "
    "planned anew. More, at worst, on average: than in the best plan of a scenario, over the workbook as it "
    "stands and all scenarios. At worst counts those in which the first step can be kept; on average is "
    "blank where it cannot be kept in one. Units left out: of the first step, that a scenario does not allow "
    "at all; nobody comes in their place."
)


def regret_sentences(plan: Plan, regret: RegretAnswer) -> str:
    """Which first steps can be kept in every scenario, the least regretted, and how today's plan fares."""
    if not any(each.ranks for row in regret.candidates for each in row.regrets):
        return f"Of {_held(regret)} none has a plan that is known to begin as any of these plans does."
    told = [_kept_best(plan, regret), *_not_kept(regret), *_as_it_stands(plan, regret)]
    if allowed_arcs(plan)["period"].max() <= FIRST:
        told.append("Nobody can be anywhere after the first period, so a first step is the whole plan.")
    if not all(each.proved for row in regret.candidates for each in row.regrets):
        told.append("Not all of this is proved.")
    return " ".join(told)


def _held(regret: RegretAnswer) -> str:
    """What the first steps are held against."""
    others = counted(len(regret.scenarios) - 1, "scenario", "scenarios")
    return f"the workbook as it stands and {others}"


def _kept_best(plan: Plan, regret: RegretAnswer) -> str:
    """How many first steps can be kept everywhere, and which of these is regretted least."""
    rows = regret.ordered()
    best, kept = rows[0], sum(row.kept_everywhere for row in rows)
    over, name, worst = f"Over {_held(regret)}", best.candidate.name, _worst(plan, regret, best)
    many = counted(len(rows), "first step", "first steps")
    found = ", as far as was found," if any(row.unknown for row in rows) else ""
    if kept > 1:
        some = f"all {many}" if kept == len(rows) else f"{kept:,} of {many}"
        return f"{over} {some} can be kept in every one; of these that of {name} is regretted least: {worst}."
    if kept == len(rows):
        return f"{over} the first step of {name} can be kept in every one: {worst}."
    if kept:
        return f"{over} only 1 of {many}{found} can be kept in every one, that of {name}: {worst}."
    fewest = f"none fails in fewer than that of {name}"
    return f"{over} none of {many}{found} can be kept in every one; {fewest}: {worst}."


def _not_kept(regret: RegretAnswer) -> Iterator[str]:
    """In which scenarios how many first steps cannot be kept, and of how many nothing is known."""
    rows = regret.candidates
    for end, counts in (
        ("cannot be kept", _counts(regret, [row.impossible for row in rows])),
        (
            "are open: no plan was found, and none was ruled out",
            _counts(regret, [row.unknown for row in rows]),
        ),
    ):
        told = [f"{count:,} in {name}" for name, count in counts]
        if told:
            yield f"First steps that {end}: {some_of(told, MOST_NAMES)}."


def _counts(regret: RegretAnswer, named: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """The scenarios that any of these names, with how many do."""
    counts = [(name, sum(name in names for names in named)) for name in regret.scenarios]
    return [
        (f"'{name}'" if at else "the workbook as it stands", count)
        for at, (name, count) in enumerate(counts)
        if count
    ]


def _some(scenarios: Sequence[str]) -> str:
    """The first of some scenarios, by their names."""
    return some_of([f"'{name}'" for name in scenarios], MOST_NAMES)


def _as_it_stands(plan: Plan, regret: RegretAnswer) -> Iterator[str]:
    """How the first step of the plan as it stands fares, where another one is regretted less."""
    own = regret.candidates[0]
    if own is regret.ordered()[0]:
        return
    never = f" cannot be kept in {_some(own.impossible)}" if own.impossible else ""
    known = f" is open in {_some(own.unknown)}" if own.unknown else ""
    told = " and".join(filter(None, (never, known)))
    worst = _worst(plan, regret, own)
    yield f"That of {own.candidate.name}{told}{'; elsewhere' if told else ':'} {worst}."


def _worst(plan: Plan, regret: RegretAnswer, row: FirstStepRegrets) -> str:
    """The worst regret of each shortfall rank, over the scenarios in which the first step can be kept."""
    ranks = told_ranks(plan)[: len(regret.ranks)]
    worst = [row.worst_where_kept(at) for at in range(len(ranks))]
    if not all(map(math.isfinite, worst)):
        return "no plan is known to begin so"
    lost = [f"{rank.name} {rank.text(value)}" for rank, value in zip(ranks, worst, strict=True) if value]
    if lost:
        return f"at worst {with_and(lost)} more than in the best plan there"
    return "nothing is lost by it" + ("" if row.kept_everywhere else " where it can be kept")


def regret_table(plan: Plan, regret: RegretAnswer) -> Table:
    """One row a candidate, the least regret first; then a column for each rank and scenario."""
    rows, ranks = regret.ordered(), told_ranks(plan)[: len(regret.ranks)]
    columns = [_steps(rows)]
    for at, rank in enumerate(ranks):
        mean = Field(rank.headed(" more, on average"), rank.show)
        columns.append(_at_worst(rows, at, rank))
        columns.append(Told(mean, [_rounded(row.mean(at), rank) for row in rows]))
    columns += _kept(rows, Show.LONG)
    left = [max(each.left_out for each in row.regrets) or math.nan for row in rows]
    columns.append(Told(Field("Units left out, most", Show.UNITS), left, always=False))
    open_ones = [sum(not each.proved for each in row.regrets) for row in rows]
    columns.append(Told(Field("Scenarios not proved", Show.COUNT), open_ones))
    for at, rank in enumerate(ranks):
        for place, scenario in enumerate(regret.scenarios):
            found = [row.regrets[place].ranks for row in rows]
            values = [_rounded(each[at], rank) if each else math.nan for each in found]
            columns.append(Told(Field(rank.headed(f": {scenario}"), rank.show), values, always=False))
    return table_of(REGRET, columns, f"{NOTE} {units_note(ranks)}".rstrip())


def short_regrets(plan: Plan, regret: RegretAnswer) -> Table:
    """The first rows of it, by what each costs at worst and where it cannot be kept."""
    rows, ranks = regret.ordered()[:SHORT_ROWS], told_ranks(plan)[: len(regret.ranks)]
    worst = [_at_worst(rows, at, rank) for at, rank in enumerate(ranks)]
    return table_of(REGRET, [_steps(rows), *worst, *_kept(rows, Show.TEXT)], "")


def _steps(rows: Sequence[FirstStepRegrets]) -> Told:
    return Told(Field("First step of", Show.TEXT), [row.candidate.name for row in rows])


def _at_worst(rows: Sequence[FirstStepRegrets], at: int, rank: RankWords) -> Told:
    values = [_rounded(row.worst_where_kept(at), rank) for row in rows]
    return Told(Field(rank.headed(" more, at worst"), rank.show), values)


def _kept(rows: Sequence[FirstStepRegrets], show: Show) -> Iterator[Told]:
    """Where first steps cannot be kept, and where that is open."""
    never, unknown = (
        ["; ".join(names) for names in each]
        for each in ([row.impossible for row in rows], [row.unknown for row in rows])
    )
    yield Told(Field("Cannot be kept in", show), never, always=False)
    yield Told(Field("No plan found in", show), unknown, always=False)


def _rounded(value: float, rank: RankWords) -> float:
    """A regret without digits that nobody reads; blank where it is not bounded."""
    if not math.isfinite(value):
        return math.nan
    return value if rank.show is Show.SHARE else round(value, 0 if rank.currency else 1)
