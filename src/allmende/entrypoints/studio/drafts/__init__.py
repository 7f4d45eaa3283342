"""Drafts: the outline of a package, its parts as forms, every change with its author."""
