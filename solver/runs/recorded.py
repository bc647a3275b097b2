"""The record beside a written workbook: what the run said of itself, kept outside of the workbook."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import Finding, told
from solver.record import milliseconds
from solver.results import columns
from solver.results.run import Stated
from solver.runs.targets import record_path
from solver.solution import Part, RankValue
from solver.text.numbers import number

if TYPE_CHECKING:
    from solver.audit.breach import Breach
    from solver.excel.read.written import WrittenPlan
    from solver.record import Totals


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recorded:
    """What a run states of itself: by its record where that is there, else by the sheet Run.

    ``totals``: the plan in a few numbers by the record; empty without one. ``name``: the record's file.
    """

    stated: Stated
    name: str = ""
    totals: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def breaches(self, totals: Totals) -> list[Breach]:
        """Totals of the record that the plan does not come to."""
        from solver.audit.breach import Breach

        found = []
        for each in fields(totals):
            said, value = self.totals.get(each.name), getattr(totals, each.name)
            if isinstance(said, int | float) and not math.isclose(said, value, rel_tol=1e-9, abs_tol=1e-6):
                message = (
                    f"{self.name} says {number(said)} for {each.name}; by the plan it is {number(value)}"
                )
                found.append(Breach(rule="shown", message=message))
        return found


def recorded(path: Path, sha256: str, written: WrittenPlan) -> Recorded:
    """What the run that wrote a workbook states of itself, by the record beside it where it is of that run.

    ``sha256``: of the workbook as it is now. Status and objectives of Run are not asked where a record is.
    """
    beside = record_path(path)
    if not beside.is_file():
        return Recorded(stated=written)
    try:
        record = json.loads(beside.read_bytes())
        hashes = [str(each["sha256"]) for each in record["outputs"]]
        if sha256 not in hashes and (
            not hashes or record.get("started") != written.fact(columns.STARTED_FACT)
        ):
            message = (
                f"{beside.name} beside the workbook is of another run, or an earlier forcegen; "
                "it is not compared"
            )
            return Recorded(stated=written, findings=(told(message, "warning"),))
        return _of_record(record, beside.name, written, saved_again=sha256 not in hashes)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        message = f"{beside.name} beside the workbook cannot be understood; it is not compared"
        return Recorded(stated=written, findings=(told(message, "warning"),))


def _of_record(record: dict[str, Any], name: str, stated: Stated, *, saved_again: bool) -> Recorded:
    """What the record states, in the place of what the sheet Run does."""
    message = f"the workbook was saved again since the run wrote it ({name} knows it by another hash)"
    ranks = {each["rank"]: each for each in record["objectives"]}
    return Recorded(
        stated=replace(
            stated,
            facts={**stated.facts, **_facts(record)},
            ranks=tuple(_rank(rank, ranks.get(rank.rank)) for rank in stated.ranks),
        ),
        name=name,
        totals=record["totals"],
        findings=(told(message, "warning"),) if saved_again else (),
    )


def _facts(record: Mapping[str, Any]) -> dict[str, object]:
    """Facts of Run as the record states them."""
    solver, sizes, timings = record["solver"], record["sizes"], record["timings"]
    facts = {
        columns.STARTED_FACT: record.get("started"),
        "Input": record["input"]["path"],
        "Seed": solver["seed"],
        "Threads": solver["threads"],
        "Variables": sizes["variables"],
        "Whole-number variables": sizes["integers"],
        "Rows": sizes["rows"],
        "Nonzeros": sizes["nonzeros"],
        columns.VERSION_FACT: str(record["tool"]).removeprefix("forcegen").strip(),
        "Solver": f"{solver['name']} {solver['version']}".strip(),
        "Searches repeated": solver["retries"],
        **{
            f"Seconds to {phase}": milliseconds(timings[phase])
            for phase in ("read", "build", "solve", "audit")
        },
    }
    return {name: value for name, value in facts.items() if value is not None}


def _rank(rank: RankValue, said: Mapping[str, Any] | None) -> RankValue:
    """A rank with what it came to when it was settled, and its bound, as the record states them."""
    if said is None:
        return rank
    parts = {each["name"]: _number(each["value"], math.nan) for each in said["parts"]}
    return replace(
        rank,
        parts=tuple(
            Part(name=part.name, weight=part.weight, value=parts.get(part.name, part.value))
            for part in rank.parts
        ),
        value=_number(said["value"], rank.value),
        bound=_number(said["bound"], -math.inf),
    )


def _number(value: object, unknown: float) -> float:
    return float(value) if isinstance(value, int | float) else unknown
