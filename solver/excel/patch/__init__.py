"""Patching: result sheets put into a planner's workbook, all else left byte for byte as it was."""

from solver.excel.patch.insert import finish_workbook, name_clashes, patch_workbook, remove_result_sheets

__all__ = ["finish_workbook", "name_clashes", "patch_workbook", "remove_result_sheets"]
