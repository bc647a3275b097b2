"""The study `alternatives`: what else would be as good, nation by site, and in few plans that differ."""
