"""forcegen: which pledged contingent does what, where and when, within the front line's caps."""
