"""The plan: every table a run needs, in the planner's words, already checked; and when its periods begin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from dateutil.relativedelta import relativedelta

from solver.errors import Finding, Place, PlanError
from solver.schema import SETTINGS
from solver.tables import RawTables

MOST_PERIODS = next(int(setting.most or 1) for setting in SETTINGS if setting.name == "Periods")
"""Periods that a plan can have at most; no row names a later one by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When periods begin: ``start`` is the first day of period 1, ``months`` the length of each.

    Without a start (None) periods are only numbers, whatever their length. ``unreadable``: a start or
    a length was given but could not be read, so nobody knows where days fall.
    ``since_1904``: whether the workbook counts its days from 1904, not 1900.
    """

    start: dt.date | None = None
    months: int = 1
    unreadable: bool = False
    since_1904: bool = False

    def first_day(self, period: int) -> dt.date:
        """The day on which a period begins; ValueError without a start, or beyond the year 9999."""
        if self.start is None:
            raise ValueError("the plan has no Start")
        try:
            return self.start + relativedelta(months=(period - 1) * self.months)
        except (OverflowError, ValueError):
            raise ValueError(f"period {period} begins beyond the year 9999") from None

    def last_day(self, period: int) -> dt.date:
        """The last day of a period; needs a start."""
        return self.first_day(period + 1) - dt.timedelta(days=1)

    def period_of(self, day: dt.date) -> int:
        """The period that holds a day; 0 and less before the start."""
        if self.start is None:
            raise ValueError("the plan has no Start")
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        period = months // self.months + 1
        # The quotient is right but for days before the day of the month on which periods begin.
        return period if self._begun(period, day) else period - 1

    def periods_until(self, later: Calendar) -> int | None:
        """By how many periods the other calendar begins later; None where the two do not meet."""
        if self.start is None or later.start is None or self.months != later.months:
            return None
        months = (later.start.year - self.start.year) * 12 + later.start.month - self.start.month
        if self.start.day != later.start.day or months % self.months:
            return None
        return months // self.months

    def _begun(self, period: int, day: dt.date) -> bool:
        """Whether a period has begun on a day; periods beyond the calendar never begin."""
        try:
            return self.first_day(period) <= day
        except ValueError:
            return period < 1


def periods_in_words(periods: Sequence[int]) -> str:
    """Sorted periods as a sentence names them: ``period 5``, ``periods 1-2, 5-12``."""
    runs: list[tuple[int, int]] = []
    for period in periods:
        first = runs.pop()[0] if runs and runs[-1][1] == period - 1 else period
        runs.append((first, period))
    named = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    return f"{'period' if len(periods) == 1 else 'periods'} {', '.join(named)}"


TableGiven = pd.DataFrame | Iterable[Mapping[str, object]]
"""A table as a script gives it: a DataFrame, or its rows, each a mapping of header to value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The plan as a whole. Every field is a setting of the schema; None is "no such limit"."""

    plan_name: str
    marking: str
    start: dt.date | None
    period_months: int
    periods: int
    hold_last_period_for: float | None
    """Years; None: not asked for."""
    currency: str
    largest_share: float | None
    lead_share: float
    open_sites_at_most: int | None
    budget_per_period: float | None
    count_pledges_from: str
    whole_units: bool
    time_limit: float
    gap: float
    seed: int
    proved_up_to: str | None
    """The objective up to whose rank the nightly gate asks for proofs; None: of every rank."""
    changes_at_most: int | None
    worse_at_most: float | None
    """None: the gate holds minimum shortfall alone, at what it was; infinity: it holds no rank."""
    worse_to_keep_the_present: float | None
    """None: ``changes`` comes last, and no rank gets worse for it, unless Priorities say otherwise."""

    @classmethod
    def with_defaults(cls, **given: object) -> Settings:
        """The given settings, by field; all others are by the schema's default, which stands nowhere else."""
        defaults = {setting.field: setting.default for setting in SETTINGS}
        return cls(**(defaults | given))  # type: ignore[arg-type]  # each by its declared kind

    @property
    def calendar(self) -> Calendar:
        """When its periods begin."""
        return Calendar(start=self.start, months=self.period_months)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """Everything one run needs to know, in the planner's words.

    Every frame has the fields of its sheet in the schema (``Column.field``; From and To are ``first`` and
    ``last``) and ``sheet_row``, the row in the workbook (0 for rows that no sheet holds, such as a nation
    that only Contingents names). Rows that are not enabled are not there. Names are spelled as in the
    register that declares them, so plain equality compares them. Blank names and texts are "", blank lists
    are (), blank numbers are NaN unless the schema gives a default. Frames are sorted by key, their index is
    0, 1, 2 ..., and two plans of the same workbook with its rows in another order differ only in
    ``sheet_row``, and in what names rows by it.

    ``first`` and ``last`` are whole periods: a row holds in period t where
    first <= t <= last. They may lie outside 1..periods.

    Registers are written out: ``nations`` and ``roles`` hold a row, with defaults, for every name used when
    their sheet is absent or empty; ``suitability`` then pairs each capability with the role of its name;
    ``priorities`` then holds the default objectives.
    """

    settings: Settings
    nations: pd.DataFrame
    """nation, groups (tuple), active_strength, deployable_pool (heads), dwell_ratio,
    largest_share (0..1), least_heads, can_lead (bool), cost_per_head (money per period), away (bool: no).
    Nations that stay away, and the rows that name nobody but them, are not there."""
    contingents: pd.DataFrame
    """contingent, nation, capability, units (int), heads_per_unit, basis, dwell_ratio (NaN: the nation's),
    drawn_from ("" blank, "none", or an area), stock ("" or a stock), status, confidence, conditions (tuple),
    first, last, must_deploy (bool), smallest_detachment (int), cost_per_head (NaN: the nation's)."""
    roles: pd.DataFrame
    """role, measure (heads or units), unit_worth (heads; NaN where measure is heads),
    counts_to_force (bool)."""
    suitability: pd.DataFrame
    """capability, role, effectiveness (0 < e <= 1)."""
    sites: pd.DataFrame
    """site, zone, country, latitude, longitude, capacity (heads), opening_cost, running_cost,
    open (free, yes, no), nations_at_most, needs_lead (bool), least_heads, first, last."""
    requirements: pd.DataFrame
    """site, role, minimum, target, maximum (in the role's measure), weight, first, last."""
    force: pd.DataFrame
    """floor, ceiling (heads), first, last."""
    caveats: pd.DataFrame
    """nation, contingent, capability, role, site, zone (tuples), first, last, effect, reason."""
    conditions: pd.DataFrame
    """condition, holds (bool), first."""
    areas: pd.DataFrame
    """area, nation, groups (tuple), own, stationed, earmarked (heads), weight."""
    drawdown_caps: pd.DataFrame
    """applies_to (area, nation or group), stock (any or a stock), capability, counts (tied up or deployed),
    cap_heads, cap_share (0..1 of the baseline), first, last."""
    backfill: pd.DataFrame
    """area, stock, capability, heads, first, last, condition."""
    movement: pd.DataFrame
    """nation (or group), contingent, site, cost_per_head (money per rotation)."""
    support_ratios: pd.DataFrame
    """role, scope (theatre or site), per_heads, needs, supported_roles (tuple), relieved_by,
    relief (0..1), weight."""
    locks: pd.DataFrame
    """contingent, site, role, first, last, units_at_least, units_at_most (NaN: no such bound)."""
    present: pd.DataFrame
    """contingent, nation, capability, site, role ("": not said), units, heads (NaN: the other is given),
    first, last; names as typed where the plan has no such name."""
    priorities: pd.DataFrame
    """rank (int), objective, weight, tolerance, effort (share of the time limit; NaN: none given); sorted by
    rank, then objective."""
    studies: pd.DataFrame
    """study, kind, row (Sheet!Row!Column or ""), from_, to, step, by (tuple; (): what its kind goes by),
    within (share), count, samples (int), nightly (bool); two rows where two numbers are swept. Studies with
    mistakes are not there."""
    setting_rows: Mapping[str, int] = field(default_factory=dict)
    """Sheet row of each setting that the Settings sheet gives, by its declared name."""
    ending_rows: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """By sheet, the rows whose To is given: they end then, while a blank one has merely no later period."""
    warnings: tuple[Finding, ...] = ()
    """What is odd but does not stop the run."""
    notes: tuple[Finding, ...] = ()
    """Who stays away, and what that takes along: worth knowing, and wrong with nothing."""
    mistaken_studies: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    """By study, the errors of its rows for which it cannot be asked; to the plan they are warnings."""
    tables: RawTables = field(default_factory=dict)
    """The raw tables that state it, scenario and overrides made: what another change starts from."""
    as_it_stands: Plan | None = None
    """The plan without its scenario and overrides, where it has a present and either changes more than that
    and the settings: who is there today does not depend on what is asked for or who is to stay away."""

    @classmethod
    def from_tables(cls, tables: Mapping[str, TableGiven]) -> Plan:
        """A plan without a workbook: each sheet a DataFrame, or a list of rows as mappings.

        Sheets and columns are named as in a workbook (docs/workbook.md), blanks are None or NaN, several
        names in a cell a list or one text parted by ``;``. The same checks are made as of a workbook;
        rows are counted from 1.

        >>> import solver
        >>> plan = solver.Plan.from_tables({
        ...     "Contingents": [{"Contingent": "POL-1", "Nation": "Poland", "Capability": "Infantry",
        ...                      "Units": 4, "Heads per unit": 100}],
        ...     "Sites": [{"Site": "Lviv", "Capacity": 250}],
        ...     "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": 400}],
        ... })
        >>> solver.solve(plan).allocation["units"].tolist()
        [2.0]

        Raises
        ------
        PlanError
            If anything is wrong with the tables; every finding names table, row and column, such as
            ``Contingents row 3, Units: ...``.
        """
        from solver.plan.make import plan_from_tables

        return plan_from_tables(tables)


CHANGES = "changes"
SHORTFALLS = ("minimum shortfall", "target shortfall")


def lined_up(baseline: pd.DataFrame, its_calendar: Calendar, calendar: Calendar) -> pd.DataFrame:
    """The baseline's rows by the periods of a plan that may begin later; past periods are left out.

    Where the calendars do not meet, or a plan has none, periods are compared by number.
    """
    later = its_calendar.periods_until(calendar)
    if not later:
        return baseline
    moved = baseline.assign(period=baseline["period"] - later)
    return moved[moved["period"] >= 1].reset_index(drop=True)


def with_baseline(plan: Plan, *, given: bool) -> Plan:
    """The plan with priorities that fit whether there is a baseline.

    With one, ``changes`` is settled last where the priorities do not rank it themselves: what matters to no
    other rank stays as it was. Where *Worse to keep the present* is given, it is settled right behind the
    shortfalls instead, and each rank before it has at least that tolerance. Raises PlanError if ``changes``
    is ranked and there is no baseline; a note says where that setting has nothing to keep.
    """
    priorities = plan.priorities
    ranked = priorities["objective"] == CHANGES
    if ranked.any() and not given:
        row = int(priorities.loc[ranked, "sheet_row"].iloc[0])
        message = (
            "changes needs a plan to compare with; give it with --baseline FILE, fill in sheet Present, "
            "or take the row out"
        )
        place = Place(sheet="Priorities", row=row, column="Objective")
        raise PlanError([Finding(place=place, message=message)])
    share = plan.settings.worse_to_keep_the_present
    if not given:
        return plan if share is None else replace(plan, notes=(*plan.notes, _NOTHING_TO_KEEP))
    if not ranked.any():
        priorities = _with_changes(priorities, last=share is None)
    if share is not None:
        priorities = _loosened(priorities, share)
    return replace(plan, priorities=priorities)


_NOTHING_TO_KEEP = Finding(
    place=Place(sheet="Settings"),
    message="Worse to keep the present has no effect: there is neither a present nor a plan to compare with; "
    "fill in sheet Present, give --present or --baseline FILE, or leave it blank",
    severity="note",
)


def _with_changes(priorities: pd.DataFrame, *, last: bool) -> pd.DataFrame:
    """The priorities with a rank for ``changes``: the last, or the one right behind the shortfalls.

    Where no shortfall is ranked, the last.
    """
    shortfalls = priorities.loc[priorities["objective"].isin(SHORTFALLS), "rank"]
    before = int(priorities["rank"].max() if last or shortfalls.empty else shortfalls.max())
    later = priorities["rank"] > before
    moved = priorities.assign(rank=priorities["rank"] + later)
    changes = priorities.iloc[[0]].assign(
        objective=CHANGES,
        rank=before + 1,
        weight=1.0,
        tolerance=0.0,
        effort=float("nan"),
        sheet_row=0,
    )
    return pd.concat([moved[~later], changes, moved[later]], ignore_index=True)


def _loosened(priorities: pd.DataFrame, share: float) -> pd.DataFrame:
    """The priorities with at least this tolerance for each rank before that of ``changes``."""
    of_changes = int(priorities.loc[priorities["objective"] == CHANGES, "rank"].iloc[0])
    looser = (priorities["rank"] < of_changes) & (priorities["tolerance"] < share)
    return priorities.assign(tolerance=priorities["tolerance"].mask(looser, share))
