"""The lock has what pyproject.toml asks for, everywhere, and nothing of the machine that made it."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).parents[1]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCK = (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines()
PINS = [Requirement(line) for line in LOCK if not line.startswith("#")]
DIRECT = [Requirement(each) for each in (*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"])]

PYTHONS = [each.rpartition(" ")[2] for each in PROJECT["classifiers"] if "Python :: 3." in each]
PLATFORMS = {
    "Linux": ("linux", "posix", "x86_64"),
    "macOS": ("darwin", "posix", "arm64"),
    "Windows": ("win32", "nt", "AMD64"),
}
"""What Python says there: its own name for it, that of its system calls, the processor."""


def locked(python: str, platform: str) -> dict[str, str]:
    """The version of each package on that Python and platform; one of each."""
    own, calls, processor = PLATFORMS[platform]
    there = {
        "sys_platform": own,
        "platform_system": platform.replace("macOS", "Darwin"),
        "os_name": calls,
        "platform_machine": processor,
        "python_version": python,
        "python_full_version": f"{python}.1",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    held = [pin for pin in PINS if pin.marker is None or pin.marker.evaluate(there)]
    versions = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in held}
    assert len(versions) == len(held)
    return versions


def test_every_python_from_the_lowest_on_is_named():
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    assert len(PYTHONS) >= 4


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_lock_has_a_version_within_the_bounds_of_all_that_is_asked_for(python: str, platform: str):
    versions = locked(python, platform)
    wrong = [
        f"{asked}: {versions.get(canonicalize_name(asked.name), 'missing')}"
        for asked in DIRECT
        if not asked.specifier.contains(versions.get(canonicalize_name(asked.name), "0"))
    ]

    assert wrong == []


def test_what_is_asked_for_is_asked_for_everywhere():
    """The check of the environment passes over what has a condition, as an extra's."""
    assert [str(asked) for asked in DIRECT if asked.marker is not None or asked.extras] == []


def test_the_lock_holds_nothing_but_versions_and_where_they_are_for():
    """No host, no path, no option of pip."""
    pin = re.compile(r"[a-z0-9-]+==[\w.]+( ; [\w.' <>=!()]+)?")
    comment = re.compile(r"# [\w ,.;`/-]+")

    assert [line for line in LOCK if not pin.fullmatch(line) and not comment.fullmatch(line)] == []
    assert [line for line in LOCK if "//" in line or re.search(r"(^|[\s`])/", line)] == []


def test_the_readme_installs_from_the_lock():
    text = (TOP / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"<!-- (?:first|test) -->\n```sh\n(.*?)```", text, re.DOTALL)

    assert len(commands) == 2
    assert all(" -c constraints.txt " in command for command in commands)


def test_the_lowest_versions_are_those_of_the_bounds(capsys: pytest.CaptureFixture[str]):
    runpy.run_path(str(TOP / ".ci" / "lowest.py"), run_name="__main__")
    lowest = [Requirement(line) for line in capsys.readouterr().out.splitlines() if not line.startswith("#")]
    by_name = {pin.name: str(pin.specifier).removeprefix("==") for pin in lowest if pin.marker is None}

    for asked in map(Requirement, PROJECT["dependencies"]):
        assert asked.specifier.contains(by_name[asked.name])
        if asked.name != "highspy":  # whose lowest is left out, for it is known to be wrong
            assert f">={by_name[asked.name]}" in map(str, asked.specifier)
    assert len({pin.name for pin in lowest}) == len({pin.name for pin in PINS})
