"""Points of a study: what one costs beside a bare solve, how many bytes travel, how many are done in an hour.

python benchmarks/studies.py            processor time and bytes, which other work hardly changes
python benchmarks/studies.py --wall     points an hour, one and all cores; only on a machine that is idle
"""

from __future__ import annotations

import argparse
import importlib
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from measure import say

from solver.optimise.backend import available_cores
from solver.optimise.lexicographic import optimise_again
from solver.record import RunSpec
from solver.runs.load import load
from solver.studies.executors import open_workers
from solver.studies.point import PointOutcome, StudyPoint, point_key, to_json
from solver.studies.point_store import PointStore
from solver.studies.point_worker import PointTask, solve_point
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.run import study_input
from solver.studies.study_input import Start, StudyInput, used_versions
from solver.studies.study_run import StudyRun

TOP = Path(__file__).parents[1]
CAP = "Drawdown caps!Baltics!Cap heads"
HIGHEST = 3000


def main(arguments: Sequence[str]) -> int:
    """Measure, and print a line for each number."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--book", type=Path, default=TOP / "inputs" / "ukraine.xlsx")
    parser.add_argument("--points", type=int, default=8)
    parser.add_argument("--wall", action="store_true")
    parser.add_argument("--echo", metavar="ON")
    asked = parser.parse_args(arguments)
    loaded = load(asked.book, RunSpec(), None)
    given = study_input(loaded, RunSpec())
    points = [StudyPoint(overrides=(f"{CAP}={HIGHEST * at // asked.points}",)) for at in range(asked.points)]
    say(f"{asked.book.name}, {len(points)} points: {CAP} from 0 to {HIGHEST}")
    if asked.echo:
        given_out(given, points, asked.echo)
    elif asked.wall:
        points_an_hour(given, points)
    else:
        overhead(given, points)
    return 0


def overhead(given: StudyInput, points: Sequence[StudyPoint]) -> None:
    """Processor seconds of a point: bare, with all that a point is, and in a study; bytes of each part."""
    base = solve_point(a_task(given, StudyPoint(), None))
    bare = bare_seconds(given, points)
    tasks = [a_task(given, each, base) for each in points]
    solve_point(tasks[0])  # the program of the base is solved once in each process
    began = time.process_time()
    outcomes = [solve_point(each) for each in tasks]
    whole = (time.process_time() - began) / len(points)
    study = study_seconds(given, points)
    say(f"bare solve          {bare:8.2f} s of a processor a point: changed, built, searched, one thread")
    say(f"point               {whole:8.2f} s: with audit, measures, plan kept  ({whole / bare - 1:+.0%})")
    say(f"point of a study    {study:8.2f} s: with processes, start, files     ({study / bare - 1:+.0%})")
    say(f"searches            {sum(each.searches for each in outcomes):8}")
    task = len(pickle.dumps(tasks[0]))
    say(f"task                {task:8,} bytes, of which the input {len(given.packed):,}")
    say(f"result              {size(outcomes, pickle.dumps):8,} bytes at most")
    say(f"file of a point     {size(outcomes, to_json):8,} bytes at most")
    keep = keeping_seconds(outcomes[0])
    say(f"keeping a point     {keep[0] * 1e3:8.1f} ms of a processor, {keep[1] * 1e3:.1f} ms with the disk")


def size(outcomes: Sequence[PointOutcome], packed: Callable[[PointOutcome], bytes]) -> int:
    """The most bytes that any of them takes."""
    return max(len(packed(each)) for each in outcomes)


def bare_seconds(given: StudyInput, points: Sequence[StudyPoint]) -> float:
    """Processor seconds of a search for each, from the solved program of the workbook as it stands."""
    _, solved = optimise_again(given.plan, given.options, given.baseline)
    began = time.process_time()
    for each in points:
        optimise_again(given.changed(each), given.options, given.baseline, solved)
    return (time.process_time() - began) / len(points)


def a_task(given: StudyInput, point: StudyPoint, base: PointOutcome | None) -> PointTask:
    """A point as a worker gets it."""
    return PointTask(
        key=point_key(given.key, point, ""),
        point=point,
        study_key=given.key,
        packed=given.packed,
        start=None if base is None else Start(outcome=base),
        base=None,
        solver=given.options.solver,
        asked_with=used_versions(given.options.solver),
    )


def study_seconds(given: StudyInput, points: Sequence[StudyPoint]) -> float:
    """Processor seconds a point of a study with one job, without those of the workbook as it stands."""
    spent = [0.0, 0.0]
    for at, some in enumerate(([], points)):
        before = processor_seconds()
        played(given, some, 1)
        spent[at] = processor_seconds() - before
    return (spent[1] - spent[0]) / len(points)


def processor_seconds() -> float:
    """Of this process, and of all its children that have ended."""
    own, theirs = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + theirs.ru_utime + theirs.ru_stime


def played(given: StudyInput, points: Sequence[StudyPoint], jobs: int) -> float:
    """Seconds for these points, after the workbook as it stands is solved."""
    with tempfile.TemporaryDirectory(dir=TOP / "outputs") as folder, open_workers("", jobs) as workers:
        store = PointStore(folder=Path(folder), sources=())
        store.open({})
        run = StudyRun(given=given, workers=workers, store=store)
        run.solve_base()
        began = time.monotonic()
        run.play(of_points(points))
        return time.monotonic() - began


def of_points(points: Sequence[StudyPoint]) -> Rounds[None]:
    """A study of these points, in one round."""
    if points:
        yield [PointAsked(point=each) for each in points]


def keeping_seconds(outcome: PointOutcome) -> tuple[float, float]:
    """Processor seconds, and all, in which a point is kept."""
    with tempfile.TemporaryDirectory(dir=TOP / "outputs") as folder:
        store = PointStore(folder=Path(folder), sources=())
        store.open({})
        began, then = time.process_time(), time.monotonic()
        for at in range(100):
            store.keep(replace(outcome, key=str(at)))
        return (time.process_time() - began) / 100, (time.monotonic() - then) / 100


def echo(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """The start of a point in the place of its result: as large, and at once."""
    assert task.start is not None
    return replace(task.start.outcome, key=task.key, overrides=task.point.overrides)


def given_out(given: StudyInput, points: Sequence[StudyPoint], on: str) -> None:
    """Points that one process gives out, takes back and keeps in a second."""
    with tempfile.TemporaryDirectory(dir=TOP / "outputs") as folder, open_workers(on) as workers:
        store = PointStore(folder=Path(folder), sources=())
        store.open({})
        run = StudyRun(given=given, workers=workers, store=store)
        run.solve_base()
        workers.solve = importlib.import_module("studies").echo
        began, then = time.monotonic(), time.process_time()
        run.play(of_points(points))
        taken, spent = time.monotonic() - began, time.process_time() - then
    say(f"given out and kept  {1e3 * spent / len(points):8.1f} ms of a processor a point")
    say(f"                    {len(points) / taken:8.0f} points a second with the disk")


def points_an_hour(given: StudyInput, points: Sequence[StudyPoint]) -> None:
    """Points an hour, with one job and with as many as there are cores."""
    alone = played(given, points, 1)
    cores = available_cores()
    together = played(given, points, cores)
    say(f"1 job               {3600 * len(points) / alone:8.0f} points an hour")
    faster = alone / together
    say(f"{cores} jobs              {3600 * len(points) / together:8.0f} points an hour, {faster:.2f} times")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
