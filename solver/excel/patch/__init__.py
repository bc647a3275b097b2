"""Result sheets put into a planner's workbook, everything else left byte for byte as it was."""

from solver.excel.patch.insert import finished, graft, name_clashes, ungraft

__all__ = ["finished", "graft", "name_clashes", "ungraft"]
