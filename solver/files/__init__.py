"""Files that we write: ours alone, no wider than the sources, put in place in one step."""
