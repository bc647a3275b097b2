"""The JSON of studies: the page says of its fields what the code says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from solver.studies.alternatives.alternatives_study import ALTERNATIVES_FIELDS
from solver.studies.confidence.confidence import CONFIDENCE_FIELDS
from solver.studies.point_record import POINT_FIELDS
from solver.studies.study_record import STUDY_FIELDS
from solver.studies.sweep.sweep import SWEEP_FIELDS
from solver.studies.withdraw.withdraw import WITHDRAW_FIELDS

PAGE = Path(__file__).parents[2] / "docs" / "record.md"
TABLES = {
    "study": STUDY_FIELDS,
    "point": POINT_FIELDS,
    "sweep": SWEEP_FIELDS,
    "withdraw": WITHDRAW_FIELDS,
    "confidence": CONFIDENCE_FIELDS,
    "alternatives": ALTERNATIVES_FIELDS,
}


@pytest.mark.parametrize("fields", TABLES.values(), ids=TABLES)
def test_the_page_has_every_field_as_the_code_says_it(fields: Mapping[str, str]) -> None:
    rows = [f"| `{name}` | {what} |" for name, what in fields.items()]

    assert "\n".join(rows) + "\n\n" in PAGE.read_text(encoding="utf-8")
