"""A process of the night always answers, whatever happens to its task."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from gate_cases import a_book
from night_cases import inspects_inline, night, settled

from solver.nightly import worker
from solver.nightly.task import WorkerTask, from_json
from solver.record import RunSpec, SolverOptions

GAP = RunSpec(search=SolverOptions(gap=0.01))
TASK = WorkerTask(kind="solve", source="in/plan.xlsx", target="out/run", memory=300, spec=GAP)


@pytest.mark.parametrize(
    ("fault", "exit_code", "sentence"),
    [
        (KeyboardInterrupt(), 143, "it was stopped before there was a plan"),
        (MemoryError(), 9, "it needs more memory than the 300 MB that it may use (--memory-limit)"),
        (KeyError("site"), 1, "a fault in forcegen itself: KeyError: 'site'; please report it"),
    ],
)
def test_a_task_that_breaks_off_is_answered_for(
    fault: BaseException, exit_code: int, sentence: str, monkeypatch: pytest.MonkeyPatch
):
    def breaks_off(*_: object) -> None:
        raise fault

    said: list[dict[str, Any]] = []
    monkeypatch.setattr(worker, "do_task", breaks_off)
    worker._do(TASK, said.append)

    assert [message["exit_code"] for message in said] == [exit_code]
    assert said[0]["reasons"][0].startswith(sentence)


def test_a_fault_leaves_its_traceback_in_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(worker, "do_task", lambda *_: {}["site"])
    with caplog.at_level(logging.ERROR):
        worker._do(TASK, lambda _: None)

    assert "KeyError: 'site'" in caplog.text


def test_a_task_arrives_as_it_was_sent():
    assert from_json(TASK.to_json()) == TASK


def test_a_workbook_whose_solver_is_missing_fails_and_is_told_how_to_mend_it(tmp_path: Path):
    """In a process of its own: what it says comes back, what it prints is in the log."""
    inputs = tmp_path / "inputs"
    inputs.mkdir()
    settled(a_book(inputs / "plan.xlsx"))
    outcome = night(inputs, tmp_path / "out", launch=inspects_inline, solver="nosolver").outcomes[0]

    assert (outcome.state, outcome.exit_code) == ("failed", 9)
    assert "no solver is called 'nosolver'" in outcome.reasons[0]
    log = tmp_path / "out" / "plan" / "runs" / outcome.run / "solver.log"
    assert "read " in log.read_text()
