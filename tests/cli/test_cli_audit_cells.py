"""The audit holds every cell that people read in a written plan against what it would be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import openpyxl
import pytest
from cli_cases import SHEETS, forcegen, save_sheets
from made_answers import every_answer
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from seconds import within

from solver.audit import audit
from solver.errors import PlanError
from solver.excel.read.differences import differences
from solver.excel.read.reader import OwnedSheet, read_owned
from solver.excel.read.workbook import Workbook
from solver.excel.read.written import written_plan
from solver.excel.sheets.result_sheets import SheetCells, result_cells
from solver.record import RunSpec
from solver.results.build import expected_results
from solver.results.columns import BASELINE_BLOCK, CHECKSUM_FACT, SCENARIOS_FACT, SEAL_OF
from solver.results.reasons import stated_reasons
from solver.runs.pipeline import Request, end, run, search
from solver.runs.recheck import audit_read, audit_written, load_written
from solver.runs.record_file import run_statement
from solver.runs.request import Solved
from solver.runs.solve_explained import ExplainedRun
from solver.schema import REASON_SHEETS, RESULT_SHEETS, SCENARIOS_COMPARED
from solver.solution import ComparedScenario

HEADER = 3
READ_BACK = ("Contingent", "Role", "Site", "From", "To", "Units")
Rows = dict[int, dict[int, object]]


@dataclass(frozen=True)
class Written:
    """A written plan, read once, and what its result sheets ought to hold."""

    path: Path
    workbook: Workbook
    sheets: Mapping[str, OwnedSheet]
    cells: Mapping[str, SheetCells]

    def changed(self, title: str, change: Callable[[Rows], object]) -> dict[str, OwnedSheet]:
        """Its result sheets after the cells of one were changed."""
        rows = {row: dict(cells) for row, cells in self.sheets[title].rows.items()}
        change(rows)
        kept = {row: cells for row, cells in sorted(rows.items()) if cells}
        return {**self.sheets, title: replace(self.sheets[title], rows=kept)}

    def said(self, title: str, change: Callable[[Rows], object]) -> list[str]:
        """What the audit says against it then; warnings do not count."""
        try:
            report, _ = audit_read(self.path, self.workbook, self.changed(title, change))
        except PlanError as error:
            return [str(found) for found in error.findings]
        return [str(breach) for breach in report.breaches]

    def differs(self, title: str, change: Callable[[Rows], object]) -> list[str]:
        """The cells of a sheet from which nothing is read that differ then from what they ought to hold."""
        found = differences(self.cells[title], self.changed(title, change)[title])
        return [f"{title}!{each.cell}" for each in found]

    def altered(self, change: Callable[[Rows], object]) -> list[str]:
        """The rows of Run that their checksums do not fit then, or of which nothing can be understood."""
        try:
            rows = written_plan(self.path, self.changed("Run", change)).altered
        except PlanError as error:
            return [str(found) for found in error.findings]
        return [f"Run!B{row}" for row in rows]


SCENARIOS = (
    ComparedScenario(scenario="base", workbook="plan.xlsx"),
    ComparedScenario(
        scenario="more",
        proof="proved",
        force=700.0,
        coverage=1.0,
        support_lacking=0.0,
        cost=5.0,
        taken={"Estonia": 450.0, "Latvia": 20.0},
        workbook="plan - more.xlsx",
    ),
    ComparedScenario(scenario="none", proof="no plan", why="two locks contradict each other"),
)
"""The scenarios that the plan was solved with: its own, one with a plan, one without."""


def explained(solved: Solved) -> ExplainedRun:
    """Answers made by hand about the plan: an audit takes them as they stand, but for what the plan says."""
    plan, ranks = solved.loaded.plan, solved.solution.ranks
    return ExplainedRun(reasons=stated_reasons(plan, ranks, every_answer(ranks, "FRA-1")))


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan over two periods, an override, changes counted against an earlier plan, scenarios."""
    folder = tmp_path_factory.mktemp("cells")
    settings = [{"Name": "Periods", "Value": 2}, {"Name": "Marking", "Value": "EXAMPLE"}]
    settings.append({"Name": "Hold last period for", "Value": 2})
    source = save_sheets({**SHEETS, "Settings": settings}, folder / "input.xlsx")
    before, output = folder / "before.xlsx", folder / "plan.xlsx"
    run(Request(source=source, output=before))
    override = ("Sites!Odesa!Capacity=500",)
    spec = RunSpec(baseline=str(before), overrides=override)
    found = search(Request(source=source, output=output, spec=spec, explain=1.0))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.runs.pipeline.explained_run", explained)
        assert end(found, SCENARIOS).exit_code == 0
    return output


@pytest.fixture(scope="module")
def written(solved: Path) -> Written:
    """The same, without its record beside it."""
    path = solved.with_name("alone.xlsx")
    path.write_bytes(solved.read_bytes())
    sheets = read_owned(path)
    restated = load_written(path)
    plan, stated = restated.plan, written_plan(path, sheets)
    report = audit(plan, stated.allocation, ranks=stated.ranks, baseline=stated.baseline)
    own = run_statement(path, "", stated).stated
    again = expected_results(plan, report.ledger, report.objectives, own)
    return Written(path, restated.workbook, sheets, result_cells(again))


@pytest.fixture
def plan(solved: Path, tmp_path: Path) -> Path:
    """A copy of the written plan, with its record."""
    for path in (solved, solved.with_name(solved.name + ".run.json")):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return Path(solved.name)


def other(value: object) -> object:
    """Another value of the same kind."""
    return value + 1 if isinstance(value, int | float) else f"{value} or so"


def as_text(value: object) -> object:
    """The other kind: a number as text, a text as a number."""
    return str(value) if isinstance(value, int | float) else 99_999


def blank(_: object) -> object:
    """Nothing."""
    return None


def put(row: int, column: int, tampered: Callable[[object], object]) -> Callable[[Rows], None]:
    """Puts something else into a cell."""

    def change(rows: Rows) -> None:
        value = tampered(rows[row].pop(column))
        if value is not None:
            rows[row][column] = value

    return change


def named(said: list[str], title: str, row: int) -> bool:
    """Whether a sentence names a cell of that row."""
    return any(re.search(rf"\b{title}![A-Z]+{row}\b", each) for each in said)


def every_cell(sheet: OwnedSheet) -> list[tuple[int, int]]:
    """Row and column of every cell that holds something."""
    return [(row, column) for row, cells in sheet.rows.items() for column in cells]


def missed_cells(written: Written, title: str, tampered: Callable[[object], object]) -> list[tuple[int, int]]:
    """The cells below a header whose row the audit does not name when somebody changes them.

    One cell in each row at a time, each row another column, so that no column is changed as a whole.
    """
    rows = {row: list(cells) for row, cells in written.sheets[title].rows.items() if row > HEADER}
    missed = []
    for turn in range(max(map(len, rows.values()))):
        chosen = [
            (row, columns[(turn + at) % len(columns)])
            for at, (row, columns) in enumerate(rows.items())
            if turn < len(columns)
        ]
        changes = [put(row, column, tampered) for row, column in chosen]
        said = written.said(title, lambda rows, each=changes: [change(rows) for change in each])
        missed += [(row, column) for row, column in chosen if not named(said, title, row)]
    return missed


def columns_read(sheet: OwnedSheet) -> set[int]:
    """The columns of Allocation from which the plan is read."""
    return {column for column, name in sheet.rows[HEADER].items() if name in READ_BACK}


def test_an_untouched_plan_is_clean(solved: Path):
    report, findings = audit_written(solved)

    assert [str(breach) for breach in report.breaches] == []
    assert list(report.sheets) == list(RESULT_SHEETS)
    assert findings == ()


@pytest.mark.parametrize("tampered", [other, as_text, blank])
@pytest.mark.parametrize("title", [name for name in RESULT_SHEETS if name != "Run"])
def test_every_cell_that_somebody_changed_is_named(
    written: Written, title: str, tampered: Callable[[object], object]
):
    """Whatever number or text is put in its place, or none: titles, notes and headers, too."""
    sheet = written.sheets[title]
    read = columns_read(sheet) if title == "Allocation" else set()
    missed = [
        f"{get_column_letter(column)}{row}"
        for row, column in every_cell(sheet)
        if column not in read or row < HEADER
        if not named(written.differs(title, put(row, column, tampered)), title, row)
    ]

    assert missed == []


@pytest.mark.parametrize("tampered", [other, as_text, blank])
@pytest.mark.parametrize("name", READ_BACK)
def test_a_cell_of_the_allocation_that_somebody_changed_is_named_or_breaks_a_rule(
    written: Written, name: str, tampered: Callable[[object], object]
):
    """The plan is read from it: what follows differs in its own row, or where its contingent is named."""
    rows = written.sheets["Allocation"].rows
    column = next(at for at, header in rows[HEADER].items() if header == name)
    said = written.said("Allocation", put(HEADER + 1, column, tampered))

    whom = str(rows[HEADER + 1][1])
    assert named(said, "Allocation", HEADER + 1) or [each for each in said if whom in each]


@pytest.mark.parametrize("tampered", [other, blank])
def test_every_row_of_run_that_somebody_changed_is_named(
    written: Written, tampered: Callable[[object], object]
):
    """Also times, versions, bounds and the baseline, which no audit can work out again."""
    sheet = written.sheets["Run"]
    blocks = [row for row, cells in sheet.rows.items() if cells[1] in (BASELINE_BLOCK, CHECKSUM_FACT)]
    missed = []
    for row, cells in sheet.rows.items():
        headed = len(cells) > 1 and not {"Fact", "Rank", "Override"} & set(cells.values())
        if headed and row < min(blocks):
            said = written.altered(put(row, max(cells), tampered))
            if not named(said, "Run", row) and not said[0].startswith("Run: it no longer says"):
                missed.append((row, cells, said))

    assert missed == []


FACTS = {
    "Status": "feasible",
    "Relaxed": "yes",
    "Audit: breaches": "drawdown_cap",
    "Gap (share)": 0.5,
    "Seconds to solve": 99,
    "Seal": "abcd",
}


@pytest.mark.parametrize("fact", FACTS)
def test_a_claim_of_the_run_that_does_not_hold_is_named(written: Written, fact: str):
    row = next(row for row, cells in written.sheets["Run"].rows.items() if cells.get(1) == fact)

    assert named(written.said("Run", put(row, 2, lambda _: FACTS[fact])), "Run", row)


@pytest.mark.parametrize("column", [3, 4, 6, 7, 9])
def test_a_number_of_a_rank_that_somebody_changed_is_named(written: Written, column: int):
    """Weight, part value, final, bound, tolerance: a lowered bound, too, without a record."""
    row = next(row for row, cells in written.sheets["Run"].rows.items() if cells.get(2) == "target shortfall")

    assert named(written.said("Run", put(row, column, lambda _: 7)), "Run", row)


@pytest.mark.parametrize("tampered", [other, as_text, blank])
def test_every_number_of_the_scenarios_that_somebody_changed_is_named_without_a_record(
    written: Written, tampered: Callable[[object], object]
):
    """The first row is worked out again; of the others the seal tells that they are as the run wrote them."""
    assert missed_cells(written, SCENARIOS_COMPARED, tampered) == []


def test_a_scenario_that_somebody_took_away_is_missed_without_a_record(written: Written):
    said = written.said(SCENARIOS_COMPARED, lambda rows: rows.pop(HEADER + 2))

    assert [each for each in said if "the seal does not fit" in each] != []


def test_scenarios_of_another_run_are_no_part_of_a_plan(written: Written):
    """Whoever copies the sheet into a plan that was solved alone: Run knows nothing of it."""

    def without_seal(rows: Rows) -> None:
        row = next(row for row, cells in rows.items() if cells.get(1) == SCENARIOS_FACT)
        rows.pop(row)

    said = written.said("Run", without_seal)

    assert (
        f"shown: sheet {SCENARIOS_COMPARED} is of another run: by the sheet Run this plan was solved alone"
        in said
    )


@pytest.mark.parametrize("tampered", [other, blank])
@pytest.mark.parametrize("title", REASON_SHEETS)
def test_every_cell_of_an_answer_that_somebody_changed_is_named_without_a_record(
    written: Written, title: str, tampered: Callable[[object], object]
):
    """What the plan says is worked out again; that the rest is as the run wrote it, the seal tells."""
    assert missed_cells(written, title, tampered) == []


ONLY_ONES = {
    "Asks": {"Confidence"},
    "Why short": {"At best", "Who pays", "In the way", "Least change"},
    "Cap steps": {"First changed"},
    "Why not": {"First worse", "In the way", "Also in the way", "Least change"},
}
"""Columns that are only there where something is told in them, and in which one cell is."""


@pytest.mark.parametrize("title", ONLY_ONES)
def test_the_only_cell_of_a_column_that_somebody_cleared_is_named(written: Written, title: str):
    """The column stays, empty, where it was: no cell to its right or below counts as changed.

    Beside it only Now is wrong, which the plan says of the rank that was named there.
    """
    rows = written.sheets[title].rows
    tried = set()
    for column, name in rows[HEADER].items():
        filled = [row for row in rows if row > HEADER and column in rows[row]]
        if name in ONLY_ONES[title] and len(filled) == 1:
            said = written.said(title, put(filled[0], column, blank))
            cell, beside = f"{get_column_letter(column)}{filled[0]}", get_column_letter(column + 1)
            own = [each for each in said if f"{title}!{cell} is blank" in each]
            others = [each for each in said if each not in own]
            tried.add(name)
            assert len(own) == 1
            assert all(each.startswith(f"shown: {title}!{beside}{filled[0]} is") for each in others)
            assert len(others) == name.startswith("First")

    assert tried == ONLY_ONES[title]


@pytest.mark.parametrize("title", ["Why not", "Why short"])
def test_a_row_that_is_gone_is_not_taken_for_a_cell_that_was_cleared(written: Written, title: str):
    """With the first row goes all that stands in several columns."""
    said = written.said(title, lambda rows: rows.pop(HEADER + 1))

    assert [each for each in said if "its whole column" in each] == []
    assert named(said, title, 1)


def test_what_the_plan_says_beside_an_answer_is_worked_out_again(written: Written):
    """600 wanted, 450 come: 150 lack now, whatever the sheet says."""
    header = written.sheets["Why short"].rows[HEADER]
    column = next(at for at, name in header.items() if name == "Lacks now")
    said = written.said("Why short", put(HEADER + 1, column, lambda _: 7))

    now = written.sheets["Why short"].rows[HEADER + 1][column]
    assert said == [f"shown: Why short!F4 is 7; by the plan it is {now:g}"]


def test_an_answer_that_somebody_took_away_is_missed(written: Written):
    said = written.said("Why not", lambda rows: rows.pop(HEADER + 2))

    assert [each for each in said if "the seal does not fit" in each] != []


def test_a_sheet_of_answers_that_is_gone_is_said_and_what_points_to_it_is_no_breach(written: Written):
    left = {title: sheet for title, sheet in written.sheets.items() if title not in ("Why not", "Why short")}
    report, findings = audit_read(written.path, written.workbook, left)

    assert [str(breach) for breach in report.breaches] == []
    told = [str(found) for found in findings if "is gone" in str(found)]
    assert len(told) == 2


def test_answers_of_another_run_are_no_part_of_a_plan(written: Written):
    """Whoever copies the sheet into a plan that was not explained: Run knows nothing of it."""

    def without_seals(rows: Rows) -> None:
        for row in [row for row, cells in rows.items() if str(cells.get(1)).startswith(f"{SEAL_OF}Asks")]:
            rows.pop(row)

    changed = written.changed("Run", without_seals)
    _, findings = audit_read(written.path, written.workbook, changed)

    assert [str(each) for each in findings if each.place.sheet == "Asks"] == [
        "Asks: this plan does not have this sheet: nobody asked for it; it is not checked"
    ]


def test_an_audit_says_that_answers_are_not_found_again(written: Written):
    report, _ = audit_read(written.path, written.workbook, written.sheets)

    said = "what the sheets Asks, Why short, Cap steps and Why not answer and claim"
    assert f"{said} (forcegen explain asks again)" in report.unchecked


def test_of_the_scenarios_only_the_plans_own_row_is_counted_as_computed_again(written: Written):
    """Title, note, header of 14 columns, and of the base all but why it had no plan: 1 + 1 + 14 + 13."""
    report, _ = audit_read(written.path, written.workbook, written.sheets)

    assert len(written.sheets[SCENARIOS_COMPARED].rows[HEADER]) == 14
    assert report.sheets[SCENARIOS_COMPARED] == 1 + 1 + 14 + 13
    assert "the other rows of Scenarios compared" in report.unchecked[-1]


def test_a_relaxed_plan_is_held_to_every_rule(written: Written):
    """None is ever written, so that Relaxed = yes on Run is a breach itself and drops no rule."""
    row = next(row for row, cells in written.sheets["Run"].rows.items() if cells.get(1) == "Relaxed")
    sheets = written.changed("Run", put(row, 2, lambda _: "yes"))
    report, _ = audit_read(written.path, written.workbook, sheets)

    assert len(report.rules_checked) == 17
    assert [str(breach) for breach in report.breaches] == [
        f"shown: Run!B{row} is 'yes'; as written it was 'no'"
    ]


def reversed_rows(rows: Rows) -> None:
    """The rows below the header, last first."""
    body = [row for row in rows if row > HEADER]
    for row, cells in zip(body, [rows[row] for row in reversed(body)], strict=True):
        rows[row] = cells


@pytest.mark.parametrize("title", [name for name in RESULT_SHEETS if name not in ("Summary", "Years", "Run")])
def test_sorted_rows_are_the_same_plan(written: Written, title: str):
    """A planner sorts and filters tables: rows are held together by what they hold."""
    assert written.differs(title, reversed_rows) == []


def test_a_changed_cell_is_named_where_it_stands_in_a_sorted_table(written: Written):
    def change(rows: Rows) -> None:
        reversed_rows(rows)
        rows[HEADER + 1][6] = 99_999

    assert written.differs("Coverage", change) == [f"Coverage!F{HEADER + 1}"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda rows: rows.pop(HEADER + 1), r"Coverage!"),
        (lambda rows: rows.update({90: dict(rows[HEADER + 1])}), r"pledged_units|drawdown_cap|ranks"),
        (
            lambda rows: rows.update({90: {**rows[HEADER + 1], 8: 0}}),
            r"Allocation!A90 stands in a row that was not",
        ),
        (lambda rows: rows[HEADER + 1].update({8: "1"}), r"Allocation!H4: Units is '1'; expected a number"),
    ],
    ids=["deleted", "added", "added without units", "text"],
)
def test_a_row_of_the_allocation_that_is_gone_or_new_is_named(
    written: Written, change: Callable[[Rows], object], expected: str
):
    assert [each for each in written.said("Allocation", change) if re.search(expected, each)]


@pytest.mark.parametrize("last", [1_001, 200_000, 20_000_000])
def test_a_period_that_no_plan_has_is_named_at_once(written: Written, last: int):
    """A To of 20,000,000 took 3 GB."""
    with within(1):
        said = written.said("Allocation", put(HEADER + 1, 7, lambda _: last))

    assert said == [
        f"Allocation!G4: To is '{last}'; expected a whole number, 1 or more, at most 1,000; "
        "solve again, or take the workbook as forcegen wrote it"
    ]


def test_periods_beyond_the_plans_are_one_breach_a_row(written: Written):
    said = written.said("Allocation", put(HEADER + 1, 7, lambda _: 900))

    assert "in periods 3 to 900, but the plan has periods 1 to 2 only" in said[0]
    assert len([each for each in said if each.startswith("eligible")]) == 1
    assert len(said) < 20


def test_a_period_of_the_baseline_on_run_that_no_plan_has_is_named(written: Written):
    rows = written.sheets["Run"].rows
    row = next(row for row, cells in rows.items() if cells[1] == BASELINE_BLOCK) + 3

    said = written.said("Run", put(row, 4, lambda _: 20_000_000))
    assert said[0].startswith(f"Run!D{row}: Period is '20000000'")


def edited(path: Path, change: Callable[[openpyxl.Workbook], object]) -> tuple[int, str]:
    """Exit code and words of the audit of a written workbook that somebody changed and saved."""
    book = load_workbook(path)
    change(book)
    book.save(path)
    result = forcegen("audit", path)
    return result.exit_code, result.output


def test_saving_a_plan_again_changes_nothing_but_its_hash(plan: Path):
    code, said = edited(plan, lambda book: None)

    assert code == 0
    assert "the workbook was saved again since the run wrote it" in said
    assert "all are as written" in said


@pytest.mark.parametrize(
    ("title", "cell"), [("Why not", "L4"), ("Why not", "M4"), ("Why short", "G4"), ("Why short", "K4")]
)
def test_a_file_with_the_only_cell_of_a_column_cleared_and_saved_is_found_out(
    plan: Path, title: str, cell: str
):
    """One breach, with its cell: what stands beside and below it is where it was."""

    def change(book: openpyxl.Workbook) -> None:
        assert book[title][cell].value is not None
        book[title][cell].value = None

    code, said = edited(plan, change)

    assert code == 3
    assert re.findall(r"\b(?:Why not|Why short)![A-Z]+\d+", said) == [f"{title}!{cell}"]
    assert "Traceback" not in said


def test_formats_widths_and_filters_do_not_matter(plan: Path):
    def change(book: openpyxl.Workbook) -> None:
        page = book["Coverage"]
        page["F4"].number_format = "0.000"
        page.column_dimensions["F"].width = 50
        page.row_dimensions[4].hidden = True

    code, said = edited(plan, change)
    assert code == 0
    assert "Coverage: row 4 is hidden" in said.replace("\n", " ")


def test_a_sheet_that_is_gone_is_said_and_not_counted(plan: Path):
    code, said = edited(plan, lambda book: book.remove(book["Coverage"]))

    assert code == 0
    assert "sheet Coverage is gone; it is not checked" in said
    assert "of 15 sheets computed again" in said
    assert "Not checked: sheet Coverage." in said


def test_a_sheet_under_another_name_is_held_and_said(plan: Path):
    def change(book: openpyxl.Workbook) -> None:
        book["Coverage"]["F4"] = 99_999
        book["Coverage"].title = "Who covers"
        for name in list(book.defined_names.values()):
            name.attr_text = name.attr_text.replace("Coverage", "'Who covers'").replace("''", "'")

    code, said = edited(plan, change)
    assert code == 3
    assert "Who covers!F4 is 99,999" in said
    assert "forcegen's sheet Coverage under another name" in said


def test_a_formula_in_a_result_sheet_is_named(plan: Path):
    code, said = edited(plan, lambda book: book["Coverage"].__setitem__("F4", "=400"))

    assert code == 3
    assert "Coverage!F4 is the formula '=400'" in said


def test_cells_merged_over_numbers_are_named(plan: Path):
    code, said = edited(plan, lambda book: book["Coverage"].merge_cells("F4:F5"))

    assert code == 3
    assert "Coverage!F5" in said


def test_changed_inputs_are_not_called_as_written(plan: Path):
    """A note in an input sheet changes nothing, and still the plan was made from another table."""
    code, said = edited(plan, lambda book: book["Sites"].cell(1, 2, "Note") and book["Sites"].cell(2, 2, "x"))

    assert code == 0
    assert "as written" not in said
    assert "not those that the plan was made from" in " ".join(said.split())


def test_a_lowered_bound_is_found_by_the_record(plan: Path):
    """Bound and gap and status agree with each other, and the seal is made anew: the record knows."""
    record = Path(f"{plan}.run.json")
    told = json.loads(record.read_text())
    told["objectives"][0]["bound"] = -5.0
    record.write_text(json.dumps(told))
    result = forcegen("audit", plan)

    assert result.exit_code == 3
    assert "as written it was -5" in result.stderr


def test_a_run_sheet_that_is_altered_with_its_seal_made_anew_is_held_against_the_record(plan: Path):
    """Whoever changes a number of seeds and works out the seal again cannot do so in the record."""
    book = load_workbook(plan)
    run = book["Run"]
    cells = {row[0].value: row[1] for row in run.iter_rows(min_row=1, max_col=2)}
    cells["Seed"].value = 77
    cells[CHECKSUM_FACT].value = "abcd " + str(cells[CHECKSUM_FACT].value).partition(" ")[2]
    book.save(plan)
    result = forcegen("audit", plan)

    assert result.exit_code == 3
    assert "is 77; as written it was" in result.stderr
    assert "is of another run" not in result.stderr


def test_a_record_of_another_run_is_not_compared(plan: Path):
    record = Path(f"{plan}.run.json")
    told = json.loads(record.read_text())
    record.write_text(json.dumps({**told, "outputs": [], "started": "2020-01-01T00:00:00Z"}))
    result = forcegen("audit", plan)

    assert result.exit_code == 0
    assert "is of another run, or an earlier forcegen; it is not compared" in result.stderr
    assert "taken from the sheet Run" in result.stdout


@pytest.mark.parametrize("command", ["baseline", "compare"])
def test_a_plan_with_a_period_that_none_has_is_no_baseline_and_not_compared(
    plan: Path, solved: Path, command: str
):
    book = load_workbook(plan)
    book["Allocation"]["G4"] = 20_000_000
    book.save(plan)
    source = solved.with_name("input.xlsx")
    asked = ["solve", source, "--baseline", plan] if command == "baseline" else ["compare", solved, plan]
    result = forcegen(*asked)

    assert result.exit_code == 3
    assert "Allocation!G4" in result.stderr


def test_many_breaches_are_counted(plan: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("solver.cli.audit.MOST_SHOWN", 3)
    code, said = edited(plan, lambda book: book["Coverage"].delete_cols(6))

    assert code == 3
    assert said.count("breach: ") == 3
    assert "breaches more" in said
