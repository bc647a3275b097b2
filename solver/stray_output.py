"""What libraries write to standard output by its number, kept from it and told to the log."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator

STANDARD_OUTPUT = 1
"""Its number, by which code that is not Python's writes to it."""

log = logging.getLogger(__name__)


class StrayOutput:
    """A file in place of standard output's number; ``own`` is another number of what was there.

    A file, for a pipe could fill up and hold up whoever writes.
    """

    def __init__(self) -> None:
        self.own = os.dup(STANDARD_OUTPUT)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open until the process ends, or put back
        os.dup2(self._file.fileno(), STANDARD_OUTPUT)

    def tell(self) -> None:
        """Tell the log what was written, in the end."""
        self._file.seek(0)
        for line in self._file.read().decode(errors="replace").splitlines():
            log.info("%s", line)
        self._file.close()

    def put_back(self) -> None:
        """Standard output has its number again."""
        os.dup2(self.own, STANDARD_OUTPUT)
        os.close(self.own)


def ours_is_the_systems() -> bool:
    """Whether Python's standard output is the system's own: in a test or a notebook it is not."""
    try:
        return sys.stdout.fileno() == STANDARD_OUTPUT
    except (AttributeError, OSError, ValueError):
        return False


@contextlib.contextmanager
def kept_from_output() -> Iterator[None]:
    """For a moment, what libraries write to standard output's number goes to the log instead."""
    if not ours_is_the_systems():
        yield
        return
    sys.stdout.flush()
    stray = StrayOutput()
    try:
        yield
    finally:
        stray.put_back()
        stray.tell()
