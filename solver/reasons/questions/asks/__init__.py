"""Whom to ask for what: candidates, choices of them, and how they are told."""
