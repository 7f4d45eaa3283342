"""The same expressions in `feelin` (JavaScript), where it is installed: every difference is explained."""
