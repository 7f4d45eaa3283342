"""What the office answers."""
