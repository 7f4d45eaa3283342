"""The write door. Everything is attributed; nothing is deleted."""
