"""Seventy kinds of workbook: results and marks go in, and every part of the planner's stays as it was."""

import re

import pytest
from corpus import CORPUS, opens
from packages import parts, result_sheets

from solver.errors import Finding, Place
from solver.excel.marks import mark_findings, remove_marks
from solver.excel.patch import patch_workbook
from solver.excel.patch.xml_patch import Document, Node, structure

LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
FAULT = Finding(place=Place(sheet="Contingents", row=3), message="odd", cell="B3")

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::UserWarning:xlsxwriter")


@pytest.fixture(params=CORPUS, scope="module")
def package(request) -> bytes:
    """One of the workbooks."""
    return CORPUS[request.param]()


@pytest.fixture(scope="module")
def with_results(package) -> bytes:
    """The same with results of ours."""
    return patch_workbook(package, result_sheets())


@pytest.fixture(scope="module")
def with_marks(package) -> bytes:
    """The same with a cell marked as faulty."""
    return mark_findings(package, [FAULT])


def only_added(old: Node, new: Node) -> bool:
    """Whether every element of the old list is in the new one, in order, and their attributes but counts."""
    kept = {k: v for k, v in old.attributes.items() if k not in ("count", "fullCalcOnLoad")}
    if old.name != new.name or any(new.attributes.get(name) != value for name, value in kept.items()):
        return False
    if structure(old) == structure(new):
        return True
    waiting = iter(new.children)
    return all(any(only_added(child, candidate) for candidate in waiting) for child in old.children)


def test_results_leave_every_part_of_the_planners_as_it_was(package, with_results):
    """The four lists are only added to; every other part keeps its bytes, its place and its time."""
    before, after = parts(package), parts(with_results)

    assert [name for name in after if name in before] == list(before)
    for name, raw in before.items():
        if name in LISTS:
            assert only_added(Document(raw).root, Document(after[name]).root), name
        else:
            assert after[name] == raw, name


def test_results_written_twice_are_the_same_as_once(with_results):
    """To the last byte."""
    assert patch_workbook(with_results, result_sheets()) == with_results


def test_every_relation_and_every_part_is_listed(package, with_results):
    """Nothing that came in hangs loose: each new part has a type and somebody who refers to it."""
    before, after = parts(package), parts(mark_findings(with_results, [FAULT]))
    types = after["[Content_Types].xml"].decode()
    links = "".join(raw.decode() for name, raw in after.items() if name.endswith(".rels"))

    came = [name for name in after.keys() - before.keys() if not name.endswith(".rels")]
    assert len(came) > 2
    for name in came:
        assert re.search(f'PartName="/{name}"|Extension="{name.rpartition(".")[2]}"', types)
        assert name.rpartition("/")[2] in links


def test_marks_come_and_go_without_a_trace(package, with_marks):
    """The planner's parts are to the last byte what they were."""
    assert mark_findings(with_marks, [FAULT]) == with_marks
    assert parts(remove_marks(with_marks)) == parts(package)


def test_marks_and_results_do_not_meet(with_results, with_marks):
    """Either goes, and the other stays what it would be alone."""
    alone = parts(with_results)
    left = parts(remove_marks(patch_workbook(with_marks, result_sheets())))

    assert {name for name in left if name not in LISTS} == {name for name in alone if name not in LISTS}
    sheets = [name for name in left if re.search(r"/worksheets/[^/]*\.xml$", name)]
    assert all(left[name] == alone[name] for name in sheets if "forcegen" not in name)


def test_other_programs_open_what_they_opened_before(package, with_results):
    """openpyxl, for one; what it cannot open is not ours to mend."""
    if opens(package):
        assert opens(mark_findings(with_results, [FAULT]))
