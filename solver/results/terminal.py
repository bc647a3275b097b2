"""Text and tables for the terminal, in which no sign is hidden; rich is loaded with them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from solver.text.visible import hidden_signs, visible, visible_lines


class BareTable(Table):
    """A table whose cells show every sign, so that its columns are as wide as what is shown."""

    def add_row(
        self, *renderables: object, style: str | Style | None = None, end_section: bool = False
    ) -> None:
        """A row; what is in a cell stays in its line."""
        super().add_row(*map(_in_cell, renderables), style=style, end_section=end_section)  # type: ignore[arg-type]


def _in_cell(cell: object) -> object:
    if isinstance(cell, Text):
        return visible_in(cell, keep_lines=False)
    return visible(cell) if isinstance(cell, str) else cell


def visible_in(text: Text, *, keep_lines: bool = True) -> Text:
    """A text in which every hidden sign stands as its number; all others keep their looks."""
    found = hidden_signs(text.plain, keep_lines=keep_lines)
    if not found:
        return text
    shown, at = text.blank_copy(), 0
    for start, end, number in found:
        shown.append_text(text[at:start])
        shown.append(number)
        at = end
    shown.append_text(text[at:])
    return shown


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
