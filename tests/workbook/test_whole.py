"""What is true of a written file as a whole: a template or a workbook as its name says, and never signed."""

import zipfile
from pathlib import Path

import pytest
from oddities import edited, packed, unpacked
from packages import planner_book, result_sheets, saved

from solver.errors import Finding, OutputError, Place
from solver.excel.patch import finish_workbook
from solver.excel.write import mark_workbook, write_in_place, write_workbook
from solver.runs.request import default_output, refuse_output

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml."
MICROSOFT = "application/vnd.ms-excel."
KINDS = {
    ".xlsx": f"{EXCEL}sheet.main+xml",
    ".xltx": f"{EXCEL}template.main+xml",
    ".xlsm": f"{MICROSOFT}sheet.macroEnabled.main+xml",
    ".xltm": f"{MICROSOFT}template.macroEnabled.main+xml",
}
SIGNING = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature"
FOUND = [Finding(place=Place(sheet="Contingents", row=1), message="wrong", cell="A1")]


def a_file(folder: Path, ending: str) -> Path:
    """A planner's workbook or template, as Excel names and marks it."""
    path = folder / f"plan{ending}"
    path.write_bytes(saved(planner_book()))
    return edited(path, "[Content_Types].xml", KINDS[".xlsx"], KINDS[ending])


def signed(path: Path) -> Path:
    """The same file, digitally signed, with the certificate apart."""
    edited(
        path,
        "_rels/.rels",
        "</Relationships>",
        f'<Relationship Id="s" Type="{SIGNING}/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>',
    )
    edited(
        path,
        "[Content_Types].xml",
        "</Types>",
        '<Default Extension="sigs" '
        'ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
        '<Override PartName="/_xmlsignatures/sig1.xml" '
        'ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/></Types>',
    )
    links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    more = {
        "_xmlsignatures/origin.sigs": b"",
        "_xmlsignatures/_rels/origin.sigs.rels": (
            f'{links}<Relationship Id="r" Type="{SIGNING}/signature" Target="sig1.xml"/></Relationships>'
        ).encode(),
        "_xmlsignatures/sig1.xml": b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
        "_xmlsignatures/_rels/sig1.xml.rels": (
            f'{links}<Relationship Id="r" Type="{SIGNING}/certificate" Target="cert.cer"/></Relationships>'
        ).encode(),
        "_xmlsignatures/cert.cer": b"certificate",
    }
    return packed(path, {**unpacked(path), **more})


def kind(path: Path) -> str:
    """The ending that Excel expects of what the file says it is."""
    types = zipfile.ZipFile(path).read("[Content_Types].xml").decode()
    return next(ending for ending, told in KINDS.items() if f'"{told}"' in types)


def signatures(path: Path) -> list[str]:
    """Whatever is left of a signature."""
    parts = unpacked(path)
    said = [name for name in ("_rels/.rels", "[Content_Types].xml") if b"xmlsignatures" in parts[name]]
    return said + [name for name in parts if "xmlsignatures" in name]


# Templates


@pytest.mark.parametrize(
    ("source", "output"),
    [(".xltx", ".xlsx"), (".xltm", ".xlsm"), (".xltx", ".xltx"), (".xltm", ".xltm"), (".xlsx", ".xlsx")],
)
def test_what_is_written_is_what_its_name_says(tmp_path, source, output):
    """Excel does not open a workbook whose insides say template, nor the reverse."""
    plan, target = a_file(tmp_path, source), tmp_path / f"out{output}"
    refuse_output(plan, target)
    write_workbook(plan, result_sheets(), target)

    assert kind(target) == output
    assert kind(plan) == source


@pytest.mark.parametrize(("source", "output"), [(".xltx", ".xlsx"), (".xltx", ".xltx"), (".xltm", ".xlsm")])
@pytest.mark.parametrize("found", [FOUND, []])
def test_a_marked_copy_of_a_template_is_what_its_name_says(tmp_path, source, output, found):
    """Also where there is nothing to mark."""
    target = tmp_path / f"out{output}"
    mark_workbook(a_file(tmp_path, source), found, output=target)

    assert kind(target) == output


def test_a_template_with_results_in_it_stays_a_template(tmp_path):
    """--in-place changes the file that was named."""
    plan = a_file(tmp_path, ".xltx")
    write_in_place(plan, result_sheets())

    assert kind(plan) == ".xltx"


@pytest.mark.parametrize(("source", "output"), [(".xltm", ".xlsx"), (".xltx", ".xlsm"), (".xlsx", ".xltx")])
def test_a_name_that_excel_would_not_open_is_refused(tmp_path, source, output):
    """Macros stay with the endings of macros; a workbook does not become a template."""
    with pytest.raises(OutputError, match="give it a name that ends in"):
        refuse_output(tmp_path / f"plan{source}", tmp_path / f"out{output}")


def test_the_plan_of_a_template_is_a_workbook_by_default():
    """As Excel makes a workbook of a template."""
    names = ("a.xltx", "a.XLTM", "a.xlsx", "a.xlsm")

    assert [default_output(Path(name)).name for name in names] == ["a.xlsx", "a.xlsm", "a.xlsx", "a.xlsm"]


def test_other_files_keep_what_they_say_of_themselves():
    """A workbook with the right name is not touched again."""
    data = saved(planner_book())

    assert finish_workbook(data, Path("plan.xlsx")) is data


# Signatures


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm"])
def test_a_written_plan_carries_no_signature_and_its_source_stays_signed(tmp_path, ending):
    """The signature holds for what was signed: on the plan it would be shown as broken."""
    plan, target = signed(a_file(tmp_path, ending)), tmp_path / f"out{ending}"
    write_workbook(plan, result_sheets(), target)

    assert signatures(target) == []
    assert len(signatures(plan)) == 7
    assert set(unpacked(plan)) - set(unpacked(target)) == {
        name for name in unpacked(plan) if "signatures" in name
    }


def test_results_and_marks_in_place_end_the_signature_and_the_backup_keeps_it(tmp_path):
    """As when a signed workbook is changed in Excel."""
    for write in (
        lambda path: write_in_place(path, result_sheets()).backup,
        lambda path: mark_workbook(path, FOUND),
    ):
        plan = signed(a_file(tmp_path, ".xlsx"))
        backup = write(plan)

        assert signatures(plan) == []
        assert len(signatures(backup)) == 7


def test_a_workbook_that_stays_as_it_is_stays_signed(tmp_path):
    """Nothing to mark: not a byte changes, in a copy neither."""
    plan = signed(a_file(tmp_path, ".xlsx"))
    before = plan.read_bytes()
    mark_workbook(plan, [])
    mark_workbook(plan, [], output=tmp_path / "copy.xlsx")

    assert plan.read_bytes() == (tmp_path / "copy.xlsx").read_bytes() == before


def test_no_other_part_changes_with_the_signature(tmp_path):
    """Byte for byte as in the same workbook unsigned, but for the lists that named it."""
    plain, with_one = a_file(tmp_path, ".xlsx"), tmp_path / "signed.xlsx"
    with_one.write_bytes(plain.read_bytes())
    signed(with_one)
    for path in (plain, with_one):
        write_workbook(path, result_sheets(), tmp_path / f"out {path.name}")
    one, other = unpacked(tmp_path / "out plan.xlsx"), unpacked(tmp_path / "out signed.xlsx")

    assert {name for name in one if one[name] != other[name]} == {"[Content_Types].xml"}
    assert set(one) == set(other)
