"""Typed text: cleaned before anybody reads it (`cleaning`), compared as people mean it (`comparing`)."""
