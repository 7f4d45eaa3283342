"""Sockets: one folder per product or standard, each behind a port of the domain."""
