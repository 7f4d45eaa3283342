"""Proposals: what changes in words, comments at the place, verdicts, release; any two versions side by side."""
