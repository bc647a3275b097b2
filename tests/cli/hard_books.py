"""Workbooks that no solver settles in seconds, from the instances of the benchmarks."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from cli_cases import ROOT, save_sheets


def _benchmarks() -> ModuleType:
    path = ROOT / "benchmarks" / "instances.py"
    spec = importlib.util.spec_from_file_location("benchmark_instances", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


instances = _benchmarks()
SHAPE = instances.Shape(contingents=40, sites=8, periods=2)


def a_hard_book(path: Path) -> Path:
    """40 contingents for 8 sites: a plan is found at once, and not proved in minutes."""
    return save_sheets(instances.sheets(SHAPE), path)


def a_book_with_duties(path: Path) -> Path:
    """The same, but every nation must send 20 heads: doing nothing is no plan."""
    sheets = instances.sheets(SHAPE)
    sheets["Nations"] = [{**row, "Least heads": 20} for row in sheets["Nations"]]
    return save_sheets(sheets, path)
