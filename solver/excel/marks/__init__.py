"""Findings marked in the planner's workbook where they are, and taken away again."""

from solver.excel.marks.mark import marked, unmarked

__all__ = ["marked", "unmarked"]
