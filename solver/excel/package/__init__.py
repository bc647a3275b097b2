"""The file format: a package of Open XML parts, read safely and in one pass, for reading and for patching."""
