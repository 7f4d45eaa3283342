"""Meaning: plain Python values and functions. No Django, clock, dice, disk or network in here."""
