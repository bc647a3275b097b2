"""A night at work: its jobs go through the worker pool, and what becomes of each plan is recorded."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from solver.errors import ExitCode, OutputError
from solver.isolation.processes import Stop
from solver.nightly.folder import PlanFolder, plans
from solver.nightly.history import DAMAGED, UNCHANGED, UNREACHED, History
from solver.nightly.inputs import Inputs
from solver.nightly.night_request import InspectJob, Limits, NightRequest, SolveJob
from solver.nightly.night_studies import NightStudies, StudyJob
from solver.nightly.plan_identity import WorkbookCache, plan_fingerprint, plan_folder, source_name, source_of
from solver.nightly.report import (
    NightEvent,
    PlanOutcome,
    Report,
    Tell,
    in_one_line,
    night_code,
    progress_event,
)
from solver.nightly.run_record import PlannedRun, begin, close, now
from solver.nightly.seal import PATIENCE, Seals
from solver.nightly.verdicts import (
    damaged_record,
    outcome_without_run,
    run_outcome,
    still_holds,
    verdict_of,
    why_cut,
    why_without_run,
    with_damage,
)
from solver.nightly.worker_pool import Job, JobResult, WorkerPool
from solver.nightly.worker_process import Launch, Message


@dataclass(slots=True, kw_only=True)
class NightRun:
    """A night that goes on, and what came of it so far."""

    request: NightRequest
    limits: Limits
    stage: Path
    """Where workbooks lie while they are inspected."""
    history: History
    cache: WorkbookCache
    tell: Tell
    seals: Seals
    studies: NightStudies
    outcomes: list[PlanOutcome] = field(default_factory=list)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Workbook and scenario to which each plan's name belongs."""
    inspected: set[str] = field(default_factory=set)
    """Names of the workbooks of which all plans are known."""
    noted: set[str] = field(default_factory=set)
    """Plans of which the history has tonight's outcome."""
    states: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    unchanged: list[Mapping[str, Any]] = field(default_factory=list)
    """The nights of plans that still hold, not yet in the history."""
    troubles: list[str] = field(default_factory=list)

    def run(self, inputs: Inputs, stop: Stop, launch: Launch) -> Report:
        """Solve every workbook, in several processes side by side, and report it."""
        started, began = now(), time.monotonic()
        pool = WorkerPool(
            slots=self.request.jobs,
            launch=launch,
            stop=stop,
            on_progress=self._tell_progress,
            night=self.limits.night,
            memory=self.limits.memory,
        )
        self._audit_published(pool)
        jobs = [self._inspect_job(source, place) for place, source in enumerate(inputs.sources)]
        pool.add([job for job in jobs if stop.asked or not self._same_file(job)])
        self._note_unchanged()
        pool.add_last(self.studies.take())
        for result in pool.work():
            if isinstance(result.job, InspectJob):
                pool.add(self._plans_of(result.job, result, stop))
            elif isinstance(result.job, SolveJob):
                self._close(result.job, result, stop)
            elif isinstance(result.job, StudyJob):
                self.studies.close(result)
            pool.add_last(self.studies.take())
        for job in pool.waiting:
            self._leave(job)
        absent = self._without_run(inputs)
        with self._troubles_kept():
            self.cache.write(inputs.sources)
        code, seconds = night_code(self.outcomes, stop.exit_code), time.monotonic() - began
        self.tell(NightEvent(event="night_ended", exit_code=code, seconds=seconds))
        return Report(
            started=started,
            ended=now(),
            seconds=seconds,
            exit_code=code,
            outcomes=tuple(sorted(self.outcomes, key=lambda outcome: outcome.plan.casefold())),
            skipped=inputs.skipped,
            absent=absent,
            troubles=tuple(self.troubles),
            cut=why_cut(stop, self.outcomes, self.limits.night),
            states=self.states,
            studies=tuple(self.studies.outcomes),
        )

    def _audit_published(self, pool: WorkerPool) -> None:
        """Audit the published plans that are not known to be sound, before anything starts from them."""
        pool.add(self.seals.audits(self.stage, min(PATIENCE, self.limits.of_plan(0.0))))
        for result in pool.work():
            self._trouble(self.seals.take_result(result))
        pool.waiting.clear()  # those that an ended night did not come to: nobody knows

    def _tell_progress(self, job: Job, message: Message) -> None:
        """Tell how far a search or a study is."""
        if isinstance(job, SolveJob | StudyJob) and job.run is not None:
            study = job.study if isinstance(job, StudyJob) else ""
            self.tell(progress_event(job.planned.plan.name, job.run.id, study, message))

    def _inspect_job(self, source: Path, place: int) -> InspectJob:
        copy = self.stage / str(place) / source.name
        return InspectJob(source=source, copy=copy, limit=self.limits.of_plan(0.0))

    def _same_file(self, job: InspectJob) -> bool:
        """Whether a workbook has nothing to solve, by what the cache knows of the very same file."""
        answer = None if self.request.force else self.cache.recall(job.source)
        return answer is not None and not self._to_solve(job, answer)

    def _to_solve(self, job: InspectJob, answer: Message) -> list[SolveJob]:
        """The plans of a workbook that have to be solved; of those that still hold the outcome is told."""
        if answer["read"]:
            self.inspected.add(source_name(job.source))
        solves = [
            self._solve_job(job, answer, plan["scenario"], self.limits.of_plan(plan["seconds"]))
            for plan in answer["plans"]
        ]
        told = {outcome.plan for outcome in self.outcomes}
        return [
            solve for solve in solves if solve.planned.plan.name not in told and not self._still_holds(solve)
        ]

    def _plans_of(self, job: InspectJob, result: JobResult, stop: Stop) -> Sequence[Job]:
        """The plans of an inspected workbook that have to be solved."""
        answer = result.answer or {}
        if answer.get("said") == "looked":
            self.cache.note(job.source, answer)
            solves = self._to_solve(job, answer)
            self._note_unchanged()
            return solves
        if result.cause in ("signal", "night"):
            self._leave(job)
        else:
            self._close(self._solve_job(job, {}, "", job.limit), result, stop)
        return []

    def _solve_job(self, job: InspectJob, answer: Message, scenario: str, limit: float) -> SolveJob:
        """The job for one plan of a workbook. ``answer``: blank where it could not be inspected."""
        name, content = source_name(job.source), str(answer.get("content", ""))
        spec = replace(self.request.spec, scenario=scenario)
        planned = PlannedRun(
            plan=plan_folder(self.request.outputs, job.source, scenario, self.names),
            source=job.source,
            marking=str(answer.get("marking", "")),
            spec=spec,
            fingerprint=plan_fingerprint(name, content, spec),
            studies=() if scenario else tuple(answer.get("studies", ())),
        )
        damage = self._damage(planned.plan)
        return SolveJob(planned=planned, copy=job.copy, limit=limit, tell=self.tell, damage=damage)

    def _still_holds(self, solve: SolveJob) -> bool:
        """Whether a plan's last run still holds; then its outcome is told."""
        planned = solve.planned
        damage = self._damage(planned.plan)
        record = (
            None
            if self.request.force
            else still_holds(planned.plan, planned.fingerprint, damaged=bool(damage))
        )
        if record is None:
            return False
        about = {**record["run"], "state": DAMAGED if damage else UNCHANGED, "started": now(), "ended": now()}
        if damage:
            about |= {"reasons": [*damage, *about["reasons"]], "exit_code": ExitCode.REFUSED}
        self.unchanged.append({**record, "run": about})
        self._say(run_outcome(planned, record, UNCHANGED))
        self.studies.ask(planned, planned.plan.runs()[-1], solve.limit)
        return True

    def _close(self, solve: SolveJob, result: JobResult, stop: Stop) -> None:
        """Close the run of a plan, publish it if it may be, and tell its outcome."""
        verdict = verdict_of(result, self.limits, stop.exit_code)
        if solve.damage and verdict.state == "published":
            verdict = replace(
                verdict, state="refused", exit_code=ExitCode.REFUSED, reasons=tuple(solve.damage)
            )
        if result.error is not None and solve.run is None:
            self._say_none(solve.planned, "failed", verdict.exit_code, verdict.reasons)
            return
        try:
            verdict = replace(verdict, seconds=round(result.seconds, 3))
            record = close(solve.run or begin(solve.planned), verdict)
        except OutputError as error:
            reasons = (*verdict.reasons, str(error))
            self._note_unwritten(solve, reasons, error.exit_code)
            self._say_none(solve.planned, "failed", error.exit_code, reasons)
            return
        self._note(record)
        if record["run"]["state"] == "published" and solve.run is not None:
            self._trouble(self.seals.seal(solve.run, record))
        self._say(run_outcome(solve.planned, record, str(record["run"]["state"])))
        if solve.run is not None:
            self.studies.ask(solve.planned, solve.run, solve.limit)

    def _note(self, *records: Mapping[str, Any]) -> None:
        """Note records in the history, which can be made again from the run folders."""
        self.noted.update(str(record["run"]["plan"]) for record in records)
        with self._troubles_kept():
            self.history.note(*records)

    @contextlib.contextmanager
    def _troubles_kept(self) -> Iterator[None]:
        """Put errors of writing among the night's troubles; the next night makes up for them."""
        try:
            yield
        except OutputError as error:
            self.troubles.append(str(error))

    def _note_unchanged(self) -> None:
        """Write all plans that still hold into the history at once: each alone would wait for the disk."""
        if self.unchanged:
            self._note(*self.unchanged)
            self.unchanged.clear()

    def _note_unwritten(self, solve: SolveJob, reasons: tuple[str, ...], code: int) -> None:
        """Note in the history that a run has failed of which no record could be written."""
        if solve.run is not None and (record := solve.run.record()):
            about = {
                **record["run"],
                "state": "failed",
                "ended": now(),
                "reasons": reasons,
                "exit_code": code,
            }
            self._note({**record, "run": about})

    def _trouble(self, sentence: str) -> None:
        if sentence:
            self.troubles.append(sentence)

    def _leave(self, job: Job) -> None:
        """Tell that the night did not come to a job's workbook or plan."""
        if isinstance(job, SolveJob):
            self._say_none(
                job.planned, UNREACHED, ExitCode.NOTHING_FOUND, ("the night ended before it began",)
            )
        elif isinstance(job, StudyJob):
            self.studies.leave(job)
        elif isinstance(job, InspectJob):
            planned = self._solve_job(job, {}, "", job.limit).planned
            self._say_none(
                planned, UNREACHED, ExitCode.NOTHING_FOUND, ("the night ended before it was looked at",)
            )

    def _say_none(self, planned: PlannedRun, state: str, code: int, reasons: tuple[str, ...]) -> None:
        """Tell of a plan of which there is no record."""
        source, scenario = source_name(planned.source), planned.spec.scenario
        self._say(outcome_without_run(planned.plan, source, scenario, state, code, reasons))

    def _say(self, outcome: PlanOutcome) -> None:
        """Keep an outcome for the report, and tell it now, with what is damaged of the published plan."""
        outcome = with_damage(outcome, self.seals.damage.get(outcome.plan, ()))
        self.outcomes.append(outcome)
        self.tell(
            NightEvent(
                event=outcome.state,
                plan=outcome.plan,
                run=outcome.run,
                message=in_one_line(outcome.reasons),
                exit_code=outcome.exit_code,
                seconds=outcome.seconds,
            )
        )

    def _without_run(self, inputs: Inputs) -> tuple[str, ...]:
        """Record the plans that no run was begun for, tell what is damaged, and return the absent ones."""
        absent, told = self._absent(inputs), {outcome.plan: outcome for outcome in self.outcomes}
        for plan in (plan for plan in plans(self.request.outputs) if plan.name not in self.noted):
            damage, source, outcome = self._damage(plan), source_of(plan), told.get(plan.name)
            state, why = why_without_run(source, inputs, outcome, absent=plan.name in absent)
            if damage:
                self._note(damaged_record(plan, source, (*damage, *why)))
                if outcome is None:
                    self._say(outcome_without_run(plan, source, "", "refused", ExitCode.REFUSED, damage))
            else:
                self.states[plan.name] = (state, why)
        return absent

    def _damage(self, plan: PlanFolder) -> tuple[str, ...]:
        """Reasons not to trust what is published of a plan; empty where there are none."""
        return self.seals.damage.get(plan.name, ())

    def _absent(self, inputs: Inputs) -> tuple[str, ...]:
        """Plans whose workbook is not there any more, or no longer has their scenario."""
        names = {source_name(source) for source in inputs.sources}
        told = {outcome.plan for outcome in self.outcomes}
        return tuple(
            plan.name
            for plan in plans(self.request.outputs)
            if plan.name not in told
            and ((source := source_of(plan)) not in names or source in self.inspected)
        )
