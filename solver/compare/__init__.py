"""Two plans side by side: who moved, came or left, and what that does to coverage and drawdown."""

from solver.compare.answer import Answer, answer_of, read_answer
from solver.compare.comparison import Comparison, compare

__all__ = ["Answer", "Comparison", "answer_of", "compare", "read_answer"]
