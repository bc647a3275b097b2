"""Options from forcegen.toml: what the file may say, and that it says nothing else."""

from __future__ import annotations

import importlib
import os
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

CONFIG_NAME = "forcegen.toml"

GENERAL = ("solver", "time_limit", "gap", "seed", "threads", "form", "quiet", "verbose", "color", "strict")
"""Options that may stand outside a section, for every command that has them."""

SPELLED = {"format": "form", "set": "overrides"}
"""Options whose name in code is not the one of the command line."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of options, and whether it was found rather than named."""

    path: Path
    unasked: bool


def read_config(given: Path | None, commands: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Defaults for every command, from the file's top level and from its section of that name.

    ``given``: the file that the user named; None for the one of the current folder, if it is there, which may
    say neither what to run nor where to write. Raises click.UsageError where the file cannot be read or
    trusted, or says something that no command understands.
    """
    path = given or Path(CONFIG_NAME)
    if given is None and not path.is_file():
        return {}
    told = _parsed(path, unasked=given is None)
    general = {key: value for key, value in told.items() if not isinstance(value, dict)}
    sections = {key: value for key, value in told.items() if isinstance(value, dict)}
    strange = [name for name in sections if name not in commands]
    if strange:
        raise click.UsageError(f"{path}: there is no command {', '.join(strange)}; sections are commands")
    known = {name: _options(name) for name in (commands if general else sections)}
    source = Source(path, unasked=given is None)
    defaults = _for_all(source, general, known)
    for name, section in sections.items():
        own = {
            key: _checked(source, f"{name}.{key}", key, value, known[name]) for key, value in section.items()
        }
        defaults[name] = {**defaults.get(name, {}), **dict(own.values())}
    return defaults


def _parsed(path: Path, *, unasked: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(read_unasked(path) if unasked else path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} is not valid TOML: {error}") from error


def _options(command: str) -> dict[str, click.Option]:
    """The options of a command by their names in code; its arguments have no place in a file."""
    params = importlib.import_module(f"solver.cli.{command}").command.params
    return {param.name: param for param in params if isinstance(param, click.Option)}


def _for_all(
    source: Source, general: Mapping[str, Any], known: Mapping[str, Mapping[str, click.Option]]
) -> dict[str, dict[str, Any]]:
    """The options that stand outside a section, for every command that has them."""
    if not general:
        return {}
    every = {
        name: option for options in known.values() for name, option in options.items() if name in GENERAL
    }
    pairs = dict(_checked(source, key, key, value, every) for key, value in general.items())
    return {
        command: {name: value for name, value in pairs.items() if name in options}
        for command, options in known.items()
    }


def _checked(
    source: Source, named: str, key: str, value: Any, options: Mapping[str, click.Option]
) -> tuple[str, Any]:
    """One option under its name in code, with a value that it takes."""
    path, name = source.path, key.replace("-", "_")
    if name == "no_color" and isinstance(value, bool):
        name, value = "color", not value
    name = SPELLED.get(name, name)
    if name not in options:
        raise click.UsageError(f"{path}: unknown option {named}; see forcegen COMMAND --help")
    option = options[name]
    if source.unasked:
        _refuse_harmful(path, named, option)
    try:
        if option.multiple:
            several = value if isinstance(value, list) else [value]
            if not all(isinstance(each, str) for each in several):
                raise TypeError
            return name, several
        if isinstance(value, bool) != bool(option.is_flag):
            raise TypeError
        return name, option.type.convert(value, option, None)
    except click.BadParameter as error:
        raise click.UsageError(f"{path}: {named}: {error.message}") from error
    except TypeError as error:
        wanted = "true or false" if option.is_flag else f"a {option.type.name}"
        raise click.UsageError(f"{path}: {named} is {value!r}; expected {wanted}") from error


KNOWS_OWNERS = hasattr(os, "geteuid")
"""Whether files have an owner and rights; Windows has lists, of which Python says nothing."""


class HarmlessOption(click.Option):
    """An option that may also stand in a file that merely lies in the current folder.

    It says neither what to run nor which file or folder to write. Options are not of this kind
    unless they are declared so, so that a new one is never in such a file by oversight.
    """


def read_unasked(path: Path) -> str:
    """The text of a file that was found, not named by the user.

    Root's file is as good as the user's own: root could have done anything else as well. Raises
    click.UsageError where somebody else wrote it, or may have; OSError or UnicodeDecodeError where it cannot
    be read.
    """
    if path.is_symlink():
        _refuse_others(path, path.lstat(), "is a link that somebody else made")
    with path.open("rb") as file:  # what is looked at is what is read, whatever takes its name meanwhile
        _refuse_writable_by_others(path, os.fstat(file.fileno()))
        return file.read().decode("utf-8")


def _refuse_harmful(path: Path, named: str, option: click.Option) -> None:
    """Refuse an option that says what to run or to write in a file that nobody named."""
    if not isinstance(option, HarmlessOption):
        flag = max(option.opts, key=len)
        raise click.UsageError(
            f"{path}: {named} is not taken from a file that merely lies in the current folder, for it says "
            "what to run, what to write or who answers for it; name the file with "
            f"--config {path}, or give {flag}"
        )


def _refuse_writable_by_others(path: Path, status: os.stat_result) -> None:
    """Refuse a file of somebody else, and one that others may write or replace."""
    if not KNOWS_OWNERS:
        return
    _refuse_others(path, status, "belongs to somebody else")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise _unsafe(
            path, f"can be written by others (mode {stat.S_IMODE(status.st_mode):04o})", f"chmod go-w {path}"
        )
    folder = path.absolute().parent
    about = folder.stat()
    if about.st_mode & stat.S_IWOTH and not about.st_mode & stat.S_ISVTX:
        raise _unsafe(path, f"lies in {folder}, where everybody may put another", f"chmod o-w {folder}")


def _refuse_others(path: Path, status: os.stat_result, why: str) -> None:
    if KNOWS_OWNERS and status.st_uid not in (os.geteuid(), 0):
        raise _unsafe(path, f"{why} ({_name(status.st_uid)})", "remove it")


def _unsafe(path: Path, why: str, remedy: str) -> click.UsageError:
    return click.UsageError(
        f"{path} {why}, so it is not used unasked; {remedy}, or name it with --config {path} if it is meant"
    )


def _name(number: int) -> str:
    """The name of a user, where the system knows it."""
    try:
        import pwd

        return pwd.getpwuid(number).pw_name
    except (ImportError, KeyError):
        return f"user {number}"
