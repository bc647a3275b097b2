"""A second implementation of the model, brute force and random plans: what the model is held against."""
