"""Names, lists and choices as people type them: blanks, letters that look alike, other separators."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from random import Random

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from solver.schema.columns import Kind

from .draft import NAMES, Draft, Spot, Touch
from .habit import family, retyped

LOOK_ALIKE = {
    **dict(zip("aceopxyABCEHKMOPTXi", "асеорхуАВСЕНКМОРТХі", strict=True)),  # noqa: RUF001
    **dict(zip("ovZIN", "ονΖΙΝ", strict=True)),  # noqa: RUF001
}
"""Latin letters, and Cyrillic or Greek ones that look the same."""


def a_name(draft: Draft) -> Spot | None:
    """A name or a list of names; what a scenario is called is the planner's own affair."""
    return draft.spot(
        NAMES, fit=lambda spot: isinstance(spot.cell.value, str) and spot.column.name != "Scenario"
    )


def a_list(draft: Draft) -> Spot | None:
    """A cell with several names."""
    return draft.spot((Kind.NAMES,), fit=lambda spot: ";" in str(spot.cell.value))


def a_choice(draft: Draft) -> Spot | None:
    """One of a few words."""
    return draft.spot((Kind.CHOICE,), fit=lambda spot: isinstance(spot.cell.value, str))


def a_yes_or_no(draft: Draft) -> Spot | None:
    """Yes or no."""
    return draft.spot((Kind.YES_NO,), fit=lambda spot: spot.cell.value in ("yes", "no"))


def a_reference(draft: Draft) -> Spot | None:
    """A name that must be one of those that another sheet declares."""
    return draft.spot(NAMES, fit=lambda spot: spot.column.must_exist)


def an_entry(draft: Draft) -> Spot | None:
    """A name that must be filled in."""
    return draft.spot((Kind.NAME,), fit=lambda spot: spot.column.required)


def _dash(text: str, dice: Random) -> object:
    return dice.choice(["-", "\u2013", "?", "...", "--"])


def _with_a_remark(text: str, dice: Random) -> object:
    return text + dice.choice([" (tbc)", " - new", " // ask", " (see note)"])


def _not_known(text: str, dice: Random) -> object:
    return dice.choice(["-", "n/a", "TBD", "?", "\u2013", "N/A", "tbc"])


def _swapped(text: str, dice: Random) -> str | None:
    places = [place for place, letter in enumerate(text) if letter in LOOK_ALIKE]
    if not places:
        return None
    place = dice.choice(places)
    return text[:place] + LOOK_ALIKE[text[place]] + text[place + 1 :]


def _inserted(text: str, dice: Random, marks: str) -> str:
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(marks) + text[place:]


def _parted(text: str, marks: list[str], dice: Random) -> str:
    return text.replace("; ", dice.choice(marks))


NAME: dict[str, Callable[[str, Random], object]] = {
    "blanks around": lambda text, dice: dice.choice(
        [f" {text}", f"{text} ", f"{text}\u00a0", f"\t{text}", f"{text}\n"]
    ),
    "blanks within": lambda text, dice: text.replace(
        " ", dice.choice(["  ", "\u00a0", "\u2009", "\n", "\u3000"])
    ),
    "no width": lambda text, dice: _inserted(text, dice, "\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    "direction marks": lambda text, dice: dice.choice(
        [f"\u200e{text}", f"{text}\u200f", f"\u202a{text}\u202c", f"\u2066{text}\u2069"]
    ),
    "variation selector": lambda text, dice: text + dice.choice(["\ufe0f", "\ufe0e", "\u034f", "\u180e"]),
    "case": lambda text, dice: dice.choice([text.upper(), text.lower(), text.title(), text.swapcase()]),
    "full-width": lambda text, dice: "".join(
        chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" and mark != ";" else mark for mark in text
    ),
    "look-alike letter": _swapped,
    "decomposed": lambda text, dice: unicodedata.normalize("NFD", text),
    "other hyphen": lambda text, dice: (
        text.replace("-", dice.choice("\u2010\u2011\u2013\u2212\u00ad")) if "-" in text else None
    ),
    "underscores": lambda text, dice: text.replace(" ", "_") if " " in text and ";" not in text else None,
    "punctuation behind": lambda text, dice: (
        text + dice.choice([".", ",", ":", "*", "?", " ;", "!", "\u2026"])
    ),
    "in quotes": lambda text, dice: dice.choice(
        [f'"{text}"', f"'{text}'", f"\u201c{text}\u201d", f"({text})"]
    ),
    "apostrophe typed": lambda text, dice: f"'{text}",
    "footnote": lambda text, dice: text + dice.choice(["\u00b9", "\u00b2", " 1)", "\u2020", " [1]"]),
    "emoji": lambda text, dice: dice.choice(
        [f"{text} \u2705", f"\U0001f1ea\U0001f1ea {text}", f"{text}\u26a0\ufe0f"]
    ),
    "error": lambda text, dice: dice.choice(["#REF!", "#N/A", "#NAME?", "#VALUE!"]),
    "formula without result": lambda text, dice: f'="{text}"',
    "an equals sign as text": lambda text, dice: f"={text}",
    "a number for a name": lambda text, dice: int(text) if text.isdigit() else None,
    "a date for a name": lambda text, dice: dt.date(2026, 3, 1),
    "HTML": lambda text, dice: dice.choice(
        [f"{text}&nbsp;", f"<b>{text}</b>", text.replace(" ", "_x0020_") + "_x000D_"]
    ),
}
PLAIN_TO_SEE = (
    *(
        "underscores",
        "punctuation behind",
        "in quotes",
        "apostrophe typed",
        "footnote",
        "remark behind",
        "emoji",
    ),
    *("an equals sign as text", "HTML", "a number for a name"),
)
"""An error elsewhere that quotes such a name tells where to look."""
LIST: dict[str, Callable[[str, Random], object]] = {
    "line breaks": lambda text, dice: _parted(text, ["\n", "\r\n", ";\n", "\u2028"], dice),
    "other semicolons": lambda text, dice: _parted(text, ["\uff1b", "\u061b", "\u037e", "\ufe54"], dice),
    "commas": lambda text, dice: _parted(text, [", ", ",", "\uff0c", "\u060c", "\u3001"], dice),
    "slashes": lambda text, dice: _parted(text, ["/", " / ", "\\", "|", " | "], dice),
    "words between": lambda text, dice: _parted(text, [" and ", " & ", " + ", " or ", " und "], dice),
    "blanks between": lambda text, dice: _parted(text, [" ", "   ", "\t", "\u2022 "], dice),
    "bullets": lambda text, dice: "\u2022 " + text.replace("; ", "\n\u2022 "),
    "numbered": lambda text, dice: "1. " + text.replace("; ", "\n2. ", 1),
    "no blank": lambda text, dice: text.replace("; ", ";"),
    "one too many": lambda text, dice: dice.choice(
        [f"{text};", f";{text}", text.replace("; ", ";;"), f"{text}; "]
    ),
    "said twice": lambda text, dice: f"{text}; {text.split('; ')[0]}",
    "other order": lambda text, dice: "; ".join(reversed(text.split("; "))),
}
CHOICE: dict[str, Callable[[str, Random], object]] = {
    "case": lambda text, dice: dice.choice([text.upper(), text.title()]),
    "blanks": lambda text, dice: dice.choice(
        [f" {text}", f"{text} ", f"{text}\u00a0", f"{text}\n", f"{text}\u200b"]
    ),
    "one word": lambda text, dice: text.replace(" ", dice.choice(["-", "_", ""])) if " " in text else None,
    "full-width": NAME["full-width"],
    "look-alike letter": _swapped,
    "punctuation": lambda text, dice: text + dice.choice([".", "!", "?", "*"]),
    "more words": lambda text, dice: f"{text} {dice.choice(['forces', '(tbc)', 'only', 'or other'])}",
    "another language": lambda text, dice: dice.choice(
        ["eigene", "propre", "nur", "nicht", "zugesagt", "\u043d\u0435"]
    ),
    "not known": lambda text, dice: dice.choice(["-", "n/a", "TBD", "?"]),
    "error": NAME["error"],
    "formula without result": NAME["formula without result"],
}
YES_NO: dict[str, Callable[[str, Random], object]] = {
    "boolean": lambda text, dice: text == "yes",
    "number": lambda text, dice: 1 if text == "yes" else 0,
    "letter": lambda text, dice: dice.choice([text[0], text[0].upper()]),
    "case and blanks": lambda text, dice: dice.choice(
        [text.upper(), f" {text}", f"{text}\u00a0", text.title()]
    ),
    "another language": lambda text, dice: dice.choice(
        ["ja", "oui", "tak"] if text == "yes" else ["nein", "non", "nie"]
    ),
    "marks": lambda text, dice: dice.choice(
        ["x", "\u2713", "\u2714", "\u2611"] if text == "yes" else ["-", "\u2717", "\u2610", "o"]
    ),
    "punctuation": lambda text, dice: text + dice.choice([".", "!", "?", "*", " (tbc)"]),
    "true as text": lambda text, dice: "TRUE" if text == "yes" else "FALSE",
    "formula without result": lambda text, dice: "=TRUE()" if text == "yes" else "=FALSE()",
    "look-alike letter": _swapped,
    "not known": lambda text, dice: dice.choice(["n/a", "TBD", "?", "maybe"]),
}


def _partly_bold(draft: Draft) -> Touch | None:
    """Rich text whose runs make up the name."""
    spot = a_name(draft)
    if spot is None or len(spot.cell.value) < 3:
        return None
    text = spot.cell.value
    spot.cell.value = CellRichText(text[:2], TextBlock(InlineFont(b=True, color="FFFF0000"), text[2:]))
    return spot.touched("rich text")


HABITS = (
    *family(
        "name",
        {name: retyped(a_name, name, spell, plainly=name in PLAIN_TO_SEE) for name, spell in NAME.items()},
    ),
    *family(
        "name",
        {
            "not known": retyped(a_reference, "not known", _not_known),
            "remark behind": retyped(a_reference, "remark behind", _with_a_remark),
            "a dash": retyped(an_entry, "a dash", _dash),
        },
    ),
    *family("list", {name: retyped(a_list, name, spell) for name, spell in LIST.items()}),
    *family("choice", {name: retyped(a_choice, name, spell) for name, spell in CHOICE.items()}),
    *family("yes or no", {name: retyped(a_yes_or_no, name, spell) for name, spell in YES_NO.items()}),
    *family("name", {"partly bold": _partly_bold}),
)
