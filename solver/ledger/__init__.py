"""What an allocation means, worked out again from the planner's tables alone."""

from solver.ledger.ledger import Ledger, keep_ledger

__all__ = ["Ledger", "keep_ledger"]
