"""The version of forcegen."""

VERSION = "0.2.0"
