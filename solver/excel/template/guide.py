"""The first sheet of the template: what the tool does and how to go about it, on one page."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font
from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from solver import schema
from solver.excel import styles
from solver.excel.styles import set_up_one_page
from solver.schema.columns import Sheet

TITLE = "Read me"
_WIDTHS = {"A": 18, "B": 30, "C": 58}
_LINE = 13.5
"""Points that a line of text is high."""

PURPOSE = (
    "This workbook says who pledges which contingents and what the force needs, where and when. From it "
    "forcegen decides which contingent does which role at which site in which period. It never takes more "
    "from the front line than the caps allow, says what is missing and why, and writes the allocation into "
    "a copy of this workbook. Your own sheets, columns, formulas and charts stay as they are."
)
STEPS = (
    ("1  Sites", "Where forces can be, and how many heads fit there."),
    ("2  Contingents", "The pledges: so many equal units of so many heads, of one nation and capability."),
    (
        "3  Requirements",
        "What is asked for: site, role, target. Forces go only where a row asks for their role.",
    ),
    (
        "4  All the rest",
        "Each further sheet adds rules; blank or not there, it means no such rule. Start small.",
    ),
    ("5  Check", "Names every fault with its cell, all at once. Mend them, check again."),
    ("6  Solve", "Then open the copy: Summary first, then Allocation and Gaps."),
)
RULES = (
    (
        "Examples",
        "A grey row with e.g. in its cells shows how to fill a sheet. It never counts: type over it.",
    ),
    ("Blank and zero", "Blank: no such limit, or the default that the header's note names. 0: none."),
    ("Shares", "Between 0 and 1: type 30 % or 0.3."),
    (
        "From and To",
        "A period number, or any date within the period (then Settings needs Start). In Studies any number.",
    ),
    ("Lists", "Several names in one cell, separated by ; where the header's note says list."),
    ("Names", "Compared without regard to case and outer blanks; choose them from the drop-downs."),
    ("Groups", "Of nations: usable in Caveats, Movement, Scenarios. Of areas: in Drawdown caps."),
    ("Provenance", "Source, As of, Evidence, Note say where a row comes from. Enabled = no leaves it out."),
)
COLOURS = (
    (styles.REQUIRED, "Header", "Must be filled in."),
    (
        styles.OPTIONAL,
        "Header",
        "May be blank. Rest the mouse on a header for its meaning, unit and default.",
    ),
    (styles.PROVENANCE, "Header", "Where the row comes from, and whether it counts."),
    (styles.YELLOW, "", "Cell: still to be filled in."),
    (styles.ORANGE, "placeholder", "Cell: no number is public; the row stands in for one."),
)
TABS = (
    (styles.TAB_REQUIRED, "Required: every plan has these sheets."),
    (styles.TAB_OPTIONAL, "Further input: what is known of nations, roles, areas; settings and priorities."),
    (styles.TAB_LIMIT, "Limits and orders, which no plan breaks in silence."),
    (styles.TAB_WHAT_IF, "What-ifs."),
)
ADDING = (
    "Each of these is a sheet of that name, its headers in one row; add it by hand when it is wanted, or "
    "let a command write a new workbook with the rows of this one and the sheets named (--all: all of them):"
)


def add_guide(page: Worksheet, shown: Sequence[Sheet], *, file_name: str, marking: str) -> None:
    """Write the guide on a sheet, with links to the others.

    ``shown``: the input sheets that the workbook has; ``file_name``: the workbook's own, for commands that
    can be copied.
    """
    page.title = TITLE
    page.sheet_properties.tabColor = styles.TAB_GUIDE
    page.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        page.column_dimensions[letter].width = width
    writer = _Writer(page)
    writer.title("forcegen: pledges in, allocation out")
    writer.paragraph(PURPOSE)
    writer.heading("Order of work")
    for name, words in STEPS:
        writer.line(name, words)
    writer.heading("Sheets")
    for declared in shown:
        writer.sheet(declared)
    absent = [declared for declared in schema.SHEETS if declared not in shown]
    if absent:
        writer.heading("Sheets that can be added")
        writer.paragraph(ADDING)
        writer.command(_adding(file_name), "For example; short names will do.")
        for declared in absent:
            writer.line(declared.name, declared.meaning)
    writer.heading("Filling in")
    for name, words in RULES:
        writer.line(name, words)
    writer.heading("Commands")
    for command, words in _commands(file_name):
        writer.command(command, words)
    writer.heading("Colours")
    for look, sample, words in COLOURS:
        writer.colour(look, sample, words)
    for look, words in TABS:
        writer.colour(look, "", f"Tab: {words[:1].lower()}{words[1:]}")
    page.print_area = f"A1:C{writer.row - 1}"
    set_up_one_page(page, marking=marking)


def _adding(file_name: str) -> str:
    return f"forcegen new {_quoted(f'more-{file_name}')} --from {_quoted(file_name)} --with caveats,caps"


def _quoted(file_name: str) -> str:
    return f'"{file_name}"' if " " in file_name else file_name


def _commands(file_name: str) -> tuple[tuple[str, str], ...]:
    written = _quoted(f"outputs/{file_name}")
    file_name = _quoted(file_name)
    return (
        (f"forcegen check {file_name}", "Every fault of this workbook, with its cell."),
        (f"forcegen check {file_name} --mark", "The same, each marked at its cell in this workbook."),
        (f"forcegen solve {file_name}", "The best allocation, in a copy in the folder outputs."),
        (f"forcegen solve {file_name} --scenario NAME", "The same for a what-if of sheet Scenarios."),
        (f"forcegen audit {written}", "A second opinion on a written plan."),
        ("forcegen --help", "All commands and options."),
    )


class _Writer:
    """Writes the guide from top to bottom."""

    def __init__(self, page: Worksheet) -> None:
        self.page = page
        self.row = 1

    def title(self, words: str) -> None:
        """One large line."""
        self._put("A:C", words, styles.font(size=16, bold=True, color=styles.DARK_BLUE))
        self._close(26)

    def heading(self, words: str) -> None:
        """A line over the whole width, with some air above."""
        self._close(7)
        self._put("A:C", words, styles.font(size=11, bold=True, color=styles.DARK_BLUE))
        for letter in _WIDTHS:
            self.page[f"{letter}{self.row}"].border = Border(bottom=styles.THIN)
        self._close(17)

    def paragraph(self, words: str) -> None:
        """Text over the whole width."""
        self._put("A:C", words)
        self._close(_height(words, sum(_WIDTHS.values())))

    def line(self, name: str, words: str) -> None:
        """A bold word, and what is to say about it."""
        self._put("A:A", name, styles.font(bold=True))
        self._words(words)

    def sheet(self, declared: Sheet) -> None:
        """A link to a sheet, whether it is needed, and what it holds."""
        cell = self._put("A:A", declared.name)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(declared.name)}!A1")
        cell.font = styles.font(bold=declared.required, underline="single", color=styles.LINK_BLUE)
        self._words(f"Required. {declared.meaning}" if declared.required else declared.meaning)

    def command(self, command: str, words: str) -> None:
        """A command to copy, and what it does."""
        self._put("A:B", command, Font(name="Courier New", size=9, bold=True))
        self._put("C:C", words)
        lines = math.ceil(len(command) / (_WIDTHS["A"] + _WIDTHS["B"] - 2))
        self._close(max(lines * _LINE + 1, _height(words, _WIDTHS["C"])))

    def colour(self, look: str, sample: str, words: str) -> None:
        """A cell as it looks in the sheets, and what that means."""
        cell = self._put("A:A", sample)
        if look in styles.HEADERS:
            cell.style = look
        else:
            cell.fill, cell.border = styles.solid(look), styles.BOX
        self._words(words, indent=1)

    def _words(self, words: str, *, indent: int = 0) -> None:
        cell = self._put("B:C", words)
        cell.alignment = Alignment(wrap_text=True, vertical="top", indent=indent)
        self._close(_height(words, _WIDTHS["B"] + _WIDTHS["C"]))

    def _put(self, letters: str, words: str, font: Font | None = None) -> Cell:
        first, last = letters.split(":")
        if first != last:
            self.page.merge_cells(f"{first}{self.row}:{last}{self.row}")
        cell: Cell = self.page[f"{first}{self.row}"]
        cell.value = words or None
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = font or styles.font()
        return cell

    def _close(self, height: float) -> None:
        self.page.row_dimensions[self.row].height = height
        self.row += 1


def _height(words: str, characters: float) -> float:
    """Points that a text takes in columns of so many digits' width (letters are a little narrower)."""
    return _LINE * math.ceil(len(words) / (characters * 1.15)) + 1.5
