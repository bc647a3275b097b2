"""The planner's tables, typed and checked, nothing derived."""

from solver.plan.plan import Plan, Settings

__all__ = ["Plan", "Settings"]
