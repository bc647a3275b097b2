"""What can be asked of the benchmarks, and the order in which they answer."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from again import again
from case import make_case
from commands import commands
from instances import TINY, Shape, instance, linear, shape_of
from location import location_proofs
from machine import described
from measure import DiffersError, Taken, rounds, say
from nights import nights
from peers import PEERS
from proofs import proofs
from report import Report, as_json, as_markdown
from whole import Search, searches

SIZES = ["conference", "200x30x6", "campaign", "decade"]
WHOLE_SIZES = ["120x25x6", "campaign"]
PROVED_SIZES = ["20x5x3"]
"""Small enough for everybody to prove with whole units."""

AT_DECADE = ("highs", "forcegen", "linopy")
"""Who is measured at the largest size; the others take many minutes there."""


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for, and print it."""
    asked = parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        try:
            report = _measured(asked, Path(folder), "python benchmarks " + " ".join(arguments))
        except DiffersError as error:
            say(f"not the same optimum: {error}")
            return 1
    sys.stdout.write(as_json(report) + "\n" if asked.format == "json" else as_markdown(report))
    return 0


def parser() -> argparse.ArgumentParser:
    """Everything that can be asked for."""
    made = argparse.ArgumentParser(
        prog="python benchmarks",
        description="Times forcegen side by side with HiGHS itself and with other modelling layers.",
        epilog="The peers come with: pip install -e '.[test,bench]'. What is not installed is left out.",
    )
    made.add_argument("--format", choices=["text", "json"], default="text")
    made.add_argument("--seed", type=int, default=1, help="of the instances")
    kinds = made.add_subparsers(dest="kind", required=True)
    everything = kinds.add_parser("all", help="everything below, decade once; about 25 minutes")
    peers = kinds.add_parser("peers", help="build, hand-over, solve, read-back of every modelling layer")
    whole = kinds.add_parser("whole", help="whole units: gap in a fixed time against plain HiGHS")
    public = kinds.add_parser("public", help="public instances: time to proof against plain HiGHS")
    location = kinds.add_parser("location", help="single-source location: time to proof against plain HiGHS")
    location.add_argument("--sizes", nargs="+", default=["20x250"], metavar="SITESxCUSTOMERS")
    run = kinds.add_parser("commands", help="whole commands: wall time and memory")
    same = kinds.add_parser(
        "again", help="one cell of the example changed: from the plan before, from nothing"
    )
    same.add_argument("--changes", type=int, default=50)
    many = kinds.add_parser(
        "nights", help="many small workbooks: CPU seconds of each, and what is told of them"
    )
    many.add_argument("--workbooks", type=int, default=200)
    for one, usual in ((peers, SIZES), (whole, WHOLE_SIZES)):
        one.add_argument(
            "--sizes", nargs="+", type=size, default=usual, metavar="SIZE", help="names, or as 200x30x6"
        )
    peers.add_argument(
        "--only", nargs="+", choices=list(PEERS), default=list(PEERS), metavar="WHO", help=", ".join(PEERS)
    )
    peers.add_argument("--whole", action="store_true", help="whole units, to proof: small sizes only")
    for one in (everything, peers, run):
        one.add_argument("--repeats", type=int, default=5, help="rounds; medians are shown")
    for one in (everything, whole, public, location):
        one.add_argument("--seconds", type=float, default=120.0, help="of each search at most")
    return made


def size(text: str) -> str:
    """The text of a size, once it is known to be one."""
    shape_of(text)
    return text


def _measured(asked: argparse.Namespace, folder: Path, command: str) -> Report:
    """What was asked for, or all of it."""
    report = Report(asked=command, machine=described())
    everything = asked.kind == "all"
    if everything:
        asked.sizes, asked.only = SIZES, list(PEERS)
    if everything or (asked.kind == "peers" and not asked.whole):
        shapes = {size: linear(shape_of(size)) for size in asked.sizes}
        report = replace(report, linear=_peers(shapes, asked, folder))
    if everything or (asked.kind == "peers" and asked.whole):
        sizes = PROVED_SIZES if everything else asked.sizes
        shapes = {f"{size} whole": replace(shape_of(size), one_rank=True) for size in sizes}
        report = replace(report, proved=_peers(shapes, asked, folder))
    if everything or asked.kind == "whole":
        sizes = WHOLE_SIZES if everything else asked.sizes
        report = replace(report, whole=_whole(sizes, asked, folder))
    if everything or asked.kind == "public":
        report = replace(report, public=proofs(folder, asked.seconds))
    if asked.kind == "location":
        report = replace(report, location=location_proofs(asked.sizes, folder, asked.seconds, asked.seed))
    if everything or asked.kind == "commands":
        report = replace(report, commands=commands(folder, asked.repeats, asked.seed))
    if asked.kind == "again":
        report = replace(report, again=again(asked.changes, asked.seed))
    if asked.kind == "nights":
        report = replace(report, nights=nights(folder, asked.workbooks, asked.seed))
    return report


def _peers(
    shapes: Mapping[str, Shape], asked: argparse.Namespace, folder: Path
) -> Mapping[str, Mapping[str, Taken]]:
    """Everybody who is installed, shape by shape."""
    warm = make_case(instance(linear(TINY)), folder / "tiny")
    found = {}
    for name, shape in shapes.items():
        who = [peer for peer in asked.only if PEERS[peer].installed]
        if name == "decade":
            who = [peer for peer in who if peer in AT_DECADE]
        once = name == "decade" and asked.kind == "all"
        case = make_case(instance(replace(shape, seed=asked.seed)), folder / name)
        found[name] = rounds(who, warm, case, 1 if once else asked.repeats)
    return found


def _whole(sizes: Sequence[str], asked: argparse.Namespace, folder: Path) -> list[Search]:
    """forcegen and plain HiGHS, size by size."""
    found: list[Search] = []
    for size in sizes:
        shape = replace(shape_of(size), seed=asked.seed, one_rank=True)
        case = make_case(instance(shape), folder / "whole" / size, parts=("plan", "arrays"))
        found += searches(case, asked.seconds, 0.0)
    return found
