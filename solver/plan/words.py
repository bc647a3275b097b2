"""Cells that should hold words: names, lists of names, texts, choices, yes or no."""

from __future__ import annotations

import datetime as dt

from solver.plan.parting import part
from solver.plan.readings import Reading, faulted, number_text, shown, wrong
from solver.plan.spelling import clean, did_you_mean
from solver.tables import fold
from solver.workbook.columns import Column
from solver.workbook.layout import NO_WORDS

_YES = frozenset({"yes", "y", "true", "1"})
_FOREIGN = {
    **dict.fromkeys(("ja", "j", "oui", "o", "si", "sí", "sì", "sim", "tak", "ano", "jah"), "yes"),
    **dict.fromkeys(
        ("jā", "taip", "kyllä", "evet", "да", "так", "wahr", "vrai", "vero", "verdadero", "prawda"), "yes"
    ),
    **dict.fromkeys(("nein", "non", "nej", "nei", "nee", "não", "nie", "ne", "ei", "nē", "hayır"), "no"),  # noqa: RUF001
    **dict.fromkeys(("нет", "ні", "falsch", "faux", "falso", "fałsz"), "no"),
}


def read_name(cell: object, column: Column) -> Reading:
    """An identifier, which is text: 12.0 is the name 12."""
    if isinstance(cell, str):
        return Reading(clean(cell))
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return faulted(
            column,
            f"{column.name} is {shown(cell)}; expected a name: format the cell as Text and type it again",
        )
    return Reading(_as_text(cell)) if isinstance(cell, bool | int | float) else wrong(column, cell)


def read_names(cell: object, column: Column) -> Reading:
    """Several identifiers, parted by ; or a line break, each once, in the order in which they stand."""
    reading = read_name(cell, column)
    if reading.faulty:
        return reading
    names: dict[str, str] = {}
    for text in part(cell) if isinstance(cell, str) else [str(reading.value)]:
        names.setdefault(fold(text), clean(text))
    return Reading(tuple(name for name in names.values() if name))


def read_text(cell: object, column: Column) -> Reading:
    """Free text; dates and numbers as they are usually written."""
    if isinstance(cell, str):
        return Reading(cell.strip())
    if isinstance(cell, dt.date):
        return Reading(f"{cell:%Y-%m-%d}")
    return Reading(_as_text(cell))


def read_choice(cell: object, column: Column) -> Reading:
    """One of a few words, in any case; TRUE and FALSE where yes and no are among them."""
    word = clean(_as_text(cell))
    known = {fold(choice): choice for choice in column.choices}
    if fold(word) in known:
        return Reading(known[fold(word)])
    if {"yes", "no"} <= set(known):
        answer = read_yes_no(cell, column)
        if not answer.faulty:
            return Reading(known["yes" if answer.value else "no"])
    return wrong(column, cell, did_you_mean(word, column.choices).lstrip("; "))


def read_yes_no(cell: object, column: Column) -> Reading:
    """Yes or no; other languages are not guessed but named."""
    word = fold(clean(_as_text(cell)))
    if word in _YES or word in NO_WORDS:
        return Reading(word in _YES)
    meant = _FOREIGN.get(word)
    return wrong(column, cell, f"if {meant} is meant, type {meant}" if meant else "")


def _as_text(cell: object) -> str:
    """A cell's value as text: 12.0 is 12, True is TRUE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else number_text(cell)
    return str(cell)
