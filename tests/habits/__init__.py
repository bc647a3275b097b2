"""Fuzzing by habit: one habit of Excel users on a random cell or row; the plan stays, or it is said."""
