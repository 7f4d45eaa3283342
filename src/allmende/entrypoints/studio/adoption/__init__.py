"""A city takes a release over: what changes, what collides, its own values and changes, its running cases."""
