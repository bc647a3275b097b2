"""Large plans in whole units: HiGHS works on the bound while a second thread builds and improves a plan."""
