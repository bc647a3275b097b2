"""What a solve shows on a terminal: progress while it works, the plan or the least to give after."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pandas as pd
from rich.status import Status
from rich.table import Table
from rich.text import Text

from solver import schema
from solver.cli.reporter import Reporter
from solver.optimise import Progress
from solver.optimise.backend import relative_gap
from solver.results.proof import what_to_try
from solver.results.shown import bare_table
from solver.results.text import summary_renderables
from solver.runs.pipeline import Run
from solver.schema.columns import Kind
from solver.tables import each_row
from solver.text.numbers import counted, with_and

if TYPE_CHECKING:
    from solver.runs.explain import Explanation

MOST_PRICES = 10
"""Prices shown where not all are asked for."""

ALL_DIGITS = 1_000
"""Prices from here on are told in whole numbers, smaller ones in four digits."""

SHARES = frozenset(
    column.name for sheet in schema.SHEETS for column in sheet.columns if column.kind is Kind.SHARE
)
"""Numbers whose price is told for one per cent, not for all of it."""


@contextlib.contextmanager
def progress_line(reporter: Reporter) -> Iterator[Callable[[Progress], None] | None]:
    """One line with rank, time and gap, rewritten while the search goes on; only on a terminal.

    Where every step is told anyway, it would only be in the way.
    """
    if reporter.quiet or reporter.json or reporter.verbose or not reporter.err.is_terminal:
        yield None
        return
    with Status("reading", console=reporter.err) as status:

        def report(progress: Progress) -> None:
            status.update(progress_text(progress))

        yield report


def progress_text(progress: Progress) -> str:
    """How far a search is, in a line."""
    known = math.isfinite(progress.value) and math.isfinite(progress.bound)
    gap = f"gap {relative_gap(progress.value, progress.bound):.1%}" if known else "no plan yet"
    return f"rank {progress.rank} of {progress.ranks}, {progress.name}: {progress.seconds:.0f} s, {gap}"


def tell(reporter: Reporter, done: Run) -> None:
    """The end of a run: its warnings, the plan in short, where it lies; or what to give."""
    reporter.findings(done.findings)
    reporter.machine(done.record)
    reporter.notes(done.notes)
    if done.results is not None:
        reporter.show(*summary_renderables(done.results, full=reporter.verbose > 0))
        if done.solution.relaxed:
            reporter.show(*_prices(done, full=reporter.verbose > 0))
        elif done.solution.status == "feasible":
            reporter.show(Text(what_to_try(done.gap)))
        if done.explanation is not None:
            reporter.show(Text(explained(done.explanation)))
        reporter.backup(done.backup)
        where = "Relaxed: units may be split, so nothing was written."
        reporter.line(where if done.output is None else f"Written: {done.output}")
        if done.page is not None:
            reporter.backup(done.page.backup)
            reporter.line(f"Its page: {done.page.path}")
    else:
        say_why_not(reporter, done)


def explained(found: Explanation) -> str:
    """How many questions were answered, how surely, and where."""
    from solver.runs.explain import SECONDS

    proved = sum(answer.claim == "proved" for answer in found.answers)
    left = len(found.answers) - proved
    asked = f"{counted(len(found.answers), 'question', 'questions')} in {found.seconds:.0f} s"
    longer = max(2 * (found.limit or math.ceil(found.seconds)), SECONDS)
    more = f"; --explain {longer:g} gives more time" if left else ""
    more = "; stopped before all was asked" if found.stopped is not None else more
    sheets = f"Sheets {with_and(schema.REASON_SHEETS)}."
    return f"{asked}: {proved:,} proved, {left:,} open{more}. {sheets}"


def say_why_not(reporter: Reporter, done: Run) -> None:
    """Why there is no plan: section by section, each line with its cell, as errors are."""
    print_line = reporter.err.print
    for section in done.why:
        print_line(Text(section.heading, "yellow" if section.aside else "bold"), soft_wrap=True)
        for line in section.lines:
            print_line(Text(f"  {line}"), soft_wrap=True)


def _prices(done: Run, *, full: bool) -> list[Table | Text]:
    """What one more of each binding number would be worth, for the first rank that it moves; most first."""
    from rich.markup import escape

    from solver.reasons.cells import Cell, cell_name

    prices = done.solution.prices
    if prices.empty:
        return [Text("No number of the workbook binds.")]
    table = bare_table("Prices: change of the rank for one more of the number")
    for name in ("Cell", "Number", "Rank", "Price"):
        table.add_column(name, justify="right" if name == "Price" else "left", overflow="fold")
    objectives = {rank.rank: rank.name for rank in done.solution.ranks}
    ordered = _by_worth(prices.assign(cell=done.price_cells))
    shown = ordered if full else ordered.head(MOST_PRICES)
    for row in each_row(shown):
        cell = Cell(sheet=row.sheet, sheet_row=row.sheet_row, column=row.column, upward=True)
        number = cell_name(done.plan, cell) + (", 1 %" if row.column in SHARES else "")
        price = f"{row.price:,.0f}" if abs(row.price) >= ALL_DIGITS else f"{row.price:.4g}"
        table.add_row(row.cell, escape(number), f"{row.rank} {objectives[row.rank]}", price)
    left = len(ordered) - len(shown)
    if not left:
        return [table]
    return [table, Text(f"{left:,} more; -v shows all of them.", "dim")]


def _by_worth(prices: pd.DataFrame) -> pd.DataFrame:
    """Each number once, over all periods, for the first rank that it moves: first ranks first, then by size.

    Within a rank prices are in the unit of its value; a share counts by one per cent, all else by one.
    """
    keys = ["rank", "sheet", "sheet_row", "column", "cell"]
    summed: pd.DataFrame = prices.groupby(keys, sort=True)[["price"]].sum().reset_index()
    first = summed.drop_duplicates(["sheet", "column", "cell"])
    step = first["column"].isin(SHARES).map({True: 0.01, False: 1.0})
    first = first.assign(price=first["price"] * step, size=(first["price"] * step).abs())
    return first.sort_values(["rank", "size"], ascending=[True, False], kind="stable")
