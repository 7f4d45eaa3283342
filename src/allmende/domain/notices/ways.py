"""The question of the shared block `zustellung` that asks how the answer is to go, and its options."""

WAY = "zustellweg"
ONLINE = "postfach"
"""Chosen, with nothing preselected, it is the consent to letters in the own mailbox (§ 41 Abs. 2a HVwVfG)."""
BY_POST = "post"
