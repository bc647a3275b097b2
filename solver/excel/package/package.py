"""The workbook as a zip package of parts: opened within limits, or refused."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import io
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from solver.excel.package.refusal import SAVE_AS, ZIP, UnreadableError, damaged, no_package, too_large

MEGABYTE = 1 << 20
MOST_FILE = 200 * MEGABYTE
"""Largest file that is opened."""
MOST_DIRECTORY = 4 * MEGABYTE
"""Largest list of contents of the zip: looked at before the list is read."""
MOST_PARTS = 20_000
MOST_UNPACKED = 1024 * MEGABYTE
"""Most that all parts together may unpack to; only those that matter are ever unpacked."""
MOST_RATIO = 250
"""Unpacked to packed size beyond which a large file is a bomb; a formatted empty sheet stays far below."""
MOST_PARSED = 120 * MEGABYTE
"""Most bytes of XML that one reading of a workbook looks at."""
MOST_TAGS = 8_000_000
"""Most tags of XML that one reading of a workbook looks at."""
MOST_CELLS = 500_000
"""Most filled cells that one reading of a workbook looks at."""
CHUNK = 1 << 16

END_OF_DIRECTORY = b"PK\x05\x06"
END_OF_DIRECTORY_64 = b"PK\x06\x06"
UNKNOWN_SIZE = 0xFFFFFFFF


@dataclass(slots=True, eq=False)
class Package:
    """An open workbook file: its hash and its parts by name, compared without case.

    ``parsed``, ``tags`` and ``cells`` count the bytes and tags of XML and the
    filled cells looked at so far: all parts share one budget.
    """

    sha256: str
    archive: zipfile.ZipFile
    parts: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    parsed: int = 0
    tags: int = 0
    cells: int = 0

    def has(self, part: str) -> bool:
        """Whether the package holds the part of that name."""
        return part.lower() in self.parts

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part's bytes, a chunk at a time; never more than its declared size."""
        entry = self.parts.get(part.lower())
        if entry is None:
            raise damaged(f"its part {part} is missing")
        try:
            with self.archive.open(entry) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise damaged(f"its part {part} cannot be unpacked") from error

    def spend(self, xml: bytes) -> None:
        """Count XML that is about to be parsed against the budget of this reading."""
        self.parsed += len(xml)
        self.tags += xml.count(b"<")
        if self.parsed > MOST_PARSED:
            raise too_large(f"its sheets hold more than {MOST_PARSED // MEGABYTE} MB of XML")
        if self.tags > MOST_TAGS:
            raise too_large(f"its sheets hold more than {MOST_TAGS:,} tags of XML")

    def spend_cells(self, cells: int) -> None:
        """Count filled cells against the budget of this reading."""
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise too_large(f"its sheets hold more than {MOST_CELLS:,} filled cells")


def open_package(path: Path) -> Package:
    """The package of parts that a workbook file is; :class:`UnreadableError` if it is none."""
    data = _content(path)
    if not data.startswith(ZIP):
        if path.name.startswith("~$"):
            raise UnreadableError(f"this only marks that a workbook is open; name {path.name[2:]} itself")
        raise no_package(data)
    _check_directory(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise damaged("it is cut off, or no whole zip package") from error
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_entries(entries, len(data))
    package = Package(sha256=hashlib.sha256(data).hexdigest(), archive=archive)
    for entry in entries:
        name = part_name(entry.filename)
        if name in package.parts:
            raise damaged(f"it holds {entry.filename} twice")
        package.parts[name] = entry
    return package


def part_name(name: str) -> str:
    """A part's name as it is compared: without case, leading slash or back-slashes."""
    return name.replace("\\", "/").lstrip("/").lower()


def target(source: str, reference: str) -> str:
    """The part that a relation of ``source`` points to, relative or absolute."""
    folder = posixpath.dirname(source)
    joined = posixpath.join("/", folder, unquote(reference).replace("\\", "/"))
    return posixpath.normpath(joined).lstrip("/")


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError("this is a folder; name the workbook in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("this is no ordinary file; name a workbook saved as .xlsx or .xlsm")
        if status.st_size > MOST_FILE:
            raise too_large(f"the file is larger than {MOST_FILE // MEGABYTE} MB")
        with path.open("rb") as stream:
            return _read(stream)
    except FileNotFoundError as error:
        raise UnreadableError(_missing(path)) from error
    except PermissionError as error:
        raise UnreadableError(
            "the file may not be read; ask its owner for the right to read it, "
            "or close the program that holds it"
        ) from error
    except (OSError, ValueError) as error:
        raise UnreadableError(
            f"the file cannot be read ({error}); copy it to a local folder and try again"
        ) from error


def _read(stream: IO[bytes]) -> bytes:
    data = stream.read(MOST_FILE + 1)
    if len(data) > MOST_FILE:
        raise too_large(f"the file is larger than {MOST_FILE // MEGABYTE} MB")
    return data


def _missing(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder {folder}; check the path"
    names: list[str] = []
    with contextlib.suppress(OSError):
        names = [entry.name for entry in folder.iterdir() if entry.suffix.lower() in (".xlsx", ".xlsm")]
    near = difflib.get_close_matches(path.name, sorted(names), n=1)
    hint = f"did you mean {near[0]}?" if near else "check the name and the folder"
    return f"there is no such file; {hint}"


def _check_directory(data: bytes) -> None:
    """Look at the size of the list of contents before zipfile reads it, entry by entry."""
    end = data.rfind(END_OF_DIRECTORY, max(0, len(data) - 65_557))
    if end < 0:
        raise damaged("it is cut off, or no whole zip package")
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if size == UNKNOWN_SIZE:
        end = data.rfind(END_OF_DIRECTORY_64, max(0, end - 65_557), end)
        size = int.from_bytes(data[end + 40 : end + 48], "little") if end >= 0 else 0
    if size > MOST_DIRECTORY:
        raise too_large("the file lists tens of thousands of parts")


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    if len(entries) > MOST_PARTS:
        raise too_large(f"the file lists {len(entries):,} parts")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > 64 * MEGABYTE and unpacked > MOST_RATIO * packed):
        raise too_large(
            f"the file of {packed / MEGABYTE:,.1f} MB would unpack to {unpacked / MEGABYTE:,.0f} MB"
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise UnreadableError(
            f"its parts are encrypted by a zip program; unpack it with the password, then {SAVE_AS}"
        )
    usual = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    odd = next((entry for entry in entries if entry.compress_type not in usual), None)
    if odd is not None:
        raise UnreadableError(f"its part {odd.filename} is packed in a way unknown to Excel; {SAVE_AS}")
