"""Invisible characters, and those that turn the direction of text: shown by their code number."""

from __future__ import annotations

import json
import logging
import re
from typing import TextIO

HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters, line breaks among them
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # nothing to be seen, or a mark of direction
    "\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff"  # halves of a sign: names on disk need not be Unicode
    "\U000e0000-\U000e007f]"  # tags
    "|(?<![\u0600-\u0dff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u0dff])"
)
"""What a terminal, a log or a browser obeys instead of showing it.

Letters that are written from right to left are none of it, nor are the joiners between two of
the scripts that need them (Arabic and its neighbours, those of India).
"""

SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

CONTINUED = re.compile(r"\n(?=  )")
"""A line break of our own: what follows it is indented, so that it is never taken for a line by itself."""


def visible(text: str) -> str:
    r"""One line in which every hidden sign stands as its number: ``\x1b``, ``\u202e``."""
    return HIDDEN.sub(_number, text)


def visible_lines(text: str) -> str:
    """A sentence that goes on in indented lines, hidden signs shown; any other line break is shown as one."""
    return "\n".join(visible(line) for line in CONTINUED.split(text))


def visible_text(text: str) -> str:
    """Text of many lines, such as a page or another program's words, with its hidden signs shown."""
    return "\n".join(visible(line) for line in text.split("\n"))


RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
"""Letters that are written from right to left."""
RIGHT_TO_LEFT_NAME = re.compile(f'{RIGHT_TO_LEFT}(?:[^\n()\\[\\]{{}},;:·|/"<>]*{RIGHT_TO_LEFT})?')
"""What in a sentence is one name, or part of one, of such letters."""


def isolated(text: str) -> str:
    """A text whose names that are written from right to left leave the order of all others as it is.

    Each stands between the signs of Unicode that isolate it (U+2068, U+2069).
    """
    return RIGHT_TO_LEFT_NAME.sub("\u2068\\g<0>\u2069", text)


def visible_json(record: object, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """A record as JSON in which hidden signs stand as JSON writes their numbers; it reads back the same."""
    text = json.dumps(record, indent=indent, ensure_ascii=ascii_only)
    return "\n".join(HIDDEN.sub(_json_number, line) for line in text.split("\n"))


def hidden_signs(text: str, *, keep_lines: bool) -> list[tuple[int, int, str]]:
    """Where hidden signs begin and end, and what is shown; ``keep_lines``: all but our own line breaks."""
    ours = {found.start() for found in CONTINUED.finditer(text)} if keep_lines else set()
    return [(*found.span(), _number(found)) for found in HIDDEN.finditer(text) if found.start() not in ours]


def _number(found: re.Match[str]) -> str:
    sign = found[0]
    at = ord(sign)
    plain = f"\\x{at:02x}" if at < 0x100 else f"\\u{at:04x}" if at < 0x10000 else f"\\U{at:08x}"
    return SHORT.get(sign, plain)


def _json_number(found: re.Match[str]) -> str:
    return "\\u007f" if found[0] == "\x7f" else json.dumps(found[0])[1:-1]


class VisibleFormatter(logging.Formatter):
    """Log messages, one line each but for indented ones; what broke, below it, is indented, too."""

    def format(self, record: logging.LogRecord) -> str:
        """The message, and what is known of an error behind it."""
        said = visible_lines(record.getMessage())
        if record.exc_info:
            told = visible_text(self.formatException(record.exc_info))
            said += "".join(f"\n  {line}" for line in told.split("\n"))
        return said


def log_visibly(stream: TextIO) -> None:
    """Send every log message to a stream, hidden signs shown, where no handler is set."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(VisibleFormatter())
    logging.basicConfig(handlers=[handler])
