"""The result sheets: what each holds and how it looks."""
