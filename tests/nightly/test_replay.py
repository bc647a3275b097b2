"""Replay: a run comes out the same, or it is said why not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from gate_cases import Rows, a_book, a_night, forcegen, france
from openpyxl import load_workbook

from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.replay import replay


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs of two published nights, the second counted against the first, and of one that failed."""
    folder = tmp_path_factory.mktemp("nights")
    changes: dict[str, dict[str, Rows]] = {
        "a": {},
        "b": {"Contingents": france(3)},
        "c": {"Sites": [{"Site": "Lviv"}]},
    }
    for letter, changed in changes.items():
        a_night(folder / "outputs", a_book(folder / "plan.xlsx", **changed), identity=letter * 64)
    return folder / "outputs"


@pytest.fixture
def outputs(nights: Path, tmp_path: Path) -> Path:
    """A copy, for this test to change."""
    return Path(shutil.copytree(nights, tmp_path / "outputs", symlinks=True))


def a_run(outputs: Path, night: int) -> RunFolder:
    """The run of a night, from 0."""
    return PlanFolder(outputs / "plan").runs()[night]


def files(outputs: Path) -> dict[str, bytes]:
    """Every file and its content."""
    return {str(path): path.read_bytes() for path in sorted(outputs.rglob("*")) if path.is_file()}


def test_a_run_comes_out_identical_and_nothing_in_its_folder_changes(outputs: Path):
    before = files(outputs)
    result = forcegen("replay", "bbbb", "--outputs", outputs)

    assert result.exit_code == 0
    assert "is identical" in result.stdout
    assert files(outputs) == before


def test_a_run_that_failed_fails_again(outputs: Path):
    found = replay(a_run(outputs, 2))

    assert (found.verdict, found.reasons) == ("identical", ())


def test_a_run_that_goes_on_is_not_solved_again(outputs: Path):
    run = a_run(outputs, 1)
    record = run.record()
    run.write_record({**record, "run": {**record["run"], "state": "running"}})

    result = forcegen("replay", "bbbb", "--outputs", outputs)
    assert (result.exit_code, "it has not ended" in result.stderr) == (3, True)


def test_an_input_that_was_changed_since_explains_another_plan(outputs: Path):
    run = a_run(outputs, 1)
    book = load_workbook(run.input)
    book["Contingents"]["E3"].value = 1
    book.save(run.input)
    result = forcegen("replay", "bbbb", "--outputs", outputs, "--format", "json")
    found = json.loads(result.stdout)

    assert result.exit_code == 7
    assert found["verdict"] == "different"
    assert any("is not what the run read" in reason for reason in found["reasons"])
    shortfall = next(rank for rank in found["ranks"] if rank["name"] == "target shortfall")
    assert shortfall["now"] > shortfall["then"]


def test_the_plan_that_it_was_counted_against_is_missed(outputs: Path):
    shutil.rmtree(a_run(outputs, 0).path)
    found = replay(PlanFolder(outputs / "plan").runs()[0])

    assert any("is gone" in reason for reason in found.reasons)


def tampered(run: RunFolder, change: Callable[[object], None]) -> None:
    """Change the written plan, as if the run had found another."""
    book = load_workbook(run.workbook)
    change(book)
    book.save(run.workbook)


def test_the_same_values_with_other_places_are_equal(outputs: Path):
    """As if then a French company had stood in another place that is worth as much."""

    def elsewhere(book: object) -> None:
        book["Allocation"].cell(4, 5).value = "Elsewhere"  # type: ignore[index]

    tampered(a_run(outputs, 0), elsewhere)
    result = forcegen("replay", "aaaa", "--outputs", outputs)

    assert result.exit_code == 0
    assert "is equal: every objective is the same" in result.stdout


@pytest.mark.parametrize(
    ("fact", "value", "exit_code", "said"),
    [
        ("PuLP", "2.0", 7, "PuLP was 2.0 and is "),
        ("Status", "feasible", 7, "the search ended with its time"),
        ("Threads", 1, 1, "nothing that is known explains it"),
    ],
)
def test_another_plan_is_explained_by_what_differs_or_is_our_own_fault(
    outputs: Path, fact: str, value: object, exit_code: int, said: str
):
    """Then, 77 heads of the first rank are said to have lacked."""

    def changed(book: object) -> None:
        run = book["Run"]  # type: ignore[index]
        for row in run.iter_rows():
            if row[0].value == fact:
                row[1].value = value
            if row[0].value == 1 and row[1].value == "minimum shortfall":
                row[5].value = 77

    tampered(a_run(outputs, 0), changed)
    result = forcegen("replay", "aaaa", "--outputs", outputs)

    assert result.exit_code == exit_code
    assert "minimum shortfall: then 77, now 0" in result.stdout
    assert said in result.stdout


def test_a_folder_that_has_lost_its_input_cannot_be_replayed(outputs: Path):
    a_run(outputs, 0).input.unlink()
    result = forcegen("replay", "aaaa", "--outputs", outputs)

    assert result.exit_code == 3
    assert "no longer holds" in result.stderr
