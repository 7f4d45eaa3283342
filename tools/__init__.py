"""What `start.py` does: environment, checks, tests. Standard library only, except where a module says otherwise."""
