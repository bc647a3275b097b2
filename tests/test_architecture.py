"""The map of the code names what is there, and every package."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).parents[1]
MAP = (HERE / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_path_that_the_map_names_is_there():
    named = set(re.findall(r"`((?:solver|tests|docs)/[\w./]*)`", MAP))

    assert [path for path in sorted(named) if not (HERE / path).exists()] == []


def test_the_map_names_every_package():
    packages = {path.parent.name for path in (HERE / "solver").glob("*/__init__.py")}

    assert {name for name in packages if f"`solver/{name}/`" not in MAP} == set()


def test_every_module_that_is_called_slow_is_there():
    listed = ast.parse((HERE / "tests" / "conftest.py").read_text(encoding="utf-8"))
    named = {
        str(node.value)
        for node in ast.walk(listed)
        if isinstance(node, ast.Constant) and str(node.value).endswith(".py")
    }

    assert len(named) > 20
    assert [path for path in sorted(named) if not (HERE / "tests" / path).exists()] == []


def test_the_glossary_names_what_is_there():
    """Paths exist, and names of classes and functions stand in the package."""
    text = (HERE / "docs" / "glossary.md").read_text(encoding="utf-8")
    code = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "solver").rglob("*.py"))
    paths = set(re.findall(r"`(solver/[\w./]*)`", text))
    names = set(re.findall(r"`([A-Z]\w*[a-z]\w*|[a-z]+(?:_[a-z]+)+)`", text))

    assert [path for path in sorted(paths) if not (HERE / path).exists()] == []
    assert {name for name in names if not re.search(rf"(class|def) {name}\b", code)} == set()


def test_no_term_of_the_glossary_stands_twice():
    text = (HERE / "docs" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^- \*\*(.+?)\*\*", text, re.MULTILINE)

    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_every_module_opens_with_one_line_that_says_what_it_is_for():
    """Ruff leaves this to us, for packages have to say it, too."""
    for path in sorted((HERE / "solver").rglob("*.py")):
        opening = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0]

        assert opening.endswith((".", "?", "...")), path
        assert "\n" not in opening, path
