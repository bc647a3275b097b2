"""The study `sweep`: what a number of the workbook buys, value by value or as an exact staircase."""
