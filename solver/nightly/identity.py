"""What a plan depends on, as one hash: where it is the same as last night, there is nothing to solve."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from solver.facts import versions
from solver.record import Flags


def identity(source: str, content: str, scenario: str, flags: Flags, *, strict: bool) -> str:
    """A hash over a plan's name, content, settings and versions.

    ``source``: the workbook's file name, so that no two plans share a hash.
    ``content``: the hash of the planner's tables, or of the file where they
    cannot be read, "" where the file cannot. The published plan has no part in it: it changes with
    every night, and equal inputs lead back to it.
    """
    of = asdict(versions())
    of["python"] = ".".join(platform.python_version_tuple()[:2])
    of["solver"] = _solver_version(flags.solver)
    asked = asdict(replace(flags, baseline=""))
    told = json.dumps([source, content, scenario, asked, strict, of], sort_keys=True)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _solver_version(name: str) -> str:
    """The version of the built-in solver; that of any other is known only to itself."""
    if name.casefold() != "highs":
        return ""
    try:
        return version("highspy")
    except PackageNotFoundError:
        return ""
