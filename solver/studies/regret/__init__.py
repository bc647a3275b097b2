"""Regret: what a first step costs in each scenario, beside the best that the scenario allows."""
