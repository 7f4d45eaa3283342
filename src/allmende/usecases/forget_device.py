"""A shared computer forgets a matter."""

from __future__ import annotations

from allmende.apps.applications import operations as applications


def forget_device(*, draft_id: str, secret: str) -> None:
    """The key this device shows dies, so that a copy of its cookie opens nothing either. A wrong key changes nothing."""
    applications.forget_secret(draft_id=draft_id, secret=secret)
