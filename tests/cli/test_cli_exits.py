"""Each exit code by a real case, with what the planner is told."""

from __future__ import annotations

import json
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest
from cli_cases import FIELDS, IMPOSSIBLE, SHEETS, forcegen, in_a_process, process_env, solved, write_book
from hard_books import a_book_with_duties, a_hard_book
from running import started

from solver.audit import AuditReport
from solver.audit.breach import Breach
from solver.cli.reporter import TerminatedError
from solver.runs import load


def test_a_plan_that_is_proved_ends_with_0(book: Path):
    result = forcegen("solve", book)

    assert result.exit_code == 0
    assert "Proved optimal" in result.stdout
    assert "Written: outputs/plan.xlsx" in result.stdout
    assert result.stderr == ""


def test_a_workbook_without_errors_checks_with_0(book: Path):
    result = forcegen("check", book)

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "plan.xlsx: no errors.",
        "2 contingents of 2 nations, 2 sites, 2 requirements, 1 period",
    ]


def test_notes_are_told_with_the_answer_and_are_no_warnings():
    """Whom a caveat keeps out, and a pool that cannot keep what is pledged: 600 / (1 + 2) = 200."""
    nations = [{"Nation": "Estonia"}, {"Nation": "France", "Deployable pool": 600}]
    roles = [{"Role": "Infantry"}, {"Role": "Training"}]
    fills = [{"Capability": "Infantry", "Role": row["Role"]} for row in roles]
    asked = [{"Site": "Lviv", "Role": row["Role"], "Target": 100} for row in roles]
    only = [{"Nation": "France", "Role": "Training", "Effect": "only", "Reason": "parliament"}]
    sheets = {"Roles": roles, "Suitability": fills, "Requirements": asked, "Caveats": only}
    book = write_book(Path("noted.xlsx"), Nations=nations, **sheets)
    told, record = forcegen("check", book, "--strict"), forcegen("check", book, "--format", "json")

    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.splitlines()[2:] == [
        "note: Nations!B3: France pledges 300 heads, which tie up 900 when all are in theatre "
        "(dwell ratio 2); a pool of 600 keeps 200 there at most, for it holds those at home "
        "between rotations, too",
        "note: Caveats!C2: France only as Training: also keeps out Infantry: 1 contingent",
    ]
    assert json.loads(record.stdout)["findings"] == []
    assert [
        (each["sheet"], each["cell"], each["severity"]) for each in json.loads(record.stdout)["notes"]
    ] == [
        ("Nations", "B3", "note"),
        ("Caveats", "C2", "note"),
    ]
    assert forcegen("check", book, "--quiet").output == ""


def test_a_caveat_that_may_be_meant_otherwise_is_a_warning_also_when_solved():
    """France only as Infantry at Lviv: its training is shut at Lviv, too."""
    fills = [{"Capability": "Infantry", "Role": role} for role in ("Infantry", "Training")]
    asked = [{"Site": "Lviv", "Role": role, "Target": 100} for role in ("Infantry", "Training")]
    only = {"Nation": "France", "Role": "Infantry", "Site": "Lviv", "Effect": "only", "Reason": "parliament"}
    roles = [{"Role": "Infantry"}, {"Role": "Training"}]
    sheets = {"Roles": roles, "Suitability": fills, "Requirements": asked, "Caveats": [only]}
    book = write_book(Path("shut.xlsx"), **sheets)
    checked = forcegen("check", book)

    assert "also keeps out Training: 1 contingent; if that is meant, write it as two rows" in checked.stderr
    assert "note:" not in checked.stdout
    assert [each["severity"] for each in solved(book)["findings"]] == ["warning"]
    assert forcegen("check", book, "--strict").exit_code == 3


def test_a_plan_that_the_audit_does_not_share_is_our_own_fault_and_not_written(
    book: Path, monkeypatch: pytest.MonkeyPatch
):
    import solver.audit as second_opinion

    honest = second_opinion.audit

    def disagreeing(*given: object, **named: object) -> AuditReport:
        breach = Breach(rule="rotation", message="FRA-1 sends 4 units")
        return replace(honest(*given, **named), breaches=(breach,))  # type: ignore[arg-type]

    monkeypatch.setattr(second_opinion, "audit", disagreeing)
    result = forcegen("solve", book)

    assert result.exit_code == 1
    assert "rotation: FRA-1 sends 4 units" in result.stderr
    assert [path.name for path in Path("outputs").iterdir()] == ["plan.xlsx.run.json"], "the record, no plan"


@pytest.mark.parametrize("flags", [(), ("--debug",)])
def test_a_fault_of_ours_is_a_sentence_and_a_traceback_only_for_who_asks(
    book: Path, monkeypatch: pytest.MonkeyPatch, flags: tuple[str, ...]
):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("no such luck")

    monkeypatch.setattr(load, "load", broken)
    from click.testing import CliRunner

    from solver.cli import main

    result = CliRunner().invoke(main, ["check", str(book), *flags])

    assert result.exit_code == 1
    assert "a fault in forcegen itself: ZeroDivisionError: no such luck" in result.stderr
    assert ("Traceback" in result.stderr) == bool(flags)


@pytest.mark.parametrize(
    "arguments",
    [
        ("sovle", "plan.xlsx"),
        ("solve",),
        ("solve", "plan.xlsx", "--time-limit", "0"),
        ("solve", "plan.xlsx", "--gap", "2"),
        ("solve", "plan.xlsx", "--threads", "0"),
        ("solve", "plan.xlsx", "--in-place", "-o", "other.xlsx"),
        ("solve", "plan.xlsx", "--write-model", "model.txt"),
        ("check", "plan.xlsx", "--format", "xml"),
        ("audit", "plan.xlsx", "--scenario", "x"),
        ("--config", "missing.toml", "check", "plan.xlsx"),
    ],
)
def test_wrong_usage_ends_with_2_before_anything_is_read(arguments: tuple[str, ...]):
    result = forcegen(*arguments)

    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert result.stdout == ""


def test_a_misspelt_command_is_told_the_nearest():
    assert "there is no command 'sovle'; did you mean 'solve'?" in forcegen("sovle", "plan.xlsx").stderr


def test_errors_end_with_3_and_are_all_told_each_with_its_cell():
    contingents = [
        {**SHEETS["Contingents"][0], "Units": "four"},
        {**SHEETS["Contingents"][1], "Heads per unit": -1},
    ]
    areas = [*SHEETS["Areas"], {"Area": "Latvia", "Own": "many"}]
    book = write_book(Path("plan.xlsx"), Contingents=contingents, Areas=areas)

    for command in ("check", "solve"):
        result = forcegen(command, book)
        lines = result.stderr.splitlines()

        assert result.exit_code == 3
        assert [line.split(":")[1].strip() for line in lines] == [
            "Contingents!D2",
            "Contingents!E3",
            "Areas!C3",
        ]
        assert all(line.startswith("error: ") for line in lines)
        assert "Units is 'four'; expected a whole number" in lines[0]
    assert not Path("outputs").exists()


def test_errors_for_machines_name_sheet_and_cell():
    book = write_book(Path("plan.xlsx"), Sites=[{"Site": "Lviv", "Capacity": "big"}, {"Site": "Odesa"}])
    result = forcegen("check", book, "--format", "json")

    (finding,) = json.loads(result.stdout)["findings"]
    assert result.exit_code == 3
    assert (finding["sheet"], finding["cell"], finding["severity"]) == ("Sites", "B2", "error")


def test_a_file_that_is_not_there_ends_with_3_and_the_nearest_name(book: Path):
    result = forcegen("solve", "pln.xlsx")

    assert result.exit_code == 3
    assert result.stderr == "error: pln.xlsx: there is no such file; did you mean plan.xlsx?\n"


def test_no_plan_ends_with_4_and_the_least_to_give_by_cell():
    # Two companies of 150, sustained 1:2, tie up 2 * 150 * 3 = 900 heads; the cap allows 450.
    book = write_book(Path("plan.xlsx"), **IMPOSSIBLE)
    result = forcegen("solve", book)

    assert result.exit_code == 4
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == (
        "No plan keeps every hard rule. The least to give, any one of these:"
    )
    assert "Drawdown caps!C2: raise Cap heads of Estonia / own from 450 to 900 heads" in result.stderr
    assert "Locks!C2: lower Units at least of EST-1 / Lviv from 2 to 1 unit" in result.stderr
    assert not Path("outputs/plan.xlsx").exists()


def test_no_plan_leaves_a_record_with_the_least_to_give():
    record = solved(write_book(Path("plan.xlsx"), **IMPOSSIBLE), code=4)

    assert list(record) == FIELDS
    assert record["status"] == "infeasible"
    assert {(each["sheet"], each["cell"]) for each in record["findings"]} == {
        ("Drawdown caps", "C2"),
        ("Locks", "C2"),
    }
    told = record["no_plan"]
    assert (told["impossible"], told["shown"], told["finished"]) == (True, "proved", True)
    assert [(each["sheet"], each["rows"], each["told"]) for each in told["conflict"]] == [
        ("Drawdown caps", [2], "Cap heads of Estonia / own"),
        ("Locks", [2], "Units at least of EST-1 / Lviv"),
    ]
    assert [(each["column"], each["from"], each["to"]) for each in told["any_one"]] == [
        ("Cap heads", 450, 900),
        ("Units at least", 2, 1),
    ]
    assert record["outputs"] == []


def test_time_that_runs_out_ends_with_5_and_says_so_in_the_written_plan():
    book = a_hard_book(Path("hard.xlsx"))
    record = solved(book, "--time-limit", 2, code=5)

    assert record["status"] == "feasible"
    assert max(rank["gap"] for rank in record["objectives"]) > 0.001
    assert Path("outputs/hard.xlsx").exists()
    assert forcegen("audit", "outputs/hard.xlsx").exit_code == 0


def test_no_time_at_all_ends_with_6_where_doing_nothing_is_no_plan():
    result = forcegen("solve", a_book_with_duties(Path("hard.xlsx")), "--time-limit", 0.0001)

    assert result.exit_code == 6
    first, second, *_, last = result.stderr.splitlines()
    assert first == "No plan was found in the time; give it more with --time-limit."
    assert second == ("With parts of units, sites and leads there is a plan: no sum of numbers excludes one.")
    assert last.startswith("To try: more time (--time-limit); ")
    assert json.loads(Path("outputs/hard.xlsx.run.json").read_text())["status"] == "no_plan"
    assert not Path("outputs/hard.xlsx").exists()


@pytest.mark.parametrize(
    ("solver", "said"),
    [("simplicissimus", "no solver is called 'simplicissimus'"), ("mosek", "mosek is not installed here")],
)
def test_a_solver_that_is_not_here_ends_with_9(book: Path, solver: str, said: str):
    result = forcegen("solve", book, "--solver", solver)

    assert result.exit_code == 9
    assert said in result.stderr
    assert not Path("outputs/plan.xlsx").exists()


@pytest.mark.parametrize(("stop", "code"), [(KeyboardInterrupt, 130), (TerminatedError, 143)])
def test_a_run_that_is_stopped_ends_as_shells_expect(
    book: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException], code: int
):
    def stopped(*_: object, **__: object) -> None:
        raise stop

    monkeypatch.setattr(load, "load", stopped)
    result = forcegen("check", book)

    assert result.exit_code == code
    assert result.stderr == "error: interrupted; no file is left half written\n"


WAITING = """
import time
from solver.runs import load
load.load = lambda *a, **k: (print("ready", flush=True), time.sleep(600))
from solver.cli import main
main(["check", "plan.xlsx"])
"""


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_a_process_at_once_and_quietly(sign: signal.Signals, code: int):
    with started("-c", WAITING, env=process_env()) as process:
        process.wait_for("ready")
        process.send(sign)

        assert process.end() == code
        assert "Traceback" not in process.told


def test_a_signal_in_the_search_keeps_the_best_plan_so_far():
    a_hard_book(Path("hard.xlsx"))
    command = ("-m", "solver", "solve", "hard.xlsx", "-v", "--time-limit", "100")
    with started(*command, env=process_env()) as process:
        process.wait_for("rank 1")  # its plan is found: the second rank takes half of the time that is left
        time.sleep(0.5)
        process.send(signal.SIGTERM)

        assert process.end() == 5
    assert "the search ended" in process.told
    assert Path("outputs/hard.xlsx").exists()


def test_python_m_solver_is_forcegen(book: Path):
    result = in_a_process("check", book)

    assert result.returncode == 0
    assert result.stdout.startswith("plan.xlsx: no errors.")
