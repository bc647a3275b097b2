"""A workbook file as a zip package of parts: opened within limits or refused, read, changed, written."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import io
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from solver.excel.package.refusals import SAVE_AS, ZIP, UnreadableError, damaged, no_package, too_large

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
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of parts that are ours: equal results give equal files."""
USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that Excel knows."""
UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What the zip library raises for a part that it cannot unpack."""

END_OF_DIRECTORY = b"PK\x05\x06"
END_OF_DIRECTORY_64 = b"PK\x06\x06"
UNKNOWN_SIZE = 0xFFFFFFFF


class Package:
    """The parts of a workbook file by name; what is not put or dropped keeps its bytes.

    Part names compare without case. ``sha256``: of the file. ``parsed``, ``tags`` and ``cells`` count
    the bytes and tags of XML and the filled cells read so far: all parts share one budget.
    """

    def __init__(self, data: bytes) -> None:
        if not data.startswith(ZIP):
            raise no_package(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise damaged("it is cut off, or no whole zip package") from error
        self.sha256 = hashlib.sha256(data).hexdigest()
        self._entries: dict[str, zipfile.ZipInfo] = {}
        self._put: dict[str, tuple[str, bytes]] = {}
        self._dropped: set[str] = set()
        self.parsed = self.tags = self.cells = 0
        for entry in self._zip.infolist():
            key = part_key(entry.filename)
            if key in self._entries and not entry.is_dir():
                raise damaged(f"it holds {entry.filename} twice")
            self._entries[key] = entry

    def __contains__(self, part: str) -> bool:
        key = part_key(part)
        if key in self._put:
            return True
        return key in self._entries and key not in self._dropped and not self._entries[key].is_dir()

    def parts(self) -> list[str]:
        """Names of all parts, in the order of the file."""
        kept = [entry.filename for key, entry in self._entries.items() if key not in self._dropped]
        return kept + [name for key, (name, _) in self._put.items() if key not in self._entries]

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part's bytes, a chunk at a time; never more than its declared size."""
        key = part_key(part)
        if key in self._put:
            yield self._put[key][1]
            return
        if part not in self:
            raise damaged(f"its part {part} is missing")
        try:
            with self._zip.open(self._entries[key]) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except UNPACKING as error:
            raise damaged(f"its part {part} cannot be unpacked") from error

    def read(self, part: str) -> bytes:
        """A part's content as a whole."""
        return b"".join(self.chunks(part))

    def put(self, part: str, content: bytes) -> None:
        """Give a part new content, in its old place where it has one."""
        key = part_key(part)
        if key in self._entries:
            self._dropped.discard(key)
            part = self._entries[key].filename
        self._put[key] = (part, content)

    def drop(self, part: str) -> None:
        """Take a part out."""
        self._dropped.add(part_key(part))
        self._put.pop(part_key(part), None)

    def to_bytes(self) -> bytes:
        """The zip file: old parts in their order, then the new ones in theirs."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            target.comment = self._zip.comment
            for key, entry in self._entries.items():
                if key in self._put:
                    target.writestr(_same_entry(entry), self._put[key][1])
                elif key not in self._dropped:
                    self._copy(entry, target)
            for key, (name, content) in self._put.items():
                if key not in self._entries:
                    entry = zipfile.ZipInfo(name, EPOCH)
                    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                    target.writestr(entry, content)
        return out.getvalue()

    def _copy(self, entry: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        """Copy a part a piece at a time: a sheet may unpack to hundreds of megabytes."""
        try:
            with self._zip.open(entry) as source, target.open(_same_entry(entry), "w") as copy:
                shutil.copyfileobj(source, copy, MEGABYTE)
        except UNPACKING as error:
            raise damaged(f"its part {entry.filename} cannot be unpacked") from error

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

    def renew_budget(self) -> None:
        """Count from zero again."""
        self.parsed = self.tags = self.cells = 0

    def check_limits(self, packed: int) -> None:
        """Refuse a file that unpacks to more than any workbook does, or that Excel could not unpack.

        ``packed``: the size of the file.
        """
        entries = [entry for entry in self._entries.values() if not entry.is_dir()]
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
        odd = next((entry for entry in entries if entry.compress_type not in USUAL), None)
        if odd is not None:
            raise UnreadableError(f"its part {odd.filename} is packed in a way unknown to Excel; {SAVE_AS}")


def open_package(path: Path) -> Package:
    """The package of parts that a workbook file is; :class:`UnreadableError` if it is none."""
    data = _content(path)
    if not data.startswith(ZIP) and path.name.startswith("~$"):
        raise UnreadableError(f"this only marks that a workbook is open; name {path.name[2:]} itself")
    if data.startswith(ZIP):
        _check_directory(data)
    package = Package(data)
    package.check_limits(len(data))
    return package


def part_key(part: str) -> str:
    """A part's name as it is compared: without case; some writers put backslashes or a leading slash."""
    return unquote(part.replace("\\", "/").lstrip("/")).casefold()


def _same_entry(entry: zipfile.ZipInfo) -> zipfile.ZipInfo:
    same = zipfile.ZipInfo(entry.filename, entry.date_time)
    same.compress_type = entry.compress_type if entry.compress_type in USUAL else zipfile.ZIP_DEFLATED
    same.file_size, same.comment = entry.file_size, entry.comment
    same.external_attr, same.create_system = entry.external_attr, entry.create_system
    return same


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
