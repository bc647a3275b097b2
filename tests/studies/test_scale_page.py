"""The scripts of docs/scale.md are what their shells and Python take."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_job_array_is_a_script_that_bash_takes() -> None:
    (script,) = blocks("bash")
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    first, *rest = script.splitlines()

    assert first == "#!/bin/bash"
    assert rest[0].startswith("#SBATCH ")


def test_the_factory_makes_an_executor() -> None:
    (module,) = blocks("python")
    found: dict[str, object] = {}
    exec(module, found)
    made = found["make"]()  # type: ignore[operator]

    assert callable(made.submit)
    made.shutdown()
