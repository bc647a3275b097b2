"""Versions of solvers that are known to be wrong, each with what goes wrong and where that is known from."""

from __future__ import annotations

from dataclasses import dataclass

LOWEST, BELOW = "1.11", "1.17"
"""HiGHS from this version on was tried; from that on nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFault:
    """One version of one solver that is not to be trusted.

    ``solver``: by the name that ``--solver`` takes; ``title``: as people write it.
    ``wrong``: what goes wrong, in a planner's words; ``source``: where that is known from.
    ``with_presolve_only``: not where it is kept from making programs smaller first, as forcegen then does.
    """

    solver: str
    title: str
    version: str
    wrong: str
    source: str
    with_presolve_only: bool = False

    @property
    def sentence(self) -> str:
        """What was found, what goes wrong, what forcegen does about it, and how to mend it."""
        without = (
            "; forcegen does without its presolve, which takes longer" if self.with_presolve_only else ""
        )
        return (
            f"{self.title} {self.version} is known to be wrong: {self.wrong} ({self.source}){without}; "
            f'install another version: pip install "{requirement()}"'
        )


KNOWN_FAULTS = (
    KnownFault(
        solver="highs",
        title="HiGHS",
        version="1.11.0",
        wrong="a plan may be called the best that is not, where opening sites costs",
        source="measured: 44.5 where 40 is the least, a trial of forcegen doctor",
        with_presolve_only=True,
    ),
    KnownFault(
        solver="highs",
        title="HiGHS",
        version="1.14.0",
        wrong="a plan may be called the best that is not, where whole units stand beside what is not whole",
        source="HiGHS issues 2957, 3002, 3043, 3073, 3094",
        with_presolve_only=True,
    ),
    KnownFault(
        solver="highs",
        title="HiGHS",
        version="1.16.0",
        wrong="a search may end without a word, hand back the plan that it began with as the best, or claim "
        "what the plan does not keep",
        source="measured: four trials of forcegen doctor",
        with_presolve_only=True,
    ),
)
"""What pyproject.toml excludes, and why."""


def known_fault(name: str, version: str) -> KnownFault | None:
    """What is known to be wrong with this version of this solver, None if nothing is."""
    wanted = name.casefold(), version.strip()
    return next((fault for fault in KNOWN_FAULTS if (fault.solver, fault.version) == wanted), None)


def requirement() -> str:
    """What pip is to install for HiGHS: the versions that were tried, without those known to be wrong."""
    wrong = [fault.version for fault in KNOWN_FAULTS if fault.solver == "highs"]
    excluded = "".join(f"!={version}," for version in wrong if _numbers(version) >= _numbers(LOWEST))
    return f"highspy>={LOWEST},{excluded}<{BELOW}"


def _numbers(version: str) -> tuple[int, ...]:
    """A version such as 1.14.0, so that it can be compared."""
    return tuple(int(part) for part in version.split("."))
