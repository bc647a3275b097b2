"""Result sheets put into a planner's workbook, everything else left byte for byte as it was."""

from solver.workbook.graft.insert import graft, name_clashes, ungraft
from solver.workbook.graft.whole import finished

__all__ = ["finished", "graft", "name_clashes", "ungraft"]
