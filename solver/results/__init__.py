"""The answer as tables that a person reads: one for each sheet that the tool owns."""
