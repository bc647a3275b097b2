"""The workbook part and the styles as they were before marks came, kept with them to be given back."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO

from solver.excel.package.package import EPOCH, Package
from solver.excel.package.relations import relations
from solver.excel.patch.parts import add_relation, free_name, list_types
from solver.excel.patch.xml_patch import Document

KIND = "https://forcegen.invalid/relationships/before-marks"
"""No kind of Excel's: other programs leave such a part alone, or out."""
CONTENT = "application/octet-stream"
CELL_FORMAT = re.compile(rb"""\s(?:s|style)=["']([0-9]+)["']""")
DIFFERENCE = re.compile(rb"""\b\w*[dD]xfId=["']([0-9]+)["']""")


def keep_parts(package: Package, page: str, before: Mapping[str, bytes]) -> None:
    """Keep parts as they were, each under the hash of what it is now, in a part of the sheet Findings."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in before.items():
            if package.read(part) != content:
                archive.writestr(zipfile.ZipInfo(f"{_hash(package, part)}/{part}", EPOCH), content)
    part = free_name(package, "xl/forcegen_before.bin")
    package.put(part, kept.getvalue())
    add_relation(package, page, "rIdForcegenBefore", KIND, part)
    list_types(package, {part: CONTENT}, set())


def kept_parts(package: Package, page: str) -> dict[str, bytes]:
    """The parts as they were, less those that have changed since and so are no longer ours to give back."""
    part = next((link.part for link in relations(package, page) if link.type == KIND), "")
    if part not in package:
        return {}
    try:
        with zipfile.ZipFile(BytesIO(package.read(part))) as archive:
            kept = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        return {}
    named = [(name.partition("/"), content) for name, content in kept.items()]
    return {
        part: content
        for (known, _, part), content in named
        if part in package and known == _hash(package, part)
    }


def _hash(package: Package, part: str) -> str:
    return hashlib.sha256(package.read(part)).hexdigest()


def enough(package: Package, styles: bytes) -> bool:
    """Whether a table of styles has every format that the workbook's parts name."""
    root = Document(styles).root
    formats, differences = root.first("cellXfs"), root.first("dxfs")
    limits = (
        (CELL_FORMAT, len(formats.children) if formats else 1),
        (DIFFERENCE, len(differences.children) if differences else 0),
    )
    parts = [part for part in package.parts() if re.search(r"/(work|macro|dialog)?sheets/|/tables/", part)]
    contents = [package.read(part).replace(b"\0", b"") for part in parts if part.endswith(".xml")]
    return all(
        max(map(int, set(pattern.findall(raw))), default=-1) < limit
        for pattern, limit in limits
        for raw in contents
    )
