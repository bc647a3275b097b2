"""Amounts in words: which numbers `250 Mio`, `ca. 2`, `25 percent` or `EUR 36k` may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from solver.schema.columns import Column, Kind
from solver.tables import fold


@dataclass(frozen=True, slots=True)
class Scale:
    """By how much a word behind a number multiplies it, and the word in full where it may mean others."""

    factor: float
    word: str = ""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number with words around it: its digits as they stand, and what each word may make of it."""

    digits: str
    scales: tuple[Scale, ...] = (Scale(1.0),)
    percent: bool = False


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SCALES: tuple[tuple[float, frozenset[str]], ...] = (
    (1e2, _words("hundred hundert cent cento cien")),
    (1e3, _words("k thousand thousands tsd tausend mille mila milliers teur tys tis тыс тис тысяч")),
    (1e5, _words("lakh lakhs lac lacs")),
    (1e6, _words("mn mio million millions millionen mill mln mm milione milioni millones milhões")),
    (1e6, _words("miljoen miljoner milion miliona miliony milionów млн")),
    (1e7, _words("crore crores cr")),
    (1e9, _words("bn mrd mia mia. mld md milliard milliards milliarde milliarden miliardi miliard")),
    (1e9, _words("miliardo miliardy miliardów miljard miljarder млрд")),
)
_AMBIGUOUS: dict[str, tuple[Scale, ...]] = {
    "m": (Scale(1e6, "million"), Scale(1e3, "thousand")),
    "mil": (Scale(1e6, "million"), Scale(1e3, "thousand")),
    "t": (Scale(1e3, "thousand"), Scale(1e12, "trillion")),
    "b": (Scale(1e9, "a thousand million"), Scale(1e12, "a million million")),
    **dict.fromkeys(
        ("billion", "billions", "billionen", "billones"),
        (Scale(1e9, "a thousand million"), Scale(1e12, "a million million")),
    ),
}
"""Words that mean one number in one language, and another in the next."""
_PERCENT = _words("% percent pct pc prozent procent pourcent porciento percento vh proc")
_ABOUT = _words(
    "~ ≈ ca c circa approx approximately about around roughly etwa rund zirka env environ ok około"
)
_CURRENCIES = _words(
    "€ $ £ ¥ eur euro euros usd us dollar dollars gbp pound pounds chf cad aud jpy cny rmb inr pln czk sek "
    "nok dkk huf ron try uah"
)
_FORMATIONS = _words(
    "bn bns btn battalion battalions coy coys company companies bde bdes brigade brigades pl plt platoon "
    "platoons sqn sqns squadron squadrons bty battery batteries regt regiment regiments div division "
    "divisions unit units team teams"
)
_PEOPLE = _words("head heads pax pers person persons people soldier soldiers troops men personnel staff")
_SPANS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), ("seconds", 1.0)),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), ("seconds", 60.0)),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), ("seconds", 3600.0)),
    **dict.fromkeys(("day", "days"), ("seconds", 86_400.0)),
    **dict.fromkeys(("month", "months", "mth", "mths"), ("months", 1.0)),
    **dict.fromkeys(("quarter", "quarters"), ("months", 3.0)),
    **dict.fromkeys(("year", "years", "yr", "yrs"), ("months", 12.0)),
    **dict.fromkeys(("week", "weeks"), ("", 0.0)),
}
"""Spans of time: in which unit they can be counted, and how many of it each is."""

_SPELLED = re.compile(
    r"(?P<before>[^\d+-]*?)(?P<digits>[+-]?\d(?:[\d.,'\u2019\s]*\d)?)(?P<gap>\s*)(?P<behind>\D*)"
)
_TOKENS = re.compile(r"(?:[^\W\d_]\.?)+|[%€$£¥~≈]")
_SIGN_OF_MONEY = re.compile(r"[€$£¥]|eur|usd|gbp")
_LIKE_DIGITS = re.compile(r"[OolI]+\b")
"""Letters right behind digits that may be digits themselves: 3OO is another number than 3."""
_LONGEST_SHORT = 4
"""Letters of a short form, as the Mrd of Mrd€."""
_PER_CENT = re.compile(r"(?i)\b(per|pour|por) cento?\b|\bp\.\s?c\.")
_NOT_A_PLAIN_NUMBER = _words("st nd rd th") | _PERCENT
_ONE = (Scale(1.0),)


def spelled_amount(text: str, column: Column) -> Spelled | None:
    """The number in a text with words before or behind it; None where it may be another than it seems."""
    found = _SPELLED.fullmatch(_PER_CENT.sub(" percent", text))
    if found is None or (not found["gap"] and _LIKE_DIGITS.match(found["behind"])):
        return None
    before, words = (list(_tokens(found[part])) for part in ("before", "behind"))
    if None in words or not all(word in _ABOUT | _CURRENCIES for word in before):
        return None
    if column.kind is Kind.SHARE and len(words) == 1 and words[0] in _PERCENT:
        return Spelled(found["digits"], percent=True)
    options = [_scales(str(word), column) for word in words]
    return Spelled(found["digits"], tuple(_multiplied(options))) if all(options) else None


def _tokens(text: str) -> Iterator[str | None]:
    """The words and signs of money of a text, folded, without dots; None for any other mark."""
    text = re.sub(r"^[.,]-{1,2}", "", text)  # 42,-
    if _TOKENS.sub("", text).strip():
        yield None
    for token in _TOKENS.findall(text):
        word = fold(token.replace(".", ""))
        parted = "" if word in _CURRENCIES else _SIGN_OF_MONEY.sub("", word)
        yield parted if 0 < len(parted) <= _LONGEST_SHORT else word  # k€, MEUR


def _scales(word: str, column: Column) -> tuple[Scale, ...]:
    """What a word behind a number may make of it; empty where that is not known."""
    if word in _SPANS:
        return _span(word, column)
    if word in _FORMATIONS and column.unit in ("units", "heads"):
        return _ONE if column.unit == "units" else ()
    if word in _AMBIGUOUS:
        men = (Scale(1.0, "men"),) if word == "m" and column.unit == "heads" else ()
        return (*_AMBIGUOUS[word], *men)
    known = tuple(Scale(factor) for factor, words in _SCALES if word in words)
    return known or (_ONE if _is_a_unit(word, column) else ())


def _is_a_unit(word: str, column: Column) -> bool:
    """Whether a word only says of what so many are; not money for heads, or heads for units."""
    if column.kind is Kind.MONEY:
        return word in _CURRENCIES | _words(fold(f"{column.unit} {column.name}"))
    others = _CURRENCIES | _NOT_A_PLAIN_NUMBER | (_PEOPLE if column.unit == "units" else frozenset())
    return word not in others


def _span(word: str, column: Column) -> tuple[Scale, ...]:
    """A span of time in the unit of its column: 10 minutes are 600 seconds, 18 months 1.5 years."""
    unit, size = _SPANS[word]
    wanted, share = ("months", 12.0) if column.unit == "years" else (column.unit, 1.0)
    return (Scale(size / share),) if unit and unit == wanted else ()


def _multiplied(options: list[tuple[Scale, ...]]) -> Iterator[Scale]:
    """Each way in which the words can be meant together."""
    for chosen in product(*options):
        factor = 1.0
        for scale in chosen:
            factor *= scale.factor
        yield Scale(factor, " ".join(scale.word for scale in chosen if scale.word))
