"""Notices: what a package says (template), what a letter says (document), and how one becomes the other."""
