"""Closed cases are kept as long as their service says, offered to the archive, and deleted."""
