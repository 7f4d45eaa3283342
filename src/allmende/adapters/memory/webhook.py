"""Messages to other programs, kept in a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from allmende.domain.ports import Unavailable


@dataclass(frozen=True, slots=True)
class PostedMessage:
    """What was told, and where."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class MemoryWebhook:
    """`domain.ports.webhook.WebhookSender`. `status`: what the program answers; 0: nobody is there."""

    status: int = 204
    posted: list[PostedMessage] = field(default_factory=list)

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        if not self.status:
            raise Unavailable("webhook", "switched off")
        self.posted.append(PostedMessage(url, dict(headers), body))
        return self.status
