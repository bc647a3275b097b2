"""The template: an empty workbook for the planner, made from the schema."""
