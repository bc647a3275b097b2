"""Writing results: the planner's workbook with our sheets in it, put in place in one step."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from solver.errors import Finding, OutputError
from solver.workbook.graft import graft
from solver.workbook.replace import held, reason, refuse_hopeless, replace_file

KEPT = ". The plan is kept as "
"""What an error says before the path of a plan that could not be written where it should."""


def write_workbook(
    source: Path, owned: bytes, output: Path, *, sha256: str = "", keep: bool = False
) -> Path | None:
    """Write a copy of ``source`` with our result sheets in it to ``output``.

    ``owned``: a package that holds only our sheets; ``sha256``: of the source as the plan was made
    from it, blank for whatever it is now. ``keep``: what is at ``output`` stays beside it. Where
    ``output`` cannot be written, the plan is kept beside it under a name with the time in it, and
    the error says so.

    Returns
    -------
    The path of the backup, where one was kept.

    Raises
    ------
    PlanError
        If the source cannot take result sheets.
    OutputError
        If the output cannot be written, or the source is not what it was; what was there is as it was.
    """
    result = graft(_read(source, sha256), owned)
    if keep and Path(output).exists():
        return _exchange(Path(output), result)
    write_package(result, output)
    return None


def write_in_place(path: Path, owned: bytes, *, sha256: str = "") -> Path:
    """Put our result sheets into the planner's workbook itself, and keep it as it was beside it.

    Returns
    -------
    The path of the backup, ``<name>.backup-<UTC time>.xlsx``.

    Raises
    ------
    PlanError, OutputError
        As in :func:`write_workbook`.
    """
    path = Path(path)
    before = _read(path, sha256)
    return _exchange(path, graft(before, owned), before)


def mark_workbook(
    path: Path, findings: Sequence[Finding], *, output: Path | None = None, marking: str = ""
) -> Path | None:
    """Mark the findings in the planner's workbook itself, or in a copy at ``output``.

    Marks of an earlier check that no longer hold are taken away. A workbook that stays as it is
    is not written. ``marking``: the protective marking.

    Returns
    -------
    The path of the backup, where the workbook itself was changed.

    Raises
    ------
    PlanError, OutputError
        As in :func:`write_workbook`.
    """
    from solver.workbook.marks import marked

    path = Path(path)
    before = _read(path, "")
    result = marked(before, findings, marking=marking)
    if output is not None:
        replace_file(output, result)
        return None
    if result == before:
        return None
    check_output(path)
    backup = _beside(path, ".backup-")
    replace_file(backup, before)
    replace_file(path, result)
    return backup


def check_output(output: Path) -> None:
    """Say before any work is done what would keep the result from being written.

    Raises
    ------
    OutputError
        If the target is open elsewhere, read-only or a folder, or its own folder is missing.
    """
    why, remedy = check_place(output)
    if why:
        raise OutputError(f"cannot write {output}: {why}; {remedy}")


def check_place(output: Path) -> tuple[str, str]:
    """Say before a long solve that its result can never be written where it should.

    Returns
    -------
    What keeps it from being written for now, and how to mend it; blank where nothing does.

    Raises
    ------
    OutputError
        If the target is a folder, or its own folder is missing.
    """
    try:
        target = Path(output).resolve()
        refuse_hopeless(target, shown=Path(output))
        return held(target)
    except OSError as error:
        raise OutputError(reason(output, error)) from error


def write_package(data: bytes, output: Path) -> None:
    """Put a finished workbook at ``output``; where that fails, elsewhere with the time in its name.

    Beside it, else where the command runs, else among temporary files: a long solve is not lost
    to a full disk or a folder that has vanished.
    """
    output = Path(output)
    try:
        replace_file(output, data)
    except OutputError as error:
        raise _kept(data, output, error) from error


def _exchange(path: Path, result: bytes, before: bytes | None = None) -> Path:
    """Put a finished workbook in the place of what was ``before``; returns the backup that stays of that."""
    backup = _beside(path, ".backup-")
    try:
        check_output(path)  # no backup of what will not change
        before = path.read_bytes() if before is None else before
        replace_file(backup, before)
        replace_file(path, result)
    except (OutputError, OSError) as error:
        with contextlib.suppress(OSError):
            if path.read_bytes() == before:
                backup.unlink(missing_ok=True)  # of what is still there, on a disk that may be full
        told = error if isinstance(error, OutputError) else OutputError(reason(path, error))
        raise _kept(result, path, told) from error
    return backup


def _kept(data: bytes, output: Path, error: OutputError) -> OutputError:
    """Keep a plan that cannot be written where it should; the error that says where it is."""
    for folder in dict.fromkeys((output.parent, Path.cwd(), Path(tempfile.gettempdir()))):
        kept = _beside(folder / output.name, "-")
        try:
            replace_file(kept, data)
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


def _beside(path: Path, between: str) -> Path:
    """A free name beside a file, with the time (UTC) in it."""
    time = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        name = path.with_name(f"{path.stem}{between}{time}{again}{path.suffix}")
        if not name.exists():
            break
    return name
