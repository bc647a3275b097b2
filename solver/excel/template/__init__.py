"""The template of ``forcegen new``: its sheets, drop-downs, notes and guide."""
