"""A worker keeps from us whatever its task prints, breaks or never ends."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from seconds import A_MOMENT

from solver.isolation import WorkerDiedError, call, end_idle, idle_processes, start_early
from solver.isolation.processes import kill_group

HERE = str(Path(__file__).parent)

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as Unix knows them")


@pytest.fixture(autouse=True)
def _workers_find_the_tasks(monkeypatch: pytest.MonkeyPatch) -> Any:
    end_idle()
    monkeypatch.setenv("PYTHONPATH", HERE)
    yield
    end_idle()


def test_a_worker_returns_what_its_task_comes_to_and_tells_what_it_says():
    said: list[object] = []

    assert call("tasks:doubled", {"number": 21}, hear=said.append) == 42
    assert said == ["doubling 21"]


def test_the_next_task_finds_the_worker_of_the_last():
    start_early()

    assert call("tasks:process", {}) == call("tasks:process", {}) != os.getpid()


def test_what_a_task_prints_is_part_of_the_log_and_never_of_our_output(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    with caplog.at_level(logging.INFO, logger="solver"):
        assert call("tasks:noisy", {}) == "done"
        end_idle()  # every line has been read

    assert {"by Python", "by number", "by C", "by the log"} <= set(caplog.messages)
    assert capfd.readouterr() == ("", "")


def test_all_that_a_task_printed_is_in_the_log_before_its_answer(caplog: pytest.LogCaptureFixture):
    """Whoever is kept for the next task has nothing left to say of the last."""
    with caplog.at_level(logging.INFO, logger="solver"):
        assert call("tasks:talkative", {}) == "done"
        told = list(caplog.messages)

    assert told == [*(f"line {number}" for number in range(1000)), "the last word"]
    assert idle_processes() != []


def test_what_is_printed_before_the_worker_speaks_does_not_garble_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Start-up files of Python may print; so may a library that one of them imports."""
    (tmp_path / "sitecustomize.py").write_text("import os; os.write(1, b'at start-up\\n')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{HERE}")

    with caplog.at_level(logging.INFO, logger="solver"):
        assert call("tasks:doubled", {"number": 2}) == 4
    assert "at start-up" in caplog.messages


def test_another_package_of_our_name_is_not_taken_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An older forcegen among the installed packages, or somebody's own module called solver."""
    (tmp_path / "solver.py").write_text("raise SystemExit('another solver')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{HERE}")

    assert call("tasks:doubled", {"number": 3}) == 6


def test_an_error_of_the_task_is_raised_here_with_where_it_arose():
    with pytest.raises(ValueError, match="no such luck") as raised:
        call("tasks:fails", {})

    assert "in fails" in raised.value.__notes__[0]


def test_a_worker_that_is_killed_is_told_with_its_last_words_and_the_next_works():
    with pytest.raises(WorkerDiedError) as died:
        call("tasks:dies", {})

    assert died.value.code == -signal.SIGABRT
    assert str(died.value) == "was killed by SIGABRT (free(): invalid pointer)"
    assert call("tasks:doubled", {"number": 1}) == 2


def test_a_worker_that_is_overdue_is_ended():
    began = time.monotonic()
    with pytest.raises(WorkerDiedError, match="did not heed its time"):
        call("tasks:hangs", {}, overdue=lambda _: time.monotonic() - began > 0.5)

    assert time.monotonic() - began < A_MOMENT


INTERRUPTED = """
import os, signal, threading
from solver.isolation import call

def hear(_):
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

try:
    print(call("tasks:{task}", {{}}, hear=hear))
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_asks_the_task_to_end_with_what_it_has():
    assert told_by(INTERRUPTED.format(task="stops")) == "stopped\n"


def test_a_second_ctrl_c_ends_worker_and_call():
    """The task hears the first, and goes on."""
    assert told_by(INTERRUPTED.format(task="hangs")) == "interrupted\n"


def told_by(code: str) -> str:
    """What a script prints that ends by itself."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=60)
    return done.stdout


def test_a_worker_ends_with_its_parent():
    code = (
        "import os, sys\nfrom solver.isolation import call\n"
        "print(call('tasks:process', {}), flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8", timeout=60
    )
    worker = int(told.stdout)

    end = time.monotonic() + A_MOMENT
    while Path(f"/proc/{worker}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.parametrize("own_group", [False, True])
def test_when_a_group_is_killed_what_its_leader_started_is_gone(
    monkeypatch: pytest.MonkeyPatch, own_group: bool
):
    """On a busy machine who is killed runs on for a moment, 0.3 s here; also who has left the group."""
    starts_one = (
        "import subprocess; sleeps = subprocess.Popen(['sleep', '600'], "
        f"start_new_session={own_group}); print(sleeps.pid, flush=True); input()"
    )
    kill, kill_one = os.killpg, psutil.Process.kill
    late = threading.Timer
    monkeypatch.setattr(os, "killpg", lambda *about: late(0.3, kill, about).start())
    monkeypatch.setattr(psutil.Process, "kill", lambda one: late(0.3, kill_one, [one]).start())
    with subprocess.Popen(
        [sys.executable, "-c", starts_one],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as leader:
        assert leader.stdout
        started = psutil.Process(int(leader.stdout.readline()))
        kill_group(leader)

        assert not started.is_running() or started.status() == psutil.STATUS_ZOMBIE
