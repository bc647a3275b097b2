"""Numbers as people type them: texts, separators, units, estimates, formats, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from solver.schema.columns import Kind

from .draft import NUMBERS, Draft, Spot, Touch
from .habit import family, plain_text, retyped


def _is_number(spot: Spot) -> bool:
    return isinstance(spot.cell.value, int | float) and not isinstance(spot.cell.value, bool)


def a_number(draft: Draft) -> Spot | None:
    """Any number."""
    return draft.spot(NUMBERS, fit=_is_number)


def a_share(draft: Draft) -> Spot | None:
    """A share, such as Cap share."""
    return draft.spot((Kind.SHARE,), fit=_is_number)


def heads(draft: Draft) -> Spot | None:
    """A number of heads."""
    return draft.spot(NUMBERS, fit=lambda spot: spot.column.unit == "heads" and _is_number(spot))


def a_dwell(draft: Draft) -> Spot | None:
    """A dwell ratio in whole periods."""
    return draft.spot(NUMBERS, fit=lambda spot: spot.column.name == "Dwell ratio" and _is_number(spot))


def _grouped(text: str, mark: str) -> str | None:
    return f"{int(text):,}".replace(",", mark) if text.isdigit() and int(text) >= 1000 else None


def _digits(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(mark)) if mark.isdigit() else mark for mark in text)


def _with_decimal(text: str, mark: str) -> str | None:
    return text.replace(".", mark) if "." in text else None


def _percent(text: str, sign: str) -> str:
    return f"{float(text) * 100:.12g}{sign}"


def _scaled(text: str, by: float, sign: str) -> str | None:
    return f"{float(text) / by:.12g}{sign}" if float(text) >= by else None


def _range(text: str, mark: str) -> str:
    return f"{text}{mark}{float(text) * 2:.12g}"


def _any_of(*texts: str) -> Callable[[str, Random], object]:
    return lambda text, dice: dice.choice(texts).replace("N", text)


SPELLINGS: dict[str, Callable[[str, Random], object]] = {
    "as text": lambda text, dice: text,
    "as text with decimals": lambda text, dice: f"{float(text):.2f}",
    "as text in scientific form": lambda text, dice: f"{float(text):E}",
    "blanks around": _any_of(" N", "N ", "N\u00a0", "\tN", "\u2009N", "N\n", "\u3000N", "\ufeffN", "N\u200b"),
    "thousands by comma": lambda text, dice: _grouped(text, ","),
    "thousands by dot": lambda text, dice: _grouped(text, "."),
    "thousands by blank": lambda text, dice: _grouped(text, dice.choice(" \u00a0\u202f\u2009")),
    "thousands by apostrophe": lambda text, dice: _grouped(text, dice.choice("'\u2019")),
    "decimal comma": lambda text, dice: _with_decimal(text, ","),
    "decimal of another script": lambda text, dice: _with_decimal(text, dice.choice("\uff0e\u066b\u00b7")),
    "full-width digits": lambda text, dice: _digits(text, "\uff10"),
    "Arabic digits": lambda text, dice: _digits(text, "\u0660"),
    "letters for digits": lambda text, dice: text.replace("0", dice.choice("Oo\u041e")).replace("1", "l"),
    "unit behind": _any_of("N coys", "N heads", "N pax", "Npers.", "N \u043b\u044e\u0434\u0435\u0439"),
    "estimated": _any_of("~N", "N+", "ca. N", "<N", ">=N", "N?", "\u2248N", "\u00b1N", "approx. N", "N-ish"),
    "a range": lambda text, dice: _range(text, dice.choice(["-", " - ", "\u2013", " to ", "/", ".."])),
    "sum of two": lambda text, dice: f"{text}+{text}",
    "not known": _any_of("n/a", "-", "TBD", "?", "\u2013", "none", "x", "N/A", "...", "tbc", "\u221e", "nil"),
    "currency": _any_of("\u20acN", "N EUR", "$N", "\u00a3N", "EUR N", "N \u20ac", "N,-"),
    "thousands as k": lambda text, dice: _scaled(text, 1e3, dice.choice(["k", " k", "K", " tsd"])),
    "millions as m": lambda text, dice: _scaled(text, 1e6, dice.choice(["m", " M", " mio", "mn"])),
    "sign behind": _any_of("N-", "N+"),
    "in brackets": _any_of("(N)", "[N]"),
    "footnote": _any_of("N*", "N\u00b9", "N 1)", "N (est.)", "N\u00b2", "N\u2020"),
    "apostrophe typed": _any_of("'N"),
    "percent sign": lambda text, dice: f"{text} %" if float(text) > 1 else None,  # 0.5 % may be meant
    "an equals sign as text": _any_of("=N"),
    "boolean": lambda text, dice: {"1": True, "0": False}.get(text),
    "error": lambda text, dice: dice.choice(["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!"]),
    "formula without result": lambda text, dice: f"={text}",
    "formula of cells without result": lambda text, dice: "=SUM(Z1:Z3)",
    "huge": lambda text, dice: dice.choice([1e13, 9.99e307, 1e300]),
    "noise of a formula": lambda text, dice: float(text) * (1 + 2e-16) + 0.0,
    "negative zero": lambda text, dice: -0.0 if text == "0" else None,
}
SHARES: dict[str, Callable[[str, Random], object]] = {
    "percent as text": lambda text, dice: _percent(text, dice.choice(["%", " %", "\u00a0%", "\uff05"])),
    "percent with decimal comma": lambda text, dice: _percent(text, ",0 %"),
    "percent in words": lambda text, dice: _percent(
        text, dice.choice([" percent", " pct", " Prozent", " p.c."])
    ),
    "percent above 1": lambda text, dice: float(text) * 100 if float(text) > 0.01 else None,
    "per mille": lambda text, dice: _percent(text, "0 \u2030"),
    "a fraction": lambda text, dice: "1/4" if text == "0.25" else None,
}
FORMATS = {
    "dates": ("yyyy-mm-dd", "dd/mm/yyyy", "d-mmm-yy", "mmm-yy", "m/d/yy h:mm", "[$-409]d mmmm yyyy;@"),
    "times": ("h:mm", "hh:mm:ss", "[h]:mm", "mm:ss.0"),
    "numbers": (
        *("0%", "#,##0", '#,##0 "heads"', "@", "0.00E+00", "# ?/?", "#,##0,", '"~"0', ";;;", "000000"),
        *("0000", '_-* #,##0.00 "EUR"_-', "[Red]0;[Blue]-0", "General", "$#,##0", "0.00;;", "00", "#,##0.00"),
    ),
}


def _formatted(kind: str) -> Callable[[Draft], Touch | None]:
    """The value stays, the cell shows it otherwise."""

    def apply(draft: Draft) -> Touch | None:
        spot = a_number(draft)
        if spot is None:
            return None
        spot.cell.number_format = draft.random.choice(FORMATS[kind])
        return spot.touched(f"{spot.cell.value!r} with the format {spot.cell.number_format}")

    return apply


def _quoted(draft: Draft) -> Touch | None:
    """An apostrophe before the number, as Excel keeps it: text, and quotePrefix."""
    spot = a_number(draft)
    if spot is None:
        return None
    spot.cell.value = plain_text(spot.cell.value)
    spot.cell.quotePrefix = True
    return spot.touched("apostrophe before the number")


def _partly_bold(draft: Draft) -> Touch | None:
    """Rich text whose runs make up the number."""
    spot = a_number(draft)
    text = plain_text(spot.cell.value) if spot else ""
    if spot is None or len(text) < 2:
        return None
    spot.cell.value = CellRichText(TextBlock(InlineFont(b=True), text[:1]), text[1:])
    return spot.touched("rich text")


def _ratio(kind: str) -> Callable[[Draft], Touch | None]:
    """1:2 for a dwell ratio of 2, as text or as what Excel makes of it."""

    def apply(draft: Draft) -> Touch | None:
        spot = a_dwell(draft)
        number = int(spot.cell.value) if spot else 0
        if spot is None or not number:
            return None
        made: dict[str, object] = {
            "text": draft.random.choice(
                [f"1:{number}", f"1 : {number}", f"1\uff1a{number}", f"1 to {number}"]
            ),
            "time": dt.time(1, number),
            "duration": dt.timedelta(hours=1, minutes=number),
            "date and time": dt.datetime(1900, 1, 1, 1, number),
        }
        spot.cell.value = made[kind]
        return spot.touched(f"1:{number} as {kind}")

    return apply


def _column_as_text(draft: Draft) -> Touch | None:
    """A whole column pasted as text."""
    spot = a_number(draft)
    if spot is None:
        return None
    sheet = spot.cell.parent
    rows = range(2, sheet.max_row + 1)
    touched = set()
    for cell in (sheet.cell(row, spot.cell.column) for row in rows):
        if isinstance(cell.value, int | float):
            cell.value = plain_text(cell.value)
            touched.add(cell.row)
    return Touch(
        f"{spot.name}: its column as text", (spot.title,), frozenset(touched), spot.cell.column_letter
    )


HABITS = (
    *family("number", {name: retyped(a_number, name, spell) for name, spell in SPELLINGS.items()}),
    *family("share", {name: retyped(a_share, name, spell) for name, spell in SHARES.items()}),
    *family(
        "heads",
        {"a share": retyped(heads, "a share", lambda text, dice: dice.choice([0.9, 0.1, "0.5"]))},
    ),
    *family("number format", {kind: _formatted(kind) for kind in FORMATS}),
    *family("ratio", {kind: _ratio(kind) for kind in ("text", "time", "duration", "date and time")}),
    *family(
        "number",
        {"apostrophe": _quoted, "partly bold": _partly_bold, "column as text": _column_as_text},
    ),
)
