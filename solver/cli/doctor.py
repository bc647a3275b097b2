"""``forcegen doctor``: is everything there, and does it work?"""

from __future__ import annotations

import importlib.metadata
import platform
from dataclasses import asdict, dataclass

import click

from solver.cli.options import output_options
from solver.cli.reporter import Reporter
from solver.errors import SolverError
from solver.version import VERSION

PACKAGES = ("pulp", "highspy", "pandas", "numpy", "openpyxl", "click", "rich")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing looked at: what, whether it is well, and what was found."""

    what: str
    well: bool
    found: str


@click.command("doctor")
@output_options
def command(reporter: Reporter) -> None:
    """Look at Python, the packages and every solver that PuLP finds, and solve a small plan with each.

    The embedded solver, HiGHS, is also tried on tiny programs with known answers,
    each a step of the road that a plan takes. Exit code 0: it works. 9: it does not.
    """
    from rich.markup import escape
    from rich.table import Table

    from solver.optimise.known_faults import requirement
    from solver.optimise.pulp_backend import solver_names
    from solver.optimise.trials import try_isolated

    found = [
        Item(what="forcegen", well=True, found=VERSION),
        Item(what="Python", well=True, found=f"{platform.python_version()} on {platform.platform()}"),
        *(_package(name) for name in PACKAGES),
    ]
    solvers = [_solver(name) for name in solver_names()]
    faults = try_isolated()
    trials = [Item(what=name, well=not fault, found=fault or "as known") for name, fault in faults.items()]
    reporter.machine(
        {
            "environment": [asdict(each) for each in found],
            "solvers": [asdict(each) for each in solvers],
            "trials": [asdict(each) for each in trials],
        }
    )
    table = Table(show_header=False, box=None)
    failed = [each for each in trials if not each.well]
    count = f"{len(failed)} of {len(trials)} answers wrong:"
    count = count if failed else f"{len(trials)} of {len(trials)} answers as known"
    tried = Item(what="HiGHS on tiny programs", well=not failed, found=count)
    for each in (*found, *solvers, tried, *failed):
        table.add_row("ok" if each.well else "[bold red]no[/]", escape(each.what), escape(each.found))
    reporter.show(table)
    if failed or not next(each for each in solvers if each.what.endswith(" highs")).well:
        raise SolverError(
            f'the embedded solver does not work: pip install --force-reinstall "{requirement()}"'
        )


def _package(name: str) -> Item:
    try:
        return Item(what=name, well=True, found=importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Item(what=name, well=False, found=f"missing; pip install {name}")


def _solver(name: str) -> Item:
    """One company of 150 for a requirement of 100, the rest of the sheets empty: 150 heads are sent."""
    from solver.optimise import Search
    from solver.optimise.isolated import optimise_isolated
    from solver.optimise.known_faults import known_fault
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
        solution = optimise_isolated(plan, Search(solver=name, time_limit=20.0))
    except SolverError as error:
        return Item(what=f"solver {name}", well=False, found=str(error))
    units = float(solution.allocation["units"].sum())
    well = solution.status == "optimal" and units == 1.0
    version = "" if solution.solver.version == "unknown" else solution.solver.version
    known = known_fault(solution.solver.name, solution.solver.version)
    if well and known is not None:
        return Item(what=f"solver {name}", well=False, found=known.sentence)
    found = f"solves {version}".strip() if well else f"wrong answer: {solution.status}, {units:g} units"
    return Item(what=f"solver {name}", well=well, found=found)
