"""``python benchmarks`` from the top of the tree."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from command_line import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
