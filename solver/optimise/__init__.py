"""Running the program: ranks in order, the direct road to HiGHS, any other PuLP solver."""

from solver.optimise.options import Options, Progress
from solver.optimise.run import optimise

__all__ = ["Options", "Progress", "optimise"]
