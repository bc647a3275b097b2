"""The command ``forcegen``, also as ``python -m solver``: a library that cannot be loaded is explained."""

from __future__ import annotations

import itertools
import json
import os
import sys
from collections.abc import Sequence

from solver.environment import explain_import_failure
from solver.errors import LibraryError, told
from solver.text.visible import visible_lines


def main() -> None:
    """Run the command line; where it cannot even be loaded, say why, with the remedy."""
    try:
        from solver.cli import main as command

        command()
    except Exception as error:
        explained = explain_import_failure(error)
        if not explained:
            raise
        print(f"error: {visible_lines(explained)}", file=sys.stderr)
        if _for_machines(sys.argv[1:]):
            print(json.dumps({"findings": [told(explained).record()]}, indent=2))
        sys.exit(LibraryError.exit_code)


def _for_machines(arguments: Sequence[str]) -> bool:
    """Whether JSON is asked for, as far as can be told without the library that reads arguments."""
    return "--format=json" in arguments or "json" in (
        os.environ.get("FORCEGEN_FORMAT"),
        *(after for option, after in itertools.pairwise(arguments) if option == "--format"),
    )


if __name__ == "__main__":
    main()
