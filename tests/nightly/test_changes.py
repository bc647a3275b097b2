"""What a run changed is worked out once, with the run; show tells it as if it had worked it out itself."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gate_cases import a_book, forcegen, france
from night_cases import night, nightly_process, settled, states

from solver.errors import OutputError
from solver.nightly import run_text as module
from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.run_text import CHANGES_FILE, kept_changes
from solver.results.shown import Grid, TextLine, from_json, line, to_json
from solver.runs import recheck


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two nights; in between France takes a company away."""
    folder = tmp_path_factory.mktemp("nights")
    (folder / "inputs").mkdir()
    for contingents in (france(4), france(3)):
        settled(a_book(folder / "inputs" / "plan.xlsx", Contingents=contingents))
        night(folder / "inputs", folder / "outputs")
    return folder / "outputs"


def both(outputs: Path) -> tuple[RunFolder, RunFolder]:
    """The runs of the two nights."""
    first, second = PlanFolder(outputs / "plan").runs()
    return first, second


def shown(outputs: Path, *options: str) -> str:
    """What show says of the last run."""
    told = forcegen("show", "plan", "--outputs", outputs, *options)
    assert told.exit_code == 0
    return told.stdout


def test_what_was_kept_is_what_would_be_worked_out_now(outputs: Path, monkeypatch: pytest.MonkeyPatch):
    """In words and for machines, number by number."""
    kept = both(outputs)[1].path / CHANGES_FILE
    with monkeypatch.context() as patch:
        patch.setattr(recheck, "read_evaluated", None)  # not asked
        words, record = shown(outputs), json.loads(shown(outputs, "--format", "json"))
    data = kept.read_bytes()
    kept.unlink()
    try:
        assert shown(outputs) == words
        assert json.loads(shown(outputs, "--format", "json")) == record
    finally:
        kept.write_bytes(data)

    assert "shrank FRA-1 (France), period 1: 4 → 3 units" in " ".join(words.split())
    assert record["changes"]["same"] is False


def test_the_first_run_of_a_plan_changed_nothing(outputs: Path):
    assert not (both(outputs)[0].path / CHANGES_FILE).exists()


def test_of_another_file_nothing_is_kept(outputs: Path, tmp_path: Path):
    """A plan that was edited since is compared anew, whichever of the two it is."""
    first, second = both(outputs)
    assert kept_changes(second, first.workbook) is not None
    for edited in (first.workbook, second.workbook):
        data = edited.read_bytes()
        edited.write_bytes(data + b"\0")
        try:
            assert kept_changes(second, first.workbook) is None
        finally:
            edited.write_bytes(data)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "[]",
        lambda text: text.replace('"shown"', '"shows"'),
        lambda text: text.replace('"parts"', '"part"'),
        lambda text: text.replace('"tool": "', '"tool": "9'),
    ],
)
def test_what_was_kept_is_not_believed_where_it_is_damaged_or_of_another_version(
    damage: Callable[[str], str], outputs: Path
):
    first, second = both(outputs)
    kept = second.path / CHANGES_FILE
    text = kept.read_text(encoding="utf-8")
    kept.write_text(damage(text), encoding="utf-8")
    try:
        assert kept_changes(second, first.workbook) is None
    finally:
        kept.write_text(text, encoding="utf-8")


def test_a_comparison_that_cannot_be_made_costs_the_run_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A full disk under it, for one."""

    def full(*_: object, **__: object) -> None:
        raise OutputError("the disk is full")

    monkeypatch.setattr(module, "replace_file", full)
    (tmp_path / "inputs").mkdir()
    for contingents in (france(4), france(3)):
        settled(a_book(tmp_path / "inputs" / "plan.xlsx", Contingents=contingents))
        report = night(tmp_path / "inputs", tmp_path / "out")

    assert states(report)["plan"] in ("published", "refused")


def test_what_a_terminal_shows_can_be_kept():
    told = [
        line("Coverage", "bold", 2),
        line(),
        TextLine(parts=((" moved ", "bold"), ("FRA-1", ""))),
        Grid(title="Totals", note="a note", columns=(("What", "text"), ("Mark", "mark")), rows=(("a", "▼"),)),
    ]

    assert from_json(json.loads(json.dumps(to_json(told)))) == told


LOADED = """
import sys
from solver.cli import main
main({words}, standalone_mode=False)
print(sorted({{"pandas", "numpy", "openpyxl"}} & set(sys.modules)))
"""


@pytest.mark.parametrize("words", [["history"], ["show", "plan"]])
def test_what_is_only_told_loads_no_tables_library(words: list[str], outputs: Path):
    """Loading it would take longer than all the rest."""
    _, env = nightly_process(outputs, outputs)
    code = LOADED.format(words=[*words, "--outputs", str(outputs)])
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, encoding="utf-8", check=True
    )

    assert done.stdout.splitlines()[-1] == "[]"
