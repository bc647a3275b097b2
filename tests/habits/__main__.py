"""``python -m tests.habits --rounds 2000 --seed 1``: a line for each habit that gets through, and a count."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from .rounds import HABITS, MOST_SECONDS, play


def main() -> int:
    """Run the rounds; exit code 1 where any habit got through."""
    ask = argparse.ArgumentParser(prog="python -m tests.habits", description=__doc__)
    ask.add_argument("--rounds", type=int, default=2000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", type=int, help="this round alone")
    ask.add_argument("--habit", default="", help="only habits whose name holds this text")
    ask.add_argument("--keep", type=Path, help="leave the last workbook here")
    asked = ask.parse_args()
    numbers = range(asked.rounds) if asked.only is None else [asked.only]
    tried: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    slowest = 0.0
    for number in numbers:
        played = play(asked.seed, number, keep=asked.keep, wanted=asked.habit)
        tried[played.habit] += 1
        ended[played.ended] += 1
        slowest = max(slowest, played.seconds)
        if played.failure:
            failed[played.habit] += 1
            _say(str(played))
        elif asked.only is not None:
            _say(f"{played.habit} | {played.book} | {played.touched} | {played.ended}, as it should be")
    for what, count in ended.most_common():
        _say(f"{count:5}  {what}")
    for habit, count in failed.most_common():
        _say(f"{count:5} of {tried[habit]:4}  {habit}")
    _say(
        f"{sum(tried.values())} rounds of {len(tried)} habits (of {len(HABITS)}), {sum(failed.values())} "
        f"got through; the slowest took {slowest:.1f} s of {MOST_SECONDS:.0f}"
    )
    return 1 if failed else 0


def _say(line: str) -> None:
    """A line at once, also into a file."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
