"""Cells that hold more than text or a number: Excel's data types, pictures, Python; said with the remedy."""

import pytest
from oddities import RELATIONS, a_book, edited, packed, saved, unpacked

from solver.errors import PlanError
from solver.excel.template.old_tables import import_tables
from solver.runs.load import load

RICH = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
LEAD = '<bk><extLst><ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"><xlrd:rvb i="%d"/></ext></extLst></bk>'
GEOGRAPHY = (
    '<s t="_linkedentity2"><k n="%EntityId" t="s"/><k n="_DisplayString" t="s"/><k n="_Icon" t="s"/></s>'
)
PICTURE = '<s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s>'
SPILL = '<s t="_error"><k n="errorType" t="i"/></s>'
PYTHON = '<s t="_python"><k n="x" t="i"/></s>'
STRUCTURES = GEOGRAPHY + PICTURE + SPILL + PYTHON
VALUES = {
    "geography": '<rv s="0"><v>5fbb</v><v>Estonia</v><v>Map</v></rv>',
    "stocks": '<rv s="0"><v>a1</v><v>Nordic AB</v><v>Finance</v></rv>',
    "picture": '<rv s="1"><v>0</v><v>5</v></rv>',
    "spilled": '<rv s="2"><v>8</v></rv>',
    "python": '<rv s="3"><v>0</v></rv>',
    "unknown": '<rv s="9"><v>0</v></rv>',
}
"""What a cell really holds, as Excel keeps it beside the stored #VALUE!."""


def a_rich_book(folder, held, *, structures=STRUCTURES, sheet="Contingents", number=1, cell="B2"):
    """The smallest plan, one cell of which holds a rich value; the first of two, to mind the counting."""
    path = saved(a_book(), folder)
    part = f"xl/worksheets/sheet{number}.xml"
    parts = unpacked(path)
    old = parts[part].decode()
    begin = old.index(f'<c r="{cell}"')
    end = min(at for at in (old.find("</c>", begin) + 4, old.find("/>", begin) + 2) if at > begin + 2)
    value = f'<c r="{cell}" t="e" vm="2"><v>#VALUE!</v></c>'
    parts[part] = (old[:begin] + value + old[end:]).encode()
    parts["xl/metadata.xml"] = (
        f'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:xlrd="{RICH}">'
        '<metadataTypes count="2"><metadataType name="XLDAPR"/>'
        '<metadataType name="XLRICHVALUE"/></metadataTypes>'
        f'<futureMetadata name="XLDAPR"><bk/></futureMetadata><futureMetadata name="XLRICHVALUE">{LEAD % 0}'
        f'{LEAD % 1}</futureMetadata><cellMetadata><bk><rc t="1" v="0"/></bk></cellMetadata><valueMetadata>'
        '<bk><rc t="2" v="0"/></bk><bk><rc t="2" v="1"/></bk></valueMetadata></metadata>'
    ).encode()
    parts["xl/richData/rdrichvalue.xml"] = (
        f'<rvData xmlns="{RICH}">{VALUES["picture"]}{VALUES[held]}</rvData>'.encode()
    )
    parts["xl/richData/rdrichvaluestructure.xml"] = (
        f'<rvStructures xmlns="{RICH}">{structures}</rvStructures>'.encode()
    )
    packed(path, parts)
    microsoft = "http://schemas.microsoft.com/office/2017/06/relationships"
    links = (
        f'<Relationship Id="m1" Type="{RELATIONS}/sheetMetadata" Target="metadata.xml"/>'
        f'<Relationship Id="m2" Type="{microsoft}/rdRichValue" Target="richData/rdrichvalue.xml"/>'
        f'<Relationship Id="m3" Type="{microsoft}/rdRichValueStructure" '
        'Target="richData/rdrichvaluestructure.xml"/></Relationships>'
    )
    return edited(path, "xl/_rels/workbook.xml.rels", "</Relationships>", links)


def said(path):
    with pytest.raises(PlanError) as caught:
        load(path)
    return "\n".join(str(finding) for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        ("geography", "Nation is Excel's Geography data type (it shows 'Estonia'); expected plain text"),
        ("stocks", "Nation is Excel's Stocks data type (it shows 'Nordic AB')"),
        ("unknown", "Nation is one of Excel's data types (Geography, Stocks or the like)"),
        ("picture", "Nation is a picture in the cell"),
        ("python", "Nation is a Python object"),
    ],
)
def test_what_a_cell_really_holds_is_named(tmp_path, held, sentence):
    """Not 'mend the formula': there is none."""
    assert f"Contingents!B2: {sentence}" in said(a_rich_book(tmp_path, held))


def test_a_data_type_is_to_be_converted_to_text(tmp_path):
    """The remedy is Excel's own command."""
    assert "right click, Data Type, Convert to Text" in said(a_rich_book(tmp_path, "geography"))


@pytest.mark.parametrize(
    ("sheet", "number", "cell", "header"),
    [("Contingents", 1, "D2", "Units"), ("Sites", 2, "A2", "Site"), ("Requirements", 3, "C2", "Target")],
)
def test_it_is_said_of_names_and_numbers_on_any_sheet(tmp_path, sheet, number, cell, header):
    """Population of a country is a number that is easily linked."""
    path = a_rich_book(tmp_path, "geography", sheet=sheet, number=number, cell=cell)

    assert f"{sheet}!{cell}: {header} is Excel's Geography data type" in said(path)


def test_a_true_error_stays_an_error(tmp_path):
    """Excel keeps #SPILL! the same way: that is a formula to mend."""
    assert "Nation shows the error #VALUE!; mend the formula" in said(a_rich_book(tmp_path, "spilled"))


@pytest.mark.parametrize("damage", ["<broken", "<!DOCTYPE x><s/>"])
def test_damaged_rich_values_stop_nothing_but_their_cell(tmp_path, damage):
    """They are read for a message only."""
    path = a_rich_book(tmp_path, "geography", structures=damage)

    assert "Contingents!B2: Nation is one of Excel's data types" in said(path)


def test_rich_values_that_the_file_has_lost_are_still_no_formula_to_mend(tmp_path):
    """Some programs keep a cell's vm and drop the parts that it leads to."""
    path = edited(
        a_rich_book(tmp_path, "geography"), "xl/_rels/workbook.xml.rels", "/sheetMetadata", "/other"
    )

    assert "Contingents!B2: Nation is one of Excel's data types" in said(path)


def test_a_fresh_workbook_gets_what_the_cell_shows(tmp_path):
    """forcegen new --from makes text of it."""
    rows = import_tables(a_rich_book(tmp_path, "geography")).rows

    assert [row["Nation"] for row in rows["Contingents"]] == ["Estonia"]
