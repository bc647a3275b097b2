"""The night at work: every workbook looked at, every plan of it solved, closed and told."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from solver.errors import OutputError
from solver.nightly.fingerprint import WorkbookCache, plan_fingerprint
from solver.nightly.folder import PlanFolder, plans
from solver.nightly.history import DAMAGED, UNCHANGED, UNREACHED, History
from solver.nightly.inputs import Inputs
from solver.nightly.jobs import InspectJob, SolveJob
from solver.nightly.limits import Limits, Stop, usual_memory
from solver.nightly.plan_names import plan_folder, source_of
from solver.nightly.report import NightEvent, PlanOutcome, Report, Tell, in_one_line, night_code
from solver.nightly.run_record import PlannedRun, begin, close, now
from solver.nightly.seal import PATIENCE, Seals
from solver.nightly.verdicts import (
    REFUSED,
    damaged_record,
    only_damaged,
    still_holds,
    verdict_of,
    why_cut,
    why_without_run,
)
from solver.nightly.worker_pool import Job, JobResult, WorkerPool
from solver.nightly.worker_process import Launch, Message
from solver.record import Flags, known, shown_path


@dataclass(slots=True, kw_only=True)
class NightRun:
    """A night that goes on, and what came of it so far.

    ``taken``: whose each plan's name is. ``looked``: names of the workbooks of which all plans are known.
    ``noted``: plans of which the history has tonight's word. ``same``: the nights of plans that still
    hold, not yet in the history.
    """

    outputs: Path
    stage: Path
    flags: Flags
    strict: bool
    force: bool
    limits: Limits
    history: History
    cache: WorkbookCache
    tell: Tell
    seals: Seals
    outcomes: list[PlanOutcome] = field(default_factory=list)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    looked: set[str] = field(default_factory=set)
    noted: set[str] = field(default_factory=set)
    states: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    same: list[Mapping[str, Any]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def work(self, found: Inputs, slots: int, stop: Stop, launch: Launch) -> Report:
        """Every workbook, so many processes side by side; and the report of it."""
        started, began = now(), time.monotonic()
        self.limits = replace(self.limits, memory=self.limits.memory or usual_memory(slots))
        pool = WorkerPool(
            slots=slots,
            launch=launch,
            stop=stop,
            on_progress=self._hear,
            night=self.limits.night,
            memory=self.limits.memory,
        )
        self._check(pool)
        looks = [self._look(source, place) for place, source in enumerate(found.sources)]
        pool.add([look for look in looks if stop.asked or not self._as_before(look)])
        self._note_same()
        for end in pool.work():
            if isinstance(end.job, InspectJob):
                pool.add(self._looked(end.job, end, stop))
            elif isinstance(end.job, SolveJob):
                self._close(end.job, end, stop)
        for job in pool.waiting:
            self._leave(job)
        absent = self._without_run(found)
        self._keep_looks(found)
        code = night_code(self.outcomes, stop.exit_code)
        self.tell(NightEvent(event="night_ended", exit_code=code, seconds=time.monotonic() - began))
        return Report(
            started=started,
            ended=now(),
            seconds=time.monotonic() - began,
            exit_code=code,
            outcomes=tuple(sorted(self.outcomes, key=lambda outcome: outcome.plan.casefold())),
            skipped=found.skipped,
            absent=absent,
            troubles=tuple(self.troubles),
            cut=why_cut(stop, self.outcomes, self.limits.night),
            states=self.states,
        )

    def _check(self, pool: WorkerPool) -> None:
        """Look at every published plan, before anything starts from it."""
        pool.add(self.seals.audits(self.stage, min(PATIENCE, self.limits.of_plan(0.0))))
        for end in pool.work():
            self._trouble(self.seals.take_result(end))
        pool.waiting.clear()  # those that an ended night did not come to: nobody knows

    def _hear(self, job: Job, message: Message) -> None:
        """A search that goes on."""
        if isinstance(job, SolveJob) and job.run is not None:
            progress = {name: _known(value) for name, value in message.items() if name != "said"}
            self.tell(
                NightEvent(event="progress", plan=job.planned.plan.name, run=job.run.id, progress=progress)
            )

    def _look(self, source: Path, place: int) -> InspectJob:
        copy = self.stage / str(place) / source.name
        return InspectJob(source=source, copy=copy, limit=self.limits.of_plan(0.0))

    def _as_before(self, look: InspectJob) -> bool:
        """Whether there is nothing to solve in a workbook, by what was seen of the very same file before."""
        answer = None if self.force else self.cache.recall(look.source)
        return answer is not None and not self._to_solve(look, answer)

    def _to_solve(self, look: InspectJob, answer: Message) -> list[SolveJob]:
        """The plans of a workbook, as far as there is anything to solve; the others are told."""
        if answer["read"]:
            self.looked.add(_name(look.source))
        solves = [
            self._solve(look, answer, plan["scenario"], self.limits.of_plan(plan["seconds"]))
            for plan in answer["plans"]
        ]
        told = {outcome.plan for outcome in self.outcomes}
        return [
            solve
            for solve in solves
            if solve.planned.plan.name not in told and not self._unchanged(solve.planned)
        ]

    def _looked(self, look: InspectJob, end: JobResult, stop: Stop) -> Sequence[Job]:
        """The plans of a workbook that was looked at, as far as there is anything to solve."""
        answer = end.answer or {}
        if answer.get("said") == "looked":
            self.cache.note(look.source, answer)
            solves = self._to_solve(look, answer)
            self._note_same()
            return solves
        if end.cause in ("signal", "night"):
            self._leave(look)
        else:
            self._close(self._solve(look, {}, "", look.limit), end, stop)
        return []

    def _solve(self, look: InspectJob, answer: Message, scenario: str, limit: float) -> SolveJob:
        """A plan of a workbook. A blank answer: it could not be looked at."""
        name, content = _name(look.source), str(answer.get("content", ""))
        planned = PlannedRun(
            plan=plan_folder(self.outputs, look.source, scenario, self.taken),
            source=look.source,
            scenario=scenario,
            marking=str(answer.get("marking", "")),
            flags=self.flags,
            strict=self.strict,
            fingerprint=plan_fingerprint(name, content, scenario, self.flags, strict=self.strict),
        )
        damage = self._damage(planned.plan)
        return SolveJob(planned=planned, copy=look.copy, limit=limit, tell=self.tell, damage=damage)

    def _unchanged(self, planned: PlannedRun) -> bool:
        """Whether the plan's last run still holds; then that is what there is to say."""
        damage = self._damage(planned.plan)
        record = None if self.force else still_holds(planned.plan, planned.fingerprint, damaged=bool(damage))
        if record is None:
            return False
        about = {**record["run"], "state": DAMAGED if damage else UNCHANGED, "started": now(), "ended": now()}
        if damage:
            about |= {"reasons": [*damage, *about["reasons"]], "exit_code": REFUSED}
        self.same.append({**record, "run": about})
        self._say_run(planned, record, UNCHANGED)
        return True

    def _close(self, solve: SolveJob, end: JobResult, stop: Stop) -> None:
        """Close the run of a plan, publish it if it may be, and say what came of it."""
        verdict = verdict_of(end, self.limits, stop.exit_code)
        if solve.damage and verdict.state == "published":
            verdict = replace(verdict, state="refused", exit_code=REFUSED, reasons=tuple(solve.damage))
        if end.error is not None and solve.run is None:
            self._say_none(solve.planned, "failed", verdict.exit_code, verdict.reasons)
            return
        try:
            record = close(solve.run or begin(solve.planned), verdict, seconds=round(end.seconds, 3))
        except OutputError as error:
            reasons = (*verdict.reasons, str(error))
            self._note_unwritten(solve, reasons, error.exit_code)
            self._say_none(solve.planned, "failed", error.exit_code, reasons)
            return
        self._note(record)
        if record["run"]["state"] == "published" and solve.run is not None:
            self._trouble(self.seals.seal(solve.run, record))
        self._say_run(solve.planned, record, str(record["run"]["state"]))

    def _note(self, *records: Mapping[str, Any]) -> None:
        """Keep them in the history, which can be made again from the run folders."""
        self.noted.update(str(record["run"]["plan"]) for record in records)
        try:
            self.history.note(*records)
        except OutputError as error:
            self.troubles.append(str(error))

    def _note_same(self) -> None:
        """The plans that still hold, together: each by itself would wait for the disk."""
        if self.same:
            self._note(*self.same)
            self.same.clear()

    def _keep_looks(self, found: Inputs) -> None:
        """What was seen, for the next night; without it that looks again."""
        try:
            self.cache.write(found.sources)
        except OutputError as error:
            self.troubles.append(str(error))

    def _note_unwritten(self, solve: SolveJob, reasons: tuple[str, ...], code: int) -> None:
        """A run of which no record could be written is no longer at work for all that."""
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
        """A workbook or plan that the night did not come to."""
        if isinstance(job, SolveJob):
            self._say_none(job.planned, UNREACHED, 6, ("the night ended before it began",))
        elif isinstance(job, InspectJob):
            planned = self._solve(job, {}, "", job.limit).planned
            self._say_none(planned, UNREACHED, 6, ("the night ended before it was looked at",))

    def _say_run(self, planned: PlannedRun, record: Mapping[str, Any], state: str) -> None:
        """What its record says of a plan: of tonight's run, or the last one that still holds."""
        about = record["run"]
        outcome = PlanOutcome(
            plan=planned.plan.name,
            source=_name(planned.source),
            scenario=planned.scenario,
            state=state,
            exit_code=0 if about["state"] == "published" else int(about["exit_code"]),
            was=str(about["state"]) if state == UNCHANGED else "",
            run=str(about["id"]),
            reasons=tuple(about["reasons"]) if about["state"] != "published" else (),
            seconds=None if state == UNCHANGED else about["seconds"],
            record=record,
        )
        self._say(outcome)

    def _say_none(self, planned: PlannedRun, state: str, code: int, reasons: tuple[str, ...]) -> None:
        """A plan of which there is no record."""
        outcome = PlanOutcome(
            plan=planned.plan.name,
            source=_name(planned.source),
            scenario=planned.scenario,
            state=state,
            exit_code=code,
            reasons=reasons,
            record={},
        )
        self._say(outcome)

    def _say(self, outcome: PlanOutcome) -> None:
        """Keep it for the report, and say it now; a damaged published plan is said with whatever came."""
        damage = self.seals.damage.get(outcome.plan, ())
        if damage:
            outcome = replace(
                outcome,
                state="refused" if outcome.state in (UNCHANGED, UNREACHED) else outcome.state,
                was="",
                exit_code=REFUSED
                if outcome.state in (UNCHANGED, UNREACHED)
                else outcome.exit_code or REFUSED,
                reasons=(*damage, *(reason for reason in outcome.reasons if reason not in damage)),
            )
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

    def _without_run(self, found: Inputs) -> tuple[str, ...]:
        """Note what became of the plans that no run was begun for, and say what is damaged; those absent."""
        absent, told = self._absent(found), {outcome.plan: outcome for outcome in self.outcomes}
        for plan in (plan for plan in plans(self.outputs) if plan.name not in self.noted):
            damage, source, outcome = self._damage(plan), source_of(plan), told.get(plan.name)
            state, why = why_without_run(source, found, outcome, absent=plan.name in absent)
            if damage:
                self._note(damaged_record(plan, source, (*damage, *why)))
                if outcome is None:
                    self._say(only_damaged(plan, source, damage))
            else:
                self.states[plan.name] = (state, why)
        return absent

    def _damage(self, plan: PlanFolder) -> tuple[str, ...]:
        """Why what is published of a plan is not to be trusted; nothing where it is."""
        return self.seals.damage.get(plan.name, ())

    def _absent(self, found: Inputs) -> tuple[str, ...]:
        """Plans whose workbook is not there any more, or no longer has their scenario."""
        names = {_name(source) for source in found.sources}
        told = {outcome.plan for outcome in self.outcomes}
        return tuple(
            plan.name
            for plan in plans(self.outputs)
            if plan.name not in told and ((source := source_of(plan)) not in names or source in self.looked)
        )


def _name(source: Path) -> str:
    """The file name of a workbook, as every file can hold it."""
    return shown_path(Path(source.name))


def _known(value: object) -> object:
    """A number that JSON can hold: a search without a plan yet has none."""
    return known(value) if isinstance(value, float) else value
