"""Django's client with a browser's manners."""

from __future__ import annotations

from typing import Any

from django.test import Client


class Browsing(Client):
    """Drops a cookie that a response ended, as browsers do; Django's client keeps it. `seen`: names of all cookies ever set."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.seen: set[str] = set()

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.seen |= set(response.cookies)
        for name, cookie in list(self.cookies.items()):
            if str(cookie["max-age"]) == "0":
                del self.cookies[name]
        return response
