"""The page of a run of a night: of its plan, and of whether it was published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from solver.nightly.folder import RunFolder
from solver.runs.page_file import PageFile, page_or_why, write_page

if TYPE_CHECKING:
    from solver.runs.request import Run


def with_page(folder: RunFolder, done: Run, source: str, kept_back: Sequence[str]) -> dict[str, Any]:
    """Write the page of a plan, and return its run's record, which names it or says why there is none.

    ``source``: the name of the planner's workbook; ``kept_back``: why the plan is not published.
    """

    def write() -> PageFile:
        from solver.pages.plan_sections import ToldPlan

        assert done.ledger is not None
        assert done.results is not None
        told_plan = ToldPlan(
            plan=done.plan,
            ledger=done.ledger,
            results=done.results,
            source=source,
            kept_back=tuple(kept_back),
        )
        return write_page(told_plan, folder.page, like=[folder.input])

    page, why = page_or_why(write, folder.page)
    record: dict[str, Any] = dict(done.record)
    record["findings"] = [*record["findings"], *(finding.record() for finding in why)]
    if page is not None:
        record["outputs"] = [*record["outputs"], {"path": str(page.path), "sha256": page.sha256}]
    return record
