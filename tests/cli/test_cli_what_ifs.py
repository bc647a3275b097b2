"""Scenarios, single cells, baselines, prices and model files: what a planner asks a second time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import cells, forcegen, solved, write_book


def shortfall(record: dict[str, Any]) -> float:
    """What the plan lacks to its targets, in heads."""
    lacking: float = record["totals"]["target_shortfall"]
    return lacking


@pytest.mark.usefixtures("written")
def test_a_scenario_is_applied_before_single_cells():
    # 500 asked for: 300 French and, within the cap, 150 Estonian heads.
    book, cap = Path("plan.xlsx"), "Drawdown caps!Estonia / own!Cap heads"
    as_it_stands = json.loads(Path("outputs/plan.xlsx.run.json").read_text(encoding="utf-8"))

    assert shortfall(as_it_stands) == 50
    assert shortfall(solved(book, "--scenario", "no Estonia")) == 200
    assert shortfall(solved(book, "--scenario", "no Estonia", "--set", f"{cap}=900")) == 0


def test_overrides_apply_in_order_and_multiply(book: Path):
    record = solved(
        book, "--set", "Contingents!FRA-1!Units=2", "--set", "Contingents!FRA-1!Units=x 2"
    )  # 4 French companies: 400 of 500, with one Estonian 550 are there

    assert shortfall(record) == 0
    assert record["overrides"] == ["Contingents!FRA-1!Units=2", "Contingents!FRA-1!Units=x 2"]


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("nonsense", "expected Sheet!Row!Column=value"),
        ("Sites!Lviv!Capacity", "expected Sheet!Row!Column=value"),
        ("Site!Lviv!Capacity=9", "unknown sheet 'Site'; did you mean 'Sites'?"),
        ("Sites!Lviw!Capacity=9", "no row of sheet Sites fits 'Lviw'; did you mean 'Lviv'?"),
        ("Sites!Lviv!Capacaty=9", "has no column 'Capacaty'; did you mean 'Capacity'?"),
        ("Sites!Lviv!Capacity=lots", "Capacity is 'lots'; expected a number"),
        ("Contingents!#99!Units=1", "nothing in row 99"),
        ("[/bold]!a!b=1", "unknown sheet '[/bold]'"),
        ("=", "expected Sheet!Row!Column=value"),
    ],
)
def test_a_bad_override_ends_with_3_and_is_quoted(book: Path, override: str, said: str):
    result = forcegen("check", book, "--set", override)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"error: --set {override}: ")
    assert said in result.stderr


STUDIES = [
    {
        **{"Study": "cap", "Kind": "sweep", "Row": "Drawdown caps!Estonia / own!Cap heads"},
        **{"From": 0, "To": 900, "Step": 450, "Nightly": "yes"},
    },
    {"Study": "who", "Kind": "withdraw", "By": "nation; site"},
    {"Study": "later", "Kind": "sweep", "Row": "nowhere", "Enabled": "no"},
]


def test_a_solve_leaves_studies_alone(book: Path):
    """The plan is that of the workbook without them, with a scenario, too; the sheet stays as it is."""
    asked = write_book(Path("asked.xlsx"), Studies=STUDIES)
    before = cells(asked, "Studies")
    for scenario in ([], ["--scenario", "no Estonia"]):
        with_them, without = (solved(each, *scenario) for each in (asked, book))

        assert with_them["objectives"] == without["objectives"]
        assert with_them["totals"] == without["totals"]
    assert cells(asked, "Studies") == before == cells(Path("outputs/asked.xlsx"), "Studies")
    assert forcegen("audit", "outputs/asked.xlsx").exit_code == 0


@pytest.mark.parametrize("override", ["Studies!cap!To=90", "Studies!#2!Enabled=no"])
def test_no_override_changes_a_study(override: str):
    result = forcegen("check", write_book(Path("asked.xlsx"), Studies=STUDIES), "--set", override)

    assert result.exit_code == 3
    assert f"--set {override}: unknown sheet 'Studies'" in result.stderr


def test_a_wrong_study_is_a_warning_with_its_cell_and_stops_no_plan():
    wrong = [STUDIES[0] | {"Row": "Drawdown caps!Estona!Cap heads"}]
    result = forcegen("solve", write_book(Path("asked.xlsx"), Studies=wrong))

    assert result.exit_code == 0
    said = " ".join(result.stderr.split())
    assert "warning: Studies!C2: study " in said
    assert " will not be asked: Drawdown caps!Estona!Cap heads: no row of sheet" in said


def test_an_unknown_scenario_ends_with_3_and_the_nearest_name(book: Path):
    result = forcegen("solve", book, "--scenario", "no Estonai")

    assert result.exit_code == 3
    assert "unknown scenario 'no Estonai'; did you mean 'no Estonia'?" in result.stderr


def test_a_baseline_is_stayed_close_to(written: Path):
    """Estonia's cap falls to nothing: one Estonian company leaves, and no Frenchman moves for it."""
    record = solved("plan.xlsx", "--scenario", "no Estonia", "--baseline", written, "-o", "after.xlsx")

    assert shortfall(record) == 200
    assert (record["objectives"][-1]["name"], record["objectives"][-1]["final"]) == ("changes", 1)


def test_a_baseline_may_be_the_plan_that_is_replaced(written: Path):
    record = solved("plan.xlsx", "--baseline", written)

    assert (record["objectives"][-1]["name"], record["objectives"][-1]["final"]) == ("changes", 0)
    assert forcegen("audit", written).exit_code == 0


@pytest.mark.parametrize(
    ("baseline", "said"),
    [("gone.xlsx", "no such file"), ("plan.xlsx", "plan.xlsx"), ("empty.xlsx", "the file is empty")],
)
def test_a_baseline_without_a_plan_ends_with_3(book: Path, baseline: str, said: str):
    Path("empty.xlsx").touch()
    result = forcegen("solve", book, "--baseline", baseline)

    assert result.exit_code == 3
    assert said in result.stderr


def test_strict_makes_warnings_errors():
    areas = [{"Area": "Latvia", "Nation": "Latvia", "Own": 100}]  # no contingent of Latvia: a warning
    book = write_book(Path("plan.xlsx"), only=("Contingents", "Sites", "Requirements", "Areas"), Areas=areas)

    lenient, strict = forcegen("check", book), forcegen("check", book, "--strict")
    assert lenient.exit_code == 0
    assert "no errors, 1 warning." in lenient.stdout
    assert strict.exit_code == 3
    assert strict.stderr == lenient.stderr
    assert forcegen("solve", book, "--strict").exit_code == 3
    assert not Path("outputs").exists()


def test_relax_shows_prices_and_writes_nothing(book: Path):
    # The cap of 450 lets 150 of 200 Estonians go; one more head under it, a third of a head more.
    result = forcegen("solve", book, "--relax", "--set", "Contingents!EST-1!Heads per unit=200")

    assert result.exit_code == 0
    assert "nothing was written" in result.stdout
    assert "Prices" in result.stdout
    assert "Cap heads of Estonia / own  2 target shortfall  -0.3333" in result.stdout
    assert not Path("outputs").exists()


def test_relax_shows_the_largest_prices_first_and_how_many_more_there_are():
    """Twelve caps of 150 heads tied up are worth a third of a head each, that of those deployed one."""
    nations = [f"N{at}" for at in range(1, 14)]
    pledges = [
        {
            "Contingent": f"{name}-1",
            "Nation": name,
            "Capability": "Infantry",
            "Units": 9,
            "Heads per unit": 100,
        }
        for name in nations
    ]
    caps = [{"Applies to": name, "Cap heads": 150, "Counts": "tied up"} for name in nations[:-1]]
    caps.append({"Applies to": "N13", "Cap heads": 150, "Counts": "deployed"})
    book = write_book(
        Path("many.xlsx"),
        only=["Nations", "Contingents", "Sites", "Requirements", "Drawdown caps"],
        Nations=[{"Nation": name} for name in nations],
        Contingents=pledges,
        Requirements=[{"Site": "Lviv", "Role": "Infantry", "Target": 10_000}],
        Drawdown_caps=caps,
    )

    few, full = forcegen("solve", book, "--relax"), forcegen("solve", book, "--relax", "-v")
    told = [line.split()[-1] for line in few.stdout.splitlines() if "Cap heads of N" in line]
    assert told == ["-1", *["-0.3333"] * 9]
    assert "3 more; -v shows all of them." in few.stdout
    assert sum("Cap heads of N" in line for line in full.stdout.splitlines()) == 13
    assert "shows all of them" not in full.stdout


def test_relax_leaves_an_older_plan_alone(written: Path):
    before = written.read_bytes()
    record = solved("plan.xlsx", "--relax")

    assert record["outputs"] == []
    assert written.read_bytes() == before


@pytest.mark.parametrize("ending", ["lp", "mps"])
def test_the_program_is_written_rank_by_rank(book: Path, ending: str):
    solved(book, "--write-model", f"model.{ending}")

    found = sorted(path.name for path in Path().glob(f"model*.{ending}"))
    assert found == sorted([f"model.{ending}", *(f"model.{rank}.{ending}" for rank in range(2, 7))])
    assert "drawdown_cap" in Path(f"model.{ending}").read_text()
    assert "kept_rank" not in Path(f"model.{ending}").read_text()


def test_a_model_of_another_program_stays_beside_the_one_that_takes_its_name(
    book: Path, caplog: pytest.LogCaptureFixture
):
    """Of the first rank and of a later one; what forcegen wrote itself is replaced."""
    for name in ("model.lp", "model.2.lp", "model.9.lp"):
        Path(name).write_text("\\* mine *\\\n")
    solved(book, "--write-model", "model.lp")
    solved(book, "--write-model", "model.lp")

    kept = sorted(Path().glob("*.backup-*.lp"))
    assert [path.read_text() for path in kept] == ["\\* mine *\\\n"] * 2
    assert all(f"the file as it was: {path}" in caplog.text for path in kept)


def test_a_model_that_cannot_be_written_is_said_before_the_search(book: Path):
    result = forcegen("solve", book, "--write-model", "nowhere/model.lp")

    assert result.exit_code == 8
    assert "cannot write nowhere/model.lp: folder" in result.stderr
    assert not Path("outputs/plan.xlsx").exists()
