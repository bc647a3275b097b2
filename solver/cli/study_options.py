"""Options that every study has: of which workbook, where its points are solved, where it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from solver.cli.options import (
    PRESENT,
    WORKBOOK,
    Command,
    WholeNumber,
    gathered,
    option,
    output_options,
    override_options,
    point_options,
)
from solver.record import RunSpec, SolverOptions

if TYPE_CHECKING:
    from solver.plan import Plan
    from solver.studies.run import StudyRequest
    from solver.studies.study import Study, StudyAnswer


class ShardOfAll(click.ParamType[Any]):
    """One of several runs that share a study: ``3/20``."""

    name = "part/parts"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The part, counted from 1, and how many there are."""
        from solver.studies.shard import Shard

        if isinstance(value, Shard):
            return value
        part, _, parts = str(value).partition("/")
        if not (part.strip().isdecimal() and parts.strip().isdecimal()):
            self.fail(f"'{value}' is no part of a whole; expected such as 3/20", param, ctx)
        found = Shard(int(part), int(parts))
        if not 1 <= found.part <= found.parts:
            self.fail(
                f"there is no part {part} of {parts}; expected 1/{parts} to {parts}/{parts}", param, ctx
            )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOptions:
    """How a study runs, as its command was asked."""

    output: Path | None
    on: str
    jobs: int | None
    memory: int | None
    shard: Any
    points: int
    study: str

    def request(
        self,
        book: Path,
        kind: str,
        ask: Callable[[Plan], Study[StudyAnswer]],
        spec: RunSpec,
        asking: Sequence[str] = (),
    ) -> StudyRequest:
        """The request for a study: the question that was typed, or that of sheet Studies.

        ``asking``: the parameters of the command that state its question. UsageError where one of them is
        given beside the name of a study.
        """
        from solver.studies.run import StudyRequest
        from solver.studies.shard import WHOLE

        return StudyRequest(
            source=book,
            ask=self._named(kind, asking) if self.study else ask,
            name=self.study,
            kind=kind,
            output=self.output,
            spec=spec,
            on=self.on,
            jobs=self.jobs,
            memory=self.memory,
            shard=self.shard or WHOLE,
            most=self.points,
            needs_plan=kind != "sweep",  # what no plan exists for may exist at another value
        )

    def _named(self, kind: str, asking: Sequence[str]) -> Callable[[Plan], Study[StudyAnswer]]:
        """How the study of the sheet is asked that is named."""
        context = click.get_current_context()
        typed = [name for name in asking if context.get_parameter_source(name) in TYPED]
        if typed:
            options = " and ".join(f"--{name.replace('_', '-')}" for name in typed)
            raise click.UsageError(
                f"--study takes its whole question from sheet Studies; leave out {options}, or --study"
            )

        def ask(plan: Plan) -> Study[StudyAnswer]:
            from solver.studies.from_sheet import named_study

            return named_study(plan, self.study, kind).ask(plan)

        return ask


TYPED = (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT)
"""Where an option is given for this very command; what a forcegen.toml says is a default like any other."""

RUNNING = (
    click.option(
        "-o",
        "--output",
        type=WORKBOOK,
        help="Where to write the answer.  [default: outputs/<name>.<study>.xlsx]",
    ),
    option(
        "--on",
        default="",
        metavar="WHERE",
        help="Where points are solved: dask:ADDRESS of a scheduler, or MODULE:FACTORY, which makes a "
        "concurrent.futures.Executor.  [default: processes of this machine]",
    ),
    option(
        "--jobs",
        type=WholeNumber(1),
        metavar="NUMBER",
        help="Points side by side, with a core each.  [default: all cores, or all workers]",
        harmless=True,
    ),
    option(
        "--memory",
        type=WholeNumber(1),
        metavar="MB",
        help="That the process of a point may hold.  [default: its share of four fifths of the machine]",
        harmless=True,
    ),
    option(
        "--shard",
        type=ShardOfAll(),
        metavar="PART/PARTS",
        help="Begin with this part of the points: for several runs that share a folder.",
    ),
    option(
        "--points",
        type=WholeNumber(1),
        default=10_000,
        show_default=True,
        metavar="NUMBER",
        help="Most points that may be asked for.",
        harmless=True,
    ),
    option(
        "--study",
        default="",
        metavar="NAME",
        help="Ask what sheet Studies states under this name.",
        harmless=True,
    ),
)

BASELINE = option(
    "--baseline", type=WORKBOOK, help="A written plan to stay close to (objective changes).", harmless=True
)


def study_options(command: Command) -> Command:
    """All that studies share: given to the command as ``spec``, ``running`` and ``reporter``."""

    def asked(
        *,
        spec: RunSpec,
        baseline: Path | None,
        present: Path | None,
        search: SolverOptions,
        **others: Any,
    ) -> Any:
        spec = replace(spec, baseline=str(baseline or ""), present=str(present or ""), search=search)
        return command(spec=spec, **others)

    asked.__doc__ = command.__doc__
    asked.__name__ = command.__name__
    asked.__dict__.update(command.__dict__)
    decorated = output_options(asked)
    decorated = gathered(decorated, "running", StudyOptions, RUNNING)
    decorated = point_options(decorated)
    decorated = PRESENT(decorated)
    decorated = BASELINE(decorated)
    return override_options(decorated)
