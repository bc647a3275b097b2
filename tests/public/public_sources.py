"""Public instances as they are published: files of numbers to arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

DATA = Path(__file__).parent / "data"

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Location:
    """Which warehouses to open, and who serves whom.

    ``capacity``: units of each warehouse (warehouse), infinite where it has no limit;
    ``opening``: money to open each (warehouse); ``demand``: units that each
    customer wants (customer); ``cost``: money to serve all that a customer
    wants from a warehouse (customer, warehouse).
    """

    capacity: Floats
    opening: Floats
    demand: Floats
    cost: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transport:
    """What goes from which plant to which market.

    ``supply``: units of each plant (plant); ``demand``: units of each market
    (market); ``cost``: money for a unit from a plant to a market (plant, market).
    """

    supply: dict[str, int]
    demand: dict[str, int]
    cost: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agents:
    """Which agent does which job, for the greatest gain.

    ``gain`` and ``load`` (agent, job): what an agent earns with a job and what
    it takes of the agent's ``capacity`` (agent).
    """

    gain: Floats
    load: Floats
    capacity: Floats


def warehouses(name: str) -> Location:
    """A warehouse location file in the form of the OR-Library."""
    numbers = _numbers(name)
    sites, customers = int(numbers[0]), int(numbers[1])
    warehouse = numbers[2 : 2 + 2 * sites].reshape(sites, 2)
    customer = numbers[2 + 2 * sites :].reshape(customers, 1 + sites)
    return Location(
        capacity=warehouse[:, 0], opening=warehouse[:, 1], demand=customer[:, 0], cost=customer[:, 1:]
    )


def beasley(*, capacity: float, opening: float) -> Location:
    """One of cap41 to cap74: they share customers and costs, and one warehouse that is free to open."""
    first = warehouses("cap41")
    return replace(
        first,
        capacity=np.full_like(first.capacity, capacity),
        opening=np.where(first.opening > 0, opening, 0.0),
    )


def agents(name: str) -> list[Agents]:
    """A file of generalised assignment problems in the form of the OR-Library."""
    numbers = _numbers(name)
    found, at = [], 1
    for _ in range(int(numbers[0])):
        count, jobs = int(numbers[at]), int(numbers[at + 1])
        size = count * jobs
        tables = numbers[at + 2 : at + 2 + 2 * size].reshape(2, count, jobs)
        at += 2 + 2 * size
        found.append(Agents(gain=tables[0], load=tables[1], capacity=numbers[at : at + count]))
        at += count
    return found


def matrix(name: str) -> Floats:
    """A file that holds one table of numbers."""
    return np.loadtxt(DATA / f"{name}.txt", ndmin=2)


def distances(name: str) -> tuple[Floats, int]:
    """All shortest ways of a network in the form of the OR-Library, and how many medians are sought."""
    numbers = _numbers(name).astype(int)
    nodes, edges, medians = numbers[:3]
    one, two, length = numbers[3 : 3 + 3 * edges].reshape(-1, 3).T
    ways = np.full((nodes, nodes), np.inf)
    np.fill_diagonal(ways, 0.0)
    ways[np.minimum(one, two) - 1, np.maximum(one, two) - 1] = length  # of several, the last counts
    ways = np.minimum(ways, ways.T)
    for middle in range(nodes):
        ways = np.minimum(ways, ways[:, [middle]] + ways[[middle], :])
    return ways, int(medians)


def challenge(size: int) -> Floats:
    """The square table of large numbers that the matrix sum challenge generates."""
    numbers = [123456789]
    while len(numbers) < size * size:
        numbers.append((22695477 * numbers[-1] + 12345) % 2**30)
    return np.array(numbers, dtype=np.float64).reshape(size, size)


def dantzig() -> Transport:
    """Dantzig's transport problem, thousands of dollars a case."""
    return Transport(
        supply={"Seattle": 350, "San Diego": 600},
        demand={"New York": 325, "Chicago": 300, "Topeka": 275},
        cost=np.array([[2.5, 1.7, 1.8], [2.5, 1.8, 1.4]]) * 90 / 1000,
    )


def triples(dimension: int) -> tuple[int, list[tuple[int, ...]]]:
    """The Steiner triple system on the lines of a space over three numbers: its points, its triples."""
    points = 3**dimension
    digits = np.array(np.unravel_index(np.arange(points), (3,) * dimension)).T
    one, two = np.triu_indices(points, 1)
    third = np.ravel_multi_index(tuple((-(digits[one] + digits[two]) % 3).T), (3,) * dimension)
    lines = np.sort(np.stack([one, two, third], axis=1), axis=1)
    return points, [tuple(line) for line in np.unique(lines, axis=0).tolist()]


def _numbers(name: str) -> Floats:
    return np.array((DATA / f"{name}.txt").read_text(encoding="ascii").split(), dtype=np.float64)
