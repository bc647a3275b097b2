"""Letters of one script that look like those of another, and names that only the eye takes for one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from solver.tables import fold, normalised

# From Unicode's confusables.txt (UTS 39): every letter of Cyrillic, Greek and Armenian, and the few of
# Latin itself, that stands for one of a keyboard's 26; the small kappa and ka besides.
_SHAPES = (
    ("аԁеҽһіӏјкоԛрсѕвуүѵхѡԝгь", "adeehiijkoqpcs" + "вyyvxwwrb"),
    ("АВСЕԌНІЈКМОРЅТУҮХѴԜӀ", "ABCEGHIJKMOPSTYYXVWl"),
    ("αγικνορσυϲϳ", "ayikvopoucj"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϜϹͿ", "ABEZHIKMNOPTYXFCJ"),
    ("հոռօզգսցքաՏՍՕ", "hnnoqqugfwSUO"),
    ("ıɑɡɩɪᴄᴏᴜᴠᴡᴢꜱʏǀ", "iagiicouvwzsyl"),
)
_LOOKS_LIKE = {
    ord(letter): shape
    for letters, shapes in _SHAPES
    for letter, shape in zip(letters, shapes, strict=True)
    if letter != shape
}
_NEARLY = {ord("0"): "o", ord("O"): "o", ord("1"): "l", ord("I"): "l", ord("|"): "l"}
_WORD = re.compile(r"[^\W\d_]+")
_DOT_ABOVE = re.compile("(?<=[ijIJ])\u0307")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN")
_OFTEN_SIGNS = ("GREEK", "ARMENIAN")
"""Scripts whose letters are named only where they look like Latin ones: a delta is a sign, too."""


def skeleton(name: str) -> str:
    """The look of a name: equal for names that look the same.

    Accents are told from each other, case is not; the skeleton is no name itself.
    """
    return _drawn(name).casefold()


def near_skeleton(name: str) -> str:
    """The look of a name in a font in which 0 is O, and 1, l and I are one."""
    return _drawn(name).translate(_NEARLY).casefold()


def told_apart(name: str, other: str) -> str:
    """The letter by which two names that look the same differ; "" where they do not look the same."""
    if fold(name) == fold(other) or skeleton(name) != skeleton(other):
        return ""
    for one, two in ((name, other), (other, name)):
        strange = [letter for letter in _composed(one) if _is_alike(letter) and letter not in _composed(two)]
        if strange:
            return letters_named(strange, one)
    return f"'{name}' is spelled {_codes(name)}, '{other}' {_codes(other)}"


def letters_named(letters: Iterable[str], name: str) -> str:
    """``the 'і' in 'Estonіa' is a Cyrillic letter (U+0456)``."""
    each = list(dict.fromkeys(letters))
    quoted = ", ".join(f"'{letter}'" for letter in each)
    scripts = {_script(letter) for letter in each}
    verb = "is" if len(each) == 1 else "are"
    if len(scripts) == 1 and not scripts & {"LATIN", ""}:
        script = scripts.pop().capitalize()
        article = "an" if script[:1] in "AEIOU" else "a"
        what = f"{article} {script} letter" if len(each) == 1 else f"{script} letters"
    else:
        what = ", ".join(unicodedata.name(letter, "a letter").capitalize() for letter in each)
    return f"the {quoted} in '{name}' {verb} {what} ({_codes(''.join(each))})"


def strange_letters(name: str) -> tuple[str, ...]:
    """The letters of a name that are of another script than those around them; none in most names.

    A word of two scripts has letters of the rarer one; a word that only looks
    Latin, in a name with Latin words, has nothing but such letters.
    """
    if name.isascii():
        return ()
    words = _WORD.findall(_composed(name))
    in_latin = any(set(map(_script, word)) == {"LATIN"} for word in words)
    found = [letter for word in words for letter in _strange_in(word, in_latin=in_latin)]
    return tuple(dict.fromkeys(found))


def _strange_in(word: str, *, in_latin: bool) -> list[str]:
    """The letters of a word that are of another script than the rest of it, or of the name around it."""
    scripts = Counter(map(_script, word))
    if len(scripts) == 1:
        alike = scripts.keys().isdisjoint(("LATIN", "")) and all(map(_is_alike, word))
        return list(word) if alike and in_latin else []
    if "LATIN" not in scripts:
        return []
    main = max(scripts, key=lambda script: (scripts[script], script == "LATIN"))
    strange = [letter for letter in word if _script(letter) not in (main, "")]
    return [letter for letter in strange if _script(letter) not in _OFTEN_SIGNS or _is_alike(letter)]


def _drawn(name: str) -> str:
    """A name with each letter as the Latin one that it looks like, apart from its accents."""
    if name.isascii():
        return normalised(name)
    apart = unicodedata.normalize("NFD", normalised(name))
    return _DOT_ABOVE.sub("", apart.translate(_LOOKS_LIKE))


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _is_alike(letter: str) -> bool:
    return _drawn(letter) != unicodedata.normalize("NFD", letter)


def _script(letter: str) -> str:
    """LATIN, CYRILLIC ..., as the letter's name begins; "" for scripts of which no letter looks Latin."""
    script = "LATIN" if letter.isascii() else unicodedata.name(letter, "?").split()[0]
    return script if script in _SCRIPTS else ""


def _codes(text: str) -> str:
    return ", ".join(f"U+{ord(letter):04X}" for letter in text)
