"""Nights as planners see them: what is solved, what is published, what is left alone."""

from __future__ import annotations

import html
import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from gate_cases import a_book, forcegen, france
from night_cases import assert_tidy, night, settled, standing_in, states

from solver.errors import PlanError
from solver.excel.read.written import read_written
from solver.files.own_files import sha256_of
from solver.nightly.folder import PlanFolder, plans
from solver.nightly.history import History
from solver.nightly.night_request import Limits
from solver.nightly.plan_identity import find_run
from solver.nightly.replay import replay
from solver.nightly.report import PlanOutcome, night_code

NIGHTLY = {
    "Scenario": "less",
    "Sheet": "Sites",
    "Row": "Lviv",
    "Column": "Capacity",
    "Value": 100,
    "Nightly": "yes",
}
"""A scenario that the night solves, too."""


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """An empty folder for workbooks."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    return folder


def allocation(plan: PlanFolder) -> list[tuple[object, ...]]:
    """Who is where in the published plan."""
    latest = plan.latest()
    assert latest is not None
    frame = read_written(latest.workbook).allocation
    return sorted(frame[["contingent", "role", "site", "period", "units"]].itertuples(index=False, name=None))


def test_each_run_with_a_plan_leaves_its_page_which_the_index_links(inputs: Path, tmp_path: Path):
    """One workbook has a plan; the other has an error, and no page."""
    outputs = tmp_path / "outputs"
    settled(a_book(inputs / "plan.xlsx"))
    settled(a_book(inputs / "faulty.xlsx", Contingents=[{**france(3)[0], "Units": "four"}]))
    night(inputs, outputs)
    (run,), (faulty,) = PlanFolder(outputs / "plan").runs(), PlanFolder(outputs / "faulty").runs()

    assert "Written by forcegen" in run.page.read_text(encoding="utf-8")
    assert not faulty.page.exists()
    record = run.record()
    assert [Path(each["path"]).name for each in record["outputs"]] == ["plan.xlsx", "plan.html"]
    assert [each["sha256"] for each in record["outputs"]] == [sha256_of(run.workbook), sha256_of(run.page)]
    index = (outputs / "index.html").read_text(encoding="utf-8")
    assert f'<a href="plan/runs/{run.id}/plan.html">page</a>' in index
    assert_tidy(outputs)


def test_the_page_of_a_plan_that_is_kept_back_says_so_with_the_reasons(inputs: Path, tmp_path: Path):
    """Without France 150 Estonians are left, where 200 are the least."""
    outputs = tmp_path / "outputs"
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, outputs)
    settled(a_book(inputs / "plan.xlsx", Contingents=france(0)))
    report = night(inputs, outputs)
    published, refused = PlanFolder(outputs / "plan").runs()

    assert states(report) == {"plan": "refused"}
    page = refused.page.read_text(encoding="utf-8")
    assert "The night that made this plan did not publish it" in page
    assert html.escape(report.outcomes[0].reasons[0], quote=False) in page
    assert "did not publish it" not in published.page.read_text(encoding="utf-8")
    assert "Made from <bdi>plan.xlsx</bdi>" in published.page.read_text(encoding="utf-8")


def test_equal_workbooks_give_equal_plans_and_are_not_solved_twice(inputs: Path, tmp_path: Path):
    """Night 1 publishes, night 2 finds nothing new, night 3 is made to solve again, from night 1's plan."""
    outputs = tmp_path / "outputs"
    settled(a_book(inputs / "plan.xlsx"))
    first = night(inputs, outputs)
    once = allocation(PlanFolder(outputs / "plan"))

    assert states(first) == {"plan": "published"}
    assert states(night(inputs, outputs)) == {"plan": "unchanged"}
    assert len(PlanFolder(outputs / "plan").runs()) == 1

    assert states(night(inputs, outputs, force=True)) == {"plan": "published"}
    before, after = PlanFolder(outputs / "plan").runs()
    assert after.record()["run"]["baseline"] == before.id
    assert allocation(PlanFolder(outputs / "plan")) == once
    assert_tidy(outputs)


def test_the_present_counts_until_a_plan_is_published(inputs: Path, tmp_path: Path):
    """Two companies are at Odesa and stay on the first night; on the second the published plan is kept to."""
    ranks = [{"Rank": 1, "Objective": "changes"}, {"Rank": 2, "Objective": "target shortfall"}]
    present, outputs = [{"Contingent": "FRA-1", "Site": "Odesa", "Units": 2}], tmp_path / "outputs"
    settled(a_book(inputs / "plan.xlsx", Priorities=ranks, Present=present))
    first = night(inputs, outputs).outcomes[0]
    settled(a_book(inputs / "plan.xlsx", Priorities=ranks, Present=[{**present[0], "Units": 1}]))
    second = night(inputs, outputs).outcomes[0]

    said = "changes are counted against the plan given as baseline; the present is left aside"
    assert [first.state, second.state] == ["published", "published"]
    finals = [[objective["final"] for objective in each.record["objectives"]] for each in (first, second)]
    assert finals == [[0, 350], [0, 350]]
    assert [said in str(each.record["findings"]) for each in (first, second)] == [False, True]
    assert replay(PlanFolder(outputs / "plan").runs()[0]).verdict == "identical"


def test_a_workbook_that_ranks_changes_has_a_first_night(inputs: Path, tmp_path: Path):
    """Nothing is published that changes could be counted against: that rank waits for the second night."""
    ranks = [{"Rank": 1, "Objective": "target shortfall"}, {"Rank": 2, "Objective": "changes"}]
    settled(a_book(inputs / "plan.xlsx", Priorities=ranks))
    outputs = tmp_path / "outputs"

    first = night(inputs, outputs).outcomes[0]
    second = night(inputs, outputs, force=True).outcomes[0]

    assert [objective["name"] for objective in first.record["objectives"]] == ["target shortfall"]
    assert [objective["name"] for objective in second.record["objectives"]] == ["target shortfall", "changes"]
    assert second.record["objectives"][1]["final"] == 0


def test_where_warnings_are_errors_the_published_plan_is_no_fault_of_the_planner(
    inputs: Path, tmp_path: Path
):
    """Own priorities that leave changes out: the published plan is kept to after all that they rank."""
    settled(a_book(inputs / "plan.xlsx", Priorities=[{"Rank": 1, "Objective": "target shortfall"}]))
    outputs = tmp_path / "outputs"
    night(inputs, outputs, strict=True)

    second = night(inputs, outputs, strict=True, force=True).outcomes[0]

    assert [objective["name"] for objective in second.record["objectives"]] == ["target shortfall", "changes"]


def test_a_published_plan_that_cannot_be_read_is_not_replaced_unseen(inputs: Path, tmp_path: Path):
    """Somebody has changed the published workbook; nothing can be compared with it, so a person decides."""
    outputs = tmp_path / "outputs"
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, outputs, launch=standing_in({}))  # publishes a workbook without an Allocation
    outcome = night(inputs, outputs, force=True).outcomes[0]

    assert outcome.state == "refused"
    assert outcome.reasons[0].startswith("the published plan cannot be read, so nothing could be compared")
    assert [run.workbook.is_file() for run in PlanFolder(outputs / "plan").runs()] == [True, True]


def test_one_bad_workbook_does_not_stop_the_others(inputs: Path, tmp_path: Path):
    (inputs / "broken.xlsx").write_bytes(b"PK, and then no more")
    a_book(inputs / "good.xlsx", Scenarios=[NIGHTLY])
    a_book(inputs / "odd.xlsx", Sites=[{"Site": "Lviv"}])
    settled(*inputs.iterdir())
    report = night(inputs, tmp_path / "out", launch=standing_in({"broken": 3, "odd": 4}))

    assert states(report) == {
        "broken": "failed",
        "good": "published",
        "good - less": "published",
        "odd": "failed",
    }
    assert report.exit_code == 3


def test_errors_of_a_workbook_are_told_with_their_cells_each_night(inputs: Path, tmp_path: Path):
    """It is not read again while nothing has changed, but it is as wrong as it was: the exit code says so."""
    settled(a_book(inputs / "odd.xlsx", Sites=[{"Site": "Lviv"}]))
    (inputs / "broken.xlsx").write_bytes(b"PK, and then no more")
    settled(*inputs.iterdir())
    first, second = (night(inputs, tmp_path / "out") for _ in range(2))

    assert states(first) == {"broken": "failed", "odd": "failed"}
    assert states(second) == {"broken": "unchanged", "odd": "unchanged"}
    for report in (first, second):
        broken, odd = report.outcomes
        assert "the workbook is damaged" in broken.reasons[0]
        assert str(inputs / "broken.xlsx") in broken.reasons[0]
        assert odd.reasons == ("Requirements!A3: unknown site 'Odesa'; add it to sheet Sites",)
        assert (report.exit_code, odd.exit_code) == (3, 3)
    assert find_run(tmp_path / "out", "odd").record()["findings"][0]["cell"] == "A3"


def test_a_refused_plan_stays_in_its_run_folder_and_yesterdays_is_in_force(inputs: Path, tmp_path: Path):
    outputs = tmp_path / "out"
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, outputs, launch=standing_in({}))
    settled(a_book(inputs / "plan.xlsx", Contingents=france(3)))
    refusing = standing_in({}, {"plan": ("cost rises",)})
    second = night(inputs, outputs, launch=refusing)
    third = night(inputs, outputs, launch=refusing)

    plan = PlanFolder(outputs / "plan")
    assert plan.latest() == plan.runs()[0]
    assert plan.runs()[1].workbook.is_file()
    assert (second.exit_code, second.outcomes[0].reasons) == (7, ("cost rises",))
    assert (states(third), third.exit_code) == ({"plan": "unchanged"}, 7)


def test_what_ran_out_of_time_or_met_a_fault_is_tried_again(inputs: Path, tmp_path: Path):
    settled(a_book(inputs / "plan.xlsx"))
    for exit_code in (1, 6, 8, 9):
        night(inputs, tmp_path / "out", launch=standing_in({"plan": exit_code}))
        again = night(inputs, tmp_path / "out", launch=standing_in({"plan": exit_code}))

        assert states(again) == {"plan": "failed"}


def test_what_came_of_plans_decides_the_exit_code_of_the_night():
    """A fault comes before what cannot be written, that before the solver, and so on; 0 means all is well."""
    worst_first = [143, 137, 1, 8, 9, 3, 4, 6, 7, 0]
    plans = [
        PlanOutcome(plan="", source="", scenario="", state="", exit_code=code, record={})
        for code in worst_first
    ]
    for place, exit_code in enumerate(worst_first[2:], start=2):
        assert night_code(plans[place:], 0) == exit_code
    assert night_code(plans[1:], 0) == 137
    assert night_code(plans, 130) == 130


def test_thirty_nights_of_drifting_pledges_lose_no_plan_and_leave_nothing(inputs: Path, tmp_path: Path):
    """Workbooks come and go, some nights a plan is refused or fails; every run is told in the history."""
    outputs, dice = tmp_path / "outputs", random.Random(5)
    pledged = {units: a_book(tmp_path / f"{units}.xlsx", Contingents=france(units)) for units in (2, 3, 4)}
    settled(a_book(inputs / "always.xlsx"))
    ran = 0
    for _ in range(30):
        for name in ("north", "south"):
            book = inputs / f"{name}.xlsx"
            book.unlink(missing_ok=True)
            if dice.random() < 0.9:
                settled(Path(shutil.copyfile(pledged[dice.randint(2, 4)], book)))
        ends = {name: dice.choice([0, 0, 0, 4, 6]) for name in ("north", "south")}
        reasons = {name: dice.choice([(), (), ("too many changes",)]) for name in ends}
        report = night(inputs, outputs, launch=standing_in(ends, reasons))
        ran += sum(outcome.state != "unchanged" for outcome in report.outcomes)
        assert report.recovered == ()

    assert_tidy(outputs)
    runs = [run for plan in plans(outputs) for run in plan.runs()]
    with History.open(outputs) as history:
        told = {(each.plan, each.run, each.state) for each in history.nights() if each.state != "unchanged"}
    assert len(runs) == ran
    assert told == {(run.plan.name, run.id, run.record()["run"]["state"]) for run in runs}


def test_a_plan_whose_workbook_or_scenario_is_gone_keeps_what_is_published(inputs: Path, tmp_path: Path):
    """It is said that they are gone; of a workbook that cannot be read nobody knows."""
    outputs = tmp_path / "outputs"
    for name in ("east", "west", "north"):
        settled(a_book(inputs / f"{name}.xlsx", Scenarios=[NIGHTLY]))
    night(inputs, outputs, launch=standing_in({}))
    (inputs / "east.xlsx").unlink()
    (inputs / "north.xlsx").write_bytes(b"PK, and then no more")
    settled(a_book(inputs / "west.xlsx"), inputs / "north.xlsx")
    report = night(inputs, outputs, launch=standing_in({"north": 3}))

    assert report.absent == ("east", "east - less", "west - less")
    page = (outputs / "index.html").read_text(encoding="utf-8")
    assert "No longer among the inputs: east, east - less, west - less" in page
    assert PlanFolder(outputs / "east").latest() is not None


def test_a_plan_whose_workbook_was_saved_as_another_kind_is_skipped_and_says_so(inputs: Path, tmp_path: Path):
    """Yesterday east.xlsx, today east.xls: the page says what to do about it, beside that plan."""
    outputs = tmp_path / "outputs"
    settled(a_book(inputs / "east.xlsx"), a_book(inputs / "west.xlsx"))
    night(inputs, outputs, launch=standing_in({}))
    (inputs / "east.xlsx").rename(inputs / "east.xls")
    report = night(inputs, outputs, launch=standing_in({}))

    why = "east.xls is a .xls file; save it as Excel Workbook (.xlsx) to have it solved"
    assert report.states == {"east": ("skipped", (why,))}
    assert why in (outputs / "index.html").read_text(encoding="utf-8")


def test_a_night_cut_short_says_of_each_plan_that_it_was_not_reached(inputs: Path, tmp_path: Path):
    """Also of scenarios whose workbook was not looked at: their plans are known from nights before."""
    outputs = tmp_path / "outputs"
    for name in ("east", "west"):
        settled(a_book(inputs / f"{name}.xlsx", Scenarios=[NIGHTLY]))
    night(inputs, outputs, launch=standing_in({}))
    (outputs / ".forcegen.looks.json").unlink()  # else they were known to be unchanged without a look
    report = night(inputs, outputs, launch=standing_in({}), limits=Limits(night=1e-9, memory=1_000_000))

    assert states(report) == {"east": "left", "west": "left"}
    assert {plan: state for plan, (state, _) in report.states.items()} == dict.fromkeys(
        ("east", "east - less", "west", "west - less"), "left"
    )
    assert report.cut == "it had taken 0 s, its most (--night-limit)"
    page = (outputs / "index.html").read_text(encoding="utf-8").partition("<footer>")[0]
    assert "cut short" in page
    assert "state published" not in page.partition("All plans")[2].partition("</table>")[0]


def test_nothing_takes_the_place_of_a_published_plan_that_is_gone(inputs: Path, tmp_path: Path):
    """Nobody can say what a new plan would change; a person decides."""
    plan = PlanFolder(tmp_path / "out" / "plan")
    settled(a_book(inputs / "plan.xlsx"))
    night(inputs, tmp_path / "out")
    shutil.rmtree(plan.runs()[0].path)
    for _ in range(2):
        (outcome,) = night(inputs, tmp_path / "out").outcomes

        assert outcome.exit_code == 7
        assert "the published plan cannot be read, so nothing could be compared" in outcome.reasons[0]
    assert plan.latest() is None


def test_a_folder_without_workbooks_is_no_quiet_night(inputs: Path, tmp_path: Path):
    """An empty folder is more often one that is not mounted than one in which nothing is to be done."""
    with pytest.raises(PlanError, match=r"there is no workbook \(.xlsx, .xlsm\) in .*inputs; put one there"):
        night(inputs, tmp_path / "out")
    with pytest.raises(PlanError, match=r"cannot read the folder .*nowhere: No such file or directory"):
        night(tmp_path / "nowhere", tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "The last night could not begin: cannot read the folder" in page


def test_outputs_may_lie_among_the_inputs(inputs: Path):
    """Folders among the inputs are not looked into, so the night does not solve its own plans."""
    settled(a_book(inputs / "plan.xlsx"))
    for _ in range(2):
        report = night(inputs, inputs / "outputs", launch=standing_in({}))

        assert list(states(report)) == ["plan"]


def test_a_plan_that_cannot_be_recorded_does_not_stop_the_others(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The disk is full while the first is closed, and has room again for the second."""
    from solver.errors import OutputError
    from solver.nightly import run_record

    settled(a_book(inputs / "first.xlsx"), a_book(inputs / "second.xlsx"))
    outputs, whole = tmp_path / "outputs", run_record.RunFolder.write_record

    def full(run: run_record.RunFolder, record: dict[str, object], like: Sequence[Path] = ()) -> None:
        if run.plan.name == "first" and record["status"] != "running":
            raise OutputError("cannot write: the disk is full")
        whole(run, record, like)

    with monkeypatch.context() as patched:
        patched.setattr(run_record.RunFolder, "write_record", full)
        report = night(inputs, outputs, launch=standing_in({}))
    again = night(inputs, outputs, launch=standing_in({}))

    assert states(report) == {"first": "failed", "second": "published"}
    assert report.exit_code == 8
    assert again.recovered == (f"first/{PlanFolder(outputs / 'first').runs()[0].id}",)
    assert states(again) == {"first": "published", "second": "unchanged"}
    assert_tidy(outputs)


def test_no_plan_is_promised_that_goes_with_its_process(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The disk is full when the plan is to be written; no copy among temporary files stays."""
    from solver.errors import OutputError
    from solver.files import replace

    def full(path: Path, data: bytes, **_: object) -> None:
        if ".work" in str(path):
            raise OutputError("the disk is full")
        path.write_bytes(data)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(replace, "replace_file", full)
    settled(a_book(inputs / "plan.xlsx"))
    (outcome,) = night(inputs, tmp_path / "outputs").outcomes

    assert (outcome.exit_code, outcome.reasons) == (8, ("the disk is full",))
    assert [found["message"] for found in outcome.record["findings"]] == ["the disk is full"]


@pytest.mark.parametrize("folders", [("", "out"), ("in", "")])
def test_a_folder_without_a_name_is_not_the_current_one(folders: tuple[str, str]):
    """A variable of a script that is not set."""
    result = forcegen("nightly", *folders)

    assert (result.exit_code, "it is blank" in result.stderr) == (2, True)
