"""The mathematics: arcs, decisions, rules by subject, objectives, and the program they make."""
