"""The search for the least to give in a process of its own, as the search for the plan is."""

from __future__ import annotations

import logging
import time

from solver.explain.numbers import AT_MOST_SECONDS, Diagnosis
from solver.isolation import WorkerDiedError, call
from solver.optimise.isolated import PATIENCE, picklable
from solver.optimise.options import Options
from solver.plan import Plan

log = logging.getLogger(__name__)


def diagnose_isolated(plan: Plan, options: Options) -> Diagnosis:
    """What :func:`solver.explain.diagnose` comes to, found in a process of its own.

    Nothing, and not finished, where the solver killed that process or never ended.
    """
    end = time.monotonic() + AT_MOST_SECONDS + PATIENCE
    try:
        found: Diagnosis = call(
            "solver.explain.repairs:diagnose_from",
            {"plan": plan, "options": picklable(options)},
            overdue=lambda _: time.monotonic() > end,
        )
    except WorkerDiedError as death:
        log.info("the search for the least to give %s", death)
        return Diagnosis(singles=(), together=None, finished=False)
    return found
