"""Large plans in whole units: while HiGHS works on the bound, a plan is built and bettered beside it."""
