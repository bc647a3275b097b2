"""One run: what it is asked for, from the workbook to the plan and its record, and a plan read back."""
