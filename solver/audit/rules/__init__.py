"""Every hard rule of the model, checked anew: one function a rule, by the name of the rule."""
