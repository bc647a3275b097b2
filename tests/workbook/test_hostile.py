"""What is no readable workbook ends with one sentence and exit 3, soon and in little memory."""

import io
import os
import random
import stat
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from oddities import SITE_HEADER, a_book, a_sheet, edited, packed, saved, sites_as, text_cell, unpacked
from openpyxl.worksheet.table import Table
from seconds import slowness, within

from solver.errors import PlanError
from solver.excel.read.workbook import read_workbook

SECONDS = 5
SECONDS_A_MILLION_ROWS = 15
"""CPU seconds in which a million rows of eight cells are read; 4 to 7 were measured, more or less busy."""
MEGABYTES = 500


def refusal(path):
    """The one sentence in which a file is refused."""
    with pytest.raises(PlanError) as caught, within(SECONDS):
        read_workbook(path)
    assert caught.value.exit_code == 3
    (finding,) = caught.value.findings
    assert str(path) in finding.message
    return finding.message.removeprefix(f"{path}: ")


def a_file(folder, content, name="plan.xlsx"):
    path = folder / name
    path.write_bytes(content)
    return path


# What is no workbook


def test_a_missing_file_is_said_with_the_nearest_name(tmp_path):
    saved(a_book(), tmp_path, "ukraine.xlsx")
    assert refusal(tmp_path / "ukriane.xlsx") == "there is no such file; did you mean ukraine.xlsx?"


def test_a_missing_folder_is_said(tmp_path):
    assert refusal(tmp_path / "no" / "plan.xlsx").startswith(f"there is no folder {tmp_path / 'no'}")


def test_a_folder_is_no_workbook(tmp_path):
    assert refusal(tmp_path) == "this is a folder; name the workbook in it"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "plan.xlsx")
    assert "no ordinary file" in refusal(tmp_path / "plan.xlsx")


def test_a_file_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    """Tests may run as root, who may read anything: the refusal of the system is played."""
    path = saved(a_book(), tmp_path)

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    assert "may not be read; ask its owner" in refusal(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"Contingent;Nation\nEST-INF-1;Estonia\n", "this is a text file (CSV, perhaps), not a workbook"),
        ("Contingent;Nation\n".encode("utf-16"), "this is a text file"),
        (b"<!DOCTYPE html><html></html>", "this is a web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "this is a single XML file"),
        (b"%PDF-1.7\x00", "this is a PDF"),
        (b"\x7fELF\x00\x00", "this is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is an Excel 97-2003 file (.xls)"),
        (b"PK\x03\x04 and then nothing", "the workbook is damaged (it is cut off"),
        (b"PK\x05\x06" + bytes(18), "this is a zip archive, not a workbook"),
    ],
)
def test_other_files_under_the_name_of_a_workbook_are_told_apart(tmp_path, content, said):
    message = refusal(a_file(tmp_path, content))
    assert message.startswith(said)
    assert "; " in message, "the remedy is missing"


def test_the_mark_of_an_open_workbook_is_told_from_the_workbook(tmp_path):
    message = refusal(a_file(tmp_path, b"\x07planner" + bytes(150), "~$plan.xlsx"))
    assert message == "this only marks that a workbook is open; name plan.xlsx itself"


def test_a_password_is_told_from_an_old_format(tmp_path):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert "protected by a password; open it in Excel" in refusal(a_file(tmp_path, content))


def test_a_sensitivity_label_is_told_from_a_password(tmp_path):
    """Nobody knows a password: the label has to be changed."""
    names = "DRMEncryptedDataSpace EncryptedPackage".encode("utf-16-le")
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + names
    assert "encrypted by a sensitivity label" in refusal(a_file(tmp_path, content))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_damaged(tmp_path, share):
    whole = saved(a_book(), tmp_path).read_bytes()
    assert refusal(a_file(tmp_path, whole[: int(len(whole) * share)])).startswith("the workbook is damaged")


def test_every_bad_byte_is_a_sentence_or_no_matter(tmp_path):
    """A byte flipped anywhere never ends in anything but a reading or a refusal."""
    whole = saved(a_book(), tmp_path).read_bytes()
    refused = 0
    for place in range(0, len(whole), 37):
        broken = bytearray(whole)
        broken[place] ^= 0xFF
        try:
            read_workbook(a_file(tmp_path, bytes(broken)))
        except PlanError:
            refused += 1
    assert refused > 10


PIECES = (b"", b'"', b"<", b"/", b'r="', b"A1", b"-1", b"9999999999999", b"\xff", b"<v>x</v>", b't="s"')


@pytest.mark.parametrize("seed", range(5))
def test_every_broken_part_is_a_sentence_or_no_matter(tmp_path, seed):
    """Parts with pieces cut out or put in never end in anything but a reading or a refusal."""
    chance = random.Random(seed)
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", 5), ("Rivne", "=B2"))})
    book["Sites"].add_table(Table(displayName="Sites", ref="A1:B3"))
    book["Sites"].merge_cells("D1:E2")
    book["Sites"]["B2"].number_format = "yyyy-mm-dd"
    path = saved(book, tmp_path)
    whole = unpacked(path)
    refused = 0
    for _ in range(60):
        part = chance.choice(sorted(whole))
        place, length = chance.randrange(len(whole[part])), chance.randrange(20)
        broken = whole[part][:place] + chance.choice(PIECES) + whole[part][place + length :]
        try:
            read_workbook(packed(path, {**whole, part: broken}))
        except PlanError:
            refused += 1
    assert refused > 10


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("mimetype", "content.xml"), "this is an OpenDocument file (.ods)"),
        (("readme.txt",), "this is a zip archive, not a workbook"),
    ],
)
def test_other_packages_are_told_apart(tmp_path, names, said):
    assert refusal(packed(tmp_path / "plan.xlsx", dict.fromkeys(names, b"x"))).startswith(said)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("word/document.xml", "this is a Word document, not a workbook"),
        ("xl/workbook.bin", "this is a binary workbook (.xlsb)"),
    ],
)
def test_other_office_files_are_told_apart(tmp_path, part, said):
    path = saved(a_book(), tmp_path)
    edited(path, "_rels/.rels", "xl/workbook.xml", part)
    parts = unpacked(path)
    parts[part] = parts.pop("xl/workbook.xml")
    assert refusal(packed(path, parts)).startswith(said)


def test_strict_open_xml_is_refused_with_the_remedy(tmp_path):
    """Some readers open it as a workbook without sheets, and say nothing."""
    path = saved(a_book(), tmp_path)
    ordinary = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    edited(path, "xl/workbook.xml", ordinary, "http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert "saved as Strict Open XML; open it in Excel, choose Save As" in refusal(path)


def test_parts_encrypted_by_a_zip_program_are_said(tmp_path):
    path = saved(a_book(), tmp_path)
    data = bytearray(path.read_bytes())
    entry = data.find(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert "encrypted by a zip program" in refusal(a_file(tmp_path, bytes(data)))


def test_a_part_packed_in_an_unusual_way_is_said(tmp_path):
    path = saved(a_book(), tmp_path)
    parts = unpacked(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert "packed in a way unknown to Excel" in refusal(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_is_there_twice_is_refused(tmp_path):
    """Two readers could read two different workbooks in it."""
    path = saved(a_book(), tmp_path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("XL/workbook.xml", b"<other/>")
    assert "it holds XL/workbook.xml twice" in refusal(path)


# Parts that are broken


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/worksheets/sheet2.xml", "sheet Sites: the workbook is damaged (its part xl/worksheets/sheet2"),
        ("xl/workbook.xml", "the workbook is damaged (its part xl/workbook.xml is missing)"),
    ],
)
def test_a_missing_part_is_named(tmp_path, part, said):
    path = saved(a_book(), tmp_path)
    parts = unpacked(path)
    del parts[part]
    assert refusal(packed(path, parts)).startswith(said)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="2"><c r="A2" t="s"><v>99</v></c></row>', "refers to text number 99"),
        ('<row r="2"><c r="A2" t="s"><v>-1</v></c></row>', "refers to text number -1"),
        ('<row r="2"><c r="A2"><v>5</v>', "cannot be understood"),
        ('<row r="x"><c r="A2"><v>5</v></c></row>', "row x follows row 1"),
        (f'<row r="{"9" * 5000}"><c><v>5</v></c></row>', "(row 99999999999999999999 follows row 1)"),
        ('<row r="2"><c r="2A"><v>5</v></c></row>', "cannot be understood"),
        ('<row r="2"><c r="ZZZ2"><v>5</v></c></row>', "it has a cell ZZZ2"),
        ('<row r="2000000"><c><v>5</v></c></row>', "row 2000000 follows row 1"),
        ('<row r="1"><c><v>5</v></c></row>', "row 1 follows row 1"),
        ('<row r="2"><c r="A2"><v>5</v></c><c r="A2"><v>6</v></c></row>', "cell A2 stands there twice"),
        ("<row>&unknown;</row>", "cannot be understood"),
    ],
)
def test_a_sheet_that_cannot_be_understood_is_damaged_not_guessed_at(tmp_path, rows, said):
    message = refusal(sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + rows)))
    assert message.startswith("sheet Sites: the workbook is damaged")
    assert said in message


def test_a_number_that_is_none_stays_as_it_stands(tmp_path):
    """The plan's checks name the cell; the reader guesses nothing."""
    row = f'<row r="2">{text_cell("Lviv")}<c><v>many</v></c></row>'
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + row))
    assert read_workbook(path).tables["Sites"].cells.loc[2, "Capacity"] == "many"


def test_relations_that_run_in_a_circle_are_no_matter(tmp_path):
    path = saved(a_book(), tmp_path)
    edited(path, "xl/_rels/workbook.xml.rels", "</Relationships>", _relation("rId77", "workbook.xml"))
    parts = unpacked(path)
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + _relation("rId1", "sheet2.xml", kind="table")
    ).encode()
    assert list(read_workbook(packed(path, parts)).tables) == ["Contingents", "Sites", "Requirements"]


def test_relations_to_places_outside_the_file_lead_nowhere(tmp_path):
    path = saved(a_book(), tmp_path)
    edited(path, "xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet2.xml", "../../../../etc/passwd")
    assert "its part etc/passwd is missing" in refusal(path)


def _relation(name, target, kind="worksheet"):
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="{name}" Type="{types}/{kind}" Target="{target}"/></Relationships>'


# Bombs


def test_entities_are_refused_before_they_grow(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    path = sites_as(tmp_path / "plan.xlsx", bomb + a_sheet("<row><c><v>&c;</v></c></row>"))
    assert "declares a document type or entities" in refusal(path)


def test_entities_in_the_workbook_part_are_refused_too(tmp_path):
    path = saved(a_book(), tmp_path)
    edited(path, "xl/workbook.xml", "<workbook", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><workbook')
    assert "declares a document type or entities" in refusal(path)


def test_a_zip_bomb_is_refused_by_its_declared_size(tmp_path):
    path = saved(a_book(), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/media/image1.png", bytes(100_000_000))
    assert "would unpack to 95 MB, which no plan needs" in refusal(path)


def test_a_zip_bomb_that_lies_about_its_size_is_damaged(tmp_path):
    """Never more is unpacked than the zip's list of contents says."""
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + " " * 3_000_000))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as package:
        size = package.getinfo("xl/worksheets/sheet2.xml").file_size
    true, lie = struct.pack("<L", size), struct.pack("<L", 500)
    assert true in data
    assert "damaged" in refusal(a_file(tmp_path, bytes(data).replace(true, lie)))


def test_a_list_of_contents_without_end_is_refused_unread(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for number in range(60_000):
            package.writestr(f"xl/{number:040d}", b"")
    assert "lists tens of thousands of parts" in refusal(a_file(tmp_path, stream.getvalue()))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<row><c><v>5</v></c></row>" * 300_000, "it has more than 200,000 filled rows"),
        ("<row>" + "<c/>" * 17_000 + "<c><v>5</v></c></row>", None),
        (f'<row a="{"x" * 5_000_000}"/>', "a single tag of more than 4 MB"),
        (
            f'<row r="2"><c t="str"><v>{"x" * 2_000_000}</v></c></row>',
            "a text of more than a million characters",
        ),
        ("<row>" * 300_000, "are nested 100,000 deep"),
        ("<a>" * 300_000 + "</a>" * 300_000, "are nested 100,000 deep"),
    ],
)
def test_sheets_beyond_all_measure_are_refused_in_time(tmp_path, rows, said):
    if said is None:
        rows, said = rows.replace("<row>", '<row r="2">', 1), "damaged"
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + rows))
    assert said in refusal(path)


def test_sheets_without_end_are_refused(tmp_path):
    path = saved(a_book(), tmp_path)
    many = '<sheet name="x" sheetId="9" />' * 6_000
    edited(path, "xl/workbook.xml", "</sheets>", f"{many}</sheets>")
    assert refusal(path).startswith("the workbook lists 6,003 sheets, which no plan needs")


def test_relations_without_end_are_refused(tmp_path):
    path = saved(a_book(), tmp_path)
    many = '<Relationship Id="x" Type="y" Target="z"/>' * 110_000
    edited(path, "xl/_rels/workbook.xml.rels", "</Relationships>", f"{many}</Relationships>")
    assert "lists more than 100,000 relations" in refusal(path)


def test_a_format_code_without_end_is_no_date_and_takes_no_time(tmp_path):
    """A search for dates in 200,000 open brackets would take minutes."""
    path = saved(a_book(), tmp_path)
    code = f'<numFmts><numFmt numFmtId="999" formatCode="{"[" * 200_000}"/></numFmts>'
    edited(path, "xl/styles.xml", '<numFmts count="0" />', code)
    edited(path, "xl/styles.xml", 'numFmtId="0"', 'numFmtId="999"')
    with within(SECONDS):
        read_workbook(path)


MEASURE = """
import sys, time
from pathlib import Path
from solver.errors import PlanError
from solver.excel.read.workbook import read_workbook
begun = time.process_time()
try:
    book = read_workbook(Path(sys.argv[1]))
    print(len(book.tables["Sites"].cells), "rows")
except PlanError as refusal:
    print(refusal)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(time.process_time() - begun, int(peak.split()[1]) / 1024)
"""


def measured(path):
    """What reading a file says, the seconds and the megabytes that it takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True, timeout=300
    )
    *said, numbers = done.stdout.splitlines()
    seconds, megabytes = (float(number) for number in numbers.split())
    return " ".join(said), seconds, megabytes


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no peak of memory is told here")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('<row r="%d" s="1" ht="15"><c r="A7" s="1"/><c r="B7" s="1"/><c r="C7" s="1"/></row>', "1 rows"),
        ("<row><c/><c/></row>", "1 rows"),
        ("<row><c/><c/><c/><c/><c/><c/><c/><c/></row>", "8,000,000 tags"),
        ("<row><c/><c/><c><v>5</v></c><c><v>6</v></c></row>", "500,000 filled cells"),
    ],
)
def test_a_million_rows_cost_little(tmp_path, row, said):
    rows = (row * 1_000_000) % tuple(range(3, 1_000_003)) if "%d" in row else row * 1_000_000
    lviv = f'<row r="2">{text_cell("Lviv", "A2")}</row>'
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + lviv + rows))
    before = slowness()
    told, seconds, megabytes = measured(path)
    assert said in told
    assert seconds < SECONDS_A_MILLION_ROWS * max(before, slowness())
    assert megabytes < MEGABYTES


def test_a_file_of_the_largest_kind_is_refused_unread(tmp_path):
    path = tmp_path / "plan.xlsx"
    with path.open("wb") as stream:
        stream.seek(210 * 1024 * 1024)
        stream.write(b"x")
    assert stat.S_ISREG(path.stat().st_mode)
    assert "the file is larger than 200 MB" in refusal(path)
