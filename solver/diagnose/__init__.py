"""No plan? The least to give: which number of the planner, changed how little, gives one."""

from solver.diagnose.search import Diagnosis, Proposal, least_to_give

__all__ = ["Diagnosis", "Proposal", "least_to_give"]
