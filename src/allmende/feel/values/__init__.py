"""The values of FEEL: what they are, how they compare, and how they read as text."""
