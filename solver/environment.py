"""Libraries that forcegen needs: whether they are there, fit and load, and print nothing into our output."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import re
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from solver.errors import LibraryError

IMPORTED_AS = {"python-dateutil": "dateutil"}
"""Libraries that are imported by another name than they are installed by."""

OURS = frozenset({"", "__main__", "builtins", "solver"})
"""Modules that are no library's."""

MOST_WORDS = 160
"""Characters of a library's own message that are told; some of them are pages."""

IMPORTERS = frozenset({"importlib", "_frozen_importlib", "_frozen_importlib_external"})
"""Python's own modules that load modules."""


@contextlib.contextmanager
def sound_environment() -> Iterator[None]:
    """A context that refuses unfit libraries and explains those that cannot be loaded in it."""
    check_libraries()
    try:
        yield
    except Exception as error:
        explained = explain_import_failure(error)
        if explained:
            raise LibraryError(explained) from error
        raise


@functools.cache
def check_libraries() -> None:
    """Refuse libraries that are missing, or outside the bounds that forcegen was installed with.

    Bounds alone: what is wrong with a version between them that is left out (``!=``) is told by who uses it.
    A bare tree has no bounds to check. Raises LibraryError, naming all of them, with the remedy.
    """
    unfit = {name: why for name, bounds in _needs().items() if (why := _unfit(name, bounds))}
    if unfit:
        told = " and ".join(f"{_asked_for(name)} ({why})" for name, why in unfit.items())
        raise LibraryError(f"forcegen needs {told}; mend it with: {_pip(*map(_asked_for, unfit))}")


def explain_import_failure(error: BaseException) -> str:
    """One sentence with the remedy where something could not be loaded; nothing where that was not so."""
    failures = _import_failures(error)
    if not failures:
        return ""
    cause = failures[-1]
    *before, module = (name for failure in failures for name in _being_loaded(failure))
    if module in sys.stdlib_module_names:
        return f"the Python at {sys.executable} cannot load its own {module}; install a complete one"
    if isinstance(cause, ModuleNotFoundError) and _is_missing(module):
        return _missing(module, needed_by=before)
    whole = [name for name in (*before, module) if _version(_installed_as(name))]  # not a part such as _umath
    return _broken(whole[-1] if whole else module, cause)


def _missing(module: str, needed_by: Sequence[str]) -> str:
    """What to do where a module is not there."""
    libraries = _libraries()
    if module in libraries:
        asked = _asked_for(libraries[module])
        return f"forcegen needs {asked}, which is not installed; mend it with: {_pip(asked)}"
    for name in reversed(needed_by):
        if name in libraries:
            again = _pip("--force-reinstall", _asked_for(libraries[name]))
            return f"{name} needs {module}, which is not installed; install both again: {again}"
    return f"{module} is needed, which is not installed; mend it with: {_pip(module)}"


def _broken(module: str, error: BaseException) -> str:
    """What to do where a module is there and cannot be loaded."""
    name = _installed_as(module)
    version = _version(name)
    asked = _asked_for(name)
    if asked == name and version:
        asked = f"{name}=={version}"
    words = " ".join(str(error).split())[:MOST_WORDS].rstrip()
    reason = f"{type(error).__name__}: {words}" if words else type(error).__name__
    again = _pip("--force-reinstall", asked)
    return f"{f'{name} {version}'.rstrip()} cannot be loaded ({reason}); install it again: {again}"


def _import_failures(error: BaseException) -> list[BaseException]:
    """The error and what it arose from, as long as something was being loaded."""
    failures: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in failures and _being_loaded(at):
        failures.append(at)
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return failures


def _being_loaded(error: BaseException) -> list[str]:
    """What was being loaded when the error was raised, by top-level names, outermost first."""
    names = []
    loading = False
    for frame, _ in traceback.walk_tb(error.__traceback__):
        name = str(frame.f_globals.get("__name__", ""))
        if frame.f_code.co_name == "<module>":
            names.append(name)
        loading = loading or frame.f_code.co_name == "<module>" or name.partition(".")[0] in IMPORTERS
    names = [name for name in names if name.partition(".")[0] not in sys.stdlib_module_names]
    if isinstance(error, ImportError):
        names.append(error.name or "")
    elif isinstance(error, AttributeError) and loading and isinstance(error.obj, ModuleType):
        names.append(error.obj.__name__)  # what is left of a library whose folder could not be removed
    elif isinstance(error, (SyntaxError, OSError)) and loading:
        names += [part for part in Path(str(error.filename or "")).parts if part in _libraries()]
    return [top for name in names if (top := name.partition(".")[0]) not in OURS]


@functools.cache
def _needs() -> dict[str, tuple[str, ...]]:
    """The libraries that forcegen was installed with, by pip's names, each with its bounds.

    Those with a condition are an extra's; nothing in a bare tree.
    """
    from importlib.metadata import PackageNotFoundError, requires

    try:
        stated = requires("forcegen") or []
    except PackageNotFoundError:
        return {}
    parts = [re.split(r"(?=[<>=!~])", line, maxsplit=1) for line in stated if ";" not in line]
    return {
        name.strip(): tuple(sorted(filter(None, "".join(bounds).split(",")), key=_order))
        for name, *bounds in parts
    }


def _order(bound: str) -> int:
    """The lowest first, then what is left out, then the highest."""
    return ">=!<".find(bound[0])


def _libraries() -> dict[str, str]:
    """Pip's names of the libraries that forcegen needs, by the names that they are imported by."""
    return {_imported_as(name): name for name in _needs()}


def _imported_as(name: str) -> str:
    return IMPORTED_AS.get(name, name)


def _installed_as(module: str) -> str:
    """Pip's name of the library that a module belongs to; the module's own where it is nobody's."""
    from importlib.metadata import packages_distributions

    libraries = _libraries()
    return libraries[module] if module in libraries else packages_distributions().get(module, [module])[0]


def _unfit(name: str, bounds: Sequence[str]) -> str:
    """Why a library does not do; nothing where it does."""
    from packaging.specifiers import SpecifierSet

    version = _version(name)
    if not version:
        return "not installed" if _is_missing(_imported_as(name)) else ""
    within = SpecifierSet(",".join(bound for bound in bounds if not bound.startswith("!=")))
    return "" if within.contains(version, prereleases=True) else f"{version} is installed"


def _is_missing(module: str) -> bool:
    from importlib.util import find_spec

    return module not in sys.modules and find_spec(module) is None


def _version(name: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name) or ""
    except PackageNotFoundError:
        return ""


def _asked_for(name: str) -> str:
    """A library with its bounds, as pip takes it."""
    return name + ",".join(_needs().get(name, ()))


def _pip(*words: str) -> str:
    """The command that installs; a ``<`` must not reach the shell."""
    whole = (sys.executable or "python", "-m", "pip", "install", *words)
    return " ".join(f'"{word}"' if set(word) & set("<>=! ") else word for word in whole)


STANDARD_OUTPUT = 1
"""Its number, by which code that is not Python's writes to it."""

log = logging.getLogger(__name__)


class StrayOutput:
    """Standard output's number led to a file; ``own`` is another number of what it was.

    A file, for a pipe could fill up and hold up whoever writes.
    """

    def __init__(self) -> None:
        self.own = os.dup(STANDARD_OUTPUT)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - open until the process ends, or put back
        os.dup2(self._file.fileno(), STANDARD_OUTPUT)

    def tell(self) -> None:
        """Tell the log what was written, in the end."""
        self._file.seek(0)
        for line in self._file.read().decode(errors="replace").splitlines():
            log.info("%s", line)
        self._file.close()

    def put_back(self) -> None:
        """Give standard output its number again."""
        os.dup2(self.own, STANDARD_OUTPUT)
        os.close(self.own)


def ours_is_the_systems() -> bool:
    """Whether Python's standard output is the system's own: in a test or a notebook it is not."""
    try:
        return sys.stdout.fileno() == STANDARD_OUTPUT
    except (AttributeError, OSError, ValueError):
        return False


@contextlib.contextmanager
def stray_output_logged() -> Iterator[None]:
    """A context in which what libraries write to standard output's number goes to the log."""
    if not ours_is_the_systems():
        yield
        return
    sys.stdout.flush()
    stray = StrayOutput()
    try:
        yield
    finally:
        stray.put_back()
        stray.tell()
