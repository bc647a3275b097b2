"""What is written, where, and what stays as it was."""

from __future__ import annotations

import itertools
import os
import stat
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from cli_cases import cells, digest, forcegen, process_env, solved, write_book
from openpyxl import load_workbook

from solver.excel.write import WrittenFile, write_workbook
from solver.schema import RESULT_SHEETS, SCENARIOS_COMPARED, SHEETS, SHEETS_ASKED_FOR


def sheets(path: Path) -> list[str]:
    """The names of a workbook's sheets."""
    book = load_workbook(path, read_only=True)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def test_the_input_stays_as_it_was_and_the_copy_has_every_result(book: Path):
    before = digest(book)
    solved(book)

    assert digest(book) == before
    written = {*sheets(book), *RESULT_SHEETS} - {SCENARIOS_COMPARED, *SHEETS_ASKED_FOR}
    assert set(sheets(Path("outputs/plan.xlsx"))) == written
    assert sorted(path.name for path in Path().iterdir()) == ["outputs", "plan.xlsx"]


def test_in_place_writes_into_the_workbook_and_keeps_it_as_it_was_beside_it(book: Path):
    before = digest(book)
    result = forcegen("solve", book, "--in-place")

    (backup,) = Path().glob("plan.backup-*.xlsx")
    assert result.exit_code == 0
    assert digest(backup) == before
    assert f"The file as it was: {backup}" in result.stdout
    assert "Allocation" in sheets(book)
    assert not Path("outputs").exists()
    assert forcegen("audit", book).exit_code == 0


def test_a_workbook_that_no_run_wrote_stays_beside_the_plan_that_takes_its_name(book: Path):
    other = write_book(Path("mine.xlsx"), Settings=[{"Name": "Seed", "Value": 5}])
    before = digest(other)
    result = forcegen("solve", book, "-o", other)

    (backup,) = Path().glob("mine.backup-*.xlsx")
    assert digest(backup) == before
    assert f"The file as it was: {backup}" in result.stdout
    assert "Allocation" in sheets(other)


def test_only_a_plan_that_was_changed_since_stays_beside_the_next(book: Path, written: Path):
    solved(book)
    assert not list(Path("outputs").glob("*.backup-*"))
    notes = load_workbook(written)
    notes.create_sheet("Notes")
    notes.save(written)
    solved(book)

    (backup,) = Path("outputs").glob("plan.backup-*.xlsx")
    assert "Notes" in sheets(backup)
    assert "Notes" not in sheets(written)


@pytest.mark.parametrize("output", ["plan.xlsx", "./folder/../plan.xlsx", "link.xlsx"])
def test_the_workbook_itself_is_no_output_unless_asked(book: Path, output: str):
    Path("folder").mkdir()
    Path("link.xlsx").symlink_to(book)
    before = digest(book)
    result = forcegen("solve", book, "-o", output)

    assert result.exit_code == 8
    assert "is the workbook itself" in result.stderr
    assert digest(book) == before


def test_a_written_plan_is_not_replaced_by_its_own_solution(written: Path):
    result = forcegen("solve", written)

    assert result.exit_code == 8
    assert "--in-place" in result.stderr


def test_a_run_on_a_written_plan_replaces_its_results(written: Path):
    solved(written, "--scenario", "no Estonia", "-o", "second.xlsx")

    assert sorted(sheets(Path("second.xlsx"))) == sorted(sheets(written))
    assert {row[0] for row in cells(Path("second.xlsx"), "Allocation")[3:]} == {"FRA-1"}


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("held/plan.xlsx", "cannot create the folder held here"),
        ("folder", "ends in .xlsx"),
        ("folder.xlsx", "it is a folder"),
        (f"{'x' * 300}.xlsx", "its name is too long"),
        ("plan.csv", "ends in .xlsx"),
        ("plan.xlsm", "ends in .xlsx"),
    ],
    ids=lambda text: text[:20],
)
def test_an_output_that_cannot_be_written_ends_with_8_before_the_search(book: Path, output: str, said: str):
    for folder in ("folder", "folder.xlsx"):
        Path(folder).mkdir()
    Path("held").touch()
    result = forcegen("solve", book, "-o", output, "-v")

    assert result.exit_code == 8
    assert said in result.stderr


def test_the_folder_of_an_output_is_made_with_those_above_it(book: Path):
    result = forcegen("solve", book, "-o", "some/new/folder/plan.xlsx")

    assert result.exit_code == 0
    assert Path("some/new/folder/plan.xlsx").is_file()


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("open.xlsx", "it is open in another program (~$open.xlsx lies beside it)"),
        ("locked.xlsx", "the file is read-only"),
    ],
)
def test_where_the_output_is_held_the_plan_is_kept_beside_it(book: Path, output: str, said: str):
    """Said before the search, for it may be closed until the end; then exit 8, and the old file whole."""
    Path("~$open.xlsx").touch()
    Path(output).write_text("old")
    Path("locked.xlsx").touch()
    Path("locked.xlsx").chmod(stat.S_IREAD)
    result = forcegen("solve", book, "-o", output)

    [kept] = Path.cwd().glob(f"{Path(output).stem}-*.xlsx")
    assert result.exit_code == 8
    assert f"cannot write {output}: {said}" in result.stderr
    assert f"The plan is kept as {kept.name}" in result.stderr
    assert "Summary" in sheets(kept)
    assert Path(output).read_text() == "old"


def test_a_file_called_outputs_is_in_the_way(book: Path):
    Path("outputs").touch()
    result = forcegen("solve", book)

    assert result.exit_code == 8
    assert "cannot create the folder outputs here" in result.stderr


def test_new_writes_a_workbook_that_checks_and_replaces_only_when_asked():
    first = forcegen("new", "my plan.xlsx")
    again = forcegen("new", "my plan.xlsx")

    assert first.exit_code == 0
    assert "forcegen check 'my plan.xlsx'" in first.stdout
    assert again.exit_code == 8
    assert "my plan.xlsx is there already" in again.stderr
    Path("my plan.xlsx").write_bytes(b"theirs")
    replaced = forcegen("new", "my plan.xlsx", "--overwrite")
    assert replaced.exit_code == 0
    (backup,) = Path().glob("my plan.backup-*.xlsx")
    assert backup.read_bytes() == b"theirs"
    assert f"The file as it was: {backup}" in replaced.stdout
    assert forcegen("new", "plan.csv").exit_code == 8
    assert forcegen("check", "my plan.xlsx").exit_code == 0


def test_the_example_is_new_checked_and_solved_in_the_order_that_new_says():
    """Not a warning: every scenario of it applies, too."""
    told = forcegen("new", "example.xlsx", "--example").stdout

    assert "forcegen solve example.xlsx" in told
    assert forcegen("check", "example.xlsx", "--strict").exit_code == 0


def test_names_are_taken_as_they_are(tmp_path: Path):
    name = "[bold]Übung Київ 力[@], two.xlsx"
    folder = tmp_path / "mein Ordner [x]"
    folder.mkdir()
    book = write_book(folder / name)
    output = folder / f"out {name}"
    result = forcegen("solve", book, "-o", output)

    assert result.exit_code == 0
    assert f"Written: {output}\n" in result.stdout
    assert f"{output}: the plan keeps every rule." in forcegen("audit", output).stdout


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names there are always Unicode")
def test_a_name_that_is_not_unicode_is_no_fault():
    book = Path(os.fsdecode(b"pl\xffn.xlsx"))
    write_book(book)

    assert solved(book)["input"]["path"] == "pl\N{REPLACEMENT CHARACTER}n.xlsx"
    assert (Path("outputs") / book).exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_the_output_may_lie_on_another_drive(book: Path):
    output = Path(f"/dev/shm/forcegen-test-{os.getpid()}.xlsx")
    record = Path(f"{output}.run.json")
    try:
        solved(book, "-o", output)
        assert forcegen("audit", output).exit_code == 0
        assert record.exists()
    finally:
        output.unlink(missing_ok=True)
        record.unlink(missing_ok=True)


def test_two_runs_at_once_leave_one_whole_plan(book: Path):
    command = [sys.executable, "-m", "solver", "solve", str(book), "-q", "--threads", "1"]
    runs = [
        subprocess.Popen([*command, *more], env=process_env()) for more in ((), ("--scenario", "no Estonia"))
    ]

    assert [run.wait(300) for run in runs] == [0, 0]
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0
    # The first plan may stay as a backup: its record can come after the second run has looked for it.
    left = sorted(path.name for path in Path("outputs").iterdir() if ".backup-" not in path.name)
    assert left == ["plan.xlsx", "plan.xlsx.run.json"]


@pytest.mark.parametrize("saved_again", [False, True])
def test_a_record_is_of_the_plan_that_its_run_wrote_whatever_another_run_put_there_since(
    book: Path, monkeypatch: pytest.MonkeyPatch, saved_again: bool
):
    """They begin a microsecond apart; the second ends between the plan and the record of the first."""
    of_first = []

    def write_and_be_replaced(*arguments: Any, **more: Any) -> WrittenFile:
        written = write_workbook(*arguments, **more)
        of_first.append(digest(Path("outputs/plan.xlsx")))
        monkeypatch.setattr("solver.excel.write.write_workbook", write_workbook)
        solved(book, "--scenario", "no Estonia")
        return written

    moments = (datetime(2026, 11, 22, 2, 15, 0, each, tzinfo=UTC) for each in itertools.count(1))
    monkeypatch.setattr("solver.record.datetime", Mock(now=lambda zone: next(moments)))
    monkeypatch.setattr("solver.excel.write.write_workbook", write_and_be_replaced)
    record = solved(book)
    if saved_again:
        plan = load_workbook("outputs/plan.xlsx")
        plan.save("outputs/plan.xlsx")

    assert [each["sha256"] for each in record["outputs"]] == of_first
    audit = forcegen("audit", "outputs/plan.xlsx")
    assert "plan.xlsx.run.json beside the workbook is of another run" in audit.stderr
    assert audit.exit_code == 0


# Templates and signed workbooks


def insides(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def repacked(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def signed(book: Path) -> Path:
    """The small plan, digitally signed."""
    kind = b"http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    link = b'<Relationship Id="s" Type="%b" Target="_xmlsignatures/origin.sigs"/></Relationships>' % kind
    parts = insides(book)
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", link)
    return repacked(book, {**parts, "_xmlsignatures/origin.sigs": b""})


def as_template(book: Path) -> Path:
    """The small plan, saved as a template."""
    parts, name = insides(book), "[Content_Types].xml"
    parts[name] = parts[name].replace(b"spreadsheetml.sheet.main", b"spreadsheetml.template.main")
    return repacked(book.with_suffix(".xltx"), parts)


def test_the_plan_of_a_template_is_a_workbook_that_excel_opens(book: Path):
    record = solved(as_template(book))

    assert [each["path"] for each in record["outputs"]] == [str(Path("outputs/plan.xlsx"))]
    assert b"spreadsheetml.sheet.main" in insides(Path("outputs/plan.xlsx"))["[Content_Types].xml"]
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


def test_a_signature_that_will_not_hold_is_told_and_stops_nothing(book: Path):
    """A warning where a plan is written, also in its record; no reason for --strict to refuse it."""
    result = forcegen("solve", signed(book), "--strict")
    (found,) = solved(book, "--strict")["findings"]

    assert result.exit_code == 0
    assert "warning: the workbook is digitally signed: the signature will no longer hold" in result.stderr
    assert found["severity"] == "warning"
    assert "digitally signed" in found["message"]
    assert "_xmlsignatures/origin.sigs" not in insides(Path("outputs/plan.xlsx"))
    assert "_xmlsignatures/origin.sigs" in insides(book)


def test_a_check_notes_that_a_workbook_is_signed_and_marks_end_that(book: Path):
    noted = forcegen("check", signed(book))
    kept = forcegen("check", book, "--mark")
    broken = signed(write_book(Path("wrong.xlsx"), Sites=[{"Site": "Lviv", "Capacity": "many"}]))
    marked = forcegen("check", broken, "--mark")

    assert "note: the workbook is digitally signed" in noted.stdout
    assert "digitally signed" not in kept.stderr  # nothing to mark: it stays as it is, and signed
    assert "warning: the workbook is digitally signed" in marked.stderr
    assert "_xmlsignatures/origin.sigs" not in insides(broken)


def input_sheets(path: str) -> list[str]:
    """The names of a template's sheets, without the guide."""
    return sheets(Path(path))[1:]


NEEDED = ["Settings", "Contingents", "Sites", "Requirements"]


def test_new_has_the_sheets_that_are_asked_for_by_their_names_short_or_whole():
    """Four that every plan has; caps bring the areas that they apply to."""
    forcegen("new", "plan.xlsx")
    forcegen("new", "more.xlsx", "--with", "CAVEATS, caps", "--with", "scen")
    forcegen("new", "all.xlsx", "--all")

    assert input_sheets("plan.xlsx") == NEEDED
    assert input_sheets("more.xlsx") == [*NEEDED, "Caveats", "Areas", "Drawdown caps", "Scenarios"]
    assert input_sheets("all.xlsx") == [declared.name for declared in SHEETS]
    for name in ("plan.xlsx", "more.xlsx", "all.xlsx"):
        told = forcegen("check", name)
        assert (told.exit_code, "no errors, 3 warnings" in told.stdout) == (0, True)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("cpas", "there is no sheet 'cpas'; did you mean 'caps'?"),
        ("Drawdown cap", None),
        ("Nation", None),
        ("scenarois", "there is no sheet 'scenarois'; did you mean 'Scenarios'?"),
        ("con", "'con' may be Contingents or Conditions; spell out the one that is meant"),
        ("budget", "there is no sheet 'budget'; expected Settings, Nations,"),
    ],
)
def test_a_sheet_that_new_does_not_know_is_named_with_the_nearest(word: str, said: str | None):
    told = forcegen("new", "plan.xlsx", "--with", word)

    assert told.exit_code == (2 if said else 0)
    assert (said or "") in told.stderr
    assert Path("plan.xlsx").exists() == (said is None)


def test_new_from_an_old_workbook_has_its_sheets_and_those_asked_for():
    """Also the empty ones; an example that is still there does not come along as a row."""
    forcegen("new", "old.xlsx", "--with", "locks")
    forcegen("new", "new.xlsx", "--from", "old.xlsx", "--with", "force")

    assert input_sheets("new.xlsx") == [*NEEDED, "Force", "Locks"]
    assert forcegen("check", "new.xlsx").exit_code == 0
    assert [row[0] for row in cells(Path("new.xlsx"), "Locks")[1:3]] == ["e.g. EST-INF-1", None]


def test_example_takes_a_name_only_where_one_follows():
    for arguments in (("--example", "a.xlsx"), ("b.xlsx", "--example"), ("--example", "ukraine", "c.xlsx")):
        assert forcegen("new", *arguments).exit_code == 0
    told = forcegen("new", "--example", "stabilization", "d.xlsx")

    assert input_sheets("a.xlsx") == input_sheets("b.xlsx") == input_sheets("c.xlsx")
    assert told.exit_code == 2
    assert "there is no example 'stabilization'; expected ukraine or stabilisation" in told.stderr
