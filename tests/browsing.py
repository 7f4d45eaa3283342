"""Django's client with a browser's manners."""

from __future__ import annotations

from typing import Any

from django.test import Client


class Browsing(Client):
    """Drops a cookie that a response ended, as browsers do; Django's client keeps it."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        for name, cookie in list(self.cookies.items()):
            if str(cookie["max-age"]) == "0":
                del self.cookies[name]
        return response
