"""Findings marked in the planner's workbook where they are, and taken away again."""

from solver.excel.marks.mark import mark_findings, remove_marks

__all__ = ["mark_findings", "remove_marks"]
