"""Writing results: the planner's workbook with our sheets in it, put in place in one step."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from solver.errors import Finding, OutputError
from solver.excel.patch import finish_workbook, patch_workbook
from solver.files.own_files import behind_link
from solver.files.replace import (
    exchange_file,
    free_name_beside,
    reason,
    refuse_held,
    refuse_hopeless,
    why_held,
)
from solver.schema import RESULT_SHEETS

KEPT = ". The plan is kept as "
"""What an error says before the path of a plan that could not be written where it should."""

SIGNATURE_ENDS = (
    "the workbook is digitally signed: the signature will no longer hold once sheets are written into it, "
    "and is left out of what is written, as Excel does when a signed workbook is changed; sign that anew "
    "if it needs a signature"
)
"""What is said of a signed workbook, by whoever writes."""


class WrittenFile(NamedTuple):
    """A workbook that was written: the hash of its bytes, and the backup of what was there, if one was kept.

    The hash is of what we wrote: by the time that the file is read again, another run may have replaced it.
    """

    sha256: str
    backup: Path | None


def write_workbook(  # noqa: PLR0913 - what is written, from what, and what may be lost for it
    source: Path,
    owned: bytes,
    output: Path,
    *,
    sha256: str = "",
    ours: bool = False,
    like: Sequence[Path] = (),
    follow: bool = True,
) -> WrittenFile:
    """Write a copy of ``source`` with our result sheets in it to ``output``; returns what was written.

    ``owned``: a package that holds only our sheets; ``sha256``: of the source as the plan was made from it,
    blank for whatever it is now. ``ours``: what is at ``output`` may go, else it stays beside it. ``like``:
    what else the plan was made from; nobody may read it who may not read all of that. ``follow``: whether a
    link at ``output`` leads on to the file. Where ``output`` cannot be written, the plan is kept beside it
    under a name with the time in it, and the error says so. Raises PlanError if the source cannot take result
    sheets, and OutputError if the output cannot be written, or the source is not what it was; what was there
    is as it was.
    """
    package = finish_workbook(
        patch_workbook(_read(source, sha256), owned, front=RESULT_SHEETS[0]), Path(output)
    )
    backup = write_package(package, output, ours=ours, like=[source, *like], follow=follow)
    return WrittenFile(hashlib.sha256(package).hexdigest(), backup)


def write_in_place(path: Path, owned: bytes, *, sha256: str = "") -> WrittenFile:
    """Put our result sheets into the planner's workbook itself, as :func:`write_workbook` into a copy."""
    return write_workbook(path, owned, path, sha256=sha256)


def mark_workbook(
    path: Path, findings: Sequence[Finding], *, output: Path | None = None, marking: str = ""
) -> Path | None:
    """Mark the findings in the planner's workbook itself, or in a copy at ``output``.

    Marks of an earlier check that no longer hold are taken away. A workbook that stays as it is is not
    written. ``marking``: the protective marking. Returns the path of the backup of what was there, where that
    changed. Raises PlanError or OutputError as :func:`write_workbook` does.
    """
    from solver.excel.marks import mark_findings

    path = Path(path)
    before = _read(path, "")
    result = mark_findings(before, findings, marking=marking)
    target = output or path
    if result != before or target.suffix.casefold() != path.suffix.casefold():
        result = finish_workbook(result, target)
    if output is None and result == before:
        return None
    return exchange_file(target, result, like=[path], follow=True)


def check_output(output: Path, *, follow: bool = True) -> None:
    """Check before any work is done that the result can be written.

    ``follow``: whether a link at ``output`` leads on to the file. Raises OutputError if the target is open
    elsewhere, read-only or a folder, or its own folder is missing.
    """
    try:
        refuse_held(Path(output), follow=follow)
    except OSError as error:
        raise OutputError(reason(output, error)) from error


def check_place(output: Path) -> tuple[str, str]:
    """Check before a long solve that its result can ever be written where it should.

    Returns what keeps it from being written for now, and how to mend it; blank where nothing does. Raises
    OutputError if the target is a folder, or its own folder is missing.
    """
    try:
        target = behind_link(Path(output))
        refuse_hopeless(target, shown=Path(output))
        return why_held(target)
    except OSError as error:
        raise OutputError(reason(output, error)) from error


def write_package(
    data: bytes, output: Path, *, ours: bool = False, like: Sequence[Path] = (), follow: bool = True
) -> Path | None:
    """Put a finished workbook at ``output``; where that fails, elsewhere with the time in its name.

    Beside it, else where the command runs, else among temporary files: a long solve is not lost to a full
    disk or a folder that has vanished. What was there stays beside it, unless it is ``ours``. ``like``,
    ``follow``: as in :func:`write_workbook`. Returns the path of the backup, where one was kept.
    """
    output = Path(output)
    try:
        return exchange_file(output, data, ours=ours, like=like, follow=follow)
    except OutputError as error:
        raise _kept(data, output, like, error) from error


def _kept(data: bytes, output: Path, like: Sequence[Path], error: OutputError) -> OutputError:
    """Keep a plan that cannot be written where it should; returns the error that says where it is."""
    for folder in dict.fromkeys((output.parent, Path.cwd(), Path(tempfile.gettempdir()))):
        kept = free_name_beside(folder / output.name, "-")
        try:
            exchange_file(kept, data, like=like)
        except OutputError:
            continue
        return OutputError(f"{error}{KEPT}{kept}")
    return error


def _read(path: Path, sha256: str) -> bytes:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise OutputError(
            f"cannot read {path} again to write the results into it: {error.strerror or error}; "
            "put it back and run again"
        ) from error
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise OutputError(f"{path} has been saved since the plan was made from it; run again")
    return data
