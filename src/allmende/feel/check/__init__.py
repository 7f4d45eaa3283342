"""The static check: what is wrong with an expression before anyone evaluates it."""
