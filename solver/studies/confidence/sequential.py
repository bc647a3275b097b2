"""How many worlds are planned anew: batch after batch, until each probability is known well enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from solver.studies.confidence.intervals import LEVEL, Interval, confidence_sequence

Holds = Mapping[str, bool | None]
"""Of each measure whether it holds in a sample; None: that is not proved either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """The samples that were looked at, and what is known of each measure.

    Samples may come in any order, and later ones before they are wanted: they count in the order of their
    numbers, a whole batch at a time, and none of a batch after the last. So who was faster, or how many were
    at work, changes nothing.
    """

    measures: tuple[str, ...]
    """What either holds in a sample or does not, such as "all minimums met"."""
    width: float = 0.10
    """The intervals are narrow enough once each is narrower."""
    batch: int = 20
    """Samples between two looks."""
    most: int = 1000
    """Samples at most."""
    level: float = LEVEL
    waiting: Mapping[int, Holds] = field(default_factory=dict)
    """Samples that were told, by number, and not yet looked at."""
    samples: int = 0
    """How many were looked at: those with the numbers 0, 1, 2 ..."""
    sure: Mapping[str, int] = field(default_factory=dict)
    """In how many of them each measure surely holds."""
    undecided: Mapping[str, int] = field(default_factory=dict)
    """In how many that is not proved either way."""

    @property
    def intervals(self) -> dict[str, Interval]:
        """Where the probability of each measure lies, however often one has looked."""
        return {name: self._interval(name) for name in self.measures}

    @property
    def narrow(self) -> bool:
        """Whether every interval is narrower than was asked for."""
        return all(interval.width < self.width for interval in self.intervals.values())

    @property
    def ended(self) -> bool:
        """Whether no more samples are wanted."""
        return self.samples >= self.most or self.narrow

    @property
    def wanted(self) -> range:
        """The numbers of the samples of the next batch; those after it may be told as well, ahead of time."""
        return range(self.samples, self.samples if self.ended else self._end_of_batch)

    @property
    def _end_of_batch(self) -> int:
        return min(self.samples + self.batch, self.most)

    def told(self, samples: Mapping[int, Holds]) -> Sampling:
        """The same with more samples, by number; those told before stay as they are."""
        new = {number: held for number, held in samples.items() if number >= self.samples}
        state = replace(self, waiting=new | dict(self.waiting))
        while (batch := state.wanted) and all(number in state.waiting for number in batch):
            state = state._with_batch(batch)
        return state

    def _with_batch(self, batch: range) -> Sampling:
        """The same with one more batch looked at."""
        held = {name: [self.waiting[number][name] for number in batch] for name in self.measures}
        return replace(
            self,
            samples=batch.stop,
            sure={name: self.sure.get(name, 0) + held[name].count(True) for name in held},
            undecided={name: self.undecided.get(name, 0) + held[name].count(None) for name in held},
            waiting={number: held for number, held in self.waiting.items() if number >= batch.stop},
        )

    def _interval(self, name: str) -> Interval:
        """Where the probability of a measure lies."""
        sure = self.sure.get(name, 0)
        return confidence_sequence(sure, sure + self.undecided.get(name, 0), self.samples, self.level)
