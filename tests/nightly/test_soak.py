"""The long run: a dozen workbooks, some broken, unreadable or changing while they are read, and random kills.

``FORCEGEN_SOAK=30 pytest -n0 --log-cli-level=INFO tests/nightly/test_soak.py`` takes half an hour.
"""

from __future__ import annotations

import logging
import os
import random
import subprocess
import time
from collections import Counter
from pathlib import Path
from threading import Thread

import psutil
import pytest
from gate_cases import a_book, france
from night_cases import SIGKILL, all_gone, assert_tidy, family, nightly_process, wait_until

from solver.excel.read.written import read_written
from solver.nightly.folder import plans
from solver.nightly.history import History
from solver.runs.recheck import audit_written

log = logging.getLogger(__name__)

NIGHTS = int(os.environ.get("FORCEGEN_SOAK", "0"))
SOUND = ("a", "b", "c", "d", "e", "f")
SCENARIO = {
    "Scenario": "cap",
    "Sheet": "Drawdown caps",
    "Row": "*",
    "Column": "Cap heads",
    "Value": 0,
    "Nightly": "yes",
}
USUAL = {0, 3, 7, 137}
"""Exit codes of a night that was not stopped: workbooks are broken, plans refused, their processes killed."""

pytestmark = pytest.mark.skipif(not NIGHTS or os.name == "nt", reason="asked for with FORCEGEN_SOAK=nights")


def a_dozen_workbooks(inputs: Path) -> None:
    """Six sound ones, one with a scenario, and five that are not what they should be."""
    inputs.mkdir()
    for name in SOUND:
        a_book(inputs / f"{name}.xlsx", settings={"Worse_at_most": 0.3, "Changes_at_most": 6})
    a_book(inputs / "scenario.xlsx", Scenarios=[SCENARIO])
    whole = a_book(inputs / "cut off.xlsx").read_bytes()
    (inputs / "cut off.xlsx").write_bytes(whole[: len(whole) // 2])
    a_book(inputs / "unknown site.xlsx", Sites=[{"Site": "Lviv"}])
    a_book(inputs / "no plan.xlsx", Locks=[{"Contingent": "EST-1", "Site": "Lviv", "Units at least": 2}])
    os.mkfifo(inputs / "no file.xlsx")
    a_book(inputs / "changing.xlsx")
    a_book(inputs / "coming and going.xlsx")


def drift(inputs: Path, dice: random.Random) -> None:
    """Some pledges have changed since yesterday."""
    for name in dice.sample(SOUND, 3):
        book = inputs / f"{name}.xlsx"
        units = dice.randint(2, 6)
        a_book(book, settings={"Worse_at_most": 0.3, "Changes_at_most": 6}, Contingents=france(units))
    (inputs / f"~${SOUND[0]}.xlsx").write_bytes(b"open in Excel")
    a_book(inputs / "coming and going.xlsx")


def meddle(inputs: Path, dice: random.Random, seconds: float) -> None:
    """While the night reads: one workbook is written over and over, another goes."""
    end, whole = time.monotonic() + seconds, (inputs / "changing.xlsx").read_bytes()
    while time.monotonic() < end:
        with (inputs / "changing.xlsx").open("wb") as file:
            for start in range(0, len(whole), 2000):
                file.write(whole[start : start + 2000])
                file.flush()
                time.sleep(dice.random() / 20)
        if dice.random() < 0.3:
            (inputs / "coming and going.xlsx").unlink(missing_ok=True)


def a_blow(process: subprocess.Popen[bytes], kind: str) -> None:
    """Kill the night, ask it to stop, or kill one of its processes."""
    if kind == "child":
        for child in psutil.Process(process.pid).children()[:1]:
            child.send_signal(SIGKILL)
    elif kind == "kill":
        process.kill()
    else:
        process.terminate()


def one_night(inputs: Path, outputs: Path, dice: random.Random, kind: str) -> int:
    """A night in a process of its own; ``kind`` of blow, "" for a quiet one. Returns its exit code."""
    command, env = nightly_process(
        inputs, outputs, "--jobs", "2", "--log-format", "json", "-q", "--keep", "1d"
    )
    with (outputs.parent / "night.log").open("ab") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    seen: list[psutil.Process] = []
    if kind:
        meddling = Thread(target=meddle, args=(inputs, random.Random(dice.random()), 4.0))
        meddling.start()
        end = time.monotonic() + dice.uniform(0.2, 20.0)
        while time.monotonic() < end and process.poll() is None:
            seen += [each for each in family(process.pid) if each not in seen]
            time.sleep(0.1)
        if process.poll() is None:
            a_blow(process, kind)
        meddling.join()
    code = process.wait(600)
    wait_until(lambda: all_gone(seen))
    return code


def allocations(outputs: Path) -> dict[str, list[tuple[object, ...]]]:
    """Who is where in every published plan."""
    found = {}
    for plan in plans(outputs):
        latest = plan.latest()
        if latest is not None:
            frame = read_written(latest.workbook).allocation
            found[plan.name] = sorted(frame.itertuples(index=False, name=None), key=str)
    return found


def assert_audited(outputs: Path) -> None:
    """What is published passes the audit as it lies there."""
    for plan in plans(outputs):
        latest = plan.latest()
        assert latest is None or audit_written(latest.workbook)[0].clean


def test_nights_with_trouble_lose_nothing(tmp_path: Path):
    inputs, outputs, dice = tmp_path / "in", tmp_path / "out", random.Random(NIGHTS)
    a_dozen_workbooks(inputs)
    codes: Counter[tuple[str, int]] = Counter()
    for _ in range(NIGHTS):
        drift(inputs, dice)
        kind = dice.choice(["", "", "kill", "kill", "stop", "child"])
        code = one_night(inputs, outputs, dice, kind)
        codes[kind, code] += 1
        if kind in ("", "child"):
            assert code in USUAL
            assert_tidy(outputs)
        assert_audited(outputs)
    drift(inputs, dice)
    assert one_night(inputs, outputs, dice, "") in USUAL
    assert_tidy(outputs)
    tell(outputs, codes)

    before = allocations(outputs)
    force = nightly_process(inputs, outputs, "--force", "-q")
    subprocess.run(force[0], env=force[1], capture_output=True, check=False)
    assert allocations(outputs) == before
    assert_tidy(outputs)


def tell(outputs: Path, codes: Counter[tuple[str, int]]) -> None:
    """The figures, and that the history has every run."""
    runs = [run for plan in plans(outputs) for run in plan.runs()]
    records = Counter(run.record()["run"]["state"] for run in runs)
    with History.open(outputs) as history:
        nights = history.nights()
    known = {(night.plan, night.run) for night in nights if night.state != "unchanged"}
    assert known >= {(run.plan.name, run.id) for run in runs}
    assert "running" not in {night.state for night in nights}
    same = sum(night.state == "unchanged" for night in nights)
    log.info("nights by blow and exit code: %s", dict(codes))
    log.info("%d runs, %s; %d times unchanged", len(runs), dict(records), same)
