"""A solve that is explained: the answers to all questions about its plan, for its sheets and its record."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solver.errors import Finding, ForcegenError, told
from solver.runs.request import Solved

if TYPE_CHECKING:
    from solver.results.reasons import Reasons
    from solver.runs.explain import Explanation

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExplainedRun:
    """What a run has to tell of its plan beside the plan itself; nothing where nobody asked.

    ``reasons``: what the answers state, by sheet; ``record``: the answers as the record has them.
    ``findings``: what was said on the way.
    """

    explanation: Explanation | None = None
    reasons: Reasons = field(default_factory=dict)
    record: Mapping[str, object] | None = None
    findings: tuple[Finding, ...] = ()


def explained_run(solved: Solved) -> ExplainedRun:
    """The answers to all questions about a plan that was found and audited, where they are asked for.

    Where they fail, a warning says so: the plan is not lost for that.
    """
    asked = solved.request
    if asked.explain is None or solved.solution.relaxed:
        return ExplainedRun()
    from solver.isolation import WorkerDiedError
    from solver.results.reasons import stated_reasons
    from solver.runs.explain import ExplainRequest, asked_workbook, explanation_of
    from solver.runs.explanation_record import explanation_record

    report = asked.report or (lambda _: None)
    request = ExplainRequest(source=asked.source, spec=asked.spec, seconds=asked.explain, report=report)
    try:
        explanation = explanation_of(asked_workbook(solved), None, request)
    except (ForcegenError, WorkerDiedError, ValueError) as error:
        log.info("the questions failed", exc_info=True)
        return ExplainedRun(findings=(told(f"the plan is not explained: {error}", "warning"),))
    return ExplainedRun(
        explanation=explanation,
        reasons=stated_reasons(solved.loaded.plan, solved.solution.ranks, explanation.answers),
        record=explanation_record(explanation),
        findings=explanation.findings,
    )
