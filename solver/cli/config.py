"""Options from forcegen.toml: what the file may say, and that it says nothing else."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

CONFIG_NAME = "forcegen.toml"


def read_config(given: Path | None, commands: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Defaults for every command, from the file's top level and from its section of that name.

    Unknown options are usage errors: see :func:`refuse_unknown`.
    """
    path = given or Path(CONFIG_NAME)
    if given is None and not path.is_file():
        return {}
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} is not valid TOML: {error}") from error
    general = {key: value for key, value in told.items() if not isinstance(value, dict)}
    sections = {key: value for key, value in told.items() if isinstance(value, dict)}
    strange = [name for name in sections if name not in commands]
    if strange:
        raise click.UsageError(f"{path}: there is no command {', '.join(strange)}; sections are commands")
    _refuse_unknown(path, general, sections)
    return {name: {**_fields(general), **_fields(sections.get(name, {}))} for name in commands}


def _refuse_unknown(path: Path, general: dict[str, Any], sections: dict[str, dict[str, Any]]) -> None:
    """Say which options no command has; a misspelt one must not be passed over."""
    import importlib

    known = {
        name: {option.name for option in importlib.import_module(f"solver.cli.{name}").command.params}
        for name in (sections or ("solve", "check"))
    }
    everywhere = set().union(*known.values()) if general else set()
    wrong = [key for key in _fields(general) if key not in everywhere | set(GENERAL)]
    for name, options in sections.items():
        wrong += [f"{name}.{key}" for key in _fields(options) if key not in known[name]]
    if wrong:
        raise click.UsageError(f"{path}: unknown option {', '.join(wrong)}; see forcegen COMMAND --help")


GENERAL = ("solver", "time_limit", "gap", "seed", "threads", "form", "quiet", "verbose", "color", "strict")
"""Options that may stand outside a section, for every command that has them."""


def _fields(options: dict[str, Any]) -> dict[str, Any]:
    """Options as they are spelled on the command line, under their names in code."""
    spelled = {"format": "form", "set": "overrides"}
    fields = {key.replace("-", "_"): value for key, value in options.items()}
    return {spelled.get(key, key): value for key, value in fields.items()}
