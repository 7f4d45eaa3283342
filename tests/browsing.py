"""Django's client with a browser's manners."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client

LOOKS = {"decide": "preview", "do": "preview", "hear": "see_hearing"}
"""Action → the one that shows what it would bring about."""


class Browsing(Client):
    """Drops a cookie that a response ended, as browsers do; Django's client keeps it. `seen`: names of all cookies ever set.

    A posted page that is answered with its own address and its problems is read there, so that a test sees what a person sees.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.seen: set[str] = set()

    def post(self, path: str, *rest: Any, **more: Any) -> Any:
        """Whoever decides has seen before what goes out: the page she looked at left its stamp in the form."""
        posted = rest[0] if rest and isinstance(rest[0], dict) else {}
        looks = LOOKS.get(str(posted.get("_action", "")))
        if looks and "gesehen" not in posted:
            shown = super().post(path, {**posted, "_action": looks}, *rest[1:], **more)
            stamp = re.search(r'name="gesehen" value="(\w*)"', shown.content.decode())
            rest = ({**posted, "gesehen": stamp[1] if stamp else ""}, *rest[1:])
        answer = super().post(path, *rest, **more)
        to = urlsplit(answer["Location"]) if answer.status_code == 302 else None
        if to and to.path == urlsplit(path).path and "fehler" in parse_qs(to.query):
            return self.get(answer["Location"])
        return answer

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        self.seen |= set(response.cookies)
        for name, cookie in list(self.cookies.items()):
            if str(cookie["max-age"]) == "0":
                del self.cookies[name]
        return response
