"""What people do to cells beside typing: comments, colours, links, struck-through texts."""

from __future__ import annotations

from copy import copy

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from solver.schema.columns import Kind

from .draft import Draft, Spot, Touch
from .habit import family


def _any_cell(draft: Draft) -> Spot:
    spot = draft.spot(tuple(Kind))
    assert spot is not None
    return spot


def _comment(draft: Draft) -> Touch:
    spot = _any_cell(draft)
    spot.cell.comment = Comment("really 12?\nask the capital", "J5")
    return spot.touched("comment")


def _struck(draft: Draft) -> Touch:
    spot = _any_cell(draft)
    font = copy(spot.cell.font)
    font.strike = True
    spot.cell.font = font
    return spot.touched("struck through")


def _white(draft: Draft) -> Touch:
    spot = _any_cell(draft)
    spot.cell.fill = PatternFill("solid", fgColor="FFFFFF00")
    spot.cell.protection = Protection(locked=True, hidden=True)
    return spot.touched("coloured and locked")


def _link(draft: Draft) -> Touch | None:
    spot = draft.spot((Kind.NAME, Kind.TEXT))
    if spot is None or not isinstance(spot.cell.value, str):
        return None
    text = spot.cell.value
    spot.cell.hyperlink = "https://example.org/source"
    spot.cell.value = text
    return spot.touched("link")


def _drop_down(draft: Draft) -> Touch:
    spot = _any_cell(draft)
    rule = DataValidation(type="list", formula1='"one,two"', allow_blank=True)
    rule.add(spot.cell.coordinate)
    spot.cell.parent.add_data_validation(rule)
    return spot.touched("drop-down of other words")


def _frozen(draft: Draft) -> Touch:
    _, sheet = draft.page()
    sheet.freeze_panes = "B2"
    sheet.sheet_view.zoomScale = 70
    sheet.protection.sheet = True
    return Touch(f"{sheet.title}: frozen and protected", (sheet.title,))


def _printed(draft: Draft) -> Touch:
    _, sheet = draft.page()
    sheet.print_area = "A1:B3"
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "EXERCISE &P"
    return Touch(f"{sheet.title}: printed as", (sheet.title,))


HABITS = family(
    "mark",
    {
        "comment": _comment,
        "struck through": _struck,
        "colour": _white,
        "link": _link,
        "drop-down": _drop_down,
        "frozen": _frozen,
        "print area": _printed,
    },
)
