"""Formatted but empty rows, by the hundred thousand: passed over without parsing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

CONTENT = re.compile(rb"<[vfit]|</s")
"""Begins every element that holds a cell's content, and the end of the rows."""
PREFIXED = re.compile(rb"xmlns:[\w.-]+\s*=\s*[\"']http://schemas\.openxmlformats\.org/spreadsheetml/")
ROW = b"<row"
NUMBERED = b'<row r="'
NUMBER = re.compile(rb'<row r="([0-9]{1,7})"')


def without_blank_rows(chunks: Iterable[bytes], skip_to: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes of a sheet, less stretches of numbered rows that hold no value.

    Only stretches that begin and end between two rows are left out, and only
    where every row says its number; ``skip_to`` is told the last of them.
    A sheet of unusual form comes through whole; so do prefixed and UTF-16
    sheets, which hold no ``<row``.
    """
    rest = b""
    source = iter(chunks)
    for chunk in source:
        data = rest + chunk
        begin, end = data.find(ROW), data.rfind(ROW)
        if _unusual(data, begin):
            yield data
            yield from source
            return
        if begin == end:  # at most one row begins here: hand on all but what may be the start of a tag
            yield data[: 1 - len(ROW)]
            rest = data[1 - len(ROW) :]
            continue
        yield data[:begin]
        stretch, rest = data[begin:end], data[end:]
        last = _last_if_blank(stretch)
        if last:
            skip_to(last)
        else:
            yield stretch
    yield rest


def _unusual(data: bytes, begin: int) -> bool:
    """Comments, character data, instructions, prefixed names: bytes then do not show where rows begin."""
    head = data if begin < 0 else data[:begin]
    return b"<!" in data or data.find(b"<?", 1) > 0 or PREFIXED.search(head) is not None


def _last_if_blank(stretch: bytes) -> int:
    """The number of the last of these rows, if none of them holds anything; else 0."""
    if CONTENT.search(stretch) or b"xmlns" in stretch or stretch.count(ROW) != stretch.count(NUMBERED):
        return 0
    last = NUMBER.match(stretch, stretch.rfind(ROW))
    return int(last[1]) if last else 0
