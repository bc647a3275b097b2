"""What is true of a changed workbook as a whole: what kind of file it is, and that nobody has signed it."""

from __future__ import annotations

from pathlib import PurePath

from solver.workbook.graft.book import open_book
from solver.workbook.graft.opc import (
    CONTENT_TYPES,
    Package,
    content_type,
    list_types,
    relations_in,
    relations_part,
    remove_relation,
)

SIGNATURES = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/"
"""Start of the kinds of relation that lead to digital signatures of the package."""

PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
PLAIN_TEMPLATE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
MACROS_TEMPLATE = "application/vnd.ms-excel.template.macroEnabled.main+xml"
WORKBOOK_OF = {PLAIN_TEMPLATE: PLAIN, MACROS_TEMPLATE: MACROS}
TEMPLATE_OF = {workbook: template for template, workbook in WORKBOOK_OF.items()}
TEMPLATES = (".xltx", ".xltm")


def finished(data: bytes, name: PurePath) -> bytes:
    """A workbook that we have changed, fit to be opened under its name.

    Excel opens no template that is named like a workbook, nor the reverse: what the file says of
    itself follows its ending. Digital signatures are taken out, for they hold for what was signed
    and no longer for this; the macros' own signature stays, for macros are never changed.
    """
    return _unsigned(_of_kind(data, name.suffix.casefold()))


def _of_kind(data: bytes, ending: str) -> bytes:
    """A template or a workbook, as its ending says."""
    book = open_book(data)
    kind = content_type(book.package.document(CONTENT_TYPES), book.part)
    wanted = (TEMPLATE_OF if ending in TEMPLATES else WORKBOOK_OF).get(kind, kind)
    if wanted == kind:
        return data
    list_types(book.package, {book.part: wanted}, set())
    return book.package.to_bytes()


def _unsigned(data: bytes) -> bytes:
    """The package without its digital signatures."""
    package = Package(data)
    origins = [found.part for found in package.relations("") if found.kind.startswith(SIGNATURES)]
    if not origins:
        return data
    gone: set[str] = set()
    for origin in origins:
        remove_relation(package, "", origin)
        gone |= _with_what_it_leads_to(package, origin)
    for part in gone:
        package.drop(part)
        package.drop(relations_part(part))
    list_types(package, {}, gone)
    return package.to_bytes()


def _with_what_it_leads_to(package: Package, origin: str) -> set[str]:
    """The part that lists the signatures, the signatures, and the certificates that those bring along."""
    found, todo = set[str](), [origin]
    while todo:
        part = todo.pop()
        if not part or part in found:
            continue
        found.add(part)
        if relations_part(part) in package:
            links = relations_in(package.document(relations_part(part)), part)
            todo += [link.part for link in links if link.kind.startswith(SIGNATURES)]
    return {part for part in found if part in package}
