"""The command line: arguments in, exit code out; one file a command, loaded when it is asked for."""

from solver.cli.group import main

__all__ = ["main"]
