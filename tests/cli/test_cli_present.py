"""Who is where today: the sheet Present and a CSV file, matched, listed, and what the plan stays close to."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from cli_cases import cells, forcegen, solved, write_book

HEADERS = ("Contingent", "Nation", "Site", "Role", "Units", "Heads")
TODAY = [
    {"Contingent": "EST-1", "Site": "Lviv", "Units": 2},
    {"Nation": "France", "Site": "Lviv", "Heads": 240},
    {"Nation": "France", "Site": "Lviw", "Heads": 100},
]
"""Two Estonian companies tie up 900 heads where 450 may be; of 240 French heads, 40 are no company."""


def write_csv(path: Path, rows: list[dict[str, Any]] = TODAY, separator: str = ";") -> Path:
    """Rows as Excel saves them: UTF-8 with its mark, lines that end in CR and LF."""
    lines = [separator.join(HEADERS)]
    lines += [separator.join(str(row.get(header, "")) for header in HEADERS) for row in rows]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("utf-8-sig"))
    return path


def final(record: dict[str, Any], name: str) -> float:
    """What a rank came to."""
    (value,) = [rank["final"] for rank in record["objectives"] if rank["name"] == name]
    assert isinstance(value, int | float)
    return float(value)


def messages(record: dict[str, Any], severity: str) -> list[str]:
    return [each["message"] for each in record["findings"] if each["severity"] == severity]


def test_rows_of_a_csv_file_are_told_as_its_lines(tmp_path: Path):
    """Line 1 holds the headers, 3 and 4 France, 2 and 5 the same Estonian companies."""
    book = write_book(tmp_path / "plan.xlsx")
    today = write_csv(tmp_path / "today.csv", [*TODAY, TODAY[0]])
    told = forcegen("check", book, "--present", today, "--without", "France")

    assert "France stays away, with Contingents row 3; today.csv lines 3-4" in told.stdout + told.stderr
    assert "today.csv line 5, Contingent: the line is the same as line 2, and both hold" in told.stderr
    assert "Present row" not in told.stdout + told.stderr


def test_blank_lines_and_lines_that_are_not_there_are_told_as_lines(tmp_path: Path):
    """Lines 2 and 3 name no site; a change of line 9 finds none."""
    book = write_book(tmp_path / "plan.xlsx")
    nameless = write_csv(tmp_path / "today.csv", [{"Units": 2}, {"Units": 3}])
    short = write_csv(tmp_path / "short.csv", TODAY)
    blank = forcegen("check", book, "--present", nameless)
    beyond = forcegen("check", book, "--present", short, "--set", "Present!#9!Heads=3")
    scaled = forcegen("check", book, "--present", short, "--set", "Present!#2!Heads=x 2")

    assert "in lines 2-3 (2 lines) only Units is filled" in blank.stderr
    assert "short.csv has nothing in line 9" in beyond.stdout + beyond.stderr
    assert "Heads in line 2 is blank" in scaled.stdout + scaled.stderr


def test_a_present_that_breaks_a_cap_is_listed_and_the_plan_keeps_the_cap(tmp_path: Path):
    """900 heads are tied up of 450: one company leaves. Two French ones stay, others are added."""
    book = write_book(tmp_path / "plan.xlsx", Present=TODAY)
    result = forcegen("solve", book, "-o", "out.xlsx")

    assert result.exit_code == 0
    assert "note: Present: 200 of 340 heads and 2 of 2 units are matched with contingents" in result.stdout
    assert (
        "note: Drawdown caps!C2: the present breaks: 900 heads are taken from Estonia (own) in period 1; "
        "the limit is 450"
    ) in result.stdout
    assert "Present!B4: 100 heads are not matched: the plan has no site 'Lviw'; did you mean 'Lviv'?" in (
        result.stderr
    )
    record = json.loads(Path("out.xlsx.run.json").read_text(encoding="utf-8"))
    assert [(use["taken"], use["limit"]) for use in record["drawdown"]] == [(450, 450)]
    assert forcegen("audit", "out.xlsx").exit_code == 0


def test_a_csv_file_gives_the_same_plan_as_the_sheet(tmp_path: Path):
    """Also with commas, and with the numbers of its lines in place of cells."""
    bare = write_book(tmp_path / "bare.xlsx")
    by_sheet = solved(write_book(tmp_path / "plan.xlsx", Present=TODAY), "-o", "sheet.xlsx")
    for separator in ";,":
        file = write_csv(tmp_path / "present.csv", separator=separator)
        by_file = solved(bare, "--present", file, "-o", "file.xlsx")

        assert by_file["objectives"] == by_sheet["objectives"]
        assert cells(Path("file.xlsx"), "Allocation") == cells(Path("sheet.xlsx"), "Allocation")
        assert messages(by_file, "warning") == messages(by_sheet, "warning")
        assert [each["sheet"] for each in by_file["findings"]][:1] == ["present.csv"]
        assert forcegen("audit", "file.xlsx").exit_code == 0
    assert "present.csv line 4, Site: 100 heads" in forcegen("check", bare, "--present", file).stderr
    assert "sheet Present" in str(cells(Path("sheet.xlsx"), "Run"))
    assert str(file) in str(cells(Path("file.xlsx"), "Run"))


def test_a_csv_file_comes_in_place_of_the_sheet(tmp_path: Path):
    book = write_book(tmp_path / "plan.xlsx", Present=TODAY)
    file = write_csv(tmp_path / "now.csv", [{"Contingent": "FRA-1", "Site": "Odesa", "Units": 1}])

    result = forcegen("check", book, "--present", file)

    assert "note: now.csv: 1 of 1 units are matched" in result.stdout
    assert result.stderr == ""


def test_a_baseline_wins_over_the_present_and_that_is_said(tmp_path: Path):
    solved(write_book(tmp_path / "before.xlsx"), "-o", "before out.xlsx")
    record = solved(write_book(tmp_path / "plan.xlsx", Present=TODAY), "--baseline", "before out.xlsx")

    assert final(record, "changes") == 0
    assert messages(record, "note") == [
        "changes are counted against the plan given as baseline; the present is left aside"
    ]
    assert messages(record, "warning") == []


def test_changes_may_be_ranked_where_there_is_a_present(tmp_path: Path):
    """Ranked first, all of the present that the cap allows stays: one company leaves, none comes."""
    ranked = [{"Rank": 1, "Objective": "changes"}, {"Rank": 2, "Objective": "target shortfall"}]
    book = write_book(tmp_path / "plan.xlsx", Present=TODAY, Priorities=ranked)
    without = forcegen("solve", write_book(tmp_path / "without.xlsx", Priorities=ranked))

    assert final(solved(book), "changes") == 1
    assert without.exit_code == 3
    assert "give it with --baseline FILE, fill in sheet Present" in without.stderr


def test_a_sheet_without_rows_or_with_none_enabled_is_no_present(tmp_path: Path):
    off = [{**row, "Enabled": "no"} for row in TODAY]
    names = [
        [rank["name"] for rank in solved(write_book(tmp_path / "plan.xlsx", Present=rows))["objectives"]]
        for rows in ([], off)
    ]

    assert all("changes" not in ranks for ranks in names)


def test_rows_of_the_present_are_changed_as_any_others(tmp_path: Path):
    book = write_book(tmp_path / "plan.xlsx", Present=TODAY)
    result = forcegen("check", book, "--set", "Present!France!Site=Odesa", "--set", "Present!#3!Heads=100")

    assert "note: Present: 200 of 200 heads and 2 of 2 units are matched" in result.stdout


def test_who_is_there_today_does_not_depend_on_what_if(tmp_path: Path):
    """Two Estonian and two French companies are at Lviv: 4 units, 2 of them French. To close the site, or to
    ask for nobody there, takes all of them away; to do without France takes hers."""
    book = write_book(tmp_path / "plan.xlsx", Present=TODAY)
    base = final(solved(book, "-o", "base.xlsx"), "changes")
    nobody = "Requirements!Lviv!Enabled=no"
    for change in ([nobody], ["Sites!Lviv!Open=no"], [nobody, "Sites!Lviv!Enabled=no"]):
        away = solved(book, "-o", "away.xlsx", *(part for each in change for part in ("--set", each)))
        assert final(away, "changes") >= 4, change
        assert forcegen("audit", "away.xlsx").exit_code == 0
    without = solved(book, "-o", "without.xlsx", "--without", "France")
    assert final(without, "changes") >= 2
    assert messages(without, "warning") == messages(solved(book, "-o", "base.xlsx"), "warning")
    assert base >= 1


def test_strict_makes_errors_of_what_is_not_matched_and_not_of_what_the_present_breaks(tmp_path: Path):
    book = write_book(tmp_path / "plan.xlsx", Present=TODAY)
    whole = write_book(tmp_path / "whole.xlsx", Present=TODAY[:1])

    assert forcegen("check", book, "--strict").exit_code == 3
    assert forcegen("check", whole, "--strict").exit_code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"", "is empty; expected a line of headers"),
        (
            b"Nation;Heads\nFrance;100\n",
            "present.csv line 1: there is no column Site; the columns are Contingent",
        ),
        (b"Site;Nation;Nation\n", "present.csv line 1: column Nation stands twice; keep one"),
        (
            b"Site;Nation;Heads\nLviv;France;many\n",
            "present.csv line 2, Heads: Heads is 'many'; expected a number",
        ),
        (
            b"Site;Nation;Heads\n\nLviv;France;1;2\n",
            "present.csv line 3: the line has 4 cells, the headers are 3",
        ),
        (b'Site;Nation;Heads\nLviv;"Fra\nnce;1\n', "present.csv line 2: the line cannot be read as CSV"),
        (
            b"Site;Nation;Heads\nLviv;C\xf4te;1\n",
            "present.csv line 2: the line is not UTF-8; in Excel, save as",
        ),
        (b"Site;Nation;Units;Heads\nLviv;France;1;100\n", "present.csv line 2, Units: Heads are given, too"),
        (b"Site;Nation;Heads\n;France;1\n", "present.csv line 2, Site: Site is blank"),
        (b"PK\x03\x04", "is a workbook; save the sheet as CSV UTF-8"),
    ],
)
def test_what_is_wrong_with_a_csv_file_is_said_with_its_line(tmp_path: Path, text: bytes, said: str):
    book = write_book(tmp_path / "plan.xlsx")
    (tmp_path / "present.csv").write_bytes(text)
    result = forcegen("check", book, "--present", tmp_path / "present.csv")

    assert result.exit_code == 3
    assert said in result.stderr


def test_a_csv_file_that_is_not_there_ends_with_3(tmp_path: Path):
    result = forcegen("solve", write_book(tmp_path / "plan.xlsx"), "--present", "gone.csv")

    assert result.exit_code == 3
    assert result.stderr == "error: gone.csv: there is no such file; name a CSV file\n"


def test_other_columns_of_a_csv_file_are_the_planners_own_and_slips_are_warned_of(tmp_path: Path):
    book = write_book(tmp_path / "plan.xlsx")
    file = tmp_path / "present.csv"
    file.write_text('Site;Commander;Contngent;Units\n"Lviv";"Doe; John";FRA-1;1\n', encoding="utf-8")
    result = forcegen("check", book, "--present", file)

    assert "unknown column 'Contngent'; did you mean 'Contingent'?" in result.stderr
    assert "Commander" not in result.stderr


def test_a_quoted_text_may_hold_separators_and_line_breaks_and_lines_are_counted_on(tmp_path: Path):
    book = write_book(tmp_path / "plan.xlsx")
    file = tmp_path / "present.csv"
    file.write_text('Site;Contingent;Units;Note\nLviv;FRA-1;1;"a\nb;c"\nLviw;FRA-1;1;\n', encoding="utf-8")
    result = forcegen("check", book, "--present", file)

    assert "present.csv line 4, Site: 1 unit is not matched" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="rights as Unix knows them")
def test_nobody_may_read_a_plan_who_may_not_read_the_present(tmp_path: Path):
    book = write_book(tmp_path / "plan.xlsx")
    book.chmod(0o644)
    file = write_csv(tmp_path / "present.csv")
    file.chmod(0o600)
    solved(book, "--present", file, "-o", "out.xlsx")

    assert stat.S_IMODE(Path("out.xlsx").stat().st_mode) == 0o600


def test_a_setting_that_keeps_a_present_where_there_is_none_is_told_of():
    book = write_book(Path("plan.xlsx"))
    asked = ("--set", "Settings!Worse to keep the present!Value=0.1")

    for command in ("check", "solve"):
        result = forcegen(command, book, *asked)
        said = " ".join((result.stdout + result.stderr).split())
        assert "Worse to keep the present has no effect: there is neither a present" in said
        assert "has no effect" not in forcegen(command, book).stderr
    forcegen("solve", book, "-o", "before.xlsx")
    assert "has no effect" not in forcegen("solve", book, *asked, "--baseline", "before.xlsx").stderr
