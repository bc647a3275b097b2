"""A study as its JSON has it: what was asked, of which workbook, and what came of it."""

from __future__ import annotations

from pathlib import Path

from solver.record import RunSpec, shown_path, versions
from solver.results.study_page import StudyPage
from solver.results.study_told import told_record
from solver.runs.load import Loaded
from solver.studies.point_record import point_record
from solver.studies.study import Study, StudyAnswer
from solver.studies.study_run import StudyRun

STUDY_VERSION = 1
"""Grows when a field of a study's JSON changes its meaning."""


def tool_name() -> str:
    """The name and version of this tool."""
    return f"forcegen {versions().forcegen}"


def input_record(path: Path, loaded: Loaded) -> dict[str, object]:
    """The planner's workbook: where it lies, its hash, and that of its tables alone."""
    workbook = loaded.workbook
    return {
        "path": shown_path(path),
        "sha256": workbook.sha256,
        "tables_sha256": workbook.tables_sha256,
    }


def asked_record(study: Study[StudyAnswer]) -> dict[str, object]:
    """What a study asks."""
    return {"kind": study.kind, **study.asked}


STUDY_FIELDS = {
    "schema_version": "whole number; grows when a field changes its meaning",
    "tool": "name and version, such as forcegen 1.0.0",
    "input": "path, sha256 of the planner's workbook, tables_sha256 of its tables alone",
    "scenario": "name, or null",
    "overrides": "texts Sheet!Row!Column=value, in order, made before any point's own",
    "study": "kind, and what it asks",
    "base": "the workbook as it stands: status, proved, objectives, totals, taken as a point has them",
    "points": "one entry a point, in the order of the question",
    "solves": "points, kept (found in the folder), saved (took no search)",
    "told": "the answer as a page tells it: title, marking, question, sentences, chart (kind, title, axes, "
    "series of points; null where there is none), tables (the first rows), notes",
    "findings": "sheet, cell, severity, message of each warning about the workbook",
}
"""The fields of every study's JSON; each kind adds its own."""


OF_BASE = ("status", "proved", "objectives", "totals", "taken")
"""The fields of a point that are told of the workbook as it stands."""


def study_record(  # noqa: PLR0913, PLR0917 - what was asked, of what, and what came of it
    path: Path,
    loaded: Loaded,
    spec: RunSpec,
    study: Study[StudyAnswer],
    answer: StudyAnswer,
    run: StudyRun,
    page: StudyPage,
) -> dict[str, object]:
    """The answer of a study, ready for ``json.dumps``."""
    return {
        "schema_version": STUDY_VERSION,
        "tool": tool_name(),
        "input": input_record(path, loaded),
        "scenario": spec.scenario or None,
        "overrides": list(spec.overrides),
        "study": asked_record(study),
        "base": {name: value for name, value in point_record(run.solve_base()).items() if name in OF_BASE},
        "points": [point_record(each) for each in answer.outcomes()],
        **answer.record(),
        "solves": {"points": len(run.known), "kept": run.kept, "saved": run.saved},
        "told": told_record(page),
        "findings": [finding.record() for finding in loaded.findings],
    }
