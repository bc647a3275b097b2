"""A published plan that was damaged, edited or swapped is refused each night, until a person mends it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gate_cases import a_book, forcegen, france
from night_cases import assert_tidy, night, settled, standing_in, states
from openpyxl import load_workbook

from solver.errors import OutputError
from solver.files.own_files import sha256_of
from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.history import History
from solver.nightly.night_request import AuditJob, PublishedState
from solver.nightly.seal import NOT_AS_PUBLISHED, Seals
from solver.nightly.worker_pool import JobResult


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with inputs and the outputs of one night, which published the small plan."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "in").mkdir()
    settled(a_book(folder / "in" / "plan.xlsx"))
    assert states(night(folder / "in", folder / "out")) == {"plan": "published"}
    return folder


@pytest.fixture
def folder(once: Path, tmp_path: Path) -> Path:
    """A copy of it, for this test to damage."""
    return Path(shutil.copytree(once, tmp_path / "here", symlinks=True))


def in_force(folder: Path) -> RunFolder:
    run = PlanFolder(folder / "out" / "plan").latest()
    assert run is not None
    return run


def a_unit_added(run: RunFolder) -> None:
    """Estonia gives both its companies: 900 heads tied up of the 450 that its cap allows."""
    book = load_workbook(run.workbook)
    row = next(row for row in book["Allocation"].iter_rows() if row[0].value == "EST-1")
    row[7].value = 2
    book.save(run.workbook)


def garbage(run: RunFolder) -> None:
    run.workbook.write_bytes(b"PK\x03\x04, and then no more")


def deleted(run: RunFolder) -> None:
    run.workbook.unlink()


def a_pipe(run: RunFolder) -> None:
    """Whoever opens it to read waits for ever."""
    run.workbook.unlink()
    os.mkfifo(run.path / "plan.xlsx")


def a_link(run: RunFolder) -> None:
    """To the same bytes, elsewhere: what lies there is somebody else's to change."""
    elsewhere = run.plan.path.parent.parent / "elsewhere.xlsx"
    run.workbook.rename(elsewhere)
    (run.path / "plan.xlsx").symlink_to(elsewhere)


def a_file_without_end(run: RunFolder) -> None:
    """Most of it is a hole: a terabyte that takes no room."""
    with run.workbook.open("r+b") as file:
        file.truncate(1 << 40)


def a_byte_behind_the_end(run: RunFolder) -> None:
    """Whatever reads it sees the same plan; it is not the file that was published all the same."""
    run.workbook.write_bytes(run.workbook.read_bytes() + b"\0")


def a_folder_in_the_place_of_latest(run: RunFolder) -> None:
    latest = run.plan.path / "latest"
    latest.unlink()
    shutil.copytree(run.path, latest)
    (latest / "notes.txt").write_text("somebody's own", encoding="utf-8")


def the_record_changed(run: RunFolder) -> None:
    """The plan is as it was, but its record names another."""
    record = run.record()
    run.write_record({**record, "outputs": [{**record["outputs"][0], "sha256": "0" * 64}]})


def the_record_changed_with_it(run: RunFolder) -> None:
    """Somebody who knows of the hash in the record puts the new one there; the history has the old one."""
    a_unit_added(run)
    record = run.record()
    outputs = [{**record["outputs"][0], "sha256": sha256_of(run.workbook)}]
    run.write_record({**record, "outputs": outputs})


def all_three_changed(run: RunFolder) -> None:
    """Plan, record, and no history any more: then the audit sees the unit too many."""
    the_record_changed_with_it(run)
    (run.plan.path.parent / "history.sqlite").unlink()


def the_record_deleted_too(run: RunFolder) -> None:
    a_unit_added(run)
    (run.path / "run.json").unlink()


def latest_led_astray(run: RunFolder) -> None:
    """To a run that the gate refused."""
    other = PlanFolder(run.plan.path).runs()[0].path.with_name("20260101T000000Z-aaaaaaaa")
    shutil.copytree(run.path, other)
    record = run.record()
    about = {**record["run"], "id": other.name, "state": "refused", "published": None}
    RunFolder(other).write_record({**record, "run": about})
    run.plan.publish(RunFolder(other))


DAMAGES: dict[Callable[[RunFolder], None], str] = {
    a_unit_added: "has changed since (sha256 was ",
    garbage: "has changed since (sha256 was ",
    deleted: "plan.xlsx is gone",
    a_pipe: "plan.xlsx is no ordinary file",
    a_link: "plan.xlsx is no ordinary file",
    a_file_without_end: "MB, which no plan needs",
    a_byte_behind_the_end: "has changed since (sha256 was ",
    a_folder_in_the_place_of_latest: "is a folder, not a link to its run",
    the_record_changed: "its record was changed: it names a file of sha256 000000000000",
    the_record_changed_with_it: "has changed since (sha256 was ",
    all_three_changed: "does not pass the audit",
    the_record_deleted_too: "has changed since (sha256 was ",
    latest_led_astray: "leads to a run of which nobody says that it was published",
}
"""What may befall a published plan, and how that is said."""


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_published_plan_that_is_not_what_was_published_is_never_called_unchanged(
    folder: Path, damage: Callable[[RunFolder], None]
):
    """Night after night: refused, exit code 7, its own words in report and page."""
    damage(in_force(folder))
    for _ in range(2 if damage in (garbage, the_record_deleted_too) else 1):
        report = night(folder / "in", folder / "out", launch=standing_in({}))
        (outcome,) = report.outcomes

        assert (outcome.state, report.exit_code) == ("refused", 7)
        assert outcome.reasons[0].startswith(NOT_AS_PUBLISHED)
        assert DAMAGES[damage] in outcome.reasons[0]
    page = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert NOT_AS_PUBLISHED in page


def test_what_the_audit_finds_in_it_is_said_and_how_to_put_it_back(folder: Path):
    a_unit_added(in_force(folder))
    (outcome,) = night(folder / "in", folder / "out").outcomes

    assert "900 heads are taken from Estonia (own) in period 1; the limit is 450" in outcome.reasons[1]
    assert f"forcegen publish {in_force(folder).id} --restore --reason" in outcome.reasons[-1]


def test_a_damaged_plan_stands_red_on_the_page_and_in_the_history(folder: Path):
    a_unit_added(in_force(folder))
    night(folder / "in", folder / "out")

    page = (folder / "out" / "index.html").read_text(encoding="utf-8")
    assert 'class="state damaged"' in page
    assert "not as published" in page
    assert " damaged " in forcegen("history", "--outputs", folder / "out").stdout
    with History.read(folder / "out") as history:
        assert [each.state for each in history.nights()] == ["published", "damaged"]


def test_no_plan_starts_from_a_damaged_one_or_takes_its_place(folder: Path):
    """The workbook has changed, too: the new plan lies in its run folder, for a person to decide."""
    a_unit_added(in_force(folder))
    published = in_force(folder)
    settled(a_book(folder / "in" / "plan.xlsx", Contingents=france(5)))
    (outcome,) = night(folder / "in", folder / "out").outcomes

    new = PlanFolder(folder / "out" / "plan").runs()[-1]
    assert (outcome.state, outcome.run, outcome.reasons[0].startswith(NOT_AS_PUBLISHED)) == (
        *("refused", new.id),
        True,
    )
    assert in_force(folder) == published
    assert new.workbook.is_file()
    assert new.record()["run"]["flags"]["baseline"] == ""


@pytest.mark.parametrize("damage", [a_unit_added, garbage, deleted, the_record_deleted_too])
def test_a_person_puts_a_damaged_plan_back_as_it_was(folder: Path, damage: Callable[[RunFolder], None]):
    """Byte for byte; what lay in its place is kept; the next night has nothing to say."""
    run = in_force(folder)
    whole = run.workbook.read_bytes()
    damage(run)
    damaged = run.workbook.read_bytes() if run.workbook.is_file() else None
    night(folder / "in", folder / "out", launch=standing_in({}))
    result = forcegen(
        "publish", "plan/latest", "--restore", "--reason", "Excel saved over it", "--outputs", folder / "out"
    )

    assert (result.exit_code, "as it was when it was published" in result.stdout) == (0, True)
    assert run.workbook.read_bytes() == whole
    kept = [path.read_bytes() for path in run.path.glob("plan.backup-*.xlsx")]
    assert kept == ([damaged] if damaged else [])
    assert 'class="state damaged"' not in _rows(folder)
    assert night(folder / "in", folder / "out", launch=standing_in({})).exit_code == 0
    assert_tidy(folder / "out")


def _rows(folder: Path) -> str:
    """The page without its legend."""
    return (folder / "out" / "index.html").read_text(encoding="utf-8").partition("<footer>")[0]


def test_what_was_refused_for_the_damage_is_solved_again_once_that_is_mended(folder: Path):
    a_unit_added(in_force(folder))
    settled(a_book(folder / "in" / "plan.xlsx", Contingents=france(5)))
    for _ in range(2):
        assert night(folder / "in", folder / "out", launch=standing_in({})).exit_code == 7
    forcegen("publish", "plan/latest", "--restore", "--reason", "mended", "--outputs", folder / "out")

    assert states(night(folder / "in", folder / "out", launch=standing_in({}))) == {"plan": "published"}


def test_a_link_in_the_place_of_the_plan_is_replaced_and_not_written_through(folder: Path):
    run = in_force(folder)
    whole = run.workbook.read_bytes()
    a_link(run)
    (folder / "elsewhere.xlsx").write_bytes(b"somebody else's")
    command = ("publish", "plan/latest", "--restore", "--reason", "mended", "--outputs", folder / "out")

    assert forcegen(*command).exit_code == 0
    assert (folder / "elsewhere.xlsx").read_bytes() == b"somebody else's"
    assert (run.workbook.read_bytes(), run.workbook.is_symlink()) == (whole, False)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        ({"cause": "plan"}, "it took more than 120 s"),
        ({"cause": "memory", "memory": 900.0}, "it took more than 900 MB"),
        ({"code": -9}, "its process ended without a word (exit code -9)"),
        ({"error": OutputError("no room")}, "no room"),
    ],
)
def test_an_audit_that_comes_to_no_end_is_no_clean_one(folder: Path, end: dict[str, Any], why: str):
    run = in_force(folder)
    with History.read(folder / "out") as history:
        seals = Seals(outputs=folder / "out", history=history)
        check = AuditJob(state=PublishedState(run=run), work=folder, limit=120.0)
        assert seals.take_result(JobResult(job=check, **end)) == ""

    reasons = seals.damage["plan"]
    assert "does not pass the audit" in reasons[0]
    assert reasons[1] == f"the audit of it came to no end: {why}"


def test_a_copy_that_was_changed_too_is_not_put_back(folder: Path):
    run = in_force(folder)
    a_unit_added(run)
    shutil.copyfile(run.workbook, run.path / ".plan.xlsx")
    command = ("publish", "plan/latest", "--restore", "--reason", "mended", "--outputs", folder / "out")
    result = forcegen(*command)

    assert (result.exit_code, "is not what was published (sha256 was" in result.stderr) == (3, True)
    (run.path / ".plan.xlsx").unlink()
    result = forcegen(*command)
    assert (result.exit_code, "no copy of its plan was kept" in result.stderr) == (3, True)


def test_a_plan_that_a_person_publishes_as_it_lies_is_what_is_published_from_then_on(folder: Path):
    """Changed by hand, but it keeps every rule: the record says so, and names what lies there."""
    run = in_force(folder)
    a_byte_behind_the_end(run)
    forcegen("publish", "plan/latest", "--reason", "it reads the same", "--outputs", folder / "out")

    record = run.record()
    assert record["outputs"][0]["sha256"] == sha256_of(run.workbook)
    assert "changed since the run wrote it" in record["run"]["reasons"][-1]
    assert states(night(folder / "in", folder / "out")) == {"plan": "unchanged"}


def test_a_published_plan_is_watched_also_when_its_workbook_is_gone_or_wrong(folder: Path):
    a_unit_added(in_force(folder))
    a_book(folder / "in" / "other.xlsx")
    (folder / "in" / "plan.xlsx").unlink()
    settled(folder / "in" / "other.xlsx")
    report = night(folder / "in", folder / "out", launch=standing_in({}))
    assert (states(report), report.exit_code) == ({"other": "published", "plan": "refused"}, 7)

    settled(a_book(folder / "in" / "plan.xlsx", Sites=[{"Site": "Lviv"}]))
    report = night(folder / "in", folder / "out", launch=standing_in({"plan": 3}))
    (outcome,) = [each for each in report.outcomes if each.plan == "plan"]
    assert outcome.exit_code == 3
    assert outcome.reasons[0].startswith(NOT_AS_PUBLISHED)


def test_a_plan_that_was_published_before_there_were_seals_is_audited_once(folder: Path):
    """An older forcegen left no seal and no copy: the same version's plan is audited, and then known."""
    run = in_force(folder)
    (run.path / ".plan.xlsx").unlink()
    (folder / "out" / "history.sqlite").unlink()
    asked: list[str] = []

    def launch(task: object, work: Path, wake: Callable[[], None]) -> object:
        asked.append("look" if task.kind == "inspect" else "audit" if task.kind == "audit" else "solve")  # type: ignore[attr-defined]
        return standing_in({})(task, work, wake)

    for _ in range(2):
        assert states(night(folder / "in", folder / "out", launch=launch)) == {"plan": "unchanged"}
    assert asked == ["audit"]  # the workbook is the same file as before
    assert (run.path / ".plan.xlsx").read_bytes() == run.workbook.read_bytes()


def test_a_plan_of_another_version_is_held_to_the_rules_and_known_from_then_on(folder: Path):
    """Its sheets may be laid out otherwise; that must not refuse all plans after an update."""
    run = in_force(folder)
    run.write_record({**run.record(), "tool": "forcegen 0.0.9"})
    (run.path / ".plan.xlsx").unlink()
    (folder / "out" / "history.sqlite").unlink()
    assert states(night(folder / "in", folder / "out", launch=standing_in({}))) == {"plan": "unchanged"}
    assert (run.path / ".plan.xlsx").read_bytes() == run.workbook.read_bytes()

    the_record_changed_with_it(run)
    assert night(folder / "in", folder / "out", launch=standing_in({})).exit_code == 7


def test_a_forged_plan_that_is_said_to_be_of_another_version_is_audited(folder: Path):
    """Plan and record were changed alike, and the history is lost: the rules are still the rules."""
    run = in_force(folder)
    a_unit_added(run)
    the_record_changed_with_it(run)
    run.write_record({**run.record(), "tool": "forcegen 0.0.9"})
    (folder / "out" / "history.sqlite").unlink()
    report = night(folder / "in", folder / "out", launch=standing_in({}))

    assert (states(report), report.exit_code) == ({"plan": "refused"}, 7)
    assert any("drawdown_cap" in reason for reason in report.outcomes[0].reasons)


def test_a_link_that_was_led_back_to_an_older_plan_is_no_night_like_any_other(folder: Path):
    """A person goes back with forcegen publish; whoever moves the link says neither who nor why."""
    older = in_force(folder)
    settled(a_book(folder / "in" / "plan.xlsx", Sites=[{"Site": "Lviv"}, {"Site": "Odesa", "Zone": "coast"}]))
    assert states(night(folder / "in", folder / "out")) == {"plan": "published"}
    newer = in_force(folder)
    (older.plan.path / "latest").unlink()
    (older.plan.path / "latest").symlink_to(Path("runs") / older.id)
    report = night(folder / "in", folder / "out", launch=standing_in({}))

    assert (states(report), report.exit_code) == ({"plan": "refused"}, 7)
    assert (
        f"leads to {older.id}, though {newer.id} was put into force after it" in report.outcomes[0].reasons[0]
    )


def test_a_copy_of_the_run_in_the_place_of_latest_is_a_link_again(folder: Path):
    """zip and cp -L follow links: a folder that was moved so is no damaged one."""
    run = in_force(folder)
    latest = run.plan.path / "latest"
    latest.unlink()
    shutil.copytree(run.path, latest)
    report = night(folder / "in", folder / "out", launch=standing_in({}))

    assert (states(report), report.exit_code) == ({"plan": "unchanged"}, 0)
    assert latest.is_symlink()
    assert in_force(folder) == run


def test_a_copy_that_was_lost_is_made_again_and_one_that_was_changed_is_not_offered(folder: Path):
    run = in_force(folder)
    copy = run.path / ".plan.xlsx"
    copy.unlink()
    night(folder / "in", folder / "out", launch=standing_in({}))
    assert sha256_of(copy) == sha256_of(run.workbook)

    for path in (copy, run.workbook):
        path.write_bytes(b"garbage")
    report = night(folder / "in", folder / "out", launch=standing_in({}))
    assert "--restore" not in " ".join(report.outcomes[0].reasons)


@pytest.mark.parametrize(
    "record",
    [
        {"outputs": ["plan.xlsx"]},
        {"outputs": [1, 2]},
        {"totals": ["x"]},
        {"run": {"state": "published", "published": {"by": "gate", "reason": ["x"], "at": "2026"}}},
        {"run": {"state": 3}},
        "[" * 200_000,
    ],
)
def test_a_record_of_another_shape_ends_the_night_of_no_other_plan(folder: Path, record: Any):
    """It is no record; what lies there is judged by the audit and the seal."""
    run = in_force(folder)
    settled(a_book(folder / "in" / "other.xlsx"))
    told = record if isinstance(record, str) else json.dumps({**run.record(), **record})
    (run.path / "run.json").write_text(told, encoding="utf-8")
    report = night(folder / "in", folder / "out", launch=standing_in({}))

    assert states(report)["other"] == "published"
    assert report.exit_code in (0, 7)


def test_the_record_names_the_hash_of_the_plan_that_is_published_and_of_its_page(folder: Path):
    run = in_force(folder)
    outputs = json.loads((run.path / "run.json").read_text())["outputs"]

    assert [(Path(each["path"]).name, each["sha256"]) for each in outputs] == [
        (run.workbook.name, sha256_of(run.workbook)),
        (run.page.name, sha256_of(run.page)),
    ]
