"""A solver that ends its process, or never ends, does not end the run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from broken_highs import break_highs
from seconds import A_MOMENT
from small_plans import a_plan, lock_of_two, pledge, ranked, sheets_of

from solver.errors import SolverError
from solver.excel.template.template import template_bytes
from solver.isolation import end_idle
from solver.optimise import Search, isolated
from solver.optimise.isolated import optimise_isolated
from solver.plan import Plan
from solver.reasons.diagnosis import diagnose_isolated

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as Unix knows them")

EXACT = Search(gap=0.0, threads=1, time_limit=20.0)
AFTER_RANK_1 = range(3, 99)
"""The runs of HiGHS after the first rank: its relaxation is the first, the second finds a plan as good."""

ROOT = str(Path(__file__).parents[2])


@pytest.fixture(autouse=True)
def _workers_of_this_test() -> Iterator[None]:
    end_idle()
    yield
    end_idle()


def two_ranks() -> dict[str, list[dict[str, object]]]:
    """One company for one place, of two nations: first 0 lack, then 800 is the least cost."""
    return sheets_of(
        contingents=[pledge("DEAR", cost_per_head=12), pledge("CHEAP", "Latvia", cost_per_head=8)],
        priorities=ranked("target shortfall", "cost"),
    )


def a_plan_of_two_ranks() -> Plan:
    return a_plan(
        contingents=[pledge("DEAR", cost_per_head=12), pledge("CHEAP", "Latvia", cost_per_head=8)],
        priorities=ranked("target shortfall", "cost"),
    )


@pytest.mark.parametrize("deaths", [range(1, 2), range(2, 3), range(1, 3), range(2, 4)])
def test_after_a_death_another_process_goes_on_to_the_same_plan(
    deaths: range, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    break_highs(monkeypatch, tmp_path, dies=deaths)
    solution = optimise_isolated(a_plan_of_two_ranks(), EXACT)

    assert [rank.value for rank in solution.ranks] == [0.0, 800.0]
    assert (solution.status, solution.solver.retries) == ("optimal", len(deaths))
    assert solution.findings == ()


def test_where_every_process_dies_the_plan_so_far_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    break_highs(monkeypatch, tmp_path, dies=AFTER_RANK_1)
    solution = optimise_isolated(a_plan_of_two_ranks(), EXACT)

    assert solution.status == "feasible"
    assert solution.ranks[0].value == 0.0
    assert solution.ranks[1].value >= 800.0
    assert solution.solver.retries == 3
    (finding,) = solution.findings
    assert finding.message == (
        f"the process of HiGHS {version('highspy')} was killed by SIGABRT (free(): invalid pointer); "
        "this is the plan so far"
    )


def test_where_no_process_lives_to_see_a_plan_the_run_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    break_highs(monkeypatch, tmp_path, dies=range(1, 99))
    with pytest.raises(SolverError, match=r"killed by SIGABRT .* before there was a plan; forcegen doctor"):
        optimise_isolated(a_plan_of_two_ranks(), EXACT)


def test_a_search_that_hangs_beyond_its_limit_is_ended_and_the_plan_so_far_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(isolated, "PATIENCE", 0.5)
    break_highs(monkeypatch, tmp_path, hangs=AFTER_RANK_1)
    began = time.monotonic()
    solution = optimise_isolated(a_plan_of_two_ranks(), Search(gap=0.0, threads=1, time_limit=4.0))

    assert time.monotonic() - began < A_MOMENT
    assert solution.status == "feasible"
    assert solution.ranks[0].value == 0.0
    assert "did not heed its time" in solution.findings[0].message


def test_a_death_in_the_search_for_the_least_to_give_leaves_it_unfinished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    break_highs(monkeypatch, tmp_path, dies=range(1, 99))
    diagnosis = diagnose_isolated(a_plan(locks=[lock_of_two()]), EXACT)

    assert (diagnosis.singles, diagnosis.together, diagnosis.finished) == ((), None, False)


def solve_command(book: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``forcegen solve`` as a process."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("FORCEGEN_")}
    command = [sys.executable, "-c", "from solver.cli import main; main()", "solve", str(book), *arguments]
    env["PYTHONPATH"] = os.pathsep.join([env.get("PYTHONPATH", ""), ROOT])
    return subprocess.run(
        command, cwd=book.parent, env=env, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The plan of two ranks as a workbook."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(template_bytes(two_ranks()))
    return path


def test_standard_output_is_ours_whatever_a_library_prints(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """HiGHS prints on file descriptor 1 while it searches; -v shows that on standard error."""
    break_highs(monkeypatch, tmp_path)
    done = solve_command(book, "--format", "json", "-v")

    record = json.loads(done.stdout)
    assert (done.returncode, record["status"], record["solver"]["retries"]) == (0, "optimal", 0)
    assert done.stderr.count("printed by a library") >= 2


PRINTS_WHERE_PANDAS_IS_LOADED = """
import sys

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name in ("pandas", "openpyxl", "dateutil"):
            os.write(1, b"printed while it is loaded\\n")

sys.meta_path.insert(0, Finder())
"""


def test_a_script_prints_what_it_prints_and_nothing_else(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Also while its libraries are loaded."""
    break_highs(monkeypatch, tmp_path)
    with (tmp_path / "sitecustomize.py").open("a", encoding="utf-8") as site:
        site.write(PRINTS_WHERE_PANDAS_IS_LOADED)
    code = "import solver; print(solver.solve(solver.read_plan('plan.xlsx')).status)"
    env = os.environ | {"PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], ROOT])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.stdout, done.stderr) == ("optimal\n", "")


def test_the_command_writes_the_plan_so_far_with_exit_code_5(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    break_highs(monkeypatch, tmp_path, dies=AFTER_RANK_1)
    done = solve_command(book, "--format", "json")

    record = json.loads(done.stdout)
    assert (done.returncode, record["status"], record["solver"]["retries"]) == (5, "feasible", 3)
    assert (book.parent / "outputs" / "plan.xlsx").is_file()
    assert "this is the plan so far" in record["findings"][0]["message"]
    assert done.stderr == f"warning: {record['findings'][0]['message']}\n"


def test_the_command_without_any_plan_ends_with_exit_code_9_and_one_sentence(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    break_highs(monkeypatch, tmp_path, dies=range(1, 99))
    done = solve_command(book)

    assert (done.returncode, done.stdout) == (9, "")
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"error: the process of HiGHS {version('highspy')} was killed by SIGABRT")
