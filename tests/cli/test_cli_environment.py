"""What is wrong with a library is told in one sentence with the remedy, and ends with 9."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from textwrap import dedent

import pytest
from cli_cases import ROOT, in_a_process, write_book

from solver import environment
from solver.environment import check_libraries, explain_import_failure
from solver.errors import LibraryError

BOOM = "raise ImportError('no such symbol\\nsee the manual')"
"""A library whose compiled part does not fit this machine, as it is loaded."""

WITHOUT = """
from importlib.machinery import PathFinder

find = PathFinder.find_spec
PathFinder.find_spec = lambda name, *others: None if name == {module!r} else find(name, *others)
"""
"""Python finds a module no more; it runs this before anything else as ``sitecustomize``."""


def standing_in(module: str, code: str) -> dict[str, str]:
    """The environment of a process in which this code is found for a module."""
    Path("standin", module).mkdir(parents=True)
    Path("standin", module, "__init__.py").write_text(dedent(code), encoding="utf-8")
    return found_first()


def installed_as(name: str, version: str) -> dict[str, str]:
    """The environment of a process in which a library has another version, by its metadata."""
    about = Path("standin", f"{name.replace('-', '_')}-{version}.dist-info", "METADATA")
    about.parent.mkdir(parents=True)
    about.write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
    return found_first()


def found_first() -> dict[str, str]:
    """What lies in ``standin`` goes before all else."""
    return {"PYTHONPATH": os.pathsep.join([str(Path("standin").absolute()), str(ROOT)])}


def told(result: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a command that ended with 9."""
    assert result.returncode == 9, result.stderr
    (sentence,) = result.stderr.splitlines()
    assert sentence.startswith("error: ")
    return sentence.removeprefix("error: ")


def told_to_machines(result: subprocess.CompletedProcess[str]) -> str:
    """The same sentence, from the JSON on standard output."""
    (finding,) = json.loads(result.stdout)["findings"]
    assert finding["severity"] == "error"
    assert finding["message"] == told(result)
    return str(finding["message"])


@pytest.mark.parametrize(
    ("command", "module"),
    [
        *(("check", module) for module in ("click", "rich", "packaging", "pandas")),
        *(("solve", module) for module in ("openpyxl", "pulp", "highspy")),
    ],
)
def test_a_library_that_cannot_be_loaded_is_named_with_the_remedy(book: Path, command: str, module: str):
    result = in_a_process(command, book, "--format", "json", env=standing_in(module, BOOM))

    sentence = told_to_machines(result)
    found = f"{module} {environment._version(module)}"
    assert sentence.startswith(f"{found} cannot be loaded (ImportError: no such symbol see the manual); ")
    assert f' -m pip install --force-reinstall "{module}>=' in sentence


def test_a_broken_numpy_is_told_also_where_pandas_hides_it(book: Path):
    """Before version 3 pandas says so in words alone; to install pandas again brings numpy, too."""
    sentence = told(in_a_process("check", book, env=standing_in("numpy", BOOM)))

    assert sentence.startswith(("numpy ", "pandas "))
    assert "no such symbol see the manual); install it again: " in sentence
    assert "numpy" in sentence


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('the processor is too old')", "RuntimeError: the processor is too old"),
        ("def (", "SyntaxError: invalid syntax (__init__.py, line 1)"),
        ("raise KeyError", "(KeyError)"),
        ("from . import _parts", "ImportError: cannot import name '_parts' from partially"),
    ],
    ids=["any error", "no Python", "an error without words", "half of it is gone"],
)
def test_whatever_is_wrong_as_a_library_is_loaded_is_the_librarys(book: Path, code: str, reason: str):
    result = in_a_process("check", book, env=standing_in("pandas", code))

    assert told(result).startswith("pandas ")
    assert reason in told(result)
    assert result.stdout == ""


def test_a_library_that_another_needs_is_named_with_it():
    result = in_a_process("new", "plan.xlsx", env=standing_in("et_xmlfile", "import nowhere"))

    assert told(result).startswith("openpyxl needs nowhere, which is not installed; install both again: ")


@pytest.mark.parametrize(
    ("command", "module"), [("check", "click"), ("check", "pandas"), ("solve", "highspy")]
)
def test_a_library_that_is_not_there_is_named_with_what_installs_it(book: Path, command: str, module: str):
    Path("standin").mkdir()
    Path("standin", "sitecustomize.py").write_text(WITHOUT.format(module=module), encoding="utf-8")
    result = in_a_process(command, book, "--format=json", env=found_first())

    sentence = told_to_machines(result)
    assert sentence.startswith(f"forcegen needs {module}>=")
    assert ", which is not installed; mend it with: " in sentence


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "plan.xlsx"),
        ("check", "plan.xlsx"),
        ("new", "other.xlsx"),
        ("audit", "plan.xlsx"),
        ("nightly", ".", "nights"),
        ("history",),
        ("doctor",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_version_outside_the_bounds_is_refused_by_every_command(book: Path, arguments: tuple[str, ...]):
    result = in_a_process(*arguments, env=installed_as("pandas", "1.5.3"))

    asked = environment._asked_for("pandas")
    assert told(result).startswith(f"forcegen needs {asked} (1.5.3 is installed); mend it with: ")
    assert told(result).endswith(f' -m pip install "{asked}"')
    assert result.stdout == ""
    assert sorted(path.name for path in Path().iterdir()) == ["plan.xlsx", "standin"]


@pytest.mark.parametrize(("version", "code"), [("1.10.0", 9), ("1.14.0", 0), ("1.16.0", 0), ("1.17.0", 9)])
def test_a_version_between_the_bounds_that_is_left_out_is_not_refused(book: Path, version: str, code: int):
    """HiGHS 1.14.0 and 1.16.0 are known to be wrong: who searches with them says so."""
    result = in_a_process("check", book, env=installed_as("highspy", version))

    assert result.returncode == code
    assert (f"({version} is installed)" in result.stderr) == bool(code)


def test_help_is_there_whatever_is_installed():
    assert in_a_process("solve", "--help", env=installed_as("pandas", "1.5.3")).returncode == 0


def test_all_that_does_not_fit_is_told_at_once(monkeypatch: pytest.MonkeyPatch):
    versions = {"numpy": "1.20.0", "pulp": ""}
    monkeypatch.setattr(environment, "_needs", lambda: {"numpy": (">=1.26", "<3"), "pulp": (">=3.3.2", "<5")})
    monkeypatch.setattr(environment, "_version", versions.get)
    monkeypatch.setattr(environment, "_is_missing", lambda module: module == "pulp")

    with pytest.raises(LibraryError) as refused:
        check_libraries.__wrapped__()
    assert str(refused.value).startswith(
        "forcegen needs numpy>=1.26,<3 (1.20.0 is installed) and pulp>=3.3.2,<5 (not installed); mend it "
    )
    assert str(refused.value).endswith(' -m pip install "numpy>=1.26,<3" "pulp>=3.3.2,<5"')


def test_a_bare_tree_has_no_bounds_and_is_not_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(environment, "_needs", dict)

    check_libraries.__wrapped__()


def test_a_script_gets_the_sentence_as_an_error_of_forcegen():
    code = """
        import solver
        from solver.errors import ForcegenError
        try:
            solver.read_plan("plan.xlsx")
        except ForcegenError as error:
            print(error.exit_code, error)
    """
    broken = in_a_process(code=dedent(code), env=standing_in("pandas", BOOM))
    unfit = in_a_process(code=dedent(code), env=installed_as("rich", "9.0"))

    assert broken.stdout.startswith("9 pandas ")
    assert unfit.stdout.startswith("9 forcegen needs rich>=")
    assert (broken.stderr, unfit.stderr) == ("", "")


def test_a_script_gets_it_also_where_only_the_search_needs_the_library():
    code = """
        import solver
        from solver.errors import LibraryError
        try:
            solver.solve(solver.read_plan("plan.xlsx"))
        except LibraryError as error:
            print(error.exit_code, error)
    """
    write_book(Path("plan.xlsx"))
    result = in_a_process(code=dedent(code), env=standing_in("highspy", BOOM))

    assert result.stdout.startswith("9 highspy ")


def test_a_night_names_it_for_each_plan(book: Path):
    Path("inputs").mkdir()
    book.rename("inputs/plan.xlsx")
    result = in_a_process("nightly", "inputs", "nights", env=standing_in("highspy", BOOM))

    assert result.returncode == 9
    assert "highspy " in result.stdout
    assert "cannot be loaded (ImportError: no such symbol see the manual)" in result.stderr
    assert "Traceback" not in result.stdout + result.stderr


def test_a_night_whose_page_cannot_be_made_says_what_is_broken(book: Path):
    """The plan is published all the same."""
    Path("inputs").mkdir()
    book.rename("inputs/plan.xlsx")
    result = in_a_process("nightly", "inputs", "nights", env=standing_in("jinja2", BOOM))

    assert result.returncode == 9
    assert "published" in result.stdout
    assert "the index page could not be made: jinja2 " in result.stdout
    assert "Traceback" not in result.stdout + result.stderr


def test_a_fault_of_ours_is_not_blamed_on_a_library():
    def loads_what_is_not_there() -> None:
        from solver.errors import NothingLikeIt  # noqa: F401

    for fault in (loads_what_is_not_there, lambda: import_module("solver.nowhere"), lambda: int("four")):
        with pytest.raises((ImportError, ValueError)) as raised:
            fault()
        assert explain_import_failure(raised.value) == ""


def test_a_python_without_a_part_of_its_own_is_named():
    error = ModuleNotFoundError("No module named '_sqlite3'", name="_sqlite3")

    assert explain_import_failure(error) == (
        f"the Python at {sys.executable} cannot load its own _sqlite3; install a complete one"
    )
