"""The difference between a program and a solved one of nearly the same plan, the base.

Decisions and rows are matched by the plan's names. Every decision is at least 0, so a row of the base follows
from one of the program whose terms and limit are no looser, term by term.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.model.linexpr import Floats, Ints, Mask
from solver.model.program import Matrix, Program
from solver.optimise.program_matching import label_positions, matched_columns, matched_rows
from solver.optimise.rounding import Completion


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Violation:
    """A way in which a plan of the new program can be none of the base's: this sum is more than ``limit``.

    ``beyond``: it meets a raised demand beyond the old one; it is one of the base's, but costs less more.
    """

    column: Ints
    coefficient: Floats
    limit: float
    beyond: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramDifference:
    """The difference of a program from a base.

    ``column``: of each column of the program its column in the base, -1 where that has none.
    ``violations``: a completed plan without any of them is one of the base's once what the base does not know
    is left out; None where that cannot be said. ``more``: how much more, at least, each rank costs then, the
    first ranks only, as far as that can be said; ``more_beyond``: the same where its only
    violations are ``beyond``.
    """

    column: Ints
    violations: tuple[Violation, ...] | None
    more: tuple[float, ...]
    more_beyond: tuple[float, ...]

    def carried(self, values: Floats) -> Floats:
        """The values of the base's columns as values of the program's, 0 for those that are new."""
        return np.where(self.column >= 0, values[self.column], 0.0)


def program_difference(base: Program, program: Program, completion: Completion) -> ProgramDifference:
    """The difference of a program, whose completion is given, from a base."""
    positions = label_positions(base, program)
    column = matched_columns(base, program, positions)
    matched = column >= 0
    gone = np.ones(base.count, dtype=bool)
    gone[column[matched]] = False
    split = (base.whole[column[matched]] & ~program.whole[matched]).any() or (base.lower[gone] > 0.0).any()
    if split or (program.lower[matched] < base.lower[column[matched]]).any():
        return ProgramDifference(column=column, violations=None, more=(), more_beyond=())
    zero = _zero_without(completion, (column < 0) & _in_group(program, "send"))
    pair = _Pair(base, program, column, matched_rows(base, program, positions), zero)
    return ProgramDifference(
        column=column,
        violations=tuple(pair.violations()),
        more=pair.more(pair.raised),
        more_beyond=pair.more(np.minimum(pair.raised, 0.0)),
    )


def _in_group(program: Program, name: str) -> Mask:
    group = program.group(name)
    mask = np.zeros(program.count, dtype=bool)
    mask[group.start : group.stop] = True
    return mask


def _zero_without(completion: Completion, zero: Mask) -> Mask:
    """The columns that are 0 in every completed plan in which these are."""
    zero = zero.copy()
    for group in completion.derived:
        open_rows = np.bincount(group.row, weights=~zero[group.column], minlength=group.rows) > 0
        least = group.least(np.zeros(len(zero)))
        shared = np.bincount(group.own_row, minlength=group.rows) > 1
        mine = np.zeros(len(group.lower), dtype=bool)
        np.logical_or.at(mine, group.own, (open_rows | shared)[group.own_row])
        zero[group.start : group.start + len(least)] |= ~mine & (least == 0.0)
    return zero


Entries = tuple[Ints, Ints, Floats]
"""Row of the base, column of the program, coefficient: of each entry, by row."""


class _Pair:
    """A base and a program, matched column by column and row by row.

    ``zero``: the columns that are 0 where no unit is sent on a new arc. ``old``, ``new``: their entries, by
    row of the base and column of the program; ``lower``, ``upper``: the program's limits by row of the base.
    ``raised``: by how much more the program demands in a row with a ``short``fall, the rest of which makes a
    plan of the base; ``lower`` is without it.
    """

    def __init__(self, base: Program, program: Program, column: Ints, row: Ints, zero: Mask) -> None:
        self.base, self.program, self.column, self.row, self.zero = base, program, column, row, zero
        of_base = np.full(base.count, -1, dtype=np.int64)
        of_base[column[column >= 0]] = np.flatnonzero(column >= 0)
        self.old = _entries(base.matrix, np.arange(base.matrix.count), of_base)
        of_row = np.full(program.matrix.count, -1, dtype=np.int64)
        of_row[row[row >= 0]] = np.flatnonzero(row >= 0)
        columns = np.where(zero, -1, np.arange(program.count))
        self.new = _entries(program.matrix, of_row, columns)
        self.upper = np.where(row >= 0, program.matrix.upper[row], np.inf)
        self.lower = np.where(row >= 0, program.matrix.lower[row], -np.inf)
        self.short, self.raised = self._raised()
        self.lower -= self.raised

    def violations(self) -> Iterator[Violation]:
        """Every way in which a plan of the program can be none of the base's."""
        sends = np.flatnonzero((self.column < 0) & _in_group(self.program, "send"))
        if len(sends):
            yield Violation(column=sends, coefficient=np.ones(len(sends)), limit=0.0)
        less, more = self._compared()
        limits = self.base.matrix
        yield from self._met_beyond()
        below = np.isfinite(limits.lower) & (more | (self.lower < limits.lower))
        yield from (violation for _, violation in self._of_rows(below, -1.0, limits.lower))
        above = np.isfinite(limits.upper) & (less | (self.upper > limits.upper))
        reduced = []
        for row, violation in self._of_rows(above, 1.0, limits.upper):
            sum_of = self._switched_on(row, violation)
            if sum_of is None:
                yield violation
            else:
                reduced.append(sum_of)
        yield from self._not_held([*reduced, *self._of_bounds()])

    def more(self, raised: Floats) -> tuple[float, ...]:
        """How much more each rank costs in the program than in the base, at least, with demands so raised."""
        found = []
        for old, new in zip(self.base.ranks, self.program.ranks, strict=False):
            before, after = old.cost.dense(self.base.count), new.cost.dense(self.program.count)
            known = np.where(self.column >= 0, before[self.column], 0.0)
            if new.cost.constant < old.cost.constant or (after < known).any():
                break
            rows = np.flatnonzero(raised)
            found.append(float(known[self.short[rows]] @ raised[rows]))
        return tuple(found)

    def _raised(self) -> tuple[Ints, Floats]:
        """Of each row of the base the column of its shortfall, -1 without one, and by how much it is raised.

        A shortfall is in no other row, and has no bound of its own; in this one it counts as it is.
        """
        matrix, program = self.base.matrix, self.program
        once = np.bincount(matrix.column, minlength=self.base.count) == 1
        once_here = np.bincount(program.matrix.column, minlength=program.count) == 1
        row, column, coefficient = self.old
        alone = once[self.column[column]] & once_here[column] & (coefficient == 1.0)
        alone &= ~program.whole[column] & (program.lower[column] == 0.0) & np.isinf(program.upper[column])
        alone &= (self.base.lower[self.column[column]] == 0.0) & np.isinf(
            self.base.upper[self.column[column]]
        )
        alone &= np.isfinite(matrix.lower[row]) & np.isinf(matrix.upper[row]) & np.isfinite(self.lower[row])
        alone &= self.lower[row] != matrix.lower[row]
        same = self.new[2] == 1.0
        held = self.new[0][same] * program.count + self.new[1][same]
        at = np.flatnonzero(alone & np.isin(row * program.count + column, held))
        short = np.full(matrix.count, -1, dtype=np.int64)
        short[row[at]] = column[at]
        raised = np.zeros(matrix.count)
        found = np.flatnonzero(short >= 0)
        raised[found] = self.lower[found] - matrix.lower[found]
        return short, raised

    def _met_beyond(self) -> Iterator[Violation]:
        """The violation that a raised demand is met beyond the old one: less is short than it rose by."""
        row, column, coefficient = self.new
        for at in np.flatnonzero(self.raised > 0.0):
            own = (row == at) & (column != self.short[at])
            yield Violation(
                column=column[own],
                coefficient=coefficient[own],
                limit=float(self.base.matrix.lower[at]),
                beyond=True,
            )

    def _compared(self) -> tuple[Mask, Mask]:
        """Whether any new coefficient of each row is less than the old one, and whether any is more.

        A yes/no may change its coefficient together with the limit, where neither its yes nor its no then
        allows more.
        """
        size, count = self.program.count, self.base.matrix.count
        kept = ~self.zero[self.old[1]]
        codes = np.concatenate(
            [self.old[0][kept] * size + self.old[1][kept], self.new[0] * size + self.new[1]]
        )
        signed = np.concatenate([-self.old[2][kept], self.new[2]])
        places, inverse = np.unique(codes, return_inverse=True)
        change = np.bincount(inverse, weights=signed, minlength=len(places))
        rows, columns = places // size, places % size
        yes_no = self.program.whole & (self.program.lower == 0.0) & (self.program.upper == 1.0)
        changed = np.bincount(rows, weights=change != 0.0, minlength=count)
        switch = yes_no[columns] & (changed[rows] == 1)
        with np.errstate(invalid="ignore"):
            lowered = (self.base.matrix.upper - self.upper)[rows]
            raised = (self.lower - self.base.matrix.lower)[rows]
        less, more = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
        less[rows[(change < 0.0) & ~(switch & (lowered >= -change))]] = True
        more[rows[(change > 0.0) & ~(switch & (raised >= change))]] = True
        return less, more

    def _of_rows(self, failed: Mask, sign: float, limit: Floats) -> Iterator[tuple[int, Violation]]:
        """The violations of these rows, each with its row; none where no plan can break it."""
        row, column, coefficient = self.old
        rows = np.flatnonzero(failed)
        for at, first, end in zip(rows, *np.searchsorted(row, [rows, rows + 1]), strict=True):
            terms, most = sign * coefficient[first:end], sign * float(limit[at])
            if most < 0.0 or (terms > 0.0).any():
                yield int(at), Violation(column=column[first:end], coefficient=terms, limit=most)

    def _switched_on(self, row: int, violation: Violation) -> Violation | None:
        """The violation of a row that allows a sum only where a yes/no is yes: a larger sum than it did.

        Where the yes/no is no, the program's own row allows none of it, so that nothing is violated. None
        for another kind of row.
        """
        falls = np.flatnonzero(violation.coefficient < 0.0)
        if self.row[row] < 0 or len(falls) != 1 or violation.limit != 0.0:
            return None
        switch, matrix, program = violation.column[falls[0]], self.program.matrix, self.program
        entries = slice(matrix.starts[self.row[row]], matrix.starts[self.row[row] + 1])
        own, coefficient = matrix.column[entries], matrix.coefficient[entries]
        positive = violation.coefficient > 0.0
        yes_no = program.whole[switch] and program.lower[switch] == 0.0 and program.upper[switch] == 1.0
        closes = self.upper[row] == 0.0 and (coefficient[own != switch] > 0.0).all()
        if not (yes_no and closes and np.isin(violation.column[positive], own).all()):
            return None
        return Violation(
            column=violation.column[positive],
            coefficient=violation.coefficient[positive],
            limit=-float(violation.coefficient[falls[0]]),
        )

    def _of_bounds(self) -> list[Violation]:
        """The violations of the base's upper bounds."""
        known = np.flatnonzero(self.column >= 0)
        upper = self.base.upper[self.column[known]]
        raised = np.flatnonzero(self.program.upper[known] > upper)
        return [
            Violation(column=known[[at]], coefficient=np.ones(1), limit=float(upper[at])) for at in raised
        ]

    def _not_held(self, violations: Sequence[Violation]) -> Iterator[Violation]:
        """Those violations of sums that are not also violations of a row without negative terms."""
        matrix, row = self.base.matrix, self.base.matrix.row
        negative = np.bincount(row, weights=matrix.coefficient < 0.0, minlength=matrix.count) > 0
        holds = np.flatnonzero(~negative[row] & np.isfinite(matrix.upper[row]))
        most = matrix.upper[row[holds]] / matrix.coefficient[holds]
        order = holds[np.lexsort((most, matrix.column[holds]))]
        columns, first = np.unique(matrix.column[order], return_index=True)
        entry = np.full(self.base.count, -1, dtype=np.int64)
        entry[columns] = order[first]
        for violation in violations:
            at = entry[self.column[violation.column]]
            if (at < 0).any():
                yield violation
                continue
            dearest = np.zeros(matrix.count)
            np.maximum.at(dearest, row[at], violation.coefficient / matrix.coefficient[at])
            held = np.flatnonzero(dearest)
            if dearest[held] @ matrix.upper[held] > violation.limit:
                yield violation


def _entries(matrix: Matrix, row: Ints, column: Ints) -> Entries:
    """The entries of a matrix in other rows and columns, without those in none, by row."""
    rows, columns = row[matrix.row], column[matrix.column]
    kept = np.flatnonzero((rows >= 0) & (columns >= 0))
    kept = kept[np.argsort(rows[kept], kind="stable")]
    return rows[kept], columns[kept], matrix.coefficient[kept]
