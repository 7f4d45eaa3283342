"""Spelling: bytes to domain values and back. Knows no Django, no network, no clock."""
