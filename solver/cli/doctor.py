"""``forcegen doctor``: is everything there, and does it work?"""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import asdict, dataclass

import click

from solver.cli.options import output_options
from solver.cli.voice import Voice
from solver.errors import SolverError
from solver.version import VERSION

PACKAGES = ("pulp", "highspy", "pandas", "numpy", "openpyxl", "click", "rich")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing looked at: what, whether it is well, and what was found."""

    what: str
    well: bool
    found: str


@click.command("doctor", short_help="Say whether everything that forcegen needs is there and works.")
@output_options
def command(voice: Voice) -> None:
    """Look at Python, the packages and every solver that PuLP finds, and solve a small plan with each.

    Exit code 0: the embedded solver works. 9: it does not.
    """
    found = [
        Item(what="forcegen", well=True, found=VERSION),
        Item(what="Python", well=True, found=f"{platform.python_version()} on {platform.platform()}"),
        *(_package(name) for name in PACKAGES),
    ]
    solvers = _solvers()
    voice.machine(
        {"environment": [asdict(each) for each in found], "solvers": [asdict(each) for each in solvers]}
    )
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_header=False, box=None)
    for each in (*found, *solvers):
        table.add_row("ok" if each.well else "[bold red]no[/]", each.what, escape(each.found))
    voice.show(table)
    if not next(each for each in solvers if each.what.endswith(" highs")).well:
        raise SolverError("the embedded solver does not work; install highspy again: pip install -U highspy")


def _package(name: str) -> Item:
    try:
        return Item(what=name, well=True, found=importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Item(what=name, well=False, found=f"missing; pip install {name}")


def _solvers() -> list[Item]:
    """Every solver that can be named here, each asked to solve a plan whose answer is known."""
    from solver.optimise.other import solver_names

    return [_solver(name) for name in solver_names()]


def _solver(name: str) -> Item:
    """One company of 150 for a requirement of 100, the rest of the sheets empty: 150 heads are sent."""
    from solver.optimise import Options, optimise
    from solver.plan.make import make_plan
    from solver.tables import raw_tables

    plan = make_plan(
        raw_tables(
            {
                "Contingents": [
                    {
                        "Contingent": "A-1",
                        "Nation": "A",
                        "Capability": "Infantry",
                        "Units": 2,
                        "Heads per unit": 150,
                    }
                ],
                "Sites": [{"Site": "S"}],
                "Requirements": [{"Site": "S", "Role": "Infantry", "Target": 100}],
            }
        )
    )
    try:
        solution = optimise(plan, Options(solver=name, time_limit=20.0))
    except SolverError as error:
        return Item(what=f"solver {name}", well=False, found=str(error))
    units = float(solution.allocation["units"].sum())
    well = solution.status == "optimal" and units == 1.0
    version = "" if solution.solver.version == "unknown" else solution.solver.version
    found = f"solves {version}".strip() if well else f"wrong answer: {solution.status}, {units:g} units"
    return Item(what=f"solver {name}", well=well, found=found)
