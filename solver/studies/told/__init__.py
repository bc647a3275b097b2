"""How studies are told: a page each, made of what was found."""
