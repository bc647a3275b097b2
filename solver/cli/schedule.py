"""``forcegen schedule``: a systemd timer, a crontab line or a Windows task that starts the nightly run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource as Source

from solver.cli.config import CONFIG_NAME, HarmlessOption
from solver.cli.options import output_options
from solver.cli.reporter import Reporter
from solver.errors import told

if TYPE_CHECKING:
    from solver.nightly.schedule import ScheduledNight, ScheduleFile


FOLDER = click.Path(path_type=Path, file_okay=False)
KINDS = ("systemd", "cron", "windows")
USUAL_LIMIT = "21600"
"""Seconds for a night that is given no limit of its own: what runs unattended must end."""
NIGHT_ITSELF = 1024
"""MB for all of a night but its plans."""


@click.command("schedule")
@click.argument("inputs", type=FOLDER)
@click.argument("outputs", type=FOLDER)
@click.argument("options", nargs=-1, metavar="[-- OPTIONS OF nightly]")
@click.option(
    "--at",
    type=click.DateTime(["%H:%M"]),
    metavar="HH:MM",
    default="02:15",
    show_default=True,
    help="When, in the local time of this machine.",
    cls=HarmlessOption,
)
@click.option(
    "--kind",
    type=click.Choice(KINDS),
    help="For which scheduler.  [default: what this machine has]",
    cls=HarmlessOption,
)
@click.option(
    "--name",
    default="forcegen-nightly",
    show_default=True,
    help="What the job is called.",
    cls=HarmlessOption,
)
@click.option("--write", "folder", type=FOLDER, metavar="FOLDER", help="With systemd: write the files there.")
@output_options
def command(
    inputs: Path,
    outputs: Path,
    options: tuple[str, ...],
    at: datetime,
    kind: str | None,
    name: str,
    folder: Path | None,
    reporter: Reporter,
) -> None:
    """Print a systemd service and timer, a crontab line, or a task for the Windows Task Scheduler.

    Every night they run forcegen nightly INPUTS OUTPUTS with the options that stand behind --, and with the
    file named with --config; without FORCEGEN_ variables, and without the forcegen.toml of this folder. Paths
    become absolute. Where no --night-limit is given, the night gets six hours.

    Example: forcegen schedule inputs outputs --at 02:15 -- --jobs 2 --keep 90d
    """
    from solver.nightly import schedule

    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise click.BadParameter("expected letters, digits, - and _", param_hint="--name")
    if not inputs.is_dir():
        raise click.BadParameter(f"there is no folder {inputs}", param_hint="INPUTS")
    _say_what_is_left_out(reporter)
    chosen = kind or usual_kind()
    if folder is not None and chosen != "systemd":
        raise click.UsageError(f"--write is for systemd; with {chosen} there is nothing to write")
    job = _job(name, chosen, at, (inputs, outputs), options)
    files = schedule.KINDS[chosen](job)
    if folder is not None:
        _write(reporter, files, folder)
    next_steps = _next_steps(chosen, name, files, folder, outputs)
    reporter.machine({"kind": chosen, "files": [asdict(file) for file in files], "next": next_steps})
    if folder is None:
        _print(reporter, files)
    reporter.line(f"# {'Next' if folder is not None or chosen != 'systemd' else 'Save both files; next'}:")
    for step in next_steps:
        reporter.line(f"#   {step}")


def _say_what_is_left_out(reporter: Reporter) -> None:
    """Warn that the night is not given the forcegen.toml of this folder, before it is missed."""
    if not _config() and Path(CONFIG_NAME).is_file():
        sentence = (
            f"the night is not given the {CONFIG_NAME} of this folder; where that is meant, name it: "
            f"forcegen --config {CONFIG_NAME} schedule ..."
        )
        reporter.findings([told(sentence, "warning")])


def usual_kind() -> str:
    """The scheduler of this machine."""
    if os.name == "nt":
        return "windows"
    return "systemd" if shutil.which("systemctl") else "cron"


def _job(
    name: str, kind: str, at: datetime, folders: tuple[Path, Path], options: Sequence[str]
) -> ScheduledNight:
    """The night as it was asked for: its command with absolute paths, and what it gives itself."""
    from solver.cli.nightly import command as nightly
    from solver.nightly.report import split_command
    from solver.nightly.schedule import ScheduledNight
    from solver.optimise.backend import available_cores

    paths = [str(folder.absolute()) for folder in folders]
    config = _config()
    read = nightly.make_context("nightly", [*paths, *options], parent=click.get_current_context().find_root())

    def given(option: str) -> Any:
        """What an option is given by the command line, or by the file that is named."""
        sources = (Source.COMMANDLINE, Source.DEFAULT_MAP) if config else (Source.COMMANDLINE,)
        return read.params[option] if read.get_parameter_source(option) in sources else None

    limit = [] if given("night_limit") is not None else ["--night-limit", USUAL_LIMIT]
    script = shutil.which("forcegen", path=str(Path(sys.executable).parent))
    program = [script] if script else [sys.executable, "-P", "-m", "solver"]  # the one that is running
    words = [*program, *config, "nightly", *paths, *limit, *options]
    _refuse(words, kind)
    _refuse([given("notify") or ""], "")  # which the file of options may say
    memory = given("memory_limit")
    if memory is not None:  # so that the limit on each plan is met before that of the system
        memory = memory * (given("jobs") or available_cores()) * 5 // 4 + NIGHT_ITSELF
    return ScheduledNight(
        name=name,
        words=words,
        at=at.time(),
        limit=given("night_limit") or float(USUAL_LIMIT),
        writes=paths[1],
        memory=memory,
        notify=split_command(given("notify")) if given("notify") is not None else (),
    )


def _config() -> list[str]:
    """The option that names the file of options, with its absolute path: a scheduler starts elsewhere."""
    named: Path | None = click.get_current_context().find_root().params.get("config")
    return ["--config", str(named.absolute())] if named is not None else []


def _refuse(words: Sequence[str], kind: str) -> None:
    """Refuse words that a scheduler has no way to write."""
    for word in words:
        if not word.isprintable():
            raise click.UsageError(f"no scheduler takes a name with a line break or the like: {word!r}")
    if kind == "windows" and " ".join(words).count("%") > 1:
        raise click.UsageError("the Task Scheduler takes what stands between two % for a variable; use none")


def _write(reporter: Reporter, files: Sequence[ScheduleFile], folder: Path) -> None:
    from solver.files.replace import exchange_file, writing

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        reporter.backup(exchange_file(folder / file.name, file.text.encode()))
        reporter.line(f"Written: {folder / file.name}")


def _print(reporter: Reporter, files: Sequence[ScheduleFile]) -> None:
    for file in files:
        if file.name:
            reporter.line(f"# ~/.config/systemd/user/{file.name}")
        for line in file.text.split("\n"):
            reporter.line(line)


def _next_steps(
    kind: str, name: str, files: Sequence[ScheduleFile], folder: Path | None, outputs: Path
) -> list[str]:
    """The commands to type next."""
    if kind == "cron":
        return ["crontab -e   and add these lines"]
    if kind == "windows":
        return [
            "paste these lines into PowerShell",
            f"schtasks /Query /TN {name} /V /FO LIST   shows the last result",
        ]
    linked = folder is not None and folder.absolute() != Path("~/.config/systemd/user").expanduser()
    units = " ".join(shlex.quote(f"{folder and folder.absolute()}/{file.name}") for file in files)
    return [
        *([] if outputs.is_dir() else [f"mkdir -m 700 {shlex.quote(str(outputs.absolute()))}"]),
        *([f"systemctl --user link {units}"] if linked else []),
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {name}.timer",
        "loginctl enable-linger   so that it runs while nobody is logged in",
        f"journalctl --user -u {name}   shows what it said",
    ]
