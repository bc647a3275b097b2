"""Measurements as Markdown for people, and as JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from again import Again
from clock import PHASES
from commands import RAW, SOLVED, Command
from measure import Taken, exponent
from nights import Kept
from peers import PEERS
from whole import Search

FIRST = "highs"
"""Who the others are compared with, where it was measured."""

LEAST = 0.005
"""Seconds below which growth means nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that one run of the benchmarks measured.

    ``linear``, ``proved``: what each peer took, by instance, without whole
    units and with them; ``whole``, ``public``, ``location``: how far searches came;
    ``asked``: the command line that repeats it.
    """

    asked: str
    machine: Mapping[str, str]
    linear: Mapping[str, Mapping[str, Taken]] = field(default_factory=dict)
    proved: Mapping[str, Mapping[str, Taken]] = field(default_factory=dict)
    whole: Sequence[Search] = ()
    public: Sequence[Search] = ()
    location: Sequence[Search] = ()
    commands: Sequence[Command] = ()
    nights: Sequence[Kept] = ()
    again: Sequence[Again] = ()


def as_json(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(asdict(report), indent=2)


def as_markdown(report: Report) -> str:
    """The report as sections of a page."""
    facts = "; ".join(f"{name} {value}" for name, value in report.machine.items())
    parts = [f"Measured with `{report.asked}`.", facts + "."]
    for instance, taken in report.linear.items():
        parts += [f"### {instance}, linear", _sizes(taken), _phases(taken)]
    if len(report.linear) > 1:
        parts += ["### Growth with size", _growth(report.linear)]
    for instance, taken in report.proved.items():
        parts += [f"### {instance}, to proof", _sizes(taken), _phases(taken)]
    if report.whole:
        parts += ["### Whole units", _searches(report.whole)]
    if report.public:
        parts += ["### Public instances", _searches(report.public)]
    if report.location:
        parts += ["### Single-source location", _searches(report.location)]
    if report.commands:
        parts += ["### Whole commands", _commands(report.commands)]
    if report.again:
        parts += ["### Asking again", _again(report.again)]
    if report.nights:
        parts += ["### Many small workbooks", _nights(report.nights)]
    return "\n\n".join(parts) + "\n"


def _sizes(taken: Mapping[str, Taken]) -> str:
    each = next(iter(taken.values()))
    size = f"forcegen's model: {each.columns:,} columns, {each.rows:,} rows, {each.nonzeros:,} nonzeros"
    return f"{size}; optimum {each.value:.10g}."


def _phases(taken: Mapping[str, Taken]) -> str:
    first = taken.get(FIRST)
    header = ["", *(f"{phase} (s)" for phase in PHASES), "sum (s)", "x raw", "CPU (s)", "peak (MB)", "x raw"]
    return table(header, ([PEERS[name].described, *_row(each, first)] for name, each in taken.items()))


def _row(taken: Taken, first: Taken | None) -> list[str]:
    return [
        *(f"{taken.seconds[phase]:.2f}" for phase in PHASES),
        f"{taken.total:.2f}",
        _ratio(taken.total, first.total if first else None),
        f"{taken.cpu:.2f}",
        _whole(taken.peak_mb),
        _ratio(taken.peak_mb, first.peak_mb if first else None),
    ]


def _growth(linear: Mapping[str, Mapping[str, Taken]]) -> str:
    """Seconds grow like columns to the power k; k for everybody who was measured at several sizes."""
    rows = []
    for name, peer in PEERS.items():
        measured = [taken[name] for taken in linear.values() if name in taken]
        if len(measured) > 1:
            sizes = [each.columns for each in measured]
            k = exponent(sizes, [each.total for each in measured])
            outside = [each.total - each.seconds["solve"] for each in measured]
            beside = f"{exponent(sizes, outside):.2f}" if min(outside) > LEAST else ""
            rows.append([peer.title, str(len(measured)), f"{k:.2f}", beside])
    return table(["", "sizes", "k, all phases", "k, without solve"], rows)


def _searches(found: Sequence[Search]) -> str:
    rows = (
        [
            each.instance,
            each.searcher,
            _number(each.value),
            _number(each.bound),
            f"{each.gap:.2%}",
            f"{each.seconds:.1f}",
            _whole(each.peak_mb),
        ]
        for each in found
    )
    return table(["instance", "", "plan", "bound", "gap", "seconds", "peak (MB)"], rows)


def _commands(found: Sequence[Command]) -> str:
    """Seconds and memory; what can be compared with raw HiGHS in the same run is."""
    raw = next(each for each in found if each.command == RAW)
    rows = [
        [
            each.command,
            f"{each.seconds:.2f}",
            _ratio(each.seconds, raw.seconds) if each.command in (RAW, SOLVED) else "",
            f"{each.cpu:.2f}",
            _whole(each.peak_mb),
            _ratio(each.peak_mb, raw.peak_mb) if each.command in (RAW, SOLVED) else "",
        ]
        for each in found
    ]
    return table(["", "seconds", "x raw", "CPU (s)", "peak (MB)", "x raw"], rows)


def _nights(found: Sequence[Kept]) -> str:
    """Seconds in all, and of each workbook."""
    rows = [
        [each.command, f"{each.seconds:.2f}", f"{each.cpu:.2f}", f"{each.cpu / each.workbooks:.3f}"]
        for each in found
    ]
    return table(["", "seconds", "CPU (s)", "CPU each (s)"], rows)


def _again(found: Sequence[Again]) -> str:
    """Seconds of the searches, by what was changed."""
    rows = [
        [
            each.kind,
            str(each.changes),
            f"{each.nothing:.2f}",
            f"{each.median:.2f}",
            f"{each.mean:.2f}",
            f"{each.quick:.0%}",
        ]
        for each in found
    ]
    return table(
        ["", "changes", "from nothing, median (s)", "again, median (s)", "mean (s)", "in 0.3 s"], rows
    )


def _ratio(one: float | None, two: float | None) -> str:
    return "" if one is None or not two else f"{one / two:.2f}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:,.1f}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|--:" * (len(header) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])
