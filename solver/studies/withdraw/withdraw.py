"""The study `withdraw`: each withdrawal alone, then in pairs; before anybody replans, and after all have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from solver.errors import PlanError, told
from solver.plan import Plan
from solver.studies.levels import is_better, same_ranks, same_value
from solver.studies.point import ObjectiveValue, PointOutcome, StudyPoint, without_plan
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import Start, StudyInput
from solver.studies.withdraw.leaving import Leaving, all_leaving, kinds_named, takes_part


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A withdrawal, of one or of two, and what it does.

    ``outcome``: the best plan without them; what nobody replans comes to is in it. ``beyond``: of a pair, in
    the first rank in which it is so, by how much more it hurts than both alone together; None where it does
    not, or that is not proved.
    """

    leaving: tuple[Leaving, ...]
    outcome: PointOutcome
    beyond: RankBeyond | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankBeyond:
    """By how much a rank gets worse by a pair beyond the sum of both alone, at least."""

    rank: int
    name: str
    amount: float


WITHDRAW_FIELDS = {
    "beyond_sum": "pairs that hurt more than both alone together: what, rank, name, amount_at_least",
}
"""The fields of the JSON of withdrawals beside those of every study."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAnswer:
    """What withdrawals do: singles in the order of the workbook, then pairs."""

    base: PointOutcome
    singles: tuple[Withdrawal, ...]
    pairs: tuple[Withdrawal, ...] = ()

    def outcomes(self) -> tuple[PointOutcome, ...]:
        """Those of all withdrawals."""
        return tuple(each.outcome for each in (*self.singles, *self.pairs))

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return True

    def record(self) -> dict[str, object]:
        """The pairs that hurt more than both alone together, ready for ``json.dumps``."""
        return {
            "beyond_sum": [
                {
                    "what": [{each.kind: each.name} for each in pair.leaving],
                    "rank": pair.beyond.rank,
                    "name": pair.beyond.name,
                    "amount_at_least": pair.beyond.amount,
                }
                for pair in self.pairs
                if pair.beyond is not None
            ]
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawStudy:
    """The study of withdrawals, of these kinds, one by one, and in pairs where that is asked for."""

    leaving: tuple[Leaving, ...]
    kinds: tuple[str, ...]
    pairs: bool = False
    kind: str = "withdraw"
    fixed_points: bool = True
    exact: bool = False

    @property
    def asked(self) -> dict[str, object]:
        """Its kinds, and whether pairs are asked for."""
        return {"by": list(self.kinds), "pairs": self.pairs}

    @property
    def points(self) -> int:
        """One each, and one for each pair."""
        return len(self.leaving) + (pair_count(len(self.leaving)) if self.pairs else 0)

    def rounds(self, given: StudyInput, base: PointOutcome) -> Rounds[WithdrawAnswer]:
        """Its points."""
        return withdraw_rounds(given.plan, self.leaving, base, pairs=self.pairs)


def withdraw_study(plan: Plan, by: str, *, pairs: bool) -> WithdrawStudy:
    """The study of withdrawals of a plan; ``by``: kinds parted by commas. PlanError for one that is none."""
    kinds = kinds_named(by)
    leaving = all_leaving(plan, kinds)
    if not leaving:
        raise PlanError([told(f"--by {by}: the plan has no {' and no '.join(kinds)} that could leave")])
    return WithdrawStudy(leaving=leaving, kinds=kinds, pairs=pairs)


def withdraw_rounds(
    plan: Plan, leaving: Sequence[Leaving], base: PointOutcome, *, pairs: bool
) -> Rounds[WithdrawAnswer]:
    """The rounds of a study of withdrawals: all alone, then all pairs of these; ``base``: nobody leaves."""
    found = yield [PointAsked(point=_point((each,))) for each in leaving]
    singles = tuple(
        Withdrawal(leaving=(each,), outcome=outcome) for each, outcome in zip(leaving, found, strict=True)
    )
    if not pairs:
        return WithdrawAnswer(base=base, singles=singles)
    plans = [_KnownPlan.of(plan, leaving, base)]
    for each in leaving:  # one by one: together they may not fit the memory
        (whole,) = yield [PointAsked(point=_point((each,)), whole=True)]
        plans.append(_KnownPlan.of(plan, leaving, whole))
    both = list(combinations(singles, 2))
    found = yield [
        PointAsked(point=_point((one.leaving[0], other.leaving[0])), start=_start(one, other, plans))
        for one, other in both
    ]
    together = (
        Withdrawal(
            leaving=(one.leaving[0], other.leaving[0]),
            outcome=outcome,
            beyond=beyond_sum(base, one.outcome, other.outcome, outcome),
        )
        for (one, other), outcome in zip(both, found, strict=True)
    )
    return WithdrawAnswer(base=base, singles=singles, pairs=tuple(together))


def pair_count(count: int) -> int:
    """How many pairs so many make."""
    return count * (count - 1) // 2


def _point(leaving: Sequence[Leaving]) -> StudyPoint:
    """The workbook without these."""
    return StudyPoint(
        overrides=tuple(dict.fromkeys(change for each in leaving for change in each.overrides)),
        what=tuple((each.kind, each.name) for each in leaving),
        notes=tuple(dict.fromkeys(note for each in leaving for note in each.notes)),
        fixed=True,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownPlan:
    """A plan that is known, without its allocation: which of all that can leave have a part in it."""

    outcome: PointOutcome
    parts: frozenset[Leaving]

    @classmethod
    def of(cls, plan: Plan, leaving: Sequence[Leaving], outcome: PointOutcome) -> _KnownPlan:
        """What is to be known of the plan of a point."""
        sent = outcome.frame()
        parts = frozenset(each for each in leaving if takes_part(plan, each, sent))
        return cls(outcome=without_plan(outcome), parts=parts)


def _start(one: Withdrawal, other: Withdrawal, plans: Sequence[_KnownPlan]) -> Start | None:
    """Where the search for a pair starts: at the worse of the two, which is nearer to both.

    It begins with any plan that comes to the same as that one, and in which neither has a part: where the
    worse of the two is proved, no plan without both is better.
    """
    count = len(one.outcome.values)
    worse = one if is_better(other.outcome, one.outcome, count) else other
    if not worse.outcome.has_plan:
        return None
    pair = {one.leaving[0], other.leaving[0]}
    free = [each.outcome for each in plans if each.outcome.has_plan and not pair & each.parts]
    alike = [each for each in free if same_ranks(each, worse.outcome, count)]
    own = any(each.key == worse.outcome.key for each in alike)
    return Start(outcome=worse.outcome, plan=alike[0] if alike and not own else None)


def beyond_sum(
    base: PointOutcome, one: PointOutcome, other: PointOutcome, both: PointOutcome
) -> RankBeyond | None:
    """The first rank in which a pair hurts more than both alone together, as far as that is proved.

    Ranks behind the first in which the pair does not come to just the sum are not compared: what they come to
    then is the price of something else.
    """
    if not all(each.has_plan for each in (base, one, other, both)):
        return None
    for start, first, second, pair in _by_rank(base, one, other, both):
        least = pair.bound - first.value - second.value + start.bound
        if same_value(pair.value + start.value, first.value + second.value):
            if all(same_value(each.value, each.bound) for each in (start, first, second, pair)):
                continue
            return None  # what later ranks come to supposes this one
        if least > 0 and not same_value(pair.bound + start.bound, first.value + second.value):
            return RankBeyond(rank=pair.rank, name=pair.name, amount=least)
        return None
    return None


def _by_rank(*outcomes: PointOutcome) -> Iterator[tuple[ObjectiveValue, ...]]:
    return zip(*(each.objectives for each in outcomes), strict=False)
