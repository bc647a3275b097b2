"""Studies that Excel asks: by name from the sheet, or warned of; a solve leaves them alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import cells, forcegen, solved, write_book

CAP = {
    "Study": "Estonian cap",
    "Kind": "sweep",
    "Row": "Drawdown caps!Estonia!Cap heads",
    "From": 0,
    "To": 900,
    "Step": 450,
}
WHO = {"Study": "who: all", "Kind": "withdraw", "By": "nation"}
VARY = "Drawdown caps!Estonia!Cap heads=0..900:450"


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    """The small plan, which asks two studies."""
    return write_book(tmp_path / "plan.xlsx", Studies=[CAP, WHO]).relative_to(tmp_path)


def answer(*arguments: object) -> dict[str, Any]:
    """The answer of a study."""
    result = forcegen(*arguments, "--jobs", 1, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_sweep_by_name_answers_as_the_typed_one(asking: Path):
    """Told in a file of its own name, from points that are solved once more: it is another folder."""
    named, typed = answer("sweep", asking, "--study", "estonian cap"), answer("sweep", asking, "--vary", VARY)

    for told in (named, typed):
        for point in told["points"]:
            del point["seconds"]
    assert named["study"] == typed["study"]
    assert named["points"] == typed["points"]
    assert Path("outputs/plan.estonian cap.xlsx.study/answer.json").is_file()
    assert Path("outputs/plan.sweep.xlsx.study/answer.json").is_file()


def test_a_withdrawal_by_name_goes_by_what_the_sheet_says(asking: Path):
    told = answer("withdraw", asking, "--study", "who: all")

    assert told["study"] == {"kind": "withdraw", "by": ["nation"], "pairs": False}
    assert [point["what"] for point in told["points"]] == [{"nation": "Estonia"}, {"nation": "France"}]
    assert {path.name.partition("~")[0] for path in Path("outputs").iterdir()} == {"plan.who_ all "}


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("sweep", "--study", "Estonian cup"), 3, "did you mean 'Estonian cap'?"),
        (("sweep", "--study", "who: all"), 3, 'ask it with: forcegen withdraw BOOK --study "who: all"'),
        (("withdraw", "--study", "Estonian cap"), 3, "ask it with: forcegen sweep BOOK"),
        (("sweep", "--study", "Estonian cap", "--vary", VARY), 2, "leave out --vary, or --study"),
        (("sweep", "--study", "Estonian cap", "--frontier", "cost,heads"), 2, "leave out --frontier"),
        (("withdraw", "--study", "who: all", "--by", "nation", "--pairs"), 2, "leave out --by and --pairs"),
        (("sweep",), 2, "name a number and its values with --vary, or a study of sheet Studies"),
    ],
)
def test_what_cannot_be_asked_is_told(asking: Path, arguments: tuple[str, ...], code: int, why: str):
    result = forcegen(arguments[0], asking, *arguments[1:])

    assert result.exit_code == code
    assert why in " ".join(result.stderr.split())


def test_an_option_of_the_environment_contradicts_and_a_default_of_a_file_does_not(asking: Path):
    result = forcegen("withdraw", asking, "--study", "who: all", env={"FORCEGEN_BY": "site"})
    assert (result.exit_code, "leave out --by" in result.stderr) == (2, True)

    Path("forcegen.toml").write_text('[withdraw]\nby = "site"\n', encoding="utf-8")
    assert answer("withdraw", asking, "--study", "who: all")["study"]["by"] == ["nation"]


def test_check_warns_of_a_study_that_would_not_be_asked(tmp_path: Path):
    """10,001 values: more than are solved unasked. With --strict that is an error."""
    book = write_book(tmp_path / "plan.xlsx", Studies=[{**CAP, "To": 10_000, "Step": 1}, WHO])
    result = forcegen("check", book, "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]

    assert (result.exit_code, finding["sheet"], finding["cell"]) == (0, "Studies", "A2")
    assert "asks for 10,001 points" in finding["message"]
    assert forcegen("check", book, "--strict").exit_code == 3
    assert "1 warning" in forcegen("check", book).output


def test_a_solve_leaves_the_sheet_alone(asking: Path, tmp_path: Path):
    """The same plan as without it, and its rows as they were."""
    plain = write_book(tmp_path / "plain.xlsx")
    with_it, without = solved(asking), solved(plain)

    assert with_it["objectives"] == without["objectives"]
    assert with_it["findings"] == without["findings"]
    assert cells(Path("outputs/plan.xlsx"), "Studies") == cells(asking, "Studies")
    assert cells(Path("outputs/plan.xlsx"), "Allocation") == cells(Path("outputs/plain.xlsx"), "Allocation")
    assert sorted(path.name for path in Path("outputs").iterdir()) == [
        "plain.xlsx",
        "plain.xlsx.run.json",
        "plan.xlsx",
        "plan.xlsx.run.json",
    ]


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """The small plan with two studies that cannot be asked, and one that can."""
    typo = {**CAP, "Study": "typo", "Row": "Drawdown caps!Estona!Cap heads"}
    turned = {**CAP, "Study": "turned", "From": 900, "To": 0}
    return write_book(tmp_path / "mistaken.xlsx", Studies=[CAP, typo, turned]).relative_to(tmp_path)


def test_mistakes_in_a_question_are_warnings_of_a_solve_and_stop_it_only_when_strict(
    mistaken: Path, tmp_path: Path
):
    with_them, without = solved(mistaken), solved(write_book(tmp_path / "plain.xlsx"))

    assert with_them["objectives"] == without["objectives"]
    found = [(each["cell"], each["severity"], each["message"]) for each in with_them["findings"]]
    assert [each[:2] for each in found] == [("C3", "warning"), ("D4", "warning")]
    assert found[0][2].startswith("study 'typo' will not be asked: Drawdown caps!Estona!Cap heads: no row")
    assert found[1][2].startswith("study 'turned' will not be asked: From 900 is above To 0")
    for command in ("check", "solve"):
        assert forcegen(command, mistaken, "--strict").exit_code == 3


def test_every_command_that_only_has_to_read_the_workbook_goes_on(mistaken: Path):
    plan = Path("outputs/mistaken.xlsx")
    assert solved(mistaken)["findings"]

    for arguments in (
        ("check", mistaken),
        ("explain", plan, "--contingent", "EST-1"),
        ("compare", plan, plan),
        ("audit", plan),
        ("solve", mistaken, "--all-scenarios"),
    ):
        result = forcegen(*arguments)
        assert result.exit_code == 0, result.output


def test_a_study_beside_one_with_mistakes_is_asked(mistaken: Path):
    assert answer("sweep", mistaken, "--study", "Estonian cap")["study"]["form"] == "grid"


def test_a_study_with_mistakes_is_refused_with_its_own_cells(mistaken: Path):
    result = forcegen("sweep", mistaken, "--study", "TURNED", env={"COLUMNS": "80"})
    said = " ".join(result.stderr.split())

    assert result.exit_code == 3
    assert "Studies!D4: From 900 is above To 0; exchange or correct them" in said
    assert "Estona" not in said
    assert not Path("outputs").exists()
