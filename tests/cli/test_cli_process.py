"""What only a process of its own can show: start-up, pipes, odd terminals, and scripts."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli_cases import FIELDS, forcegen, in_a_process, process_env, write_book
from click.testing import CliRunner
from hard_books import a_hard_book

from solver.cli import main

HEAVY = ("pandas", "numpy", "highspy", "pulp", "openpyxl", "rich", "packaging")
LOADED = """
import json, sys
from solver.cli import main
try:
    main([{arguments}])
except SystemExit as end:
    assert end.code == 0, end.code
print("LOADED", json.dumps([name for name in {heavy} if name in sys.modules]))
"""


@pytest.mark.parametrize("arguments", ["'--help'", "'--version'"])
def test_help_loads_nothing_heavy(arguments: str):
    code = LOADED.format(arguments=arguments, heavy=list(HEAVY))

    told = in_a_process(code=code).stdout.rsplit("LOADED", 1)[1]
    assert json.loads(told) == []


def test_help_of_a_command_loads_neither_solver_nor_tables():
    for command in ("new", "check", "solve", "audit", "doctor"):
        code = LOADED.format(arguments=f"'{command}', '--help'", heavy=["pandas", "highspy", "pulp"])

        assert json.loads(in_a_process(code=code).stdout.rsplit("LOADED", 1)[1]) == []


@pytest.mark.skipif(os.name == "nt", reason="counts processor time as Unix does")
def test_help_takes_less_than_0_3_s_of_the_processor():
    import resource

    def spent() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def once() -> float:
        before = spent()
        assert in_a_process("--help").returncode == 0
        return spent() - before

    assert min(once() for _ in range(3)) < 0.3


def test_importing_solver_is_quick_and_gives_the_functions_for_scripts():
    code = (
        "import sys, solver\n"
        "assert 'pandas' not in sys.modules\n"
        "plan = solver.read_plan('plan.xlsx', overrides=['Contingents!EST-1!Units=1'])\n"
        "solution = solver.solve(plan)\n"
        "results = solver.write_results(plan, solution, 'plan.xlsx', 'out.xlsx',"
        " overrides=['Contingents!EST-1!Units=1'])\n"
        "print(solution.status, results.totals.heads)\n"
        "from solver.errors import OutputError\n"
        "try:\n"
        "    solver.write_results(plan, solution, 'plan.xlsx', 'plan.xlsx')\n"
        "except OutputError as error:\n"
        "    assert 'is the workbook itself' in str(error)\n"
        "else:\n"
        "    raise SystemExit('the workbook itself was overwritten')\n"
    )
    write_book(Path("plan.xlsx"))
    result = in_a_process(code=code)

    assert (result.returncode, result.stdout, result.stderr) == (0, "optimal 450.0\n", "")
    assert forcegen("audit", "out.xlsx").exit_code == 0


def test_standard_output_is_the_record_alone_as_json_in_every_encoding():
    book = write_book(Path("Übung.xlsx"))
    result = in_a_process("solve", book, "--format", "json", "-vv", env={"PYTHONIOENCODING": "ascii"})
    record = json.loads(result.stdout)

    assert result.returncode == 0
    assert list(record) == FIELDS
    assert record["input"]["path"] == "Übung.xlsx"
    assert "rank 1" in result.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_our_signs_is_no_fault(book: Path, encoding: str):
    text = CliRunner(charset=encoding).invoke(main, ["solve", str(book)], catch_exceptions=False)

    assert text.exit_code == 0
    assert "Proved optimal" in text.stdout
    assert "?" in text.stdout  # in place of the tick


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of Unix")
def test_a_line_on_the_terminal_tells_rank_time_and_gap():
    a_hard_book(Path("hard.xlsx"))

    told = on_a_terminal("solve", "hard.xlsx", "--time-limit", "2")
    assert re.search(r"rank [2-6] of 6, [a-z ]+: [0-9]+ s, gap [0-9.]+%", told)


@pytest.mark.skipif(os.name == "nt", reason="needs a terminal of Unix")
def test_a_plan_fits_a_terminal_of_80_columns():
    assert forcegen("new", "example.xlsx", "--example").exit_code == 0

    shown = on_a_terminal("solve", "example.xlsx", "--relax", "--no-color")
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).splitlines()
    assert len(lines) > 40
    assert max(len(line) for line in lines) <= 80


def on_a_terminal(*arguments: str) -> str:
    """What a command prints on a terminal of 80 columns."""
    import pty

    ours, theirs = pty.openpty()
    env = process_env({"COLUMNS": "80", "TERM": "xterm"})
    command = [sys.executable, "-m", "solver", *arguments]
    told = b""
    with subprocess.Popen(command, env=env, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        while True:
            try:
                read = os.read(ours, 4096)
            except OSError:  # how Linux says that the other side is closed
                read = b""
            told += read
            if not read:
                break
        process.wait(300)
    os.close(ours)
    return told.decode().replace("\r\n", "\n")


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
def test_a_reader_that_stops_reading_is_no_fault(book: Path):
    read, write = os.pipe()
    os.close(read)
    with subprocess.Popen(
        [sys.executable, "-m", "solver", "check", str(book)],
        env=process_env(),
        stdout=write,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        os.close(write)
        told = process.communicate(timeout=300)[1]

    assert "Traceback" not in told
    assert "fault" not in told
