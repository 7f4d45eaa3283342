"""Packages and cities together: do they fit, and the commands that check, show and write them."""

from allmende.formats.commons.adoptions import check_adoptions

__all__ = ["check_adoptions"]
