"""A worker's side of alternatives: all plans nearly as good as the best, as one program."""
