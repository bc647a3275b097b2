"""The console on which everything is printed; rich is loaded with it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from solver.results.terminal import visible_in
from solver.text.visible import visible_lines


class PatientConsole(Console):
    """Where the reader of a pipe is gone, the command decides what that means; rich would end it.

    No name or path that is printed says anything to the terminal itself.
    """

    def on_broken_pipe(self) -> None:
        """Called by rich while the error is being handled; it goes on to whoever printed."""
        raise

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Called by rich for each text on its way out, wherever it stands."""
        if isinstance(renderable, Text):
            renderable = visible_in(renderable)
        elif isinstance(renderable, str):
            renderable = visible_lines(renderable)
        return super().render(renderable, options)
