"""``forcegen publish``: a person puts a run's plan into force."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from solver.cli.options import output_options
from solver.cli.reporter import Reporter
from solver.cli.runs import complete_run, outputs_of, outputs_option, run_of
from solver.errors import told


@click.command("publish")
@click.argument("run", shell_complete=complete_run)
@click.option("--reason", required=True, metavar="TEXT", help="Why; kept in the record and the history.")
@click.option("--by", default="", metavar="NAME", help="Who answers for it.  [default: who is logged in]")
@click.option(
    "--restore",
    is_flag=True,
    help="First put its plan back as it was when it was published, from the copy kept.",
)
@outputs_option
@output_options
def command(run: str, reason: str, by: str, restore: bool, outputs: Path | None, reporter: Reporter) -> None:
    """Make the plan of RUN the published one, whatever the nightly gate said.

    The workbook in its folder is audited first. The next night counts changes against it. RUN is an id or the
    beginning of one, or a plan's name (its last run); PLAN/latest is the run in force. A published plan that
    was damaged since is put back with --restore.

    Exit code 0: published. 3: the run holds no plan, or its plan does not pass
    the audit. 8: cannot write. 10: a night is at work in the folder.

    Example: forcegen publish 1a2b3c4d --reason "France confirmed by telephone"
    """
    from solver.nightly.publish import publish

    if not reason.strip():
        raise click.BadParameter("say why, in a few words", param_hint="--reason")
    name = by.strip() or _login()
    outputs = outputs_of(outputs, reporter, run)
    done = publish(run_of(outputs, run), by=name, reason=reason.strip(), restore=restore)
    reporter.machine(
        {
            "plan": done.run.plan.name,
            "run": done.run.id,
            "published": {"by": done.by, "reason": done.reason, "at": done.at},
            "before": done.before or None,
            "backup": str(done.backup) if done.backup else None,
            "troubles": list(done.troubles),
        }
    )
    reporter.line(f"Published: {done.run.plan.name}/{done.run.id}, by {done.by}.")
    if restore:
        reporter.line("Its plan is as it was when it was published.")
    if done.backup is not None:
        reporter.line(f"What lay in its place: {done.backup}")
    if done.goes_back:
        reporter.line(f"This goes back: the newer {done.before} was published until now.")
    elif done.before == done.run.id:
        reporter.line("It was published before; name and reason are new.")
    elif done.before:
        reporter.line(f"Published until now: {done.before}.")
    reporter.findings(
        [told(f"{trouble}. The plan is published all the same", "warning") for trouble in done.troubles]
    )


def _login() -> str:
    """The name of who is logged in."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:
        raise click.UsageError("nobody is logged in; say who publishes with --by NAME") from error
