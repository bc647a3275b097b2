"""Plans and runs in an output folder: found, named, ordered, published."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from solver.errors import OutputError
from solver.nightly.folder import LATEST, PlanFolder, RunFolder, plans
from solver.nightly.plan_identity import RunNotFoundError, find_run, plan_folder, plan_name

NIGHT = datetime(2026, 11, 22, 2, 15, tzinfo=UTC)


def a_run(outputs: Path, plan: str = "north", digest: str = "1a2b3c4d", at: datetime = NIGHT) -> RunFolder:
    """A run that ended."""
    run = PlanFolder(outputs / plan).new_run(digest, at)
    run.write_record({"run": {"id": run.id, "source": f"{plan}.xlsx", "scenario": ""}})
    return run


def test_no_run_takes_the_id_of_a_published_one_that_is_gone(tmp_path: Path):
    """Else latest would lead to a plan that nobody has published."""
    run = a_run(tmp_path, at=NIGHT)
    plan = run.plan
    plan.publish(run)
    shutil.rmtree(run.path)
    a_run(tmp_path, at=NIGHT)

    assert plan.latest() is None


def test_runs_are_in_order_also_where_the_clock_was_set_back_or_two_begin_in_a_second(tmp_path: Path):
    clocks = [NIGHT, NIGHT, NIGHT - timedelta(days=400), NIGHT + timedelta(hours=1)]
    made = [a_run(tmp_path, digest="ffff0000"[::-1], at=at).id for at in clocks]

    assert made == [
        "20261122T021500Z-0000ffff",
        "20261122T021501Z-0000ffff",
        "20261122T021502Z-0000ffff",
        "20261122T031500Z-0000ffff",
    ]
    assert [run.id for run in PlanFolder(tmp_path / "north").runs()] == made


def test_the_published_run_is_replaced_in_one_step(tmp_path: Path):
    first, second = a_run(tmp_path), a_run(tmp_path)
    plan = PlanFolder(tmp_path / "north")
    assert plan.latest() is None
    for run in (first, second, first):
        plan.publish(run)

        assert plan.latest() == run
    assert sorted(path.name for path in plan.path.iterdir()) == [LATEST, "runs"]


def test_where_there_can_be_no_links_a_small_file_says_what_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Network shares and Windows know no links, or not for everybody; also after a link was there."""
    first, second = a_run(tmp_path), a_run(tmp_path)
    plan = PlanFolder(tmp_path / "north")
    plan.publish(first)

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    plan.publish(second)

    assert (tmp_path / "north" / LATEST).read_text() == f"{second.id}\n"
    assert plan.latest() == second


def test_a_folder_where_the_link_should_be_is_not_removed(tmp_path: Path):
    """A copy of an output folder may have followed the link; what lies there is not ours to delete."""
    run = a_run(tmp_path)
    (tmp_path / "north" / LATEST).mkdir()
    with pytest.raises(OutputError, match=r"cannot publish: .*latest is a folder, not a link to one"):
        run.plan.publish(run)

    assert run.plan.latest() is None


def test_a_published_run_that_is_gone_is_none(tmp_path: Path):
    plan = PlanFolder(tmp_path / "north")
    plan.path.mkdir()
    plan.publish(RunFolder(plan.path / "runs" / "20261122T021500Z-00000000"))

    assert plan.latest() is None


@pytest.mark.parametrize(
    "text",
    ["20261122T021501Z-55556666", "20261122T021501Z", "5555", "south", "south/20261122T021501Z-55556666"],
)
def test_a_run_goes_by_its_id_the_beginning_of_it_its_hash_or_its_plan(tmp_path: Path, text: str):
    a_run(tmp_path)
    a_run(tmp_path, "south", "11112222")
    wanted = a_run(tmp_path, "south", "55556666")

    assert find_run(tmp_path, text).path.resolve() == wanted.path.resolve()


def test_a_run_goes_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    first, last = a_run(tmp_path / "out"), a_run(tmp_path / "out")
    first.plan.publish(first)
    monkeypatch.chdir(tmp_path)

    assert find_run(Path("out"), f"out/north/runs/{first.id}").id == first.id
    assert find_run(Path("out"), "out/north/latest").id == first.id
    assert find_run(Path("out"), "out/north").id == last.id


def test_a_run_that_is_not_there_is_told_with_those_that_are(tmp_path: Path):
    first, second = a_run(tmp_path), a_run(tmp_path)
    with pytest.raises(RunNotFoundError, match=r"2 runs .* begin with '20261122'") as several:
        find_run(tmp_path, "20261122")
    assert f"north/{first.id}\n  north/{second.id}" in str(several.value)
    with pytest.raises(RunNotFoundError, match=f"there is no run 'x' in .*\n  north/{second.id}$"):
        find_run(tmp_path, "x")
    with pytest.raises(RunNotFoundError, match="holds no runs; name the output folder"):
        find_run(tmp_path / "nowhere", "x")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "north").write_text("a file where the plan's folder should be")

    with pytest.raises(OutputError, match=r"cannot write .*north"):
        a_run(tmp_path)
    assert plans(tmp_path) == []


@pytest.mark.parametrize(
    ("source", "scenario", "name"),
    [
        ("Ukraine plan.xlsx", "", "Ukraine plan"),
        ("Ukraine plan.xlsx", "force 10k", "Ukraine plan - force 10k"),
        ("plan.XLSX", "", "plan"),
        ("plan.xlsm", "", "plan.xlsm"),
        ("Länder Фланг.xlsx", "", "Länder Фланг"),
    ],
)
def test_a_plan_is_called_as_its_workbook(source: str, scenario: str, name: str):
    assert plan_name(Path(source), scenario) == name


@pytest.mark.parametrize(
    ("source", "scenario", "begins"),
    [
        ("plan.xlsx", "10:1 / north", "plan - 10_1 _ north ~"),
        ("CON.xlsx", "", "CON ~"),
        ("Index.html.xlsx", "", "Index.html ~"),
        ("history.sqlite.xlsx", "", "history.sqlite ~"),
        ("plan .xlsx", "", "plan ~"),
        ("x" * 200 + ".xlsx", "", "x" * 100 + " ~"),
        ("...xlsx", "", "plan ~"),
    ],
)
def test_what_a_file_system_may_not_take_is_replaced_and_told_apart(source: str, scenario: str, begins: str):
    assert plan_name(Path(source), scenario)[:-6] == begins
    assert plan_name(Path(source), scenario) != plan_name(Path(source), scenario + "?")


def test_no_two_plans_share_a_folder(tmp_path: Path):
    """Names that differ in case only, or a scenario that makes one workbook's name another's."""
    taken: dict[str, tuple[str, str]] = {}
    asked = [("plan.xlsx", ""), ("PLAN.xlsx", ""), ("plan - b.xlsx", ""), ("plan.xlsx", "b")]
    asked.append(("plan.xlsm", ""))
    folders = [plan_folder(tmp_path, Path(source), scenario, taken) for source, scenario in asked]

    assert len({folder.name.casefold() for folder in folders}) == len(asked)
    assert folders[0].name == "plan"


def test_a_folder_stays_with_the_plan_that_had_it_first(tmp_path: Path):
    """plan.xlsx has a scenario b; a workbook 'plan - b.xlsx' that comes later gets another folder."""
    run = PlanFolder(tmp_path / "plan - b").new_run("1" * 8, NIGHT)
    run.write_record({"run": {"source": "plan.xlsx", "scenario": "b"}})
    taken: dict[str, tuple[str, str]] = {}
    late = plan_folder(tmp_path, Path("plan - b.xlsx"), "", taken)

    assert late.name.startswith("plan - b ~")
    assert plan_folder(tmp_path, Path("plan.xlsx"), "b", taken).name == "plan - b"


def test_plans_whose_names_differ_in_case_keep_their_folders_whichever_comes_first(tmp_path: Path):
    """Workbooks are looked at side by side, each night in another order."""
    for names in (("plan.xlsx", "PLAN.xlsx"), ("PLAN.xlsx", "plan.xlsx")):
        taken: dict[str, tuple[str, str]] = {}
        folders = {name: plan_folder(tmp_path, Path(name), "", taken) for name in names}
        for name, folder in folders.items():
            folder.new_run("1" * 8, NIGHT).write_record({"run": {"source": name}})

    assert folders["plan.xlsx"].name == "plan"
    assert len(plans(tmp_path)) == 2
