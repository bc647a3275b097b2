"""The page of a plan as a file: beside the plan, over a page of ours, never over anything else unsaved."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from small_plans import a_plan, to_lviv

from solver.errors import OutputError
from solver.ledger.ledger import keep_ledger
from solver.pages.plan_page import plan_page
from solver.pages.plan_sections import ToldPlan
from solver.record import RunFacts
from solver.results.build import build_results
from solver.runs.page_file import page_beside, refuse_page, write_page
from solver.solution import Sizes, Solution, SolverUsed


@pytest.fixture(scope="module")
def plan() -> ToldPlan:
    """One company at Lviv, and nothing more to tell."""
    made, allocation = a_plan(), to_lviv(1)
    solution = Solution(
        status="optimal",
        allocation=allocation,
        ranks=(),
        solver=SolverUsed(name="highs", version="1", seed=1, threads=1),
        sizes=Sizes(),
    )
    facts = RunFacts(input_path="small.xlsx", input_sha256="ab" * 32)
    ledger = keep_ledger(made, allocation)
    return ToldPlan(plan=made, ledger=ledger, results=build_results(made, solution, facts, ledger=ledger))


@pytest.mark.parametrize(
    ("workbook", "page"),
    [("plan.xlsx", "plan.html"), ("a.b.xlsm", "a.b.html"), ("folder/plan", "folder/plan.html")],
)
def test_a_page_stands_beside_its_workbook_under_its_name(workbook: str, page: str):
    assert page_beside(Path(workbook)) == Path(page)


@pytest.mark.parametrize("name", ["plan.xlsx", "plan", "plan.html.gz", ".html"])
def test_a_page_under_another_ending_is_refused(tmp_path: Path, name: str):
    with pytest.raises(OutputError, match=r"give it a name that ends in \.html"):
        refuse_page(tmp_path / name)


def test_a_folder_is_no_page(tmp_path: Path):
    (tmp_path / "plan.html").mkdir()

    with pytest.raises(OutputError, match="it is a folder"):
        refuse_page(tmp_path / "plan.html")


@pytest.mark.parametrize("name", ["plan.html", "plan.HTM", "plan.htm"])
def test_a_page_may_be_called_as_pages_are(tmp_path: Path, name: str):
    refuse_page(tmp_path / name)


def test_what_is_written_is_the_page_and_its_hash_and_size_are_those_of_the_file(
    plan: ToldPlan, tmp_path: Path
):
    written = write_page(plan, tmp_path / "plan.html")
    data = (tmp_path / "plan.html").read_bytes()

    assert data.decode().startswith(plan_page(plan))
    assert written.sha256 == hashlib.sha256(data).hexdigest()
    assert written.size == len(data)
    assert written.backup is None


def test_a_page_of_ours_is_replaced_and_leaves_nothing_behind(plan: ToldPlan, tmp_path: Path):
    target = tmp_path / "plan.html"
    write_page(replace(plan, kept_back=("It is worse.",)), target)
    written = write_page(plan, target)

    assert written.backup is None
    assert target.read_bytes().decode().startswith(plan_page(plan))
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"Lviv", b"Kyiv"), (b"</h1>", b" - my notes</h1>"), (b"</html>", b"</html><!-- mine -->")],
)
def test_a_page_that_somebody_has_changed_stays_beside_the_new_one(
    plan: ToldPlan, tmp_path: Path, old: bytes, new: bytes
):
    target = tmp_path / "plan.html"
    write_page(plan, target)
    theirs = target.read_bytes().replace(old, new)
    target.write_bytes(theirs)
    written = write_page(plan, target)

    assert written.backup is not None
    assert written.backup.read_bytes() == theirs


def test_another_s_page_stays_beside_ours(plan: ToldPlan, tmp_path: Path):
    target = tmp_path / "plan.html"
    target.write_text("<p>minutes of a meeting</p>")
    written = write_page(plan, target)

    assert written.backup is not None
    assert written.backup.read_text() == "<p>minutes of a meeting</p>"
    assert target.read_bytes().decode().startswith(plan_page(plan))


def test_a_folder_that_is_not_there_is_said_to_be_missing(plan: ToldPlan, tmp_path: Path):
    for write in (refuse_page, lambda path: write_page(plan, path)):
        with pytest.raises(OutputError, match=r"folder .*nowhere does not exist; create it"):
            write(tmp_path / "nowhere" / "plan.html")


def test_a_page_that_may_not_be_written_is_refused_before_any_work(tmp_path: Path):
    target = tmp_path / "plan.html"
    target.write_text("mine")
    target.chmod(0o444)

    with pytest.raises(OutputError, match="the file is read-only; make it writable"):
        refuse_page(target)


def test_a_page_of_ours_behind_a_link_that_the_user_named_is_replaced_too(plan: ToldPlan, tmp_path: Path):
    target, link = tmp_path / "pages" / "plan.html", tmp_path / "link.html"
    target.parent.mkdir()
    write_page(replace(plan, kept_back=("It is worse.",)), target)
    link.symlink_to(target)
    written = write_page(plan, link, follow=True)

    assert written.backup is None
    assert link.is_symlink()
    assert target.read_bytes().decode().startswith(plan_page(plan))
    assert {each.name for each in tmp_path.rglob("*")} == {"pages", "plan.html", "link.html"}
