"""The front end: text to an immutable tree with positions, and back to canonical text."""
