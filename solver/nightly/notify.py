"""Telling people of the night: a command of their own, run with the summary on its standard input."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO

from solver.errors import ExitCode, ForcegenError

SECONDS = 60.0
"""How long the command may take: mail servers are slow, but the night must end."""

LAST_LINES = 3
"""Lines of what the command said that are worth repeating."""


class NotifyError(ForcegenError):
    """The command cannot be run as it is written; said before the night begins."""

    exit_code = ExitCode.USAGE


def split_command(text: str) -> tuple[str, ...]:
    """Split a command into its words as a shell does; no shell ever sees it, so nothing else is expanded.

    Raises
    ------
    NotifyError
        If a quote is not closed, or there is no such program.
    """
    try:
        words = (
            shlex.split(text)
            if os.name != "nt"
            else [_unquoted(word) for word in shlex.split(text, posix=False)]
        )
    except ValueError as error:
        raise NotifyError(
            f"--notify {text}: a quote is not closed; give each word with blanks in quotes"
        ) from error
    if not words:
        raise NotifyError(
            "--notify is empty; give a command, such as: mail -s 'Force plans' planners@example.org"
        )
    if shutil.which(words[0]) is None:
        raise NotifyError(
            f"--notify {text}: there is no program {words[0]}; give its full path. A pipe, a redirection or "
            "several commands belong into a script of their own"
        )
    return tuple(words)


def _unquoted(word: str) -> str:
    """A word without the quotes around it."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] and word[0] in "'\"" else word


def notify(command: Sequence[str], summary: str, *, seconds: float = SECONDS) -> str:
    """Run the command with the summary on its standard input; returns what went wrong, "" if nothing did.

    It never raises and never waits longer than that many seconds: what became
    of the plans does not depend on it.
    """
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        told.write(summary.encode("utf-8", "replace"))
        told.seek(0)
        try:
            code = _run(command, told, said, seconds)
        except OSError as error:
            return f"the notify command {command[0]} could not be run: {error.strerror or error}"
        last = _last_lines(said)
    if code is None:
        return f"the notify command {command[0]} was ended after {seconds:g} s{last}"
    return f"the notify command {command[0]} failed with exit code {code}{last}" if code else ""


def _run(command: Sequence[str], told: IO[bytes], said: IO[bytes], seconds: float) -> int | None:
    """Its exit code; None where it took too long and was ended with all that it started."""
    program = shutil.which(command[0]) or command[0]
    process = subprocess.Popen(
        [program, *command[1:]], stdin=told, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:  # also when the night itself is interrupted
        if process.returncode is None:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if os.name == "nt":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_lines(said: IO[bytes]) -> str:
    """The end of what the command said, on one line."""
    said.seek(max(0, said.seek(0, os.SEEK_END) - 2000))
    lines = [line.strip() for line in said.read().decode("utf-8", "replace").splitlines()]
    last = " / ".join([line for line in lines if line][-LAST_LINES:])
    return f": {last}" if last else ""
