"""Watching a workbook: each save is solved, told, and compared; a new one ends the search for the old."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from gate_cases import SHEETS, a_book, france
from night_cases import PATIENCE, ROOT, a_solver_that_never_ends, all_gone, family, wait_until

from solver.cli import main
from solver.errors import OutputError
from solver.excel.read.written import read_written
from solver.isolation.processes import Stop
from solver.nightly import watch as module
from solver.nightly.task import NO_CHANGES, WorkerTask, do_task, without_changes
from solver.nightly.watch import FileWatcher, WatchEvent, WatchSession
from solver.record import RunSpec, SolverOptions


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> WorkerTask:
    """A save that has been solved: its plan lies at ``output``, the last word about it beside that."""
    folder = tmp_path_factory.mktemp("ready")
    book = a_book(folder / "plan.xlsx")
    save = WorkerTask(
        kind="save",
        source=str(book),
        target=str(folder / "out.xlsx"),
        spec=RunSpec(search=SolverOptions(seed=1, threads=1)),
    )
    said: list[dict[str, Any]] = []
    do_task(save, said.append)
    (folder / "said.json").write_text(json.dumps(said[-1]), encoding="utf-8")
    return save


class FakeTask:
    """A search that goes on until it is killed, or said to be over."""

    def __init__(self, *said: dict[str, Any], finished: bool = False) -> None:
        self.said, self.finished, self.killed = list(said), finished, False

    def messages(self) -> list[dict[str, Any]]:
        said, self.said = self.said, []
        return said

    def memory(self) -> float:
        return 0.0

    def stop(self) -> None:
        self.killed = True

    def kill(self) -> None:
        self.killed = True

    def close(self) -> int:
        return 0


def endless(_: WorkerTask) -> FakeTask:
    """A search without end."""
    return FakeTask()


def inline(save: WorkerTask) -> FakeTask:
    """A save solved in this process."""
    said: list[dict[str, Any]] = []
    do_task(save, said.append)
    return FakeTask(*said, finished=True)


def standing_in(ready: WorkerTask) -> Callable[[WorkerTask], FakeTask]:
    """The plan that is ready, whatever was saved."""

    def copied(save: WorkerTask) -> FakeTask:
        shutil.copyfile(ready.target, save.target)
        return FakeTask(
            json.loads(Path(ready.target).with_name("said.json").read_text("utf-8")), finished=True
        )

    return copied


class Watched:
    """A watch of ``plan.xlsx`` whose looks the test takes one by one."""

    def __init__(self, folder: Path, start: Callable[[WorkerTask], FakeTask]) -> None:
        self.book, self.output = folder / "plan.xlsx", folder / "out.xlsx"
        self.events: list[WatchEvent] = []
        self.saved: list[WorkerTask] = []
        self.tasks: list[FakeTask] = []
        self.start = start
        (folder / "work").mkdir()
        spec = RunSpec(search=SolverOptions(seed=1, threads=1))
        self.session = WatchSession(
            save_task=WorkerTask(kind="save", source=str(self.book), target="", spec=spec),
            output=self.output,
            work=folder / "work",
            tell=self.events.append,
            launch=self._launch,
            watcher=FileWatcher(self.book, settled=0.0, gone=0.0),
        )

    def _launch(self, save: WorkerTask, _: Path) -> FakeTask:
        self.saved.append(save)
        self.tasks.append(self.start(save))
        return self.tasks[-1]

    def look(self) -> list[str]:
        """One look; the names of what happened."""
        before = len(self.events)
        self.session.poll()
        return [event.event for event in self.events[before:] if event.event != "progress"]


def test_each_save_is_solved_and_told_with_what_differs_from_the_plan_before(tmp_path: Path):
    """France withdraws one of four companies of 100: one unit less, and 100 heads more are missing."""
    book = a_book(tmp_path / "plan.xlsx")
    watched = Watched(tmp_path, inline)

    assert watched.look() == ["solving", "solved", "written"]
    assert watched.look() == []
    assert watched.events[-2].changes is None
    assert watched.output.is_file()
    record = json.loads((tmp_path / "out.xlsx.run.json").read_text(encoding="utf-8"))
    assert record["outputs"][0]["path"] == str(watched.output)

    a_book(book, Contingents=france(3))
    assert watched.look() == ["solving", "solved", "written"]
    changes = watched.events[-2].changes
    assert changes is not None
    assert changes.units == 1
    assert changes.totals.frame.set_index("What").at["Target shortfall", "Change"] == 100


def test_the_plan_before_is_given_to_the_next_search(tmp_path: Path, ready: WorkerTask):
    book = a_book(tmp_path / "plan.xlsx")
    watched = Watched(tmp_path, standing_in(ready))
    watched.look()
    a_book(book, Contingents=france(3))
    watched.look()

    assert [Path(save.before).name for save in watched.saved] == ["", "plan-1.xlsx"]
    assert [Path(save.target).name for save in watched.saved] == ["plan-1.xlsx", "plan-2.xlsx"]
    assert len({save.base_file for save in watched.saved}) == 1
    assert Path(watched.saved[0].base_file).parent == Path(watched.saved[0].target).parent


OWN = {"Rank": 1, "Objective": "minimum shortfall"}
CHANGES = {"Rank": 2, "Objective": "changes"}


def test_a_present_is_counted_against_also_where_a_save_was_solved_before(ready: WorkerTask, tmp_path: Path):
    """The plan of the last save had three companies at Lviv: it is the two at Odesa that are kept to."""
    present = [{"Contingent": "FRA-1", "Site": "Odesa", "Units": 2}]
    ranks = [{"Rank": 1, "Objective": "changes"}]
    book = a_book(tmp_path / "plan.xlsx", Present=present, Priorities=ranks)
    save = replace(ready, source=str(book), target=str(tmp_path / "out.xlsx"), before=ready.target)
    said: list[dict[str, Any]] = []
    do_task(save, said.append)

    allocation = read_written(tmp_path / "out.xlsx").allocation
    assert allocation[["contingent", "site", "units"]].to_numpy().tolist() == [["FRA-1", "Odesa", 2.0]]
    assert without_changes(book, "") == ()
    assert "2 of 2 units are matched" in str(said[-1]["record"]["findings"])


@pytest.mark.parametrize(
    ("priorities", "overrides"), [((), ()), ((OWN,), ()), ((OWN, CHANGES), (NO_CHANGES,))]
)
def test_before_the_first_plan_there_is_nothing_to_count_changes_against(
    tmp_path: Path, priorities: tuple[dict[str, object], ...], overrides: tuple[str, ...]
):
    """A planner's own rank of changes waits for the second save."""
    book = a_book(tmp_path / "plan.xlsx", **({"Priorities": priorities} if priorities else {}))

    assert without_changes(book, "") == overrides


def test_a_wrong_workbook_is_told_by_cell_and_the_plan_stays(tmp_path: Path, ready: WorkerTask):
    book = a_book(tmp_path / "plan.xlsx")
    watched = Watched(tmp_path, standing_in(ready))
    watched.look()
    watched.start = inline
    before = watched.output.read_bytes()

    wrong = [{**row, "Units": "four"} for row in SHEETS["Contingents"]]
    a_book(book, Contingents=wrong)

    assert watched.look() == ["solving", "failed"]
    failed = watched.events[-1]
    assert failed.exit_code == 3
    assert "Contingents!" in failed.reasons[0]
    assert watched.output.read_bytes() == before


def test_a_save_in_the_middle_of_a_search_ends_it(tmp_path: Path):
    book = a_book(tmp_path / "plan.xlsx")
    watched = Watched(tmp_path, endless)
    assert watched.look() == ["solving"]

    a_book(book, Contingents=france(3))

    assert watched.look() == ["cancelled", "solving"]
    assert [helper.killed for helper in watched.tasks] == [True, False]
    assert not watched.output.exists()


def test_what_fails_while_the_file_is_being_saved_is_not_worth_a_word(tmp_path: Path, ready: WorkerTask):
    """It is solved when it is complete."""
    book = a_book(tmp_path / "plan.xlsx")
    whole = book.read_bytes()
    watched = Watched(tmp_path, endless)
    watched.look()

    watched.session.watcher.settled = 60.0
    book.write_bytes(whole[:100])
    watched.tasks[0].finished = True
    assert watched.look() == []

    watched.session.watcher.settled = 0.0
    watched.start = standing_in(ready)
    book.write_bytes(whole)
    assert watched.look() == ["solving", "solved", "written"]


def test_a_file_that_is_gone_is_waited_for(tmp_path: Path, ready: WorkerTask):
    watched = Watched(tmp_path, standing_in(ready))
    assert watched.look() == ["gone"]
    assert watched.look() == []

    a_book(watched.book)

    assert watched.look() == ["solving", "solved", "written"]


def test_an_output_that_is_open_in_excel_is_written_when_it_is_closed(tmp_path: Path, ready: WorkerTask):
    a_book(tmp_path / "plan.xlsx")
    owner = tmp_path / "~$out.xlsx"
    owner.write_bytes(b"")
    watched = Watched(tmp_path, standing_in(ready))

    assert watched.look() == ["solving", "solved", "held"]
    assert "it is open in another program" in watched.events[-1].reasons[0]
    assert watched.events[-1].exit_code == 8
    watched.session.next_try = 0.0
    assert watched.look() == []

    owner.unlink()
    watched.session.next_try = 0.0
    assert watched.look() == ["written"]
    assert watched.output.is_file()


def test_only_what_no_run_wrote_stays_beside_the_plans_of_a_watch(tmp_path: Path, ready: WorkerTask):
    book = a_book(tmp_path / "plan.xlsx")
    watched = Watched(tmp_path, standing_in(ready))
    watched.output.write_bytes(b"a planner's own")
    watched.look()
    a_book(book, Contingents=france(3))
    watched.start = inline
    watched.look()

    (backup,) = tmp_path.glob("out.backup-*.xlsx")
    assert backup.read_bytes() == b"a planner's own"
    assert [event.backup for event in watched.events if event.event == "written"] == [backup, None]


def test_a_plan_whose_place_is_free_at_the_end_is_written_with_its_record(tmp_path: Path, ready: WorkerTask):
    a_book(tmp_path / "plan.xlsx")
    owner = tmp_path / "~$out.xlsx"
    owner.write_bytes(b"")
    watched = Watched(tmp_path, standing_in(ready))
    watched.look()
    owner.unlink()
    watched.session.rescue()

    assert watched.output.read_bytes() == Path(ready.target).read_bytes()
    assert (tmp_path / "out.xlsx.run.json").is_file()


def test_a_plan_that_could_not_be_written_until_the_end_is_kept_beside_it(tmp_path: Path, ready: WorkerTask):
    a_book(tmp_path / "plan.xlsx")
    (tmp_path / "~$out.xlsx").write_bytes(b"")
    watched = Watched(tmp_path, standing_in(ready))
    watched.look()

    with pytest.raises(OutputError, match="The plan is kept as"):
        watched.session.rescue()

    assert len(list(tmp_path.glob("out-*.xlsx"))) == 1


def test_a_process_that_dies_without_a_word_is_told(tmp_path: Path):
    a_book(tmp_path / "plan.xlsx")
    watched = Watched(tmp_path, endless)
    watched.look()

    watched.tasks[0].finished = True

    assert watched.look() == ["failed"]
    assert watched.events[-1].exit_code == 9


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan.xlsx", "-o", "plan.xlsx"), "it is the workbook itself"),
        (("plan.xlsx", "-o", "plan.xlsx/out.xlsx"), "cannot create the folder plan.xlsx"),
        (("plan.xlsx", "-o", "out.csv"), "give it a name that ends in .xlsx"),
    ],
)
def test_what_no_waiting_would_mend_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
):
    monkeypatch.chdir(tmp_path)
    a_book(tmp_path / "plan.xlsx")

    result = CliRunner().invoke(main, ["watch", *arguments])

    assert result.exit_code == 8
    assert said in result.output


class Process:
    """``forcegen watch plan.xlsx --format json`` in a process of its own."""

    def __init__(self, folder: Path, *more: str, path: str = "") -> None:
        (folder / "temp").mkdir()
        self.log = folder / "log.txt"
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(folder / "temp"),
            **({"PATH": path} if path else {}),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "solver",
                    "watch",
                    "plan.xlsx",
                    "-o",
                    "out.xlsx",
                    "--format",
                    "json",
                    *more,
                ],
                cwd=folder,
                env=env,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def told(self) -> list[dict[str, Any]]:
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def events(self) -> list[str]:
        return [event["event"] for event in self.told()]

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_a_watch_ends_with_ctrl_c_and_leaves_the_plan_and_nothing_else(tmp_path: Path):
    a_book(tmp_path / "plan.xlsx")
    watch = Process(tmp_path, "--threads", "1")
    wait_until(lambda: "written" in watch.events())

    assert watch.end(signal.SIGINT) == 0
    assert watch.events() == ["solving", "solved", "written"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("log.txt", "out.xlsx", "out.xlsx.run.json", "plan.xlsx", "temp"),
    ]
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals of another kind")
def test_neither_a_save_nor_the_end_leaves_a_solver_behind(tmp_path: Path):
    """A solver in a process of its own that never ends: the save ends the first, SIGTERM the second."""
    book = a_book(tmp_path / "plan.xlsx")
    watch = Process(tmp_path, "--solver", "glpk", path=a_solver_that_never_ends(tmp_path / "bin"))
    solving = solvers_of(watch)

    a_book(book, Contingents=france(3))
    wait_until(lambda: watch.events() == ["solving", "cancelled", "solving"])
    assert all_gone(solving)

    second = solvers_of(watch)
    assert watch.end(signal.SIGTERM) == 143
    assert all_gone(second)
    assert not (tmp_path / "out.xlsx").exists()
    assert list((tmp_path / "temp").iterdir()) == []


def test_what_a_killed_watch_left_behind_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Its folder says whose it is: that of a process that is gone goes, that of one at work stays."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, other = tmp_path / f"forcegen-{dead.pid}-a1", tmp_path / f"forcegen-{os.getppid()}-a1"
    for folder in (left, other):
        folder.mkdir()
        (folder / "plan-1.xlsx").touch()
    stop, seen = Stop(), []

    def look(watcher: WatchSession) -> None:
        seen.append(watcher.work)
        stop.signals.append(signal.SIGINT)

    monkeypatch.setattr(WatchSession, "poll", look)
    asked = WorkerTask(kind="save", source=str(tmp_path / "plan.xlsx"), target=str(tmp_path / "out.xlsx"))
    module.watch(asked, tmp_path / "out.xlsx", lambda _: None, stop, lambda *_: endless(asked))

    assert seen[0].name.startswith(f"forcegen-{os.getpid()}-")
    assert [path.name for path in tmp_path.iterdir()] == [other.name]


def solvers_of(watch: Process) -> list[Any]:
    """The watch's processes but itself, once a solver is among them."""
    wait_until(lambda: any("sleep" in each.name() for each in family(watch.process.pid)))
    return family(watch.process.pid)[1:]


def told_in_text(monkeypatch: pytest.MonkeyPatch, *events: WatchEvent) -> str:
    """What ``forcegen watch`` prints when these things happen."""

    def happen(
        asked: WorkerTask, output: Path, tell: Callable[[WatchEvent], None], *_: object, **__: object
    ) -> None:
        for event in events:
            tell(event)

    monkeypatch.setattr("solver.nightly.watch.watch", happen)
    result = CliRunner().invoke(main, ["watch", "plan.xlsx", "-o", "out.xlsx"])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_person_reads_what_happened_with_the_time_of_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    at = datetime(2026, 11, 22, 14, 31, 5)
    totals = {"minimum_shortfall": 0, "target_shortfall": 1240, "drawdown": 450}
    text = told_in_text(
        monkeypatch,
        WatchEvent(event="gone", at=at),
        WatchEvent(event="solving", at=at),
        WatchEvent(event="cancelled", at=at, seconds=1.23),
        WatchEvent(
            event="solved", at=at, seconds=4.0, exit_code=5, record={"totals": totals, "findings": []}
        ),
        WatchEvent(event="held", at=at, reasons=("cannot write out.xlsx: it is open",)),
        WatchEvent(event="written", at=at, backup=Path("out.backup-20261122T133105Z.xlsx")),
    )

    assert text.splitlines()[1:] == [
        "14:31:05  plan.xlsx is not there; waiting for it",
        "14:31:05  plan.xlsx: solving",
        "14:31:05  saved again after 1.2 s; that search is ended",
        "14:31:05  a plan, not proved within the gap (4.0 s)",
        "          shortfall 0 of minimums, 1,240 of targets; drawdown 450",
        "14:31:05  cannot write out.xlsx: it is open. It is tried again until that is mended",
        "14:31:05  written: out.xlsx",
        "          the file as it was: out.backup-20261122T133105Z.xlsx",
    ]


def test_errors_are_told_with_their_cells_and_only_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    error = {"sheet": "Contingents", "cell": "E14", "severity": "error", "message": "Units is 'four'"}
    warning = {"sheet": "Sites", "cell": "A3", "severity": "warning", "message": "nobody may go there"}

    text = told_in_text(
        monkeypatch,
        WatchEvent(
            event="failed",
            exit_code=3,
            seconds=1.0,
            reasons=("Contingents!E14: Units is 'four'",),
            record={"findings": [warning, error]},
        ),
        WatchEvent(
            event="failed", exit_code=4, seconds=1.0, reasons=("no plan keeps every hard rule",), record={}
        ),
    )

    assert "no plan (exit code 3, 1.0 s); the one before stays" in text
    assert text.count("error: Contingents!E14: Units is 'four'") == 1
    assert "warning: Sites!A3: nobody may go there" in text
    assert "error: no plan keeps every hard rule" in text
