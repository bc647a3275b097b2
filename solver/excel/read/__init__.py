"""A planner's workbook read: where its tables lie, what stands in them, what is odd about it."""
