"""What stands where a name belongs and is none: totals, notes, headings, places held for later."""

from __future__ import annotations

import re
from functools import lru_cache

from solver.tables import fold


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Folded; names of places (Sumy, the Somme, Monte Viso) are left out.
_TOTAL_WORDS = _words(
    """
    total totals subtotal subtotals sub-total gesamt gesamtsumme zwischensumme insgesamt
    totaux sous-total totale totali subtotale totales totais totaal subtotaal totalt
    ogółem łącznie razem celkem spolu součet súčet összesen
    yhteensä kokku kopā ukupno skupaj toplam
    всего итого усього всього разом підсумок общо σύνολο
    """
)
"""Words that make a total of a name in which they stand first or last."""
_TOTALS = (
    _TOTAL_WORDS
    | _words(
        """
    sum sums summe summen summa suma soma somma sommes
    average mean durchschnitt mittelwert moyenne сумма сума итог
    """
    )
    | {"in total", "all together", "i alt", "iš viso", "\u03c3"}
)
_NOTE_WORDS = _words(
    """
    note notes nb n.b remark remarks source sources comment comments assumption assumptions legend
    anmerkung anmerkungen hinweis hinweise bemerkung bemerkungen quelle quellen stand legende
    remarque remarques nota notas fonte fonti fuente fuentes opmerking bron merknad anmärkning bemærkning
    uwaga uwagi źródło poznámka zdroj megjegyzés forrás huomautus huom lähde märkus allikas
    piezīme avots pastaba šaltinis napomena izvor kaynak
    примечание источник примітка примітки джерело забележка σημείωση πηγή
    """
)
_PLACEHOLDERS = _words(
    """
    n/a #n/a n.a n.n tbd tbc tba t.b.d t.b.c t.b.a unknown nil null nan placeholder dummy
    unbekannt offen k.a inconnu desconocido sconosciuto н/д
    """
) | {"to be determined", "to be confirmed", "to be announced", "to be decided", "keine angabe"}
_LEADING = re.compile(r"([^\W\d_.]+(?:\.[^\W\d_]+)?)\.?\s*(?::|$)")
_A_DAY = re.compile(
    r"\b(\d{1,2}[./-]\d{1,2}[./-](\d{2}){1,2}|\d{4}-\d{1,2}-\d{1,2})\b|^(last )?(updated|as of|as at)\b"
)
_EDGES = " .:;,=_-*()[]<>'\""
A_TOTAL, HELD_FOR_LATER = "a total", "a place held for later"
_MOST_WORDS = 14
"""Words of a name; more are a sentence."""


@lru_cache(maxsize=4096)
def reads_like(name: object) -> str:
    """What a name reads like that is none: a total, a note, a place held for later; "" for names."""
    text = fold(name) if isinstance(name, str) else ""
    bare = text.strip(_EDGES)
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", bare)
    leading = _LEADING.match(text)
    if bare in _PLACEHOLDERS or (text and not words):
        return HELD_FOR_LATER
    if bare in _TOTALS or words[:2] == ["sum", "of"] or {*words[:1], *words[-1:]} & _TOTAL_WORDS:
        return A_TOTAL
    noted = leading is not None and leading[1] in _NOTE_WORDS
    if text.startswith(("--", "==", "__", ">>", "##")):
        return "a heading"
    if noted or _A_DAY.search(text) or text.startswith(("*", "\u2020")) or len(words) > _MOST_WORDS:
        return "a note"
    return ""
