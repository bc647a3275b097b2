"""How likely it is that a requirement is met, where pledges may not be kept: the sums, without solving."""
