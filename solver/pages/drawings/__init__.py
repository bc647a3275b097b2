"""Drawings of pages: of a plan and its ledger, of a study, and of a number over the nights; a module each."""
