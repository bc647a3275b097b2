"""A forcegen.toml that nobody named: whose it may be, and what it may say."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click
import pytest
from cli_cases import forcegen, write_book

from solver.cli import config
from solver.cli.config import CONFIG_NAME, HarmlessOption
from solver.cli.group import COMMANDS, main

posix = pytest.mark.skipif(os.name == "nt", reason="Python knows no owners there")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files away")

SOMEBODY = 54_321
"""The number of a user that is not us."""

ACTS = re.compile(r"\b(write|written|run this|replace|mark|folder|answers|why)\b", re.IGNORECASE)
"""Help of an option that says what to run, what to write, or who answers for it."""

SAYS_WHAT_IT_DOES_NOT = ("relax", "unique", "baseline", "present")
"""Options whose help speaks of writing, but of what is written elsewhere, or that name a file to read."""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(text: str, mode: int = 0o600) -> Path:
    """A file of options in the current folder."""
    path = Path(CONFIG_NAME)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def refused(*arguments: object) -> str:
    """Why a command is refused, on one line."""
    result = forcegen(*arguments)
    assert result.exit_code == 2, result.output
    return " ".join(result.stderr.split())


def every_option() -> list[tuple[str, click.Option]]:
    """The options of all commands, each with its command."""
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in COMMANDS}
    return [
        (name, option)
        for name, command in commands.items()
        if command is not None
        for option in command.params
        if isinstance(option, click.Option)
    ]


@pytest.mark.parametrize(("command", "option"), every_option(), ids=lambda each: getattr(each, "name", each))
def test_no_option_that_acts_is_taken_from_a_file_that_nobody_named(command: str, option: click.Option):
    """A new option that names a file to write or a command to run is not harmless by oversight."""
    names_a_path = isinstance(option.type, click.Path | click.File)
    acts = names_a_path or bool(ACTS.search(option.help or "")) or option.metavar == "COMMAND"
    if acts and option.name not in SAYS_WHAT_IT_DOES_NOT:
        assert not isinstance(option, HarmlessOption)


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("nightly", 'notify = "touch ran"'),
        ("solve", 'output = "elsewhere.xlsx"'),
        ("solve", 'write-model = "elsewhere.lp"'),
        ("solve", "in-place = true"),
        ("check", "mark = true"),
        ("new", "overwrite = true"),
        ("history", 'outputs = "elsewhere"'),
        ("publish", 'by = "somebody"'),
    ],
)
def test_what_acts_has_to_be_named(section: str, line: str):
    """In a file that merely lies there it is refused, for every command, with its name and the remedy."""
    write_book(Path("plan.xlsx"))
    found(f"[{section}]\n{line}")
    said = refused("check", "plan.xlsx")
    name = line.split(" ")[0]

    assert f"forcegen.toml: {section}.{name} is not taken from a file that merely lies in" in said
    assert f"name the file with --config forcegen.toml, or give --{name}" in said
    named = forcegen("--config", CONFIG_NAME, "history")
    assert named.exit_code == 0, named.output
    assert forcegen("history", env={"FORCEGEN_CONFIG": CONFIG_NAME}).exit_code == 0


def test_a_command_in_a_file_that_nobody_named_is_not_run():
    Path("in").mkdir()
    found('[nightly]\nnotify = "touch ran"')
    refused("nightly", "in", "out")

    assert not Path("ran").exists()
    assert not Path("out").exists()


@posix
@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666, 0o620])
def test_a_file_that_others_can_write_is_refused_by_name(mode: int):
    write_book(Path("plan.xlsx"))
    found("seed = 3", mode)
    said = refused("check", "plan.xlsx")

    assert f"forcegen.toml can be written by others (mode {mode:04o})" in said
    assert "chmod go-w forcegen.toml, or name it with --config forcegen.toml" in said
    assert forcegen("--config", CONFIG_NAME, "check", "plan.xlsx").exit_code == 0


@posix
def test_a_folder_where_everybody_may_put_another_is_refused(tmp_path: Path):
    """Unless it is sticky, as /tmp is: there nobody replaces what is another's."""
    write_book(Path("plan.xlsx"))
    found("seed = 3")
    tmp_path.chmod(0o777)
    said = refused("check", "plan.xlsx")
    tmp_path.chmod(0o1777)

    assert f"lies in {tmp_path}, where everybody may put another" in said.replace("- ", "-")
    assert forcegen("check", "plan.xlsx").exit_code == 0


@root
def test_somebody_elses_file_is_refused_and_roots_is_not():
    write_book(Path("plan.xlsx"))
    os.chown(found("seed = 3"), SOMEBODY, SOMEBODY)
    said = refused("check", "plan.xlsx")
    os.chown(CONFIG_NAME, 0, 0)

    assert f"forcegen.toml belongs to somebody else (user {SOMEBODY})" in said
    assert "remove it, or name it with --config forcegen.toml" in said
    assert forcegen("check", "plan.xlsx").exit_code == 0


@posix
def test_root_is_trusted_by_everybody_and_only_then(monkeypatch: pytest.MonkeyPatch):
    """Whoever has root's rights could have done anything else as well."""
    about = found("seed = 3").stat()
    monkeypatch.setattr(config.os, "geteuid", lambda: about.st_uid + 1)
    if about.st_uid:
        with pytest.raises(click.UsageError, match="belongs to somebody else"):
            config.read_unasked(Path(CONFIG_NAME))
    else:
        assert config.read_unasked(Path(CONFIG_NAME)) == "seed = 3"


@root
def test_a_link_that_somebody_else_made_is_refused():
    """It leads to a file of ours: another plan's options, chosen by somebody else."""
    write_book(Path("plan.xlsx"))
    Path("other").mkdir()
    found("seed = 3").rename("other/forcegen.toml")
    Path(CONFIG_NAME).symlink_to("other/forcegen.toml")
    assert forcegen("check", "plan.xlsx").exit_code == 0
    os.lchown(CONFIG_NAME, SOMEBODY, SOMEBODY)

    assert "forcegen.toml is a link that somebody else made" in refused("check", "plan.xlsx")
