"""The Summary page: charts of its own cells, and the sheet on which the planner's workbook opens."""

import re

import pytest
from answered import ALLOCATION, TITLES, opened, results, sent
from openpyxl.utils import get_column_letter
from packages import parts, planner_book, rich_workbook, saved

from solver.excel.patch import patch_workbook, remove_result_sheets
from solver.excel.sheets.result_sheets import result_sheets
from solver.excel.sheets.summary_page import CHART_ROWS, MOST_BARS
from solver.schema import RESULT_SHEETS

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::UserWarning:xlsxwriter")

CELLS = re.compile(r"<(?:\w+:)?f>([^<]+)</")


@pytest.fixture(scope="module")
def package():
    return result_sheets(results(baseline=ALLOCATION), TITLES)


def charts(package):
    """The XML of our charts, by part."""
    found = parts(package)
    return {name: found[name].decode() for name in sorted(found) if re.search(r"charts/\w*chart\d", name)}


def shown(page, reference):
    """What a chart's reference to cells of a page reads."""
    first, _, last = reference.rpartition("!")[2].replace("$", "").partition(":")
    cells = page[f"{first}:{last}"] if last else ((page[first],),)
    return [cell.value for row in cells for cell in row]


def test_each_chart_reads_the_cells_of_its_block(package):
    """Names and numbers of the bars are those of the table below, under its header."""
    page = opened(package)["Summary"]
    read = [[shown(page, reference) for reference in CELLS.findall(xml)] for xml in charts(package).values()]
    headers = [[cells[0] for cells in series[::3]] for series in read]

    assert headers[0] == ["Force"]  # nobody stated a floor
    assert headers[1:] == [["Provided", "Missing"], ["Taken", "Headroom"]][: len(headers) - 1]
    for series in read:
        for header, names, numbers in zip(series[::3], series[1::3], series[2::3], strict=True):
            assert len(header) == 1
            assert len(names) == len(numbers)
            assert all(isinstance(name, str) for name in names)
            assert all(isinstance(number, int | float) for number in numbers)


def test_a_plan_without_anything_has_no_bars_to_show():
    nothing = result_sheets(results(sent(), sheets={"Requirements": []}), TITLES)

    assert len(charts(nothing)) == 1  # the force of each period is none


def test_charts_come_with_the_sheet_go_with_it_and_do_not_pile_up(package):
    before = saved(planner_book())
    once = patch_workbook(before, package, front="Summary")

    assert patch_workbook(once, package, front="Summary") == once
    assert len(charts(once)) == len(charts(package))
    gone = remove_result_sheets(once, RESULT_SHEETS)
    assert not charts(gone)
    assert not [name for name in parts(gone) if "drawing" in name]


def test_charts_follow_a_summary_that_the_planner_has_renamed(package):
    """The title stands in quotation marks where Excel needs them."""
    book = parts(patch_workbook(saved(planner_book()), package))
    renamed = {**book, "xl/workbook.xml": book["xl/workbook.xml"].replace(b'"Summary"', b'"For the general"')}
    renamed["xl/workbook.xml"] = renamed["xl/workbook.xml"].replace(b"'Summary'!", b"'For the general'!")
    again = patch_workbook(packed(renamed), package)

    references = {cells.rpartition("!")[0] for xml in charts(again).values() for cells in CELLS.findall(xml)}
    assert references == {"'For the general'"}


def packed(found):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_the_workbook_opens_on_its_answer_and_nothing_else_is_selected(package):
    """Of the planner's sheets only the mark of the one that was in front changes, by one letter."""
    before = rich_workbook()
    after = patch_workbook(before, package, front="Summary")
    book = opened(after)

    assert book.active.title == "Summary"
    assert [page.title for page in book if page.sheet_view.tabSelected] == ["Summary"]
    old, new = parts(before), parts(after)
    changed = [name for name in old if new[name] != old[name] and name.startswith("xl/worksheets/")]
    assert changed == ["xl/worksheets/sheet1.xml"]
    assert old[changed[0]].replace(b'tabSelected="1"', b'tabSelected="0"') == new[changed[0]]
    assert b'firstSheet="' in new["xl/workbook.xml"]  # its tab is seen, however many are before it


def test_a_summary_that_the_planner_hid_does_not_come_to_the_front(package):
    book = opened(patch_workbook(saved(planner_book()), package, front="Summary"))
    book["Summary"].sheet_state = "hidden"
    book.active = 0
    again = opened(patch_workbook(saved(book), package, front="Summary"))

    assert again.active.title == "Contingents"
    assert [page.title for page in again if page.sheet_view.tabSelected] in ([], ["Contingents"])


def test_a_workbook_that_says_nothing_of_its_views_opens_on_the_summary(package):
    bare = parts(saved(planner_book()))
    bare["xl/workbook.xml"] = re.sub(rb"<bookViews>.*</bookViews>", b"", bare["xl/workbook.xml"])

    assert opened(patch_workbook(packed(bare), package, front="Summary")).active.title == "Summary"


def test_where_no_chart_is_drawn_there_is_no_room_for_one():
    """Too many periods and roles to be read, and no cap is used: the blocks follow the headline."""
    roles = [f"Role {at}" for at in range(MOST_BARS + 1)]
    sheets = {
        "Roles": [{"Role": name} for name in roles],
        "Requirements": [{"Site": "Lviv", "Role": name, "Target": 100} for name in roles],
        "Settings": [{"Name": "Periods", "Value": MOST_BARS + 1}],
        "Drawdown caps": [],
    }
    packages = [result_sheets(found, TITLES) for found in (results(), results(sent(), sheets=sheets))]
    begins = [
        next(
            cell.row for line in opened(each)["Summary"] for cell in line if cell.value == "Size of the force"
        )
        for each in packages
    ]

    assert [bool(charts(each)) for each in packages] == [True, False]
    assert begins[0] > CHART_ROWS
    assert begins[1] < 12


def test_what_says_how_to_read_a_block_fits_above_it(package):
    """In one line as wide as the block: a second one would be cut off."""
    page = opened(package)["Summary"]
    notes = [cell for row in page.iter_rows() for cell in row if cell.font.italic and cell.value]
    merged = {area.coord.partition(":")[0]: area for area in page.merged_cells.ranges}
    widths = {
        note.coordinate: sum(
            page.column_dimensions[get_column_letter(at)].width
            for at in range(merged[note.coordinate].min_col, merged[note.coordinate].max_col + 1)
        )
        for note in notes
        if note.coordinate in merged
    }
    assert len(widths) >= 5
    assert {at: page[at].value for at, width in widths.items() if len(page[at].value) > width} == {}


def test_a_mark_with_its_periods_wraps_in_its_column_and_is_coloured_by_its_sign():
    """Backfill of 500 from period 2 on lets the second company leave: the cap binds in period 1 alone."""
    backfill = {"Backfill": [{"Area": "Estonia", "Heads": 500, "From": 2}]}
    there = sent(("EST-1", 1, 1), ("EST-1", 2, 2), ("EST-1", 3, 2))
    page = opened(result_sheets(results(there, sheets=backfill), TITLES))["Summary"]
    (mark,) = [cell for row in page.iter_rows() for cell in row if cell.value == "■ binding in period 1"]

    assert mark.alignment.wrap_text
    assert page.row_dimensions[mark.row].height >= 26  # two lines
    rules = [
        rule.formula[0]
        for cells, of_cells in page.conditional_formatting._cf_rules.items()
        if mark.coordinate in cells
        for rule in of_cells
    ]
    assert any('="■"' in formula for formula in rules)
