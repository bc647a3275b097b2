"""One measurement in a process of its own: prints what it took as JSON on the last line."""

from __future__ import annotations

import json
import pickle
import sys
import time
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from clock import Clock, watching_highs
from memory import peak_mb
from peers import PEERS


def main(name: str, warm: str, folder: str) -> None:
    """Let one peer solve a small case first, so that nothing is imported or compiled late, then the case."""
    peer = PEERS[name]
    allocate = peer.allocate()
    for case in (Path(warm), Path(folder)):
        given = pickle.loads((case / peer.reads).read_bytes())
        clock, cpu = Clock(), time.process_time()
        with nullcontext() if peer.package == "ortools" else watching_highs(clock):
            answer = allocate(given, clock)
    spent = {"seconds": clock.seconds, "cpu": time.process_time() - cpu, "peak_mb": peak_mb()}
    sys.stdout.write("\n" + json.dumps(asdict(answer) | spent) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
