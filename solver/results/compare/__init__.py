"""Two plans side by side: who moved, came or left, and what that does to coverage and drawdown."""

from solver.results.compare.comparison import Comparison, compare
from solver.results.compare.pair import EvaluatedPlan, evaluated

__all__ = ["Comparison", "EvaluatedPlan", "compare", "evaluated"]
