"""Matching of two programs: the decisions and rows of one that have the same names in the other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from solver.model.linexpr import Ints, found_in
from solver.model.program import Group, Program, Rule

Positions = Mapping[str, Ints]
"""By column of keys: the position in the base of each name of the program, beyond its end for new ones."""


def label_positions(base: Program, program: Program) -> Positions:
    """The positions in the base of all names of the program."""
    return {name: _positions(base.labels[name], labels) for name, labels in program.labels.items()}


def matched_columns(base: Program, program: Program, positions: Positions) -> Ints:
    """The base's column of each decision of the program, -1 for none."""
    known = {group.name: group for group in base.groups}
    found = [_matched(known[group.name], group, positions) for group in program.groups]
    return np.concatenate(found)


def _positions(base: Sequence[str], names: Sequence[str]) -> Ints:
    """The position of each name in the base, equal names one after the other; new ones after all others."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at in range(len(base) - 1, -1, -1):
        places[base[at]].append(at)
    return np.array(
        [places[name].pop() if places[name] else len(base) + at for at, name in enumerate(names)],
        dtype=np.int64,
    )


def _in_base(keys: pd.DataFrame, by: Sequence[str], positions: Positions) -> dict[str, Ints]:
    """The keys with the base's positions for names; what is no position stays."""
    found = {}
    for name in by:
        values = keys[name].to_numpy(np.int64)
        names = positions.get(name)
        found[name] = (
            values if names is None or not len(names) else np.where(values < 0, values, names[values])
        )
    return found


def _matched(base: Group, group: Group, positions: Positions) -> Ints:
    """The base's column of each decision of a group, -1 for none."""
    if not group.by:
        return np.full(group.stop - group.start, base.start if base.stop > base.start else -1, dtype=np.int64)
    at = found_in(_in_base(group.table, group.by, positions), base.table, group.by)
    return np.where(at >= 0, base.start + at, -1)


def matched_rows(base: Program, program: Program, positions: Positions) -> Ints:
    """The program's row of each row of the base with the same rule and keys, -1 for none."""
    row = np.full(base.matrix.count, -1, dtype=np.int64)
    rules = dict(_with_signatures(program.rules))
    for signature, old in _with_signatures(base.rules):
        new = rules.get(signature)
        if new is None:
            continue
        by = [str(name) for name in old.rows.keys]
        if old.rows.keys.duplicated().any() or not by:
            continue
        at = found_in(_in_base(new.rows.keys, by, positions), old.rows.keys, by)
        row[old.start + at[at >= 0]] = new.start + np.flatnonzero(at >= 0)
    return row


def _with_signatures(rules: Sequence[Rule]) -> list[tuple[tuple[object, ...], Rule]]:
    """The rules, each with what tells it from all others."""
    seen: Counter[tuple[object, ...]] = Counter()
    found: list[tuple[tuple[object, ...], Rule]] = []
    for rule in rules:
        signature = rule.name, rule.rows.sense, rule.rows.number, tuple(rule.rows.keys)
        seen[signature] += 1
        found.append(((*signature, seen[signature]), rule))
    return found
