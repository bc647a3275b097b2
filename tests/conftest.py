"""Spares the tests idle work: compiling the same modules in each process, rounds of the collector.

And gives them Ctrl-C back where a shell started them in the background, which makes its commands ignore it;
and ends what a failed test left running, before it fails others.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent

SLOW = {
    "cli/test_cli_all_scenarios.py",
    "cli/test_cli_audit_cells.py",
    "cli/test_cli_environment.py",
    "cli/test_cli_exits.py",
    "cli/test_cli_explain.py",
    "cli/test_cli_files.py",
    "cli/test_cli_process.py",
    "cli/test_tutorial.py",
    "example/test_example_answers.py",
    "habits/test_habits.py",
    "isolation/test_isolation.py",
    "model/test_contradictions.py",
    "model/test_diagnose.py",
    "model/test_isolated.py",
    "model/test_repairs.py",
    "model/test_tie_breaking.py",
    "nightly/test_changes.py",
    "nightly/test_gate.py",
    "nightly/test_guarded.py",
    "nightly/test_night_process.py",
    "nightly/test_night_studies.py",
    "nightly/test_nights.py",
    "nightly/test_publish.py",
    "nightly/test_replay.py",
    "nightly/test_seal.py",
    "nightly/test_watch.py",
    "nightly/test_worker_process.py",
    "optimise/test_baseline_start.py",
    "optimise/test_bound_search.py",
    "optimise/test_large.py",
    "optimise/test_reoptimise.py",
    "oracle/test_reasons_against_reference.py",
    "pages/test_browser.py",
    "pages/test_paper.py",
    "public/test_public.py",
    "reasons/test_asks.py",
    "reasons/test_cap_steps.py",
    "reasons/test_question_pool.py",
    "studies/test_dask.py",
    "studies/test_direction.py",
    "studies/test_executors.py",
    "studies/test_grid_random.py",
    "studies/test_study_process.py",
    "studies/test_study_run.py",
    "studies/test_sweep.py",
    "studies/test_told_confidence.py",
    "studies/test_withdraw.py",
    "test_marking.py",
    "test_round_trip.py",
    "test_script.py",
    "test_speed.py",
    "workbook/test_hostile.py",
    "workbook/test_template.py",
    "workbook/test_written.py",
}
"""Modules whose tests start processes, play nights or search for long: two thirds of the time, three tests in
ten (``pytest --durations=0``). ``pytest -m "not slow"`` leaves them out while one works, and ``.ci/run`` with
the lowest and the newest versions; ``pytest`` runs all."""

# Many tests start processes. Where no byte code may be kept, each compiles all modules again: 0.2 s of 0.9.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # tests that send it would wait for ever
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of slow modules."""
    for item in items:
        if item.path.relative_to(HERE).as_posix() in SLOW:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """The modules loaded and tests collected are never garbage; tables are let go of by counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Kill what a test that fails has started and not ended."""
    began = time.time()
    try:
        return (yield)
    except BaseException:
        for process in [each for each in gc.get_objects() if type(each) is subprocess.Popen]:
            with suppress(psutil.Error):  # it ended just now
                if process.poll() is None and psutil.Process(process.pid).create_time() >= began - 1:
                    process.kill()
                    process.wait()
        raise
