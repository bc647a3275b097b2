"""A night whose words nobody takes does its work, and ends with its own exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from gate_cases import a_book
from night_cases import ROOT, assert_tidy, settled

from solver.nightly.folder import PlanFolder

NIGHT = """
import sys
from night_cases import standing_in
from solver.cli import main
from solver.nightly import night
whole = night.run_night
night.run_night = lambda request, tell: whole(request, tell, standing_in({}, {"plan": ["cost rises"]}))
main(["nightly", *sys.argv[1:]])
"""
"""``forcegen nightly`` in a process that stands in for its solves; the gate refuses them."""

OPENED = """
import os, sys
os.close(1), os.close(2)
sys.stdout = sys.stderr = None
from solver.cli.reporter import open_closed_streams
open_closed_streams()
print("to nobody"), print("to nobody", file=sys.stderr)
os._exit(os.open(sys.argv[1], os.O_RDONLY))
"""
"""A process whose output was closed before it began; its exit code is the number of the next file."""


def in_a_process(program: str, *arguments: object, out: int | None = None) -> int:
    """The exit code of a program of which nobody reads what it says."""
    env = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (ROOT, Path(__file__).parent, ROOT / "tests"))),
    }
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, env=env, stdout=out, stderr=out, timeout=300).returncode


@pytest.mark.parametrize("options", [(), ("--format", "json", "--log-format", "json"), ("-q",)])
def test_a_night_goes_on_when_the_reader_of_its_words_is_gone(tmp_path: Path, options: tuple[str, ...]):
    (tmp_path / "inputs").mkdir()
    settled(a_book(tmp_path / "inputs" / "plan.xlsx"))
    reader, writer = os.pipe()
    os.close(reader)
    try:
        code = in_a_process(NIGHT, tmp_path / "inputs", tmp_path / "out", *options, out=writer)
    finally:
        os.close(writer)

    assert code == 7
    assert PlanFolder(tmp_path / "out" / "plan").runs()[0].record()["run"]["state"] == "refused"
    assert_tidy(tmp_path / "out")


@pytest.mark.parametrize("options", [(), ("--format", "json")])
def test_a_command_whose_reader_is_gone_ends_as_one_that_a_pipe_ended(
    tmp_path: Path, options: tuple[str, ...]
):
    """``forcegen history | head -1``: no fault of ours, and nothing to complain about."""
    command = [sys.executable, "-m", "solver", "history", "--outputs", str(tmp_path), *options]
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            command, cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, timeout=300, check=False
        )
    finally:
        os.close(writer)

    assert (ended.returncode, ended.stderr) == (141, b"")


def test_no_file_takes_the_place_of_output_that_was_closed(tmp_path: Path):
    """Else what a solver prints would be written into it."""
    (tmp_path / "file").touch()

    assert in_a_process(OPENED, tmp_path / "file") > 2
