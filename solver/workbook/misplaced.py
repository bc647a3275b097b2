"""What is said of sheets and tables that are not where they are looked for."""

from __future__ import annotations

from collections.abc import Sequence

from solver.errors import Finding
from solver.workbook.columns import Sheet
from solver.workbook.find import required
from solver.workbook.hygiene import finding, listing
from solver.workbook.ooxml.book import Book, SheetEntry
from solver.workbook.ooxml.grid import letters
from solver.workbook.ooxml.listed import Listed
from solver.workbook.safeguards import SAFEGUARDS


def no_header(declared: Sheet, empty: bool) -> list[Finding]:
    """What a sheet without a table lacks; an optional sheet may be empty."""
    if empty and not declared.required:
        return []
    headers = required(declared) or [column.name for column in declared.columns]
    what = "the sheet is empty" if empty else "no row of the first 50 is the header row of a table"
    message = f"{what}; expected the headers {', '.join(headers)} in one row; add them" + (
        "" if declared.required else ", or rename the sheet if it is your own"
    )
    return [finding(declared.name, message)]


def header_off(declared: Sheet, table: Listed) -> Finding:
    """An Excel table whose header row is switched off, so that nothing says which column is which."""
    message = (
        f"the Excel table {table.name} ({table.block}) has its header row switched off; expected the headers "
        "in the row above its first; click into the table, and tick Table Design, Header Row"
    )
    cell = f"{letters(table.block.left)}{table.block.top}"
    return finding(declared.name, message, cell=cell)


def links(book: Book) -> list[Finding]:
    """That values may come from other workbooks, which are never opened."""
    if not book.linked:
        return []
    message = (
        "the workbook has links to other workbooks, which are not opened; values that come from them are "
        "read as they are stored here, and may be old (Data, Edit Links, shows them)"
    )
    return [finding("", message, severity="warning")]


def named_twice(declared: Sheet, entry: SheetEntry, first: str) -> Finding:
    """Two sheets of one name but for case and blanks."""
    message = (
        f"sheets '{first}' and '{entry.title}' both stand for {declared.name}; expected one; "
        "move the rows to one of them, and rename or delete the other"
    )
    return finding(declared.name, message)


def hidden_sheet(declared: Sheet, entry: SheetEntry) -> Finding:
    """A sheet that nobody sees and that counts all the same."""
    if entry.very_hidden:
        how = "very hidden, so that Excel's Unhide does not list it"
        remedy = (
            "to see what counts, press Alt+F11 in Excel, choose the sheet, press F4 and set Visible to "
            "-1 - xlSheetVisible; or open the workbook in LibreOffice, and take Sheet, Show Sheet"
        )
    else:
        how, remedy = "hidden", "unhide it (right click on a sheet's tab) to see what counts"
    message = f"the sheet is {how}, and read all the same; {remedy}"
    return finding(declared.name, message, severity="warning")


def second_table(declared: Sheet, name: str, row: int) -> Finding:
    """Another Excel table of the same kind on a sheet."""
    message = (
        f"the Excel table {name} (row {row}) has the headers of {declared.name}, too, and is not read; "
        "expected one table a sheet; move its rows to the first if they count"
    )
    return finding(declared.name, message, severity="warning", row=row)


def look_alikes(declared: Sheet, titles: Sequence[str], copied: bool) -> Finding:
    """Sheets that hold a declared table under other names, such as copies of last month."""
    name, (first, *others) = declared.name, titles
    also = f" (nor are {listing(others)}, which look like it, too)" if others else ""
    if declared.required and not copied:
        message = (
            f"there is no sheet {name}; the sheet '{first}' looks like it, and is not read{also}; "
            f"rename this one to {name} if it is meant"
        )
        return finding(name, message)
    message = f"the sheet looks like {name}, and is not read{also}; "
    if copied:
        message += f"only the sheet of that very name is; move its rows to {name} if they count"
    else:
        message += f"there is no sheet {name}; rename this one to {name} if it is meant"
    if copied or name not in SAFEGUARDS:
        return finding(first, message, severity="warning")
    return finding(first, f"{message}, or add an empty sheet {name} if the plan has none on purpose")
