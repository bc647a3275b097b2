"""A comparison for a terminal, in 80 columns with the most important first; and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from solver.results.compare.comparison import Comparison
from solver.results.compare.deltas import HELD
from solver.results.compare.pair import periods_of
from solver.results.shown import Shown, TextLine, line, renderable
from solver.results.tables import Field, Show, Table, make_table
from solver.results.text import grid_of
from solver.tables import each_row
from solver.text.numbers import counted, number, span

if TYPE_CHECKING:
    from rich.console import RenderableType


MOST = 6
"""Rows of a kind that are shown; the rest is counted."""
SCHEMA_VERSION = 1


def comparison_renderables(found: Comparison, *, titled: bool = True) -> list[RenderableType]:
    """The comparison in reading order, for ``rich.console.Console.print``; ``titled``: says of what."""
    return [renderable(each) for each in comparison_shown(found, titled=titled)]


def comparison_shown(found: Comparison, *, titled: bool = True) -> list[Shown]:
    """A comparison in words alone, as it can be kept."""
    parts: list[Shown] = []
    if titled:
        marking = found.after.plan.settings.marking
        parts += [line(marking, "bold")] if marking else []
        parts.append(line(f"{found.before.name} → {found.after.name}", "bold underline"))
    parts.extend(line(note, "yellow", 2) for note in found.notes)
    if found.same:
        return [*parts, line("No differences: who goes where, coverage, support and drawdown are the same.")]
    parts.append(line(f"  {_in_a_sentence(found)}"))
    parts += _shortened(_totals(found), most=len(found.totals.frame))
    for block in (_coverage(found), _support(found), _drawdown(found)):
        parts += _shortened(block)
    return [*parts, *_contingents(found), *_shortened(_forces(found))]


def _in_a_sentence(found: Comparison) -> str:
    """How much changed in all."""
    if not found.units:
        return "No unit goes elsewhere."
    units = counted(found.units, "unit", "units")
    names = found.contingents.frame["Contingent"].nunique()
    contingents = counted(names, "contingent", "contingents")
    return f"{units} of {contingents} added or taken away, over all periods."


def _shortened(block: Table, *, most: int = MOST) -> list[Shown]:
    """A table without its lesser rows; nothing where it has none."""
    if block.frame.empty:
        return []
    frame = block.frame.head(most)
    shown: list[Shown] = [line(), grid_of(make_table(block.title, block.fields, frame))]
    left_out = len(block.frame) - len(frame)
    return [*shown, line(f" and {left_out} more")] if left_out else shown


def _contingents(found: Comparison) -> list[Shown]:
    """Each change of a contingent in a line, and where below it."""
    frame = found.contingents.frame
    if frame.empty:
        return []
    lines: list[Shown] = [line(), line("Contingents", "bold")]
    for row in each_row(frame.head(MOST).set_axis(_keys(found.contingents), axis=1)):
        units = _how_many(row.units_before, row.units_after, "unit")
        heads = _how_many(row.heads_before, row.heads_after, "head")
        what = f"{row.contingent} ({row.nation}), {periods_of(row.from_, row.to)}: {units}, {heads}"
        lines.append(TextLine(parts=((f" {row.change:<6} ", "bold"), (what, ""))))
        where = " → ".join(place for place in (row.less_at, row.more_at) if place)
        lines += [line(where, "dim", 8)] if where else []
    left_out = len(frame) - MOST
    return [*lines, line(f" and {left_out} more (all with -o FILE)")] if left_out > 0 else lines


def _how_many(before: float, after: float, one: str) -> str:
    """Both numbers, or the one that there is, and what of."""
    if before == after or not before or not after:
        return counted(max(before, after), one, f"{one}s")
    return f"{number(before)} → {counted(after, one, f'{one}s')}"


def _totals(found: Comparison) -> Table:
    """The totals that differ."""
    frame = found.totals.frame
    frame = frame[(frame["Change"].abs() > 1e-6) & frame["Before"].notna()]
    unit = frame["Counted in"].astype(object)
    told = frame["What"].isin(["Cost", HELD.capitalize()]) | unit.str.startswith("%")
    shown = pd.DataFrame(
        {
            "Total": frame["What"].astype(object) + (", " + unit).where(told, ""),
            **{name: frame[name] for name in ("Before", "After")},
            "Change": _signed(frame["Change"]),
        }
    )
    fields = (Field("Total", Show.TEXT), *_right("Before", "After", "Change"))
    return make_table("Totals over all periods", fields, shown)


def _forces(found: Comparison) -> Table:
    frame = found.forces.frame
    shown = pd.DataFrame(
        {
            "Of": frame["Of"],
            "Name": frame["Name"],
            "Periods": _periods(frame),
            "Heads": _both(frame["Heads before"], frame["Heads after"]),
            "Change": _signed(frame["Change"]),
        }
    )
    fields = (Field("Of", Show.TEXT), Field("Name", Show.TEXT), *_right("Periods", "Heads", "Change"))
    return make_table("Heads by nation, role and site", fields, shown)


def _coverage(found: Comparison) -> Table:
    """What is asked is shown only where it differs anywhere."""
    frame = found.coverage.frame
    shown = pd.DataFrame(
        {
            "Requirement": frame["Site"].astype(object) + " / " + frame["Role"].astype(object),
            "Periods": _periods(frame),
            "Asked": _both(frame["Target before"], frame["Target after"]),
            "Provided": _both(frame["Provided before"], frame["Provided after"]),
            "Missing": _both(frame["Shortfall before"], frame["Shortfall after"]),
            "Mark": frame["Mark"].astype(object).str.split(" ").str[0],
        }
    )
    asked = ("Asked",) if shown["Asked"].str.contains("→").any() else ()
    numbers = _right("Periods", *asked, "Provided", "Missing")
    return make_table(
        "Coverage", (Field("Requirement", Show.TEXT), *numbers, Field("Mark", Show.MARK)), shown
    )


def _support(found: Comparison) -> Table:
    """What lacks behind the force; what is needed is shown only where it differs anywhere."""
    frame = found.support.frame
    place = (" at " + frame["Site"].astype(object)).where(frame["Site"].ne(""), "")
    shown = pd.DataFrame(
        {
            "Support": frame["Role"].astype(object) + place,
            "Periods": _periods(frame),
            "Needed": _both(frame["Needed before"], frame["Needed after"]),
            "Lacking": _both(frame["Lacking before"], frame["Lacking after"]),
        }
    )
    needed = ("Needed",) if shown["Needed"].str.contains("→").any() else ()
    fields = (Field("Support", Show.TEXT), *_right("Periods", *needed, "Lacking"))
    return make_table("Support behind the force", fields, shown)


def _drawdown(found: Comparison) -> Table:
    frame = found.drawdown.frame
    shown = pd.DataFrame(
        {
            "Cap": frame["Cap"],
            "Periods": _periods(frame),
            "Taken": _both(frame["Taken before"], frame["Taken after"]),
            "Limit": _both(frame["Limit before"], frame["Limit after"]),
        }
    )
    fields = (Field("Cap", Show.TEXT), *_right("Periods", "Taken", "Limit"))
    return make_table("Drawdown", fields, shown)


def _right(*names: str) -> tuple[Field, ...]:
    """Columns of numbers, to the right."""
    return tuple(Field(name, Show.AMOUNT) for name in names)


def _periods(frame: pd.DataFrame) -> pd.Series:
    spells = [span(first, last) for first, last in zip(frame["From"], frame["To"], strict=True)]
    return pd.Series(spells, index=frame.index, dtype=object)


def _both(before: pd.Series, after: pd.Series) -> pd.Series:
    """``200 → 50``; one number where nothing changed, a dash where there is none."""
    was, now = (
        values.map(lambda value: number(value) if pd.notna(value) else "-") for values in (before, after)
    )
    return (was.astype(object) + " → " + now.astype(object)).where(was.ne(now), was)


def _signed(values: pd.Series) -> pd.Series:
    """A change with its sign."""
    return values.map(lambda value: ("+" if value > 0 else "") + number(value)).astype(object)


def comparison_record(found: Comparison) -> dict[str, object]:
    """The whole comparison for machines: every row of every table; what is not there is null.

    ``schema_version`` 1 · ``before``, ``after`` (paths) · ``same`` · ``units`` · ``notes`` · a list
    of rows for each of ``totals``, ``changes``, ``forces``, ``coverage``, ``support``, ``drawdown``.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "before": found.before.name,
        "after": found.after.name,
        "same": found.same,
        "units": found.units,
        "notes": list(found.notes),
        **{table.title.casefold(): _records(table) for table in found.tables},
    }


def _records(table: Table) -> list[dict[str, object]]:
    rows = table.frame.set_axis([name.rstrip("_") for name in _keys(table)], axis=1).astype(object)
    return [
        {str(key): value for key, value in row.items()}
        for row in rows.where(rows.notna(), None).to_dict("records")
    ]


def _keys(table: Table) -> list[str]:
    """The columns' names as code spells them."""
    names = [field.name.casefold().replace(" ", "_") for field in table.fields]
    return ["from_" if name == "from" else name for name in names]
