"""``forcegen report`` and ``solve --report``: which page is written, where, and what stays as it was."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_cases import digest, forcegen, solved, write_book
from openpyxl import load_workbook

import solver
from solver.errors import OutputError

PAGE = Path("outputs/plan.html")


def test_the_page_lies_beside_the_plan_and_tells_it(written: Path):
    """Estonia sends one company of 150, France three of 100: 450 of 500 heads."""
    result = forcegen("report", written)

    assert result.exit_code == 0
    assert f"Written: {PAGE} (" in result.stdout
    page = PAGE.read_text(encoding="utf-8")
    assert "450 heads" in page
    assert "90 % of what the requirements ask for is covered" in page
    assert "✔" in page
    assert "Written by forcegen" in page


def test_the_page_goes_where_it_is_asked_for_and_says_so_to_machines(written: Path):
    result = forcegen("report", written, "-o", "for-the-minister.html", "--format", "json")

    assert json.loads(result.stdout) == {
        "outputs": [{"path": "for-the-minister.html", "sha256": digest(Path("for-the-minister.html"))}],
        "findings": [],
    }
    assert not PAGE.exists()


@pytest.mark.parametrize(
    ("output", "why"),
    [
        ("plan.pdf", "the page is HTML; give it a name that ends in .html"),
        ("outputs", "the page is HTML; give it a name that ends in .html"),
        ("folder.html", "it is a folder; give the name of a file in it"),
        ("nowhere/plan.html", "folder "),
    ],
)
def test_a_page_that_cannot_be_written_is_refused_with_the_remedy(written: Path, output: str, why: str):
    Path("folder.html").mkdir()
    result = forcegen("report", written, "-o", output)

    assert result.exit_code == 8
    assert f"cannot write {output}: {why}" in result.stderr


def test_a_workbook_without_a_plan_has_no_page(book: Path):
    result = forcegen("report", book)

    assert result.exit_code == 3
    assert "has no sheet Allocation" in result.stderr
    assert not Path("plan.html").exists()


def test_a_plan_that_is_not_what_its_sheets_say_has_no_page(written: Path):
    """Somebody typed another number of heads into the sheet Coverage."""
    plan = load_workbook(written)
    plan["Coverage"]["G4"] = 9_999
    plan.save(written)
    result = forcegen("report", written)

    assert result.exit_code == 3
    assert (
        "is not the plan that its sheets say, so no page is made of it (1 breach; forcegen audit lists"
        in (result.stderr.replace("\n", " "))
    )
    assert "Coverage!G4 is 9,999" in result.stderr
    assert not PAGE.exists()


def test_what_is_no_page_of_ours_stays_beside_it_and_our_own_is_replaced(written: Path):
    PAGE.write_text("<p>minutes of a meeting</p>", encoding="utf-8")
    first = forcegen("report", written)
    second = forcegen("report", written)

    (backup,) = Path("outputs").glob("plan.backup-*.html")
    assert backup.read_text(encoding="utf-8") == "<p>minutes of a meeting</p>"
    assert f"The file as it was: {backup}" in first.stdout
    assert "The file as it was" not in second.stdout


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_nobody_may_read_the_page_who_may_not_read_the_plan(written: Path):
    written.chmod(0o600)
    forcegen("report", written)

    assert stat.S_IMODE(PAGE.stat().st_mode) == 0o600


def test_a_link_at_the_place_of_the_page_goes_and_what_it_led_to_stays(written: Path):
    precious = Path("precious.html")
    precious.write_text("mine", encoding="utf-8")
    PAGE.symlink_to(precious.resolve())
    forcegen("report", written)

    assert precious.read_text(encoding="utf-8") == "mine"
    assert not PAGE.is_symlink()


def test_the_same_plan_has_the_same_page(written: Path):
    forcegen("report", written)
    before = digest(PAGE)
    forcegen("report", written)

    assert digest(PAGE) == before


def test_a_solve_writes_the_page_too_and_its_record_names_both(book: Path):
    record = solved(book, "--report")

    assert record["outputs"] == [
        {"path": str(Path("outputs/plan.xlsx")), "sha256": digest(Path("outputs/plan.xlsx"))},
        {"path": str(PAGE), "sha256": digest(PAGE)},
    ]
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0
    assert f"Its page: {PAGE}" in forcegen("solve", book, "--report").stdout


def test_the_page_of_a_solve_is_that_of_its_written_workbook(book: Path):
    """Nothing is known to the one and not to the other."""
    solved(book, "--report")
    of_solve = PAGE.read_text(encoding="utf-8")
    forcegen("report", "outputs/plan.xlsx")

    assert PAGE.read_text(encoding="utf-8") == of_solve


def test_a_solve_in_place_has_its_page_beside_the_workbook(book: Path):
    assert forcegen("solve", book, "--in-place", "--report").exit_code == 0
    assert Path("plan.html").exists()


def test_all_scenarios_have_a_page_each(book: Path):
    result = forcegen("solve", book, "--all-scenarios", "--report")

    assert result.exit_code == 0
    assert sorted(path.name for path in Path("outputs").glob("*.html")) == [
        "plan - no Estonia.html",
        "plan.html",
    ]


def test_a_relaxation_has_no_page(book: Path):
    result = forcegen("solve", book, "--relax", "--report")

    assert result.exit_code == 2
    assert "--relax writes no plan to show" in result.stderr


def test_a_page_that_could_not_be_written_is_refused_before_the_search(book: Path):
    PAGE.parent.mkdir()
    PAGE.mkdir()
    result = forcegen("solve", book, "--report")

    assert result.exit_code == 8
    assert "plan.html: it is a folder" in result.stderr
    assert not Path("outputs/plan.xlsx").exists()


FAILURES = [
    (OutputError("cannot write outputs/plan.html: the disk is full"), "the disk is full"),
    (ZeroDivisionError("by 0"), "a fault in forcegen itself, please report it: ZeroDivisionError: by 0"),
]


def fail_with(error: Exception) -> Callable[..., None]:
    """What stands in for the page's writer, and raises."""

    def raises(*_: object, **__: object) -> None:
        raise error

    return raises


@pytest.mark.parametrize(("error", "said"), FAILURES)
def test_the_plan_and_its_record_stand_whatever_becomes_of_the_page(
    book: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
):
    monkeypatch.setattr("solver.runs.page_file.write_page", fail_with(error))
    result = forcegen("solve", book, "--report")
    record = json.loads(Path("outputs/plan.xlsx.run.json").read_bytes())

    assert result.exit_code == 8
    assert "Written: outputs/plan.xlsx" in result.stdout
    assert "Its page:" not in result.stdout
    assert f"{said}; the plan itself is written" in " ".join(result.stderr.split())
    assert record["status"] == "optimal"
    assert [each["path"] for each in record["outputs"]] == ["outputs/plan.xlsx"]
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


def test_all_scenarios_end_with_8_where_a_page_is_missing(book: Path, monkeypatch: pytest.MonkeyPatch):
    """The page of the workbook as it stands, which is written in this process."""
    monkeypatch.setattr("solver.runs.page_file.write_page", fail_with(FAILURES[0][0]))
    result = forcegen("solve", book, "--report", "--all-scenarios")

    assert result.exit_code == 8
    assert Path("outputs/plan.xlsx").exists()
    assert Path("outputs/plan - no Estonia.html").exists()


def test_a_plan_whose_tables_have_changed_is_not_called_proved(written: Path):
    """There is a third site now: no rule is broken, and nobody knows what is best now."""
    plan = load_workbook(written)
    plan["Sites"]["A4"] = "Kharkiv"
    plan.save(written)
    result = forcegen("report", written)
    page = PAGE.read_text(encoding="utf-8")

    assert result.exit_code == 0, result.output
    assert "have changed since this plan was made" in result.stderr
    assert "The input sheets have changed since this plan was made from them." in page
    assert "Proved optimal" not in page.partition("<main>")[0]
    assert "nothing better exists" not in page


def test_scripts_get_the_path_of_the_page(written: Path, caplog: pytest.LogCaptureFixture):
    assert solver.report(written) == PAGE
    assert solver.report(str(written), "elsewhere.html") == Path("elsewhere.html")
    assert not caplog.messages


def test_a_study_of_the_plan_is_told_and_one_of_another_is_named(book: Path):
    write_book(book, Studies=[{"Study": "who", "Kind": "withdraw"}])
    solved(book)
    forcegen("withdraw", book)
    forcegen("withdraw", book, "--set", "Sites!Lviv!Capacity=100", "-o", "outputs/less.xlsx")
    result = forcegen("report", "outputs/plan.xlsx")

    page = PAGE.read_text(encoding="utf-8")
    assert page.count(">Who is indispensable?</a></li>") == 1
    assert page.count("<bdi>Who is indispensable?</bdi></h2>") == 1
    assert (
        "studies beside it are of other tables, another scenario or other changes, and are not told: less"
        in (result.output.replace("\n", " "))
    )
