"""``python -m solver`` is ``forcegen``."""

from solver.cli import main

if __name__ == "__main__":
    main()
