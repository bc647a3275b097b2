"""Names for columns and rows in model files: the planner's words, safe for every solver."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import pandas as pd

from solver.model.program import Program

LONGEST = 40


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
    parts = []
    for kind in about.columns:
        if kind in slugs:
            known = [*slugs[kind], "all"]  # position -1: not of any one
            parts.append([known[position] for position in about[kind]])
        elif kind == "period":
            parts.append([str(period) for period in about[kind]])
    if not parts:
        return [prefix] * len(about)
    return [prefix + "_" + "_".join(each) for each in zip(*parts, strict=True)]


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
