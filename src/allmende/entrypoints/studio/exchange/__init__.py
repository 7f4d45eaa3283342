"""Releases as files: in, out, whose signature is known."""
