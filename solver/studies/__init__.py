"""What holds when the numbers do not: many points of one workbook, solved side by side."""
