"""Names for columns and rows in model files: the planner's words, safe for every solver."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from solver.model.program import Program
from solver.model.terms import Ints

LONGEST = 40

Part = tuple[list[str], Ints]
"""Part of many names: the texts that there are, and which of them each name has."""


def column_names(program: Program) -> list[str]:
    """A unique name for each column, such as ``send_EST_INF_1_Training_Lviv_3``."""
    slugs = {kind: _slugs(names) for kind, names in program.labels.items()}
    return _unique(
        [name for group in program.groups for name in _names(group.name, group.table[list(group.by)], slugs)]
    )


def row_names(program: Program) -> list[str]:
    """A unique name for each row, beginning with its rule's: ``drawdown_cap_Estonia_own_1``."""
    slugs = {kind: _slugs(names) for kind, names in program.labels.items()}
    return _unique([name for rule in program.rules for name in _names(rule.name, rule.rows.about, slugs)])


def _names(prefix: str, about: pd.DataFrame, slugs: dict[str, list[str]]) -> list[str]:
    count = len(about)
    parts: list[Part] = [([prefix], np.zeros(count, dtype=np.int64))]
    for part in _parts(about, slugs):
        known, others = parts[-1][0], part[0]
        if len(known) * len(others) <= count:  # each pair is joined once, not once for each name
            pairs = [one + other for one in known for other in others]
            parts[-1] = (pairs, parts[-1][1] * len(others) + part[1])
        else:
            parts.append(part)
    columns = [np.asarray(known, dtype=object)[position] for known, position in parts]
    names: list[str] = sum(columns[1:], start=columns[0]).tolist()
    return names


def _parts(about: pd.DataFrame, slugs: dict[str, list[str]]) -> list[Part]:
    """What each column of the table adds to the names."""
    parts = []
    for kind in about.columns:
        position = about[kind].to_numpy(np.int64)
        if kind in slugs:
            known = [*slugs[kind], "all"]  # position -1: not of any one
        elif kind == "period":
            known = [str(period) for period in range(int(position.max(initial=0)) + 1)]
        else:
            continue
        parts.append(([f"_{text}" for text in known], position % len(known)))
    return parts


def _slugs(names: Sequence[str]) -> list[str]:
    return _unique([_slug(name) for name in names])


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"\W+", "_", plain).strip("_")[:LONGEST] or "x"


def _unique(names: list[str]) -> list[str]:
    """The names, those that stand again with a number behind them."""
    if len(set(names)) == len(names):
        return names
    seen: dict[str, int] = {}
    taken = set(names)
    result = []
    for name in names:
        count = seen.get(name, 0)
        seen[name] = count + 1
        made = name
        while count and made in taken:
            count += 1
            made = f"{name}.{count}"
        taken.add(made)
        result.append(made)
    return result
