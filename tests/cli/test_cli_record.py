"""What machines get: the record of a run, on standard output and beside the workbook."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cli_cases import FIELDS, cells, digest, forcegen, solved, write_book

from solver.optimise import pulp_backend

FLAGS = ("--seed", 11, "--threads", 1, "--gap", 0.25, "--time-limit", 33)


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the small plan was solved with every search flag, an override and the scenario."""
    folder = tmp_path_factory.mktemp("recorded")
    write_book(folder / "plan.xlsx")
    with contextlib.chdir(folder):
        record = solved("plan.xlsx", "--scenario", "No Estonia", "--set", "Sites!Lviv!Capacity=1000", *FLAGS)
        Path("stdout.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


@pytest.fixture
def record(run_folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The record of that run, as it was on standard output; the test stands in its folder."""
    monkeypatch.chdir(run_folder)
    record: dict[str, Any] = json.loads(Path("stdout.json").read_text(encoding="utf-8"))
    return record


def test_the_record_has_every_field_of_the_contract_and_no_other(record: dict[str, Any]):
    assert list(record) == FIELDS
    assert record["schema_version"] == 1
    assert record["tool"].startswith("forcegen ")
    assert record["input"] == {"path": "plan.xlsx", "sha256": digest(Path("plan.xlsx"))}
    assert record["scenario"] == "No Estonia"
    assert record["overrides"] == ["Sites!Lviv!Capacity=1000"]
    assert record["status"] == "optimal"
    assert record["solver"] == {
        "name": "highs",
        "version": record["solver"]["version"],
        "seed": 11,
        "threads": 1,
        "retries": 0,
    }
    assert list(record["sizes"]) == ["variables", "integers", "rows", "nonzeros"]
    assert all(isinstance(size, int) for size in record["sizes"].values())
    assert list(record["timings"]) == ["read", "build", "solve", "audit", "write", "total"]
    assert all(seconds >= 0 for seconds in record["timings"].values())
    assert len(record["audit"]["rules_checked"]) == 17
    assert record["audit"]["breaches"] == []
    assert record["findings"] == []


def test_the_ranks_and_totals_are_those_of_the_plan(record: dict[str, Any]):
    # Without Estonia, France's 300 heads fill 300 of the 500 asked for.
    names = [rank["name"] for rank in record["objectives"]]

    assert names == ["minimum shortfall", "target shortfall", "drawdown", "cost", "heads", "moves"]
    assert record["objectives"][1] == {
        "rank": 2,
        "name": "target shortfall",
        "value": 200.0,
        "final": 200.0,
        "bound": 200.0,
        "gap": 0.0,
        "parts": [{"name": "target shortfall", "weight": 1.0, "value": 200.0}],
    }
    assert record["totals"] == {
        "heads": 300.0,
        "tied_up": 900.0,
        "nations": 1,
        "open_sites": record["totals"]["open_sites"],
        "cost": 0.0,
        "minimum_shortfall": 0.0,
        "target_shortfall": 200.0,
        "drawdown": 0.0,
    }
    assert record["drawdown"] == [{"cap": "Estonia / own", "period": 1, "taken": 0.0, "limit": 0.0}]


def test_the_record_beside_the_workbook_is_the_one_on_standard_output(record: dict[str, Any]):
    beside = Path("outputs/plan.xlsx.run.json")

    assert json.loads(beside.read_text(encoding="utf-8")) == record
    assert record["outputs"] == [
        {
            "path": str(Path("outputs/plan.xlsx")),
            "sha256": hashlib.sha256(Path("outputs/plan.xlsx").read_bytes()).hexdigest(),
        }
    ]


def test_the_flags_of_the_search_stand_on_the_run_sheet(record: dict[str, Any]):
    facts = {row[0]: row[1] for row in cells(Path("outputs/plan.xlsx"), "Run")}

    assert facts["Seed"] == record["solver"]["seed"] == 11
    assert facts["Threads"] == 1
    assert facts["Gap (share)"] == 0.25
    assert facts["Time limit (s)"] == 33
    assert facts["Scenario"] == "No Estonia"


def test_findings_are_in_the_record_and_warnings_on_standard_error():
    book = write_book(Path("plan.xlsx"), Settings=[{"Name": "Sede", "Value": 3}])
    result = forcegen("check", book, "--format", "json")

    findings = json.loads(result.stdout)["findings"]
    assert len(findings) == len(result.stderr.splitlines()) > 0
    assert all(list(each) == ["sheet", "cell", "severity", "message"] for each in findings)
    assert f"{findings[0]['sheet']}!{findings[0]['cell']}: {findings[0]['message']}" in result.stderr


def test_audit_new_and_doctor_speak_json_too(written: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pulp_backend, "solver_names", lambda: ("highs",))
    audit = json.loads(forcegen("audit", written, "--format", "json").stdout)
    new = json.loads(forcegen("new", "fresh.xlsx", "--format", "json").stdout)
    doctor = json.loads(forcegen("doctor", "--format", "json").stdout)

    assert list(audit) == [
        *("rules_checked", "breaches", "breaches_left_out", "objectives"),
        *("sheets", "gone", "unchecked", "witness", "inputs_changed"),
    ]
    assert audit["objectives"]["target shortfall"] == 50
    assert new == {"output": "fresh.xlsx"}
    assert list(doctor) == ["environment", "solvers", "trials"]
    assert len(doctor["trials"]) >= 30
    assert doctor["solvers"][0]["what"] == "solver highs"
    assert doctor["solvers"][0]["well"] is True
