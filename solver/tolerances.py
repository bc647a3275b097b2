"""Tolerances: how far numbers may differ and still count as equal, each with its reason.

The audit judges by constants of its own, though some have the same value, so
that a change made for the search never loosens the audit.
"""

from __future__ import annotations

# ── The model ────────────────────────────────────────────────────────────────────────────────────────────

DWELL_ROUNDING = 1e-9
"""A dwell ratio above a whole number by less is that number: a formula in a cell worked it out."""

# ── Ranks: what is kept, what is proved ──────────────────────────────────────────────────────────────────

RANK_KEPT = 1e-6
"""How much worse, in its own unit, a settled rank may become besides its tolerance: what solvers miss rows
by."""

SUM_ROUNDING = 1e-13
"""What adding up floating-point numbers may leave of a kept rank, as a share of the sum."""

SAME_VALUE = 1e-6
"""A value and a bound that differ by less have no gap: nobody sends a millionth of a head."""

GAP_ROUNDING = 1e-9
"""A relative gap above the one asked for by less is rounding, also where a gap of 0 is asked for."""

WHOLE_STEP = 0.5
"""Tie-breaking weights and units are whole, so sums of both that differ by less are equal."""

# ── Answers of solvers ───────────────────────────────────────────────────────────────────────────────────

ANSWER_ERROR = 1e-6
"""How far rows, values and bounds of an answer may miss what they should be, as a share of it (of 1 where it
is less): the tolerance that solvers work to by default, HiGHS with a tenth of it."""

FEASIBILITY = 1e-7
"""By how much a row may be missed: HiGHS's own default."""

EXACT_FEASIBILITY = 1e-9
"""By how much a row may be missed where units are split: kept ranks must hold to a millionth of their sum."""

ABSOLUTE_GAP = 1e-7
"""How near value and bound must come for HiGHS to stop, where the relative gap is 0: below ``SAME_VALUE``."""

UNSTATED_BOUND = 1e-9
"""Share of the gap left out of a bound that is inferred from a solver's word, so that it stays within the
gap."""

ZERO_PRICE = 1e-9
"""A dual value below this is noise: the row does not bind."""

ZERO_REDUCED_COST = 1e-7
"""A reduced cost below this is noise of HiGHS's arithmetic, which works to the same."""

TIGHTENING_MARGIN = 1e-6
"""What arithmetic may be wrong by where reduced costs tighten bounds, as a share of a value, or of a whole
number."""

LEAST_STEP = 1e-7
"""Share of a value by which a better plan must be better where the granularity is less or not known: what
HiGHS misses a scaled row by."""

NEARLY_A_STEP = 0.99
"""Share of the granularity by which a better plan must be better: the rest is left to arithmetic."""

GRID_ROUNDING = 1e-6
"""How far a number may be from whole millionths, in millionths: what arithmetic on decimals leaves."""

# ── Rounding of plans ────────────────────────────────────────────────────────────────────────────────────

ZERO_UNITS = 1e-6
"""Fractions of a unit below this are the solver's tolerance: they open no site."""

ZERO_SUM = 1e-9
"""Below this a sum counts as zero: noise of adding up floating-point numbers."""

SIMPLE_FRACTION = 2e-9
"""A split unit this near to a simple fraction is meant to be it: twice what ``EXACT_FEASIBILITY`` leaves."""

# ── Large plans ──────────────────────────────────────────────────────────────────────────────────────────

ROW_MISSED = 1e-7
"""How far a plan may miss a row of a large plan, as a share of what the row comes to: HiGHS's own default."""

SAME_PLAN = 1e-9
"""Large plans whose values differ by less than this share are equally good."""

BELIEVED_BOUND = 1e-6
"""A bound above a large plan's value by more than this share of it is no bound: the solver was wrong."""

SHORT_OF_WHOLE = 1e-6
"""What a whole number may be short of, by the solver's tolerance, before it is rounded down."""

# ── Trials of solvers ────────────────────────────────────────────────────────────────────────────────────

TRIAL_ERROR = 1e-6
"""How far values, rows and bounds of a trial may miss, as a share of what they should be (of 1 where it is
less)."""

TRIAL_ROUNDING = 1e-12
"""What adding up may leave of a trial's cost, as a share of it: one in billions must not be lost."""

# ── Explanations ─────────────────────────────────────────────────────────────────────────────────────────

OUTWARD = 1e-9
"""Share by which a bound of a decision is widened before exact arithmetic takes it as it is."""

RELAXED_AT_ALL = 1e-9
"""A relaxation of a number below this is noise: the number stays as it is."""

STEP_NOISE = 1e-3
"""Parts of a step of a proposed number below this come from the solver's tolerance, not from the planner's
numbers."""

CAP_SUM = 1e-9
"""By how much, as a share, adding up may put what a plan takes above a cap that allows it."""

NEARLY_WHOLE = 1e-5
"""How near to a whole number, as a share of it, a sum of heads is for solvers either side of it."""

SHARE_OF_CAP = 1e-6
"""How much more than the heads meant, as a share of them, a proposed share may allow of split units."""

POOL_ROUNDING = 1e-9
"""What dividing by dwell factors may leave of a head that a pool keeps in theatre, before it is rounded
down."""

# ── The ledger and the audit: their own, whatever the search has ─────────────────────────────────────────

AUDIT_ERROR = 1e-6
"""How far a number may be off, relative to max(1, |limit|); also the fewest units that count as present."""

AUDIT_SUM_ROUNDING = 1e-12
"""What adding up many floating-point numbers may leave, as a share of their sum."""

AUDIT_DWELL_ROUNDING = 1e-9
"""A dwell ratio above a whole number by less is that number, worked out by a formula."""

AUDIT_GAP_ROUNDING = 1e-9
"""A relative gap below this is rounding of floating-point numbers, also where a gap of 0 is asked for."""

# ── What people are told ─────────────────────────────────────────────────────────────────────────────────

TOLD_AS_NOTHING = 1e-6
"""Amounts up to this, relative to max(1, what they are measured against), are nothing to a reader."""

UNCHANGED_ON_PAGE = 1e-6
"""Differences between two nights up to this, relative to max(1, value), are none."""

SAVED_DIGITS = 1e-9
"""Share, or amount below 1, by which numbers may differ: programs that save workbooks drop last digits."""
