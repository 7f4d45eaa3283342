"""Telling another program something over HTTPS, at an address that somebody entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class WebhookSender(Protocol):
    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer, which is not read. No redirect is followed, and nothing inside a private network is reached.

        Error: `Unavailable` when nobody answers in time, or that address may not be reached.
        """
        ...
