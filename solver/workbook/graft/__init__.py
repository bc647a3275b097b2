"""Result sheets put into a planner's workbook, everything else left byte for byte as it was."""

from solver.workbook.graft.insert import graft, name_clashes, ungraft

__all__ = ["graft", "name_clashes", "ungraft"]
