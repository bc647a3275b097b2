"""The page of a plan as a file: where it goes, and what is done with what is there."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, OutputError, told
from solver.files.own_files import behind_link
from solver.files.replace import exchange_file, refuse_held

if TYPE_CHECKING:
    from solver.pages.plan_sections import ToldPlan

log = logging.getLogger(__name__)

ENDINGS = (".html", ".htm")
"""The endings of pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """A page that was written: where, the hash of its bytes, its size, and the backup of what was there."""

    path: Path
    sha256: str
    size: int
    backup: Path | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


def page_beside(workbook: Path) -> Path:
    """The page of a workbook where nobody names another: beside it, under its name."""
    return workbook.with_suffix(ENDINGS[0])


def refuse_page(output: Path, *, follow: bool = False) -> None:
    """Refuse before any work a page that could not be written; raises OutputError.

    ``follow``: as in :func:`write_page`.
    """
    if output.suffix.casefold() not in ENDINGS:
        raise OutputError(
            f"cannot write {output}: the page is HTML; give it a name that ends in {ENDINGS[0]}"
        )
    refuse_held(output, follow=follow)


def page_or_why(write: Callable[[], PageFile], output: Path) -> tuple[PageFile | None, tuple[Finding, ...]]:
    """The page of a plan that is written already, or a warning why there is none: no error leaves this.

    ``write``: writes it to ``output``.
    """
    try:
        return write(), ()
    except OutputError as error:
        return None, (told(f"{error}; the plan itself is written", "warning"),)
    except Exception as error:
        log.exception("a fault in forcegen itself")
        fault = f"a fault in forcegen itself, please report it: {type(error).__name__}: {error}"
        return None, (told(f"cannot write {output}: {fault}; the plan itself is written", "warning"),)


def write_page(
    told_plan: ToldPlan, output: Path, *, like: Sequence[Path] = (), follow: bool = False
) -> PageFile:
    """Write the page of a plan; what stands there and is no page as we wrote it stays beside it.

    ``like``, ``follow``: as in :func:`solver.files.replace.replace_file`. Raises OutputError where it cannot
    be written.
    """
    import hashlib

    from solver.pages.generator import OF_A_PLAN, is_as_written, page_bytes
    from solver.pages.plan_page import plan_page

    text = page_bytes(plan_page(told_plan))
    ours = is_as_written(behind_link(output) if follow else output, OF_A_PLAN)
    backup = exchange_file(output, text, ours=ours, like=like, follow=follow)
    return PageFile(path=output, sha256=hashlib.sha256(text).hexdigest(), size=len(text), backup=backup)
