"""In which periods anything is asked for: the others are neither covered nor short."""

from __future__ import annotations

from collections.abc import Sequence

from solver.audit.ledger import Ledger
from solver.results.words import spell_name


def asked_periods(ledger: Ledger) -> list[int]:
    """Periods in which a requirement, or the floor of the force, asks for anything."""
    rows, force = ledger.coverage, ledger.force
    required = rows.loc[(rows["target"] > 0) | (rows["minimum"] > 0), "period"]
    return sorted({*required.tolist(), *force.loc[force["floor"] > 0, "period"].tolist()})


def periods_in_words(periods: Sequence[int]) -> str:
    """Sorted periods as a sentence names them: ``period 5``, ``periods 1-2, 5-12``."""
    runs: list[tuple[int, int]] = []
    for period in periods:
        first = runs.pop()[0] if runs and runs[-1][1] == period - 1 else period
        runs.append((first, period))
    word = "period" if len(periods) == 1 else "periods"
    return f"{word} {', '.join(spell_name(*run) for run in runs)}"
