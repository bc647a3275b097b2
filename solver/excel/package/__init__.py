"""The file format: what a package of Open XML parts says, read safely and in one pass."""
