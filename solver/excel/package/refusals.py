"""Refusals: why a file is no readable workbook, in one clear sentence with the remedy."""

from __future__ import annotations

from pathlib import Path

from solver.errors import PlanError, told

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
LABELLED = "DRMEncryptedDataSpace".encode("utf-16-le")
"""What rights management, which sensitivity labels use, writes into the container."""
SAVE_AS = "open it in Excel or LibreOffice and save it as Excel Workbook (.xlsx)"
FRESH_COPY = "get a fresh copy, or open it in Excel, let it repair the file, and save it again"


class UnreadableError(PlanError):
    """Why a file cannot be read or changed as a workbook: one sentence, as yet without the file's name."""

    def __init__(self, reason: str) -> None:
        super().__init__([told(reason)])


def refused(path: Path, reason: object) -> PlanError:
    """The error that ends a run because this file is no readable workbook."""
    return PlanError([told(f"{path}: {reason}")])


def damaged(detail: str) -> UnreadableError:
    """The refusal of a workbook that is not whole."""
    return UnreadableError(f"the workbook is damaged ({detail}); {FRESH_COPY}")


def too_large(detail: str) -> UnreadableError:
    """The refusal of a file that would cost more time and memory than any planner's workbook is worth."""
    return UnreadableError(f"{detail}, which no plan needs; copy the planner's sheets into a new workbook")


def no_package(data: bytes) -> UnreadableError:
    """The refusal of a file that is no zip package: what it is instead, judged by its first bytes."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        reason = f"the file is empty; {FRESH_COPY}"
    elif data.startswith(OLE2):
        reason = _old_container(data)
    elif start.startswith((b"<!doctype html", b"<html", b"<table")):
        reason = f"this is a web page with the name of a workbook; {SAVE_AS}"
    elif start.startswith(b"<?xml"):
        reason = f"this is a single XML file (Excel 2003 XML, perhaps), not a workbook; {SAVE_AS}"
    elif data.startswith(b"%PDF"):
        reason = "this is a PDF with the name of a workbook; ask for the workbook that it was printed from"
    elif b"\0" not in data[:4096] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        reason = f"this is a text file (CSV, perhaps), not a workbook; {SAVE_AS}"
    else:
        reason = f"this is not an Excel workbook; expected a file saved as .xlsx or .xlsm; {SAVE_AS}"
    return UnreadableError(reason)


def _old_container(data: bytes) -> str:
    if LABELLED in data:
        return (
            "the workbook is encrypted by a sensitivity label or by rights management; open it in Excel, "
            "choose a label without encryption (Home, Sensitivity), and save a copy"
        )
    if ENCRYPTED in data:
        return (
            "the workbook is protected by a password; open it in Excel, choose File, Info, "
            "Protect Workbook, Encrypt with Password, clear the password, and save it"
        )
    return f"this is an Excel 97-2003 file (.xls) or another old Office document; {SAVE_AS}"
