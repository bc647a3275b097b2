"""Answers in lines and small tables for a terminal of 80 columns."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from solver.cli.answer_asks import ask_lines
from solver.cli.answer_words import Shown, moved_text, value_text
from solver.errors import Finding, Place
from solver.reasons.questions.answer import (
    CLAIMS_IN_FULL,
    Answer,
    Change,
    Displaced,
    Help,
    Question,
    RankPrice,
    rank_room,
)
from solver.reasons.questions.caps.cap_told import ranks_of_step
from solver.reasons.questions.told_ranks import is_closed, is_near, is_worse, told_ranks
from solver.results.shown import bare_table
from solver.runs.explain import Explanation
from solver.runs.explanation_record import cap_name
from solver.text.commands import told_settings
from solver.text.numbers import in_full, spans, with_and

if TYPE_CHECKING:
    from solver.plan import Plan


MOST = 5
"""Gates, units displaced, cells and changes that are shown where not all are asked for."""

ALONE = {
    "why_not": "With each of these alone it costs nothing: no rank is worse before one is better",
    "why_short": "With each of these alone it is filled, and no other requirement lacks more",
}
"""What each of the changes does, by the kind of a question."""

NOT_RULED_OUT = {
    "why_short": "that less lacks is not ruled out",
    "cap": "better is not ruled out",
    "asks": "that others help more is not ruled out",
}
"""What ``at_most`` leaves open, by the kind of a question; of a price, what ``CLAIMS_IN_FULL`` says."""


def title(found: Explanation) -> Iterator[Shown]:
    """The marking of the plan, its name and its scenario."""
    settings = found.workbook.asked.plan.settings
    if settings.marking:
        yield Shown(settings.marking, style="bold")
    yield Shown(settings.plan_name or found.source, style="bold underline")
    if found.workbook.scenario:
        yield Shown(f"Scenario: {found.workbook.scenario}")


def question_title(question: Question, plan: Plan | None = None) -> str:
    """What a question asks, in a few words."""
    when = f" in period {question.period}" if question.period else ""
    if question.kind == "why_short":
        return f"Why {question.site} / {question.role} lacks{when}"
    if question.kind == "cap":
        named = cap_name(plan, question.cap) if plan is not None else f"row {question.cap}"
        return f"What the cap {named} costs"
    if question.kind == "asks":
        return "Whom to ask for what"
    where = f" at {question.site}" if question.site else ""
    role = f" as {question.role}" if question.role else ""
    return f"{'One more of' if question.more else 'Using'} {question.contingent}{role}{where}{when}"


def answer_lines(found: Explanation, answer: Answer, *, full: bool) -> Iterator[Shown]:
    """The answer to one question, on one screen unless all of it is asked for."""
    plan, most = found.workbook.asked.plan, 1_000_000 if full else MOST
    yield Shown(question_title(answer.question, plan), style="bold")
    behind = len(answer.text) - len(answer.bundles)  # asks and bundles have their own lines
    yield from (Shown(text) for text in answer.text[len(answer.asks) : behind])
    yield from _price(answer.price, answer.first_worse)
    yield from _few("Who comes and who goes", list(_displaced(answer.displaced)), most, 2 * most)
    gates = [
        f"{_cell(plan, gate.place)}: {gate.what}{_closes(gate.closes, gate.alone)}"
        for gate in answer.gates
        if not any(gate.what in text for text in answer.text)
    ]
    heading = "What closes other places" if answer.open_places else "What closes it"
    yield from _few(heading, gates, most)
    yield from _in_the_way(plan, answer, most)
    yield from _changes(found, ALONE.get(answer.question.kind, ""), answer.changes, most)
    yield from _helps(found, answer.helps, most)
    yield from _steps(found, answer)
    yield from ask_lines(found, answer)
    yield Shown(f"{claim_sentence(answer)}", style="green" if answer.claim == "proved" else "yellow")


def _in_the_way(plan: Plan, answer: Answer, most: int) -> Iterator[Shown]:
    """The cells that stand in the way, in one line."""
    cells = [_cell(plan, each) for each in answer.cells]
    if not cells:
        return
    yield Shown(
        "The cell that stands in the way" if len(cells) == 1 else "Cells that stand in the way together",
        style="bold",
    )
    more = f" and {len(cells) - most:,} more (-v)" if len(cells) > most else ""
    yield Shown(", ".join(cells[:most]) + more, indent=2)


def claim_sentence(answer: Answer) -> str:
    """How sure an answer is, with the numbers between which it lies."""
    if answer.claim == "between":
        for rank in answer.price:
            if not is_closed(rank) and (is_worse(rank) or is_near(rank)):
                return f"Between: {rank.name} comes to {_range(rank)}; the search ended before it was closed."
            if not is_closed(rank):
                return f"Not settled: what it costs in {rank.name}; the search ended before it was closed."
        if answer.least_lack is not None:
            low, high = (value_text(each) for each in answer.least_lack)
            return f"Between: it lacks from {low} to {high}; the search ended before it was closed."
    if answer.question.kind == "asks" and answer.claim == "proved":
        return "Proved: which asks help most, and what each comes to." if answer.asks else "Proved."
    words = claim_words(answer)
    return f"{words[0].upper()}{words[1:]}."


def claim_words(answer: Answer) -> str:
    """How sure an answer is, in a few words; of a price, in which rank nothing is told."""
    *_, last = told_ranks(answer.price) or (None,)
    if last is not None and not is_closed(last) and not is_worse(last) and not is_near(last):
        return f"{last.name} not settled"
    left_open = NOT_RULED_OUT.get(answer.question.kind, "") if answer.claim == "at_most" else ""
    return left_open or CLAIMS_IN_FULL[answer.claim]


def _range(rank: RankPrice) -> str:
    """What a rank comes to, as far as that is told."""
    if is_closed(rank):
        return value_text(rank.high)
    if is_near(rank):
        return f"{value_text(rank.low)} to {value_text(rank.high)}"
    return f"{value_text(rank.low)} or more" if is_worse(rank) else "not settled"


def _price(ranks: Sequence[RankPrice], first_worse: int | None) -> Iterator[Shown]:
    """The price: each rank now and then; the first that is worse is marked. It ends with one that is open."""
    if not ranks:
        return
    table = bare_table()
    for name in ("Rank", "Now", "Then", ""):
        table.add_column(name, justify="right" if name in ("Now", "Then") else "left", no_wrap=name != "Rank")
    for rank in told_ranks(ranks):
        mark = "◀ first worse" if rank.rank == first_worse else ""  # the sign tells it without a colour, too
        table.add_row(f"{rank.rank} {rank.name}", value_text(rank.base), _range(rank), mark)
    yield Shown(table=table)


def _few(heading: str, lines: Sequence[str], most: int, few: float = math.inf) -> Iterator[Shown]:
    """A heading with its first lines, and how many more there are; of more than ``few`` only how many."""
    if len(lines) > few:
        yield Shown(f"{heading}: {len(lines):,} lines; -v shows them.", style="dim")
        return
    if lines:
        yield Shown(heading, style="bold")
        yield from (Shown(line, indent=2) for line in lines[:most])
    if len(lines) > most:
        yield Shown(f"{len(lines) - most:,} more; -v shows all of them.", indent=2, style="dim")


def _displaced(displaced: Iterable[Displaced]) -> Iterator[str]:
    """Who comes and goes, periods with the same units as one."""
    periods: dict[tuple[str, str, str, float], list[int]] = {}
    for each in displaced:
        periods.setdefault((each.contingent, each.site, each.role, each.units), []).append(each.period)
    for (contingent, site, role, units), when in periods.items():
        shown = f"{'+' if units > 0 else '-'}{in_full(abs(units))}"
        told = with_and(spans(when))
        yield f"{shown} {contingent}, {site} / {role}, period{'' if len(when) == 1 else 's'} {told}"


def _closes(closes: int, alone: int) -> str:
    """How many of the places asked about a gate closes."""
    places = "place" if closes == 1 else "places"
    return f" ({closes:,} {places}, {alone:,} by this alone)"


def _changes(found: Explanation, heading: str, changes: Sequence[Change], most: int) -> Iterator[Shown]:
    """Each change with what the best plan then comes to, and the option that replays it."""
    if not changes:
        return
    yield Shown(heading.replace("each of these", "this") if len(changes) == 1 else heading, style="bold")
    for change in changes[:most]:
        cell = _cell(found.workbook.asked.plan, change.place)
        least = "" if change.claim == "proved" else f" (nearer than {change.after} is not ruled out)"
        moved = moved_text(found, change.ranks)
        then = f"; then {moved}" if moved else ""
        yield Shown(f"{cell}: from {change.before or 'blank'} to {change.after or 'blank'}{least}{then}", 2)
        yield Shown(told_settings([change.setting]), indent=4, whole=True)
    if len(changes) > most:
        yield Shown(f"{len(changes) - most:,} more; -v shows all of them.", indent=2, style="dim")


def _helps(found: Explanation, helps: Sequence[Help], most: int) -> Iterator[Shown]:
    """Changes that do not fill it alone, with what then lacks."""
    if not helps:
        return
    yield Shown("No change alone fills it; these help", style="bold")
    for each in helps[:most]:
        cell = _cell(found.workbook.asked.plan, each.change.place)
        low, high = each.lacks
        lacks = (
            value_text(high) if low >= high - rank_room(high) else f"{value_text(low)} to {value_text(high)}"
        )
        before, after = each.change.before or "blank", each.change.after or "blank"
        yield Shown(f"{cell}: from {before} to {after}; it then lacks {lacks}", 2)
        yield Shown(told_settings([each.change.setting]), indent=4, whole=True)


def _steps(found: Explanation, answer: Answer) -> Iterator[Shown]:
    """The staircase of a cap, one row a step; ranks that no step moves are left out."""
    if not answer.steps:
        return
    ranks = found.workbook.asked.solution.ranks
    now = {rank.rank: rank.value for rank in ranks}
    values = [{each.rank: each for each in ranks_of_step(step, now)} for step in answer.steps]
    differing = {each.rank for row in values for each in row.values() if each.differs(now[each.rank])}
    moved = [rank for rank in ranks if rank.rank in differing]
    table = bare_table()
    table.add_column("Cap from", justify="right")
    table.add_column("to", justify="right")
    for rank in moved:
        table.add_column(rank.name, justify="right", overflow="fold")
    table.add_column("")
    for step, row in zip(answer.steps, values, strict=True):
        cells = [row[rank.rank].text(_narrow) if rank.rank in row else "?" for rank in moved]
        table.add_row(
            value_text(step.from_limit),
            value_text(math.inf if step.endless else step.limit),
            *cells,
            "" if step.claim == "proved" else "not proved" if step.ranks else "not settled",
        )
    yield Shown(table=table)


def _narrow(value: float) -> str:
    """A rank's value where there is little room: 2,033.7 m."""
    return f"{value / 1e6:,.1f} m" if 1e7 <= abs(value) < math.inf else value_text(value)


def _cell(plan: Plan, place: Place) -> str:
    """A place as messages name it, such as ``Contingents!J25``."""
    from solver.excel.read.workbook import locate

    (found,) = locate([Finding(place=place, message="")], plan.tables)
    return str(found).removesuffix(": ")
