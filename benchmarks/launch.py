"""Runs a command as a user would, and prints its seconds, exit code and peak memory as JSON."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import subprocess
import sys
import time

from memory import peak_of_child_mb

SET_CHILD_SUBREAPER = 36
"""The number of that wish to Linux's prctl."""


def main(*command: str) -> None:
    """Start the command, wait for it, and tell what it took; this process itself stays small."""
    _adopt()
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    seconds = time.perf_counter() - began
    with contextlib.suppress(ChildProcessError):  # those that outlive it by a moment count, too
        while os.name != "nt":
            os.wait()
    found = {
        "seconds": seconds,
        "cpu": os.times().children_user + os.times().children_system,
        "exit_code": done.returncode,
        "peak_mb": peak_of_child_mb(),
        "said": done.stderr[-2000:],
    }
    sys.stdout.write(json.dumps(found) + "\n")


def _adopt() -> None:
    """Processes whose parent has ended become ours, where the system knows that (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
