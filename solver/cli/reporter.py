"""How commands speak: results on standard output, everything else on standard error."""

from __future__ import annotations

import codecs
import contextlib
import io
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.environment import StrayOutput, explain_import_failure, ours_is_the_systems
from solver.errors import ExitCode, Finding, ForcegenError, LibraryError, PlanError, told
from solver.text.visible import log_visibly, visible, visible_json, visible_lines, visible_text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType


WIDEST = 100
"""Text wider than this is hard to read; narrower terminals are filled."""

MOST_TOLD = 1_000
"""Findings that are printed; whoever has more has one cause for most of them."""

MOST_NOTES = 30
"""Notes that are printed: they are read at leisure."""


class TerminatedError(KeyboardInterrupt):
    """Somebody asked the process to end (SIGTERM); told apart from Ctrl-C only by its exit code."""


def interrupted_code(error: KeyboardInterrupt) -> int:
    """The exit code of a run that somebody stopped."""
    return ExitCode.TERMINATED if isinstance(error, TerminatedError) else ExitCode.INTERRUPTED


@dataclass(frozen=True)
class Reporter:
    """The output of a command, as its options ask for it."""

    form: str = "text"
    quiet: bool = False
    verbose: int = 0
    color: bool | None = None
    debug: bool = False

    @property
    def json(self) -> bool:
        """Whether standard output is for machines."""
        return self.form == "json"

    @cached_property
    def out(self) -> Console:
        """Standard output, for what was asked for."""
        return self._console(stderr=False)

    @cached_property
    def err(self) -> Console:
        """Standard error, for everything else."""
        return self._console(stderr=True)

    def _console(self, *, stderr: bool) -> Console:
        from solver.results.terminal import PatientConsole

        stream = sys.stderr if stderr else sys.stdout
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no fault
        color = self.color
        if color is None:
            color = stream.isatty() and not os.environ.get("NO_COLOR")
        width = min(PatientConsole(file=stream).width, WIDEST) if stream.isatty() else 80
        return PatientConsole(
            file=stream,
            width=width,
            no_color=not color,
            force_terminal=True if self.color else None,
            highlight=False,
            soft_wrap=False,
        )

    def show(self, *things: RenderableType) -> None:
        """Print what was asked for, unless it goes to machines."""
        if not self.json and not self.quiet:
            for thing in things:
                self.out.print(thing)

    def line(self, sentence: str) -> None:
        """Print a line that may hold a path or a name: never broken in two, and no sign of it hidden."""
        from rich.text import Text

        if not self.json and not self.quiet:
            self.out.print(Text(visible_lines(sentence)), soft_wrap=True)

    def backup(self, path: Path | None) -> None:
        """Say where what was at the output's place is kept, if anything was."""
        if path is not None:
            self.line(f"The file as it was: {path}")

    def machine(self, record: object) -> None:
        """Print a record for machines, if that is asked for."""
        if self.json:
            readable = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
            click.echo(visible_json(record, indent=2, ascii_only=not readable))

    def findings(self, findings: Sequence[Finding], *, always: bool = False) -> None:
        """Print findings one a line, errors first, each with its cell."""
        from rich.text import Text

        style = {"error": "bold red", "warning": "yellow"}
        shown = [
            finding
            for severity in style
            for finding in findings
            if finding.severity == severity and (always or severity == "error" or not self.quiet)
        ]
        for finding in shown[:MOST_TOLD]:
            severity = finding.severity
            line = Text.assemble((f"{severity}: ", style[severity]), visible_lines(str(finding)))
            self.err.print(line, soft_wrap=True)
        if len(shown) > MOST_TOLD:
            self.err.print(f"... and {len(shown) - MOST_TOLD:,} more (all of them with --format json)")

    def notes(self, notes: Sequence[Finding]) -> None:
        """Print what is worth knowing and no warning, one a line, as part of the answer."""
        for note in notes[:MOST_NOTES]:
            self.line(f"note: {note}")
        if len(notes) > MOST_NOTES:
            self.line(f"... and {len(notes) - MOST_NOTES:,} more notes (all of them with --format json)")

    def breach(self, sentence: str) -> None:
        """Print one thing in which the audit disagrees."""
        from rich.text import Text

        self.err.print(Text.assemble(("breach: ", "bold red"), visible(sentence)), soft_wrap=True)

    def aside(self, sentence: str) -> None:
        """Print on standard error what is no part of the answer, for machines, too."""
        from rich.text import Text

        if not self.quiet:
            self.err.print(Text(visible(sentence)), soft_wrap=True)

    def left_out(self, sentence: str) -> None:
        """Print that there is more than was printed."""
        self.err.print(sentence, soft_wrap=True)

    @contextlib.contextmanager
    def speaking(self) -> Iterator[None]:
        """Print errors as sentences and end with their exit codes; a traceback only where asked for."""
        log_visibly(sys.stderr)
        level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(self.verbose, 2)]
        logging.getLogger("solver").setLevel(level)
        try:
            yield
        except PlanError as error:
            self.findings(error.findings, always=True)
            self.machine(error.record or {"findings": [finding.record() for finding in error.findings]})
            _leave(error.exit_code)
        except LibraryError as error:
            self._explain(str(error))
        except ForcegenError as error:
            self._complain(str(error))
            self.machine(error.record or {"findings": [told(str(error)).record()]})
            _leave(error.exit_code)
        except KeyboardInterrupt as error:
            self._complain("interrupted; no file is left half written")
            _leave(interrupted_code(error))
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if self.debug:
                click.echo(visible_text(traceback.format_exc()), err=True)
            explained = explain_import_failure(error)
            if explained:
                self._explain(explained)
            self._complain(
                f"a fault in forcegen itself: {type(error).__name__}: {error}. "
                "Please report it, with the output of the same command and --debug"
            )
            _leave(ExitCode.FAULT)

    def _explain(self, sentence: str) -> None:
        """End with what is wrong with a library; without rich, for it may be the one."""
        click.echo(f"error: {visible_lines(sentence)}", err=True)
        self.machine({"findings": [told(sentence).record()]})
        _leave(LibraryError.exit_code)

    def _complain(self, sentence: str) -> None:
        from rich.text import Text

        self.err.print(Text.assemble(("error: ", "bold red"), visible_lines(sentence)), soft_wrap=True)


def _leave(code: int) -> None:
    click.get_current_context().exit(code)


def own_standard_output() -> Callable[[], None]:
    """Keep standard output for our words alone: what a library writes to its number goes elsewhere.

    Returns what tells the log of it in the end.
    """
    if not ours_is_the_systems():
        return lambda: None
    sys.stdout.flush()
    stray, before = StrayOutput(), sys.stdout
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(  # type: ignore[misc]
        os.fdopen(stray.own, "wb"),
        encoding=before.encoding,
        errors=before.errors,
        line_buffering=bool(before.line_buffering),
    )
    return stray.tell


def open_closed_streams() -> None:
    """Give a process that was started without them its three streams, before it opens any file.

    Else a workbook or the history might get the number of standard output, and with it
    whatever a solver prints.
    """
    while (taken := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(taken)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - open until the process ends
            setattr(sys, name, stream)


@contextlib.contextmanager
def ignore_closed_output() -> Iterator[None]:
    """Ignore errors of an output that nobody takes: a pipe whose reader is gone, a full disk under a log."""
    try:
        yield
    except OSError:
        discard_closed_streams()


def discard_closed_streams() -> None:
    """Send to nowhere what a closed stream still holds, and all that follows."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with contextlib.suppress(OSError):  # a stream of a test has no number
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, stream.fileno())
                os.close(nowhere)
