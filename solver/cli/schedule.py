"""``forcegen schedule``: what has the night run by itself, to be put where the system looks for it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource as Source

from solver.cli.config import CONFIG_NAME
from solver.cli.options import output_options
from solver.cli.voice import Voice

if TYPE_CHECKING:
    from solver.nightly.schedule import File

FOLDER = click.Path(path_type=Path, file_okay=False)
KINDS = ("systemd", "cron", "windows")
USUAL_LIMIT = "21600"
"""Seconds for a night that is given no limit of its own: what runs unattended must end."""


@click.command("schedule", short_help="Print what has the nightly run start by itself.")
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
)
@click.option(
    "--kind", type=click.Choice(KINDS), help="For which scheduler.  [default: what this machine has]"
)
@click.option("--name", default="forcegen-nightly", show_default=True, help="What the job is called.")
@click.option(
    "--write",
    "folder",
    type=FOLDER,
    metavar="FOLDER",
    help="With systemd: write the two files there.",
)
@output_options
def command(
    inputs: Path,
    outputs: Path,
    options: tuple[str, ...],
    at: datetime,
    kind: str | None,
    name: str,
    folder: Path | None,
    voice: Voice,
) -> None:
    """Print a systemd service and timer, a crontab line, or a task for the Windows Task Scheduler.

    Every night they run forcegen nightly INPUTS OUTPUTS with the options that
    stand behind -- and with the forcegen.toml of this folder, but without
    FORCEGEN_ variables. Paths become absolute. Where no --night-limit is
    given, the night gets six hours.

    Example: forcegen schedule inputs outputs --at 02:15 -- --jobs 2 --keep 90d
    """
    from solver.nightly import schedule

    if not re.fullmatch(r"[A-Za-z0-9_-]+", name):
        raise click.BadParameter("expected letters, digits, - and _", param_hint="--name")
    if not inputs.is_dir():
        raise click.BadParameter(f"there is no folder {inputs}", param_hint="INPUTS")
    chosen = kind or usual_kind()
    if folder is not None and chosen != "systemd":
        raise click.UsageError(f"--write is for systemd; with {chosen} there is nothing to write")
    words, limit = _words(inputs, outputs, options)
    _refuse(words, chosen)
    job = schedule.Job(name=name, words=words, at=at.time(), limit=limit)
    files = schedule.KINDS[chosen](job)
    if folder is not None:
        _write(voice, files, folder)
    next_steps = _next_steps(chosen, name, folder)
    voice.machine({"kind": chosen, "files": [asdict(file) for file in files], "next": next_steps})
    if folder is None:
        _print(voice, files)
    voice.line(f"# {'Next' if folder is not None or chosen != 'systemd' else 'Save both files; next'}:")
    for step in next_steps:
        voice.line(f"#   {step}")


def usual_kind() -> str:
    """The scheduler of this machine."""
    if os.name == "nt":
        return "windows"
    return "systemd" if shutil.which("systemctl") else "cron"


def _words(inputs: Path, outputs: Path, options: Sequence[str]) -> tuple[list[str], float]:
    """The command with absolute paths, and the seconds that it gives itself."""
    from solver.cli.nightly import command as nightly

    folders = [str(inputs.absolute()), str(outputs.absolute())]
    parent = click.get_current_context().find_root()
    read = nightly.make_context("nightly", [*folders, *options], parent=parent)
    given = read.get_parameter_source("night_limit") in (Source.COMMANDLINE, Source.DEFAULT_MAP)
    limit = [] if given else ["--night-limit", USUAL_LIMIT]
    words = [*_program(), *_config(), "nightly", *folders, *limit, *options]
    return words, read.params["night_limit"] if given else float(USUAL_LIMIT)


def _program() -> list[str]:
    """The forcegen that is running, wherever it is called from."""
    script = shutil.which("forcegen", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-P", "-m", "solver"]


def _config() -> list[str]:
    """The configuration that holds here; a scheduler starts elsewhere."""
    given: Path | None = click.get_current_context().find_root().params.get("config")
    path = given or Path(CONFIG_NAME)
    return ["--config", str(path.absolute())] if path.is_file() else []


def _refuse(words: Sequence[str], kind: str) -> None:
    """What a scheduler has no way to write."""
    for word in words:
        if not word.isprintable():
            raise click.UsageError(f"no scheduler takes a name with a line break or the like: {word!r}")
    if kind == "windows" and " ".join(words).count("%") > 1:
        raise click.UsageError("the Task Scheduler takes what stands between two % for a variable; use none")


def _write(voice: Voice, files: Sequence[File], folder: Path) -> None:
    from solver.errors import OutputError
    from solver.workbook.replace import exchange_file, reason

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(reason(folder, error)) from error
    for file in files:
        voice.backup(exchange_file(folder / file.name, file.text.encode()))
        voice.line(f"Written: {folder / file.name}")


def _print(voice: Voice, files: Sequence[File]) -> None:
    for file in files:
        if file.name:
            voice.line(f"# ~/.config/systemd/user/{file.name}")
        for line in file.text.split("\n"):
            voice.line(line)


def _next_steps(kind: str, name: str, folder: Path | None) -> list[str]:
    """What to type then."""
    if kind == "cron":
        return ["crontab -e   and add these lines"]
    if kind == "windows":
        return [
            "paste these lines into PowerShell",
            f"schtasks /Query /TN {name} /V /FO LIST   shows the last result",
        ]
    linked = folder is not None and folder.absolute() != Path("~/.config/systemd/user").expanduser()
    link = [f"systemctl --user link {folder}/{name}.service {folder}/{name}.timer"] if linked else []
    return [
        *link,
        "systemctl --user daemon-reload",
        f"systemctl --user enable --now {name}.timer",
        "loginctl enable-linger   so that it runs while nobody is logged in",
        f"journalctl --user -u {name}   shows what it said",
    ]
