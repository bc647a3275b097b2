"""Run: how the plan came about, and all that ``forcegen audit`` needs to check it from the workbook alone."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from solver.plan.plan import Settings
from solver.record import RunFacts, milliseconds
from solver.results import columns
from solver.results.proof import what_is_proved
from solver.results.scenarios import scenarios_table
from solver.results.tables import Field, Table, make_table
from solver.solution import ComparedScenario, RankValue, Solution
from solver.text.numbers import per_cent, with_and
from solver.tolerances import TOLD_AS_NOTHING

BASELINE_FILE = "Baseline file"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stated:
    """What a run says of itself. ``facts``: the first block of Run, each value as it stands in its cell.

    ``compared``: the scenarios solved with it, its own plan first; none where it was solved alone.
    ``reasons``: what its answers state, by the titles of their sheets; none where nobody asked.
    """

    ranks: tuple[RankValue, ...]
    scenario: str
    overrides: tuple[str, ...]
    baseline: pd.DataFrame | None
    facts: Mapping[str, object]
    compared: tuple[ComparedScenario, ...] = ()
    reasons: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def run_tables(
    facts: RunFacts,
    settings: Settings,
    solution: Solution,
    baseline: pd.DataFrame | None,
    sealed: Mapping[str, Sequence[Sequence[object]]] | None = None,
) -> tuple[Table, ...]:
    """The blocks of the Run sheet; overrides and baseline only where there are any.

    ``sealed``: rows of sheets that only the run can know, by their titles.
    """
    blocks = [
        _block(
            columns.RUN_BLOCK,
            "How this plan came about. forcegen audit reads this sheet: leave it as it is.",
            columns.FACTS,
            [*run_facts(facts, settings, solution), *_seals(sealed or {})],
        ),
        _block(
            columns.RANKS_BLOCK,
            "Objectives in rank order. Value: when the rank was settled; final: in this plan, within the "
            "Tolerance; bound: no plan can be below it. Rows of one rank are added up by weight.",
            columns.RANKS,
            (row for rank in solution.ranks for row in _rank_rows(rank)),
        ),
    ]
    if facts.spec.overrides:
        note = "Cells changed for this run, on top of the scenario."
        blocks.append(
            _block(columns.OVERRIDES_BLOCK, note, columns.OVERRIDES, enumerate(facts.spec.overrides, start=1))
        )
    if baseline is not None:
        note = "The plan against which changes were counted."
        before = baseline.astype(object)
        blocks.append(make_table(columns.BASELINE_BLOCK, columns.BASELINE, before, note=note))
    first, *others = blocks
    return (_with_checksums(first, others), *others)


def _with_checksums(first: Table, others: Iterable[Table]) -> Table:
    """The facts with the checksums of all blocks as their last."""
    rows = {block.title: block.frame.to_numpy(dtype=object).tolist() for block in (first, *others)}
    last = [(columns.CHECKSUM_FACT, run_checksums(rows))]
    last_row = pd.DataFrame(last, columns=first.frame.columns, dtype=object)
    return replace(first, frame=pd.concat([first.frame, last_row], ignore_index=True))


def run_checksums(rows: Mapping[str, Sequence[Sequence[object]]]) -> str:
    """The checksums of the blocks of Run, by their titles: one of each row, one of a baseline as a whole.

    Blanks at the end of a row, white space and last digits of numbers do not count.
    """
    each = (columns.RUN_BLOCK, columns.RANKS_BLOCK, columns.OVERRIDES_BLOCK)
    lines = [_plain(row) for title in each for row in rows.get(title, ())]
    baseline = [_plain(row) for row in rows.get(columns.BASELINE_BLOCK, ())]
    return " ".join(map(_checksum, [*lines, *(["\x1e".join(baseline)] if baseline else [])]))


def row_checksums(rows: Iterable[Sequence[object]]) -> list[str]:
    """A checksum for each row, as those of Run are made."""
    return [_checksum(_plain(row)) for row in rows]


def run_facts(facts: RunFacts, settings: Settings, solution: Solution) -> list[tuple[str, object]]:
    """Each fact of the run with its value, in the order in which a planner asks for them."""
    return [*_request(facts, settings, solution), *_outcome(facts, solution), *_effort(facts, solution)]


def _request(facts: RunFacts, settings: Settings, solution: Solution) -> list[tuple[str, object]]:
    """Facts of what the run was asked for."""
    spec, search = facts.spec, facts.spec.search
    return [
        (columns.STARTED_FACT, facts.started),
        (columns.INPUT_FACT, facts.input_path),
        (columns.INPUT_HASH_FACT, facts.tables_sha256),
        (columns.SCENARIO_FACT, spec.scenario),
        (columns.START_FACT, settings.start.isoformat() if settings.start else ""),
        (columns.MONTHS_FACT, settings.period_months),
        (BASELINE_FILE, spec.baseline),
        (columns.RELAXED_FACT, "yes" if solution.relaxed else "no"),
        ("Solver asked for", search.solver),
        ("Time limit (s)", _given(search.time_limit)),
        (columns.GAP_FACT, _given(search.gap)),
        ("Seed", solution.solver.seed),
        ("Threads", solution.solver.threads),
    ]


def _outcome(facts: RunFacts, solution: Solution) -> list[tuple[str, object]]:
    """Facts of what came of it."""
    unique = "proved" if solution.unique else "not proved"
    breaches = "; ".join(facts.breaches) if facts.breaches else "none"
    return [
        (columns.STATUS_FACT, solution.status),
        (columns.UNIQUE_FACT, unique if facts.spec.search.unique else "not asked for"),
        (columns.RULES_FACT, ", ".join(facts.rules_checked)),
        (columns.BREACHES_FACT, breaches),
        ("Variables", solution.sizes.variables),
        ("Whole-number variables", solution.sizes.integers),
        ("Rows", solution.sizes.rows),
        ("Nonzeros", solution.sizes.nonzeros),
    ]


def _effort(facts: RunFacts, solution: Solution) -> list[tuple[str, object]]:
    """Facts of what the plan was made with, and how long that took."""
    versions, timings = facts.versions, facts.timings
    return [
        (columns.VERSION_FACT, versions.forcegen),
        ("Solver", f"{solution.solver.name} {solution.solver.version}".strip()),
        ("Searches repeated", solution.solver.retries),
        ("PuLP", versions.pulp),
        ("pandas", versions.pandas),
        ("Python", versions.python),
        ("Seconds to read", milliseconds(timings.read)),
        ("Seconds to build", milliseconds(timings.build)),
        ("Seconds to solve", milliseconds(timings.solve)),
        ("Seconds to audit", milliseconds(timings.audit)),
        *_scenarios(facts),
    ]


def _scenarios(facts: RunFacts) -> list[tuple[str, object]]:
    """The checksums of the rows of Scenarios compared, where there is such a sheet."""
    if not facts.compared:
        return []
    rows = scenarios_table(facts.compared).frame.to_numpy(dtype=object).tolist()
    return [(columns.SCENARIOS_FACT, " ".join(row_checksums(rows)))]


def _seals(sealed: Mapping[str, Sequence[Sequence[object]]]) -> list[tuple[str, object]]:
    """The checksums of the rows of these sheets."""
    return [(f"{columns.SEAL_OF}{title}", " ".join(row_checksums(rows))) for title, rows in sealed.items()]


def status_sentence(solution: Solution, gap: float) -> str:
    """How good the plan is, and how sure that is; ``gap``: the share within which a rank counts as proved."""
    if solution.relaxed:
        return "Relaxed: units are split and sites are part open. This is a bound, not a plan."
    if solution.status == "optimal":
        within = f" within {per_cent(gap, 1)}" if gap > 0 else ""
        spent = spent_tolerances(solution.ranks, "" if gap > 0 else "least")
        tolerances = f", within the Tolerances ({spent})" if spent else ""
        return f"Proved optimal, rank by rank{tolerances}: nothing better exists{within}."
    if solution.status == "infeasible":
        return "No plan keeps every hard rule."
    if solution.status == "no_plan":
        return "No plan was found in the time."
    spent = spent_tolerances(solution.ranks)
    proved = what_is_proved(solution.ranks, gap)
    return f"Best plan found when the search ended; {proved}{'; ' if spent else ''}{spent}."


def spent_tolerances(ranks: Iterable[RankValue], least: str = "") -> str:
    """The ranks that are worse in the plan than when they were settled, and by how much; "" for none.

    ``cost 0.042 % above its least, for the ranks behind it``. ``least``: what those values were; the least
    found, unless said otherwise.
    """
    worse = [(rank.name, (rank.final - rank.value) / abs(rank.value)) for rank in ranks if _is_spent(rank)]
    if not worse:
        return ""
    told = with_and(f"{name} {_in_two_digits(share)}" for name, share in worse)
    whose, them = ("its", "it") if len(worse) == 1 else ("their", "them")
    return f"{told} above {f'{whose} {least}' if least else 'the least found'}, for the ranks behind {them}"


def _is_spent(rank: RankValue) -> bool:
    """Whether a rank is worse in the plan than when it was settled, by more than arithmetic leaves."""
    return rank.value != 0.0 and rank.final - rank.value > TOLD_AS_NOTHING * max(1.0, abs(rank.value))


def _in_two_digits(share: float) -> str:
    """A share in per cent with its first two digits: 0.042 %, 1.5 %, 23 %."""
    return per_cent(share, max(0, 1 - math.floor(math.log10(share * 100))))


def _block(title: str, note: str, fields: tuple[Field, ...], rows: Iterable[tuple[object, ...]]) -> Table:
    names = [column.name for column in fields]
    frame = pd.DataFrame(list(rows), columns=names, dtype=object)
    return make_table(title, fields, frame, note=note)


def _rank_rows(rank: RankValue) -> Iterable[tuple[object, ...]]:
    """One row for each part of a rank; the rank's own numbers stand in each."""
    whole = (rank.value, rank.final, _given(rank.bound), _given(rank.gap), rank.tolerance)
    for part in rank.parts:
        yield (rank.rank, part.name, part.weight, part.value, *whole)


def _given(value: float | None) -> object:
    """The number, or words where there is none."""
    return value if value is not None and math.isfinite(value) else columns.NOT_KNOWN


DIGITS = 4
"""Hexadecimal digits of a checksum."""


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _plain(row: Sequence[object]) -> str:
    return "\x1f".join(map(_value, row)).rstrip("\x1f")


def _value(value: object) -> str:
    if isinstance(value, int | float):
        return f"{value:.12g}" if math.isfinite(value) else ""
    text = "" if value is None else str(value)
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace())
