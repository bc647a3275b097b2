"""``python -m tests.habits --rounds 2000 --seed 1``: a line for each habit that gets through, and a count."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .rounds import HABITS, MOST_SECONDS, Round, play


@dataclass(slots=True)
class Tally:
    """How often each habit was tried and got through, and what became of the plans."""

    tried: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def count(self, played: Round) -> None:
        """One round more."""
        self.tried[played.habit] += 1
        self.ended[played.ended] += 1
        self.slowest = max(self.slowest, played.seconds)
        if played.failure:
            self.failed[played.habit] += 1

    def lines(self) -> list[str]:
        """The sums, as they are printed at the end."""
        return [
            *(f"{count:5}  {what}" for what, count in self.ended.most_common()),
            *(f"{count:5} of {self.tried[habit]:4}  {habit}" for habit, count in self.failed.most_common()),
            f"{self.tried.total()} rounds of {len(self.tried)} habits (of {len(HABITS)}), "
            f"{self.failed.total()} got through; the slowest took {self.slowest:.1f} s of {MOST_SECONDS:.0f}",
        ]


def main() -> int:
    """Run the rounds, or as many as Ctrl-C leaves; exit code 1 where any habit got through."""
    ask = argparse.ArgumentParser(prog="python -m tests.habits", description=__doc__)
    ask.add_argument("--rounds", type=int, default=2000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", type=int, help="this round alone")
    ask.add_argument("--habit", default="", help="only habits whose name holds this text")
    ask.add_argument("--keep", type=Path, help="leave the last workbook here")
    asked = ask.parse_args()
    tally = Tally()
    with suppress(KeyboardInterrupt):
        for number in range(asked.rounds) if asked.only is None else [asked.only]:
            played = play(asked.seed, number, keep=asked.keep, wanted=asked.habit)
            tally.count(played)
            if played.failure:
                _say(str(played))
            elif asked.only is not None:
                _say(f"{played.habit} | {played.book} | {played.touched} | {played.ended}, as it should be")
    for line in tally.lines():
        _say(line)
    return 1 if tally.failed else 0


def _say(line: str) -> None:
    """A line at once, also into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
