"""The output folder of nights that nobody named: the nearest one, if it is ours and the only one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from gate_cases import a_book, forcegen
from night_cases import night, settled

from solver.nightly import nearest
from solver.nightly.history import History
from solver.nightly.nearest import nearest_outputs

posix = pytest.mark.skipif(os.name == "nt", reason="Python knows no owners there")


def nights_in(folder: Path) -> Path:
    """An output folder with the mark that a night leaves."""
    folder.mkdir(parents=True)
    with History.open(folder):
        pass
    return folder


def folders(here: Path) -> list[Path]:
    return list(nearest_outputs(here).folders)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, two below another."""
    folder = tmp_path / "plans" / "desk"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("where", ["desk", "desk/results", "results", ".", "../results"])
def test_the_folder_is_found_here_inside_beside_and_above(here: Path, where: str):
    nights = here.parent / where
    if where == "desk":
        here.rmdir()
        nights_in(here)
    elif where == ".":
        with History.open(here.parent):
            pass
    else:
        nights_in(nights)

    assert [each.resolve() for each in folders(here)] == [nights.resolve()]


def test_the_nearest_is_taken_and_equally_near_ones_are_all_named(here: Path):
    nights_in(here.parent / "far")
    near, other = nights_in(here / "near"), nights_in(here / "other")

    assert folders(here) == [near, other]


def test_no_night_is_found_two_folders_below(here: Path):
    nights_in(here / "one" / "two")

    assert [each for each in folders(here) if each.is_relative_to(here)] == []


@posix
def test_a_link_or_another_file_of_that_name_is_no_night(here: Path, tmp_path: Path):
    elsewhere = nights_in(tmp_path / "far" / "away" / "nights")
    (here / "link").symlink_to(elsewhere, target_is_directory=True)
    (here / "folder" / "history.sqlite").mkdir(parents=True)
    (here / "linked").mkdir()
    (here / "linked" / "history.sqlite").symlink_to(elsewhere / "history.sqlite")

    assert [each for each in folders(here) if each.is_relative_to(here)] == []


@posix
@pytest.mark.parametrize("planted", ["nights", "nights/history.sqlite"])
def test_what_everybody_can_write_is_passed_over_with_the_reason(here: Path, planted: str):
    nights_in(here / "nights")
    (here / planted).chmod(0o777)

    found = nearest_outputs(here)

    assert found.passed_over == ((here / "nights", f"everybody can write {Path(planted).name}"),)
    assert here / "nights" not in found.folders


@posix
def test_what_belongs_to_somebody_else_is_passed_over(here: Path, monkeypatch: pytest.MonkeyPatch):
    """Else whoever may write in a folder above could plant a night that a planner reads, or publishes."""
    nights_in(here / "nights")
    stranger = SimpleNamespace(geteuid=lambda: os.geteuid() + 1, scandir=os.scandir)
    monkeypatch.setattr(nearest, "os", stranger)
    if os.geteuid() == 0:
        pytest.skip("what is root's is trusted")

    assert nearest_outputs(here).passed_over == ((here / "nights", "it belongs to somebody else"),)


def a_night(outputs: Path) -> str:
    """A night of one small workbook; its run."""
    inputs = outputs.parent / "books"
    inputs.mkdir(parents=True)
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, outputs)
    return next((outputs / "plan" / "runs").iterdir()).name


def test_every_command_finds_the_night_and_says_which(here: Path):
    run = a_night(here.parent / "results")
    said = f"Nightly runs in {Path('..') / 'results'}, the nearest (another: --outputs FOLDER)\n"

    for command in (
        ["history"],
        ["show", "plan"],
        ["compare", "plan/latest", run],
        ["replay", run[:15]],
        ["publish", "plan", "--reason", "agreed", "--by", "Ada"],
    ):
        done = forcegen(*command)
        assert done.exit_code == 0, done.output
        assert done.stderr == said
        assert said not in done.stdout
    assert json.loads(forcegen("history", "--format", "json").stdout)[0]["run"] == run


def test_a_named_folder_and_the_usual_one_are_taken_without_a_word(here: Path):
    run = a_night(here / "outputs")
    other = nights_in(here / "other")

    assert forcegen("history").stderr == ""
    assert run in forcegen("history", "--format", "json").stdout
    assert run not in forcegen("history", "--outputs", other).stdout


def test_several_equally_near_are_all_named_and_none_is_taken(here: Path):
    nights_in(here / "east")
    nights_in(here / "west")

    result = forcegen("show", "plan")

    assert result.exit_code == 2
    assert "--outputs east\n  --outputs west" in result.stderr


def test_a_path_needs_no_folder_of_nights(here: Path):
    """Two are equally near; a workbook and a run's folder are what they are."""
    run = a_night(here / "east")
    nights_in(here / "west")
    folder = here / "east" / "plan" / "runs" / run

    shown, compared = forcegen("show", folder), forcegen("compare", folder / "plan.xlsx", folder)

    assert (shown.exit_code, compared.exit_code) == (0, 0)
    assert shown.stderr == compared.stderr == ""


def test_a_monitor_looks_nowhere_but_where_it_was_told(here: Path):
    """Another night that happens to be near would hide that this one is gone."""
    a_night(here / "other")

    assert forcegen("history", "--expect", "daily").exit_code == 11
    assert forcegen("history", "--expect", "daily", "--outputs", "other").exit_code == 0
