"""What the worker runs: each task wraps one use case. Which fact wakes which task stands in `owns.py` of the apps."""
