"""The machine and the versions that numbers were measured with."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from solver.optimise.backend import available_cores

PACKAGES = ("pulp", "highspy", "numpy", "pandas", "linopy", "pyomo", "ortools")
CPUS = Path("/proc/cpuinfo")


def described() -> dict[str, str]:
    """Processor, cores, memory, load when this was asked, Python, and packages."""
    memory = psutil.virtual_memory().total / 2**30
    facts = {
        "Processor": _processor(),
        "Cores": str(available_cores()),
        "Memory": f"{memory:.0f} GB",
        "System": platform.system(),
        "Python": platform.python_version(),
    }
    if hasattr(os, "getloadavg"):
        facts["Load before"] = f"{os.getloadavg()[0]:.1f}"
    return facts | {name: found for name in PACKAGES if (found := _version(name))}


def _processor() -> str:
    if CPUS.exists():
        for line in CPUS.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
