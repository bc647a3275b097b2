"""The JSON record of a run is the contract that machines rely on."""

import json
import math

from answer_cases import a_plan, a_rank, a_solution, answer, sent, to_lviv

from solver.errors import Finding, Place
from solver.record import (
    RECORD_FIELDS,
    Output,
    RunFacts,
    RunSpec,
    SolverOptions,
    Timings,
    Versions,
    make_record,
    microseconds,
    milliseconds,
)

FIELDS = [
    *(
        "schema_version",
        "tool",
        "started",
        "input",
        "scenario",
        "overrides",
        "status",
        "objectives",
        "totals",
    ),
    *("drawdown", "held", "solver", "unique", "sizes", "timings", "audit"),
    *("no_plan", "explanation", "findings", "outputs", "compared"),
]
FACTS = RunFacts(
    input_path="inputs/x.xlsx",
    input_sha256="ab",
    spec=RunSpec(
        scenario="base",
        overrides=("Sites!Lviv!Capacity=5",),
        search=SolverOptions(solver="cbc", seed=3, threads=1),
    ),
    versions=Versions(forcegen="1.0.0"),
    timings=Timings(read=0.5, total=2.0),
    rules_checked=("eligible", "rotation"),
)


def test_the_record_has_exactly_the_fields_of_the_contract():
    allocation = sent(*to_lviv("FRA-1", 4))
    record = make_record(FACTS, a_solution(allocation), answer(a_plan(), allocation).totals)

    assert list(record) == FIELDS == list(RECORD_FIELDS)
    assert record["schema_version"] == 1
    assert record["tool"] == "forcegen 1.0.0"
    assert record["input"] == {"path": "inputs/x.xlsx", "sha256": "ab"}
    assert record["status"] == "optimal"
    assert record["totals"] == {
        "heads": 400,
        "tied_up": 1200,
        "nations": 1,
        "open_sites": 1,
        "cost": 4000,
        "minimum_shortfall": 0,
        "target_shortfall": 200,
        "drawdown": 0,
    }
    assert record["drawdown"] == [{"cap": "Estonia / own", "period": 1, "taken": 0, "limit": 450}]
    assert record["solver"] == {"name": "highs", "version": "1.2.3", "seed": 1, "threads": 2, "retries": 0}
    assert record["sizes"] == {"variables": 3, "integers": 2, "rows": 1, "nonzeros": 4}
    assert list(record["timings"]) == ["read", "build", "solve", "audit", "write", "total"]
    assert record["audit"] == {"rules_checked": ["eligible", "rotation"], "breaches": []}


def test_each_rank_is_one_entry_with_its_parts():
    record = make_record(FACTS, a_solution(sent(), ranks=[a_rank(1), a_rank(2)]), None)

    assert [entry["rank"] for entry in record["objectives"]] == [1, 2]
    assert record["objectives"][0] == {
        "rank": 1,
        "name": "minimum shortfall",
        "value": 50.0,
        "final": 50.0,
        "bound": 50.0,
        "gap": 0.0,
        "parts": [{"name": "minimum shortfall", "weight": 1.0, "value": 50.0}],
    }


def test_the_record_is_json_even_where_nothing_was_proved():
    """JSON has no infinity: a bound that no solver proved is null."""
    solution = a_solution(sent(), status="feasible", ranks=[a_rank(1, bound=-math.inf, gap=math.inf)])
    text = json.dumps(make_record(FACTS, solution, answer(a_plan(), sent()).totals), allow_nan=False)

    assert json.loads(text)["objectives"][0]["bound"] is None


def test_without_a_plan_the_record_keeps_its_shape():
    finding = Finding(place=Place(sheet="Sites", row=4, column="Capacity"), message="odd", cell="F4")
    record = make_record(FACTS, None, None, findings=[finding])

    assert list(record) == FIELDS == list(RECORD_FIELDS)
    assert record["status"] == "no_plan"
    assert set(record["totals"].values()) == {None}
    assert record["solver"]["name"] == "cbc"
    assert record["findings"] == [{"sheet": "Sites", "cell": "F4", "severity": "error", "message": "odd"}]


def test_a_finding_about_a_whole_row_gets_the_row_as_excel_writes_it():
    finding = Finding(place=Place(sheet="Sites", row=4), message="odd", severity="warning")

    assert make_record(FACTS, None, None, findings=[finding])["findings"][0]["cell"] == "4:4"


def test_the_workbook_as_it_stands_is_the_scenario_null_and_outputs_carry_their_hash():
    facts = RunFacts(input_path="x", input_sha256="y")
    record = make_record(facts, None, None, outputs=[Output(path="outputs/x.xlsx", sha256="cd")])

    assert record["scenario"] is None
    assert record["outputs"] == [{"path": "outputs/x.xlsx", "sha256": "cd"}]


def test_the_sheet_shows_the_seconds_that_the_record_keeps():
    """Else an audit would find the sheet Run altered where a half is rounded twice: 0.11649951 s."""
    halves = [0.0005 + step / 1_000 for step in range(3_000)]
    for seconds in (0.11649951, *(half + aside for half in halves for aside in (-4e-7, 0, 4e-7))):
        assert milliseconds(microseconds(seconds)) == milliseconds(seconds)
