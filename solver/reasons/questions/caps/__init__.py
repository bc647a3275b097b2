"""What a cap costs: its staircase, and how it is told."""
