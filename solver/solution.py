"""The solution: units by arc, ranks and their proof, in the words of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from solver.errors import Finding

if TYPE_CHECKING:
    import pandas as pd


Status = Literal["optimal", "feasible", "infeasible", "no_plan"]

ALLOCATION_COLUMNS = ("contingent", "role", "site", "period", "units")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One objective within a rank: its weight, and its value when the rank was settled."""

    name: str
    weight: float
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankValue:
    """What one rank of objectives came to.

    ``value``: weighted sum of the parts when the rank was settled, after
    rounding; ``final``: the same in the written plan; ``bound``: no plan that
    keeps the earlier ranks can be below it; ``gap``: |value - bound| / |value|;
    ``tolerance``: the share by which later ranks may make it worse.
    """

    rank: int
    parts: tuple[Part, ...]
    value: float
    final: float
    bound: float
    gap: float
    tolerance: float = 0.0

    @property
    def name(self) -> str:
        """The rank's objectives, joined by ' + '."""
        return " + ".join(part.name for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedScenario:
    """A scenario's plan in the few numbers by which scenarios are compared; None each where it has no plan.

    ``proof``: how sure it is that no plan is better, else that there is none. ``force``: heads that count, in
    the last period in which anything is asked for. ``coverage``: share of what requirements ask for, over all
    periods; ``lacking``: what of it is not there, by unit worth (heads). ``minimums``: how many minimums are
    not reached, by site, role and period; None, too, where there are none. ``support_lacking``: what support
    ratios ask for and do not get, by unit worth (heads), in their worst period. ``changes``: units added and
    taken away against the baseline; None, too, where there is none. ``taken``: heads tied up from each area
    that is capped or drawn, when most is. ``why``: why there is no plan. ``workbook``: the name of its file.
    """

    scenario: str
    proof: str = ""
    force: float | None = None
    coverage: float | None = None
    minimums: float | None = None
    lacking: float | None = None
    support_lacking: float | None = None
    changes: float | None = None
    cost: float | None = None
    taken: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    workbook: str = ""
    proved: tuple[str, ...] = ()
    """The objectives up to the first that is not proved; for a terminal alone, no sheet states them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverUsed:
    """Which solver answered, how it was asked, and how often again.

    ``retries``: searches repeated because an answer did not hold when it was
    checked, or because the solver's process died.
    """

    name: str
    version: str
    seed: int
    threads: int
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How large the program was."""

    variables: int = 0
    integers: int = 0
    rows: int = 0
    nonzeros: int = 0


def _no_prices() -> pd.DataFrame:
    import pandas as pd  # records of runs speak of a solution, too, and are read without it

    return pd.DataFrame()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Solution:
    """Which contingent does which role at which site in which period.

    ``allocation``: one row for each contingent, role, site, period with units above 0 (columns
    ``ALLOCATION_COLUMNS``; names as in the plan, period from 1, units whole unless the plan says otherwise),
    sorted by key; empty unless ``status`` is optimal or feasible.
    ``prices``: only after a relaxed solve, one row for each number of the planner
    that binds: rank, rule, sheet, sheet_row, column, period (0: none), price
    (change of the rank's value for one more of that number).
    ``findings``: what is odd about the solver and its answers, one sentence each.
    ``unique``: whether what the ranks leave open was settled by names, and that is
    proved: neither the order of rows nor a version, seed or number of threads
    chose, unless two plans tie in all weights (docs/model.md: improbable).
    ``build_seconds``: plan tables to program; ``solve_seconds``: hand-over,
    search and values back, all ranks.
    """

    status: Status
    allocation: pd.DataFrame
    ranks: tuple[RankValue, ...]
    solver: SolverUsed
    sizes: Sizes
    relaxed: bool = False
    build_seconds: float = 0.0
    solve_seconds: float = 0.0
    prices: pd.DataFrame = field(default_factory=_no_prices)
    findings: tuple[Finding, ...] = ()
    unique: bool = False
    gap: float | None = None
    """Share within which a rank counted as proved; None where nobody knows."""
    searches: int = 0
    """How often the solver searched for a rank; 0 where what was known already settled them all."""

    @property
    def has_plan(self) -> bool:
        """Whether a plan was found, proved or not."""
        return self.status in ("optimal", "feasible")


@dataclass(frozen=True, slots=True, kw_only=True)
class CapUse:
    """How far one drawdown cap is used in one period (heads; limit includes backfill)."""

    cap: str
    period: int
    taken: float
    limit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTotals:
    """What one year comes to: months planned and held, heads at most, and money."""

    year: str
    planned: float
    held: float
    heads: float
    nations: float
    tied_up: float
    forces: float
    movement: float
    running: float
    opening: float
    cost: float
    cost_held: float
    """Of the cost, that of the held months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTotals:
    """A plan whose last period is held for years after it, in a few numbers."""

    held_for: float
    """Years after the plan's last period."""
    until: str
    """The month with which they end; "" where the plan has no start."""
    cost: float
    """The plan and the held years (money)."""
    cost_held: float
    """The held years alone (money)."""
    cost_a_year: float
    """A held year (money)."""
    tied_up: float
    """Heads tied up while it is held."""
    not_held: tuple[str, ...]
    """What cannot be held, a sentence each."""
    years: tuple[YearTotals, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The plan in a few numbers. Sums run over all periods, as the objectives of the same names do."""

    heads: float
    """Heads sent: heads x periods."""
    tied_up: float
    """Heads tied up, rotation base included: heads x periods."""
    nations: int
    """Nations that send anybody at all."""
    open_sites: float
    """Open sites: sites x periods."""
    cost: float
    """Forces, movement, running and opening costs (money)."""
    minimum_shortfall: float
    target_shortfall: float
    drawdown: float
    """Weighted heads taken from the front-line areas, before backfill."""
    cap_use: tuple[CapUse, ...] = ()
    held: HeldTotals | None = None
