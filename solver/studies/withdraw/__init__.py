"""The study `withdraw`: who or what is indispensable, before anybody replans and after all have."""
