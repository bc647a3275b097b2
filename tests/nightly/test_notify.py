"""Telling people of the night: what is run, what it gets, and that nothing depends on it."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil
import pytest
from night_cases import wait_until
from seconds import A_MOMENT

from solver.nightly.report import NotifyError, notify, split_command


def python(code: str, *arguments: str) -> tuple[str, ...]:
    """A command that runs some Python."""
    return (sys.executable, "-c", code, *arguments)


def test_the_command_gets_the_whole_summary_on_its_standard_input(tmp_path: Path):
    """Also one that is longer than a pipe holds."""
    told = tmp_path / "told.txt"
    summary = "Żytomyr: 3 plans published\n" * 20_000

    trouble = notify(
        python("import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())", str(told)), summary
    )

    assert trouble == ""
    assert told.read_text(encoding="utf-8") == summary


def test_a_command_that_reads_nothing_does_not_keep_the_night_waiting():
    assert notify(python("pass"), "x" * 1_000_000) == ""


def test_no_shell_ever_sees_the_command(tmp_path: Path):
    words = split_command(f"echo 'two words' $(touch {tmp_path}/a) ; touch {tmp_path}/b")

    trouble = notify(words, "")

    assert trouble == ""
    assert list(tmp_path.iterdir()) == []
    assert words[:3] == ("echo", "two words", "$(touch")


def test_a_command_that_fails_is_told_with_its_last_words():
    trouble = notify(python("import sys; print('one'); print('no such list'); sys.exit(3)"), "")

    assert trouble.endswith("failed with exit code 3: one / no such list")


def test_a_command_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path):
    """A mail program that waits for ever must not hold the night, nor live on."""
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)'])\n"
        "open(sys.argv[1], 'w').write(str(child.pid))\n"
        "time.sleep(300)\n"
    )
    began = time.monotonic()

    trouble = notify(python(code, str(note)), "", seconds=1.0)

    assert "was ended after 1 s" in trouble
    assert time.monotonic() - began < A_MOMENT
    pid = int(note.read_text(encoding="utf-8"))
    wait_until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_a_program_that_vanished_since_the_evening_is_told():
    assert "could not be run" in notify(("/no/such/program",), "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("mail -s 'Force plans", "a quote is not closed"),
        ("no-such-program-here --now", "there is no program no-such-program-here"),
    ],
)
def test_what_cannot_be_run_is_said_before_the_night_begins(text: str, said: str):
    with pytest.raises(NotifyError, match=said):
        split_command(text)
