"""The studies of a night: asked once the plan of their workbook is there, recorded, never its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from solver.errors import ForcegenError, OutputError
from solver.nightly.folder import RunFolder
from solver.nightly.night_request import Limits
from solver.nightly.report import NightEvent, Tell, in_one_line
from solver.nightly.run_record import PlannedRun
from solver.nightly.study_outcome import StudyOutcome, outcomes_in
from solver.nightly.task import WorkerTask
from solver.nightly.worker_pool import JobResult
from solver.text.numbers import counted

NO_PLAN = "it was not asked, for tonight its workbook has no plan"
NOT_BEGUN = "the night ended before it began"
WITH_PLAN = ("published", "refused")
"""States of runs that have a plan to ask about."""


@dataclass(slots=True, kw_only=True)
class StudyJob:
    """A job: ask one study of the workbook of a run."""

    planned: PlannedRun
    run: RunFolder
    study: str
    limit: float
    tell: Tell

    def begin(self) -> tuple[WorkerTask, Path]:
        """The task; what it prints goes on in the log of the run."""
        task = WorkerTask(
            kind="study",
            source=str(self.planned.source),
            target=str(self.run.path),
            spec=self.planned.spec,
            study=self.study,
        )
        self.tell(NightEvent(event="study_began", plan=self.run.plan.name, run=self.run.id, study=self.study))
        return task, self.run.work


@dataclass(slots=True, kw_only=True)
class NightStudies:
    """The studies of a night: those that wait until plans are solved, and what came of the others."""

    limits: Limits
    tell: Tell
    outcomes: list[StudyOutcome] = field(default_factory=list)
    _due: list[StudyJob] = field(default_factory=list)

    def ask(self, planned: PlannedRun, run: RunFolder, limit: float) -> None:
        """Have the studies of a workbook asked whose run has ended.

        Those that its record knows already are told again, unless no night came to their end.
        ``limit``: seconds that the plan may take.
        """
        known = {outcome.study: outcome for outcome in outcomes_in(run)}
        state = run.record().get("run", {}).get("state")
        for name in planned.studies:
            outcome = known.get(name)
            if outcome is not None and outcome.settled(run.plan):
                self._say(run, replace(outcome, again=True))
            elif state not in WITH_PLAN:
                self._unanswered(planned, run, name, NO_PLAN)
            else:
                seconds = self.limits.of_study(limit)
                self._due.append(
                    StudyJob(planned=planned, run=run, study=name, limit=seconds, tell=self.tell)
                )

    def take(self) -> list[StudyJob]:
        """The jobs of the studies that wait, each once."""
        due, self._due = self._due, []
        return due

    def close(self, result: JobResult) -> None:
        """Record what came of a study, and tell it."""
        job = result.job
        assert isinstance(job, StudyJob)
        answer = result.answer or {}
        said, code = answer.get("study") or {}, answer.get("exit_code")
        outcome = StudyOutcome(
            plan=job.run.plan.name,
            study=job.study,
            kind=str(said.get("kind", "")),
            state="answered" if said.get("files") else "unanswered",
            points=int(said.get("points", 0)),
            seconds=round(result.seconds, 3),
            files=tuple(said.get("files", ())),
        )
        cut = _why_cut(result, self.limits)
        if outcome.state == "answered" or not cut:
            reasons = tuple(answer.get("reasons", ())) or _why_silent(result)
            outcome = replace(outcome, exit_code=code, reasons=reasons)
        else:
            points = counted(outcome.points, "point is", "points are")
            kept = f"{points} kept, and the next night goes on from there unless the workbook changes"
            outcome = replace(outcome, reasons=(cut, kept) if said else (cut,))
        self._keep(job.planned, job.run, outcome)

    def leave(self, job: StudyJob) -> None:
        """Tell that the night did not come to a study."""
        self._unanswered(job.planned, job.run, job.study, NOT_BEGUN)

    def _unanswered(self, planned: PlannedRun, run: RunFolder, study: str, why: str) -> None:
        outcome = StudyOutcome(plan=run.plan.name, study=study, state="unanswered", reasons=(why,))
        self._keep(planned, run, outcome)

    def _keep(self, planned: PlannedRun, run: RunFolder, outcome: StudyOutcome) -> None:
        """Write an outcome into the record of its run; where that cannot be, it is told with it."""
        record = run.record()
        known = {each.study: each for each in (*outcomes_in(run), outcome)}
        entries = [known[name].entry() for name in planned.studies if name in known]
        try:
            if "run" in record:
                run.write_record({**record, "run": {**record["run"], "studies": entries}})
        except OutputError as error:
            outcome = replace(outcome, reasons=(*outcome.reasons, str(error)))
        self._say(run, outcome)

    def _say(self, run: RunFolder, outcome: StudyOutcome) -> None:
        self.outcomes.append(outcome)
        self.tell(
            NightEvent(
                event="study_ended",
                plan=outcome.plan,
                run=run.id,
                study=outcome.study,
                message=told_outcome(outcome),
                seconds=None if outcome.again else outcome.seconds,
            )
        )


def told_outcome(outcome: StudyOutcome) -> str:
    """What came of a study, in a line."""
    why = f": {in_one_line(outcome.reasons)}" if outcome.reasons else ""
    if outcome.state == "unanswered":
        return f"not answered{why}"
    again = ", on an earlier night" if outcome.again else ""
    return f"answered{again}, {counted(outcome.points, 'point', 'points')}{why}"


def _why_cut(result: JobResult, limits: Limits) -> str:
    """Why a study was ended before its end; "" where it came to one."""
    if result.cause == "plan":
        return f"it was stopped after {result.job.limit:,.0f} s, the most that it may take (--study-limit)"
    if result.cause == "night":
        return f"it was stopped when the night had taken {limits.night:,.0f} s, its most (--night-limit)"
    if result.cause == "memory":
        return f"it was stopped at {result.memory:,.1f} MB, over the {limits.memory:,} MB of --memory-limit"
    return "somebody stopped the night" if result.cause else ""


def _why_silent(result: JobResult) -> tuple[str, ...]:
    """Why a study has no answer whose process said nothing of it."""
    if result.answer is not None:
        return ()
    if isinstance(result.error, ForcegenError):
        return (str(result.error),)
    if result.error is not None:
        return (f"its process could not be started: {result.error}",)
    return (f"its process died without a word (exit code {result.code}); its points are kept, see the log",)
