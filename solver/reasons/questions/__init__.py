"""Questions about a plan, and the answers to them."""
