"""Those who build and solve the same instance: forcegen, HiGHS itself, and other modelling layers."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any, Literal

from clock import Clock

Reads = Literal["plan", "problem", "arrays"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a peer came to: the objective, how many values it read back, and the size of its model."""

    value: float
    read: int
    columns: int
    rows: int
    nonzeros: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Who solves an instance.

    ``module`` holds its ``allocate``; ``reads``: what it starts from, made
    before the clock runs; ``package``: what must be installed.
    """

    title: str
    module: str
    reads: Reads
    package: str

    @property
    def installed(self) -> bool:
        """Whether it can be measured here."""
        return find_spec(self.package) is not None

    @property
    def described(self) -> str:
        """Its title with the version at hand."""
        try:
            return f"{self.title} ({self.package} {version(self.package)})"
        except PackageNotFoundError:
            return self.title

    def allocate(self) -> Callable[[Any, Clock], Answer]:
        """The function to measure; whatever it needs is imported by this."""
        function: Callable[[Any, Clock], Answer] = importlib.import_module(self.module).allocate
        return function


PEERS = {
    "highs": Peer(title="raw HiGHS", module="peers.by_highs", reads="arrays", package="highspy"),
    "forcegen": Peer(title="forcegen", module="peers.by_forcegen", reads="plan", package="pulp"),
    "numpy": Peer(title="numpy by hand", module="peers.by_numpy", reads="problem", package="highspy"),
    "linopy": Peer(title="linopy, direct", module="peers.by_linopy", reads="problem", package="linopy"),
    "pulp": Peer(title="PuLP row by row", module="peers.by_pulp", reads="problem", package="pulp"),
    "pyomo": Peer(title="Pyomo, appsi", module="peers.by_pyomo", reads="problem", package="pyomo"),
    "mathopt": Peer(title="OR-Tools MathOpt", module="peers.by_mathopt", reads="problem", package="ortools"),
}
"""Everybody by the name on the command line; the first is what the others are compared with."""
