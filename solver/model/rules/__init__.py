"""The rules of the plan, one function a rule, by subject; ``RULES`` of ``solver.model.build`` lists them."""
