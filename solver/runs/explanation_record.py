"""An explanation as JSON: every answer with its claim, its numbers, and the cells that it speaks of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from solver.errors import Finding, Place
from solver.excel.read.workbook import locate
from solver.plan import Plan
from solver.plan.addresses import ROW_MARK, fitting_rows
from solver.reasons.cells import Cell, row_name
from solver.reasons.questions.answer import Answer, Ask, Change, Question, RankNumber, RankPrice
from solver.reasons.sentences import Section
from solver.record import finite, microseconds
from solver.runs.explain import AskedWorkbook, Explanation
from solver.runs.request import Run
from solver.schema import KEY_SEPARATOR, sheet
from solver.tables import RawTables
from solver.version import VERSION

if TYPE_CHECKING:
    from solver.solution import RankValue

EXPLANATION_VERSION = 1
"""Grows when a field changes its meaning."""

Record = dict[str, Any]


def explanation_record(found: Explanation) -> Record:
    """An explanation, ready for ``json.dumps``; what does not apply to an answer is left out."""
    workbook = found.workbook
    plan = workbook.asked.plan
    ranks = workbook.asked.solution.ranks
    answers = [answer_record(plan, ranks, answer) for answer in found.answers]
    return {
        **_head(workbook, found.source),
        "objectives": [_objective(rank) for rank in ranks],
        "answers": answers,
        "seconds": microseconds(found.seconds),
        **_better(workbook),
        "findings": [each.record() for each in (*workbook.findings, *found.findings, *workbook.notes)],
    }


def no_plan_record(run: Run) -> Record:
    """What is said of a workbook that has no plan: a conflict, with what ``forcegen solve`` records of it."""
    record: Record = run.record
    timings, names = record["timings"], ("tool", "input", "scenario", "overrides", "objectives")
    return {
        "schema_version": EXPLANATION_VERSION,
        **{name: record[name] for name in names},
        "answers": [_conflict(run, record["no_plan"] or {})],
        "seconds": timings["total"],
        "findings": record["findings"],
    }


def _conflict(run: Run, diagnosis: Record) -> Record:
    """The answer of a diagnosis; that there is no plan is proved by arithmetic, or by two searches."""
    impossible, shown = diagnosis.get("impossible"), diagnosis.get("shown")
    answer: Record = {
        "kind": "conflict",
        "question": {},
        "claim": "proved" if impossible and shown in {"proved", "searched"} else "not_settled",
        "possible": False if impossible else None,
        "text": " ".join(" ".join(_sentences(run.why)).split()),
        "cells": [
            cell_of(run.plan.tables, Place(sheet=each["sheet"], row=row, column=each["column"]))
            for each in diagnosis.get("conflict", [])
            for row in each["rows"]
        ],
        "repairs": diagnosis.get("repairs", []),
        "no_plan": diagnosis,
    }
    return {name: value for name, value in answer.items() if value != []}


def _sentences(why: Iterable[Section]) -> Iterable[str]:
    """What a diagnosis says, heading by heading."""
    for section in why:
        yield section.heading
        yield from (f"{line}." for line in section.lines)


def _head(workbook: AskedWorkbook, source: str) -> Record:
    return {
        "schema_version": EXPLANATION_VERSION,
        "tool": f"forcegen {VERSION}",
        "input": {"path": source, "sha256": workbook.sha256},
        "scenario": workbook.scenario or None,
        "overrides": list(workbook.overrides),
    }


def _objective(rank: RankValue) -> Record:
    return {"rank": rank.rank, "name": rank.name, "value": finite(rank.value), "bound": finite(rank.bound)}


def _better(workbook: AskedWorkbook) -> Record:
    """The first rank in which there is a better plan than the written one, if one was found."""
    return {} if workbook.better is None else {"better": _price(workbook.better)}


def answer_record(plan: Plan, ranks: Sequence[RankValue], answer: Answer) -> Record:
    """An answer about a plan of these ranks; what does not apply is left out.

    Of a contingent that is in the plan, at least one unit costs nothing; what one more than now costs stands
    beside that.
    """
    if answer.question.more:
        return _of_one_more(plan, ranks, answer)
    asked_whether = answer.question.kind in ("why_not", "why_short")
    record: Record = {
        "kind": answer.question.kind,
        "question": question_record(plan, answer.question),
        "claim": answer.claim,
        **({"possible": answer.possible} if asked_whether else {}),
        "text": " ".join((*answer.text, *answer.of_changes)),
        "gates": _gates(plan.tables, answer),
        **_priced(plan, answer),
    }
    if answer.least_lack is not None:
        low, high = answer.least_lack
        record["least_lack"] = {"low": finite(low), "high": finite(high)}
    record["helps"] = [
        {**_change(each.change), "lacks": {"low": finite(each.lacks[0]), "high": finite(each.lacks[1])}}
        for each in answer.helps
    ]
    record["steps"] = [
        {
            "limit": finite(step.limit),
            "from_limit": finite(step.from_limit),
            "objectives": _numbers(step.ranks),
            "claim": step.claim,
            **({"set": list(step.settings)} if step.settings else {}),
            **({"endless": True} if step.endless else {}),
        }
        for step in answer.steps
    ]
    if answer.free_down_to is not None:
        record["free_down_to"] = finite(answer.free_down_to)
    record["asks"] = [_ask(each) for each in answer.asks]
    record["bundles"] = [
        {
            "asks": list(each.asks),
            "objectives": _numbers(each.ranks),
            "without": [_numbers(ranks) for ranks in each.without],
            "claim": each.claim,
        }
        for each in answer.bundles
    ]
    return {name: value for name, value in record.items() if value != []}


def question_record(plan: Plan, question: Question) -> Record:
    """A question, by what it names; ``requirement`` and ``cap`` as the command line takes them."""
    named: Record = {
        "contingent": question.contingent,
        "site": question.site,
        "role": question.role,
        "period": question.period,
        "requirement": requirement_asked(question) if question.kind == "why_short" else "",
        "cap": cap_name(plan, question.cap) if question.cap else "",
        "count": question.count,
        "more": question.more,
    }
    return {name: value for name, value in named.items() if value}


def requirement_asked(question: Question) -> str:
    """A requirement as the command line takes it."""
    return f"{question.site}{KEY_SEPARATOR}{question.role}"


def cap_name(plan: Plan, row: int) -> str:
    """A cap as the command line takes it: by its name, or its sheet row where several have that."""
    name = row_name(plan, Cell(sheet="Drawdown caps", sheet_row=row, column="Cap heads", upward=True))
    rows = fitting_rows(plan.tables, sheet("Drawdown caps"), name, plan.settings.calendar)
    return name if rows == [row] else f"{ROW_MARK}{row}"


def _of_one_more(plan: Plan, ranks: Sequence[RankValue], answer: Answer) -> Record:
    """What one more unit costs than there is, beside the price of what is there."""
    one_more: Record = {
        "claim": answer.claim,
        "possible": answer.possible,
        "text": " ".join((*answer.text, *answer.of_changes)),
        **_priced(plan, answer),
    }
    there = tuple(
        RankPrice(rank=rank.rank, name=rank.name, base=rank.value, low=rank.value, high=rank.value)
        for rank in ranks
    )
    is_there = answer_record(
        plan,
        ranks,
        Answer(
            question=replace(answer.question, more=False),
            claim="proved",
            possible=True,
            price=there,
            gates=answer.gates,
            text=(f"{answer.question.contingent} is in the plan.",),
        ),
    )
    return {
        **is_there,
        "question": question_record(plan, answer.question),
        "one_more": {name: value for name, value in one_more.items() if value != []},
    }


def _priced(plan: Plan, answer: Answer) -> Record:
    """The price of what is asked, whom it displaces, the cells in the way and the changes that do it."""
    first = {"first_worse": answer.first_worse} if answer.price else {}
    return {
        "price": [_price(rank) for rank in answer.price],
        **first,
        "displaced": [
            {
                "contingent": each.contingent,
                "site": each.site,
                "role": each.role,
                "period": each.period,
                "units": each.units,
            }
            for each in answer.displaced
        ],
        "cells": [cell_of(plan.tables, place) for place in answer.cells],
        "changes": [_change(change) for change in answer.changes],
    }


def _gates(tables: RawTables, answer: Answer) -> list[Record]:
    return [
        {**cell_of(tables, gate.place), "what": gate.what, "closes": gate.closes, "alone": gate.alone}
        for gate in answer.gates
    ]


def _price(rank: RankPrice) -> Record:
    return {
        "rank": rank.rank,
        "name": rank.name,
        "base": finite(rank.base),
        "low": finite(rank.low),
        "high": finite(rank.high),
    }


def _change(change: Change) -> Record:
    record: Record = {
        "set": change.setting,
        "from": change.before,
        "to": change.after,
        "low": change.low,
        "claim": change.claim,
        "objectives": _numbers(change.ranks),
    }
    return {name: value for name, value in record.items() if value not in ([], None)}


def _ask(ask: Ask) -> Record:
    record: Record = {
        "what": ask.what,
        "set": ask.setting or None,
        "add": ask.add or None,
        "objectives": _numbers(ask.ranks),
        "most": None if ask.most is None else _number(ask.most),
        "claim": ask.claim,
        "confidence": ask.confidence if ask.confidence is None or math.isfinite(ask.confidence) else None,
    }
    return {name: value for name, value in record.items() if value not in ([], None)}


def _numbers(ranks: Iterable[RankNumber]) -> list[Record]:
    return [_number(rank) for rank in ranks]


def _number(rank: RankNumber) -> Record:
    return {"rank": rank.rank, "value": finite(rank.value)}


def cell_of(tables: RawTables, place: Place) -> Record:
    """A place as machines have it: the sheet as the planner spells it, and the cell."""
    (found,) = locate([Finding(place=place, message="")], tables)
    record = found.record()
    return {"sheet": record["sheet"], "cell": record["cell"]}
