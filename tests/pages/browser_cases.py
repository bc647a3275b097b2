"""Pages as files, for a browser: of plans of several kinds, and of a folder of nights."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsers import to_install
from hostile_plan import MARKING as HOSTILE_MARKING
from hostile_plan import NAMES, hostile
from page_plans import LARGE_NATIONS, large, ordinary, small
from page_studies import studies

from solver.nightly.folder import PlanFolder
from solver.nightly.page import write_index
from solver.pages.plan_page import plan_page

PLANS: dict[str, Callable[[], str]] = {
    "ordinary": lambda: plan_page(ordinary(studies(LARGE_NATIONS))),
    "hostile": lambda: plan_page(hostile()),
    "large": lambda: plan_page(large()),
    "small": lambda: plan_page(small()),
}
"""The kinds of plans, with what makes the page of each."""
KINDS = (*PLANS, "nights")
"""The kinds of pages."""

NEEDS_BROWSER = pytest.mark.skipif(bool(to_install()), reason=to_install() or "all is there")

LAST_NIGHT = datetime(2026, 11, 22, 2, 15, tzinfo=UTC)
MEASURES = ("minimum_shortfall", "target_shortfall", "drawdown")


def page_file(kind: str, folder: Path) -> Path:
    """The page of a plan of this kind, or the index page of some nights, written into a folder."""
    if kind == "nights":
        return nights(folder / "nights")
    path = folder / f"{kind}.html"
    path.write_text(PLANS[kind](), encoding="utf-8")
    return path


def nights(outputs: Path) -> Path:
    """The index page of forty nights of a plan, one of them refused, and of two others with odd words."""
    for ago in range(39, -1, -1):
        _night(
            outputs, "ukraine", "refused" if ago == 7 else "published", ago, numbers=(ago % 9 * 40, 900, 4e6)
        )
    _night(outputs, "mines", "failed", 0, reasons=[*NAMES[:4], NAMES[6]], marking=HOSTILE_MARKING)
    _night(outputs, "training", "refused", 1, numbers=(1, 2, 3), reasons=["212 units change, at most 40 may"])
    return write_index(outputs)


def _night(
    outputs: Path,
    plan: str,
    state: str,
    ago: int,
    *,
    numbers: tuple[float, float, float] | None = None,
    reasons: list[str] | None = None,
    marking: str = "EXERCISE",
) -> None:
    """A run so many nights ago; ``numbers``: its measures, none where it has no plan."""
    folder, at = PlanFolder(outputs / plan), LAST_NIGHT - timedelta(days=ago)
    run = folder.new_run("0123456789", at)
    for name in ("input.xlsx", "plan.xlsx") if numbers else ("input.xlsx",):
        (run.path / name).write_bytes(b"")
    about = {
        "id": run.id,
        "plan": plan,
        "source": f"{plan}.xlsx",
        "scenario": "",
        "marking": marking,
        "state": state,
        "started": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "reasons": reasons or [],
    }
    totals = dict(zip(MEASURES, numbers, strict=True)) if numbers else {}
    (run.path / "run.json").write_text(json.dumps({"totals": totals, "run": about}), encoding="utf-8")
    if state == "published":
        folder.publish(run)
