"""The console on which everything is printed; rich is loaded with it."""

from __future__ import annotations

from rich.console import Console


class PatientConsole(Console):
    """Where the reader of a pipe is gone, the command decides what that means; rich would end it."""

    def on_broken_pipe(self) -> None:
        """Called by rich while the error is being handled; it goes on to whoever printed."""
        raise
