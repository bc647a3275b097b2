"""What one number buys: the ranks at each of its values, or the staircase that they make."""
