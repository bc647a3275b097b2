"""The version of forcegen."""

VERSION = "0.1.0"
