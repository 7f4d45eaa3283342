"""A visitor without JavaScript: keeps cookies, reads forms as they are, follows redirects, times every request."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit


class FormReader(HTMLParser):
    """The forms of a page: where each leads, what it would send untouched, and the names of all it can send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str]]]] = []
        self.names: list[set[str]] = []
        self._select = ""
        self._textarea = ""
        self._open = False
        self._ids: dict[str, int] = {}
        self._apart: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form" and said.get("method", "").lower() == "post":
            self.forms.append((said.get("action", ""), []))
            self.names.append(set())
            self._open = True
            if said.get("id"):
                self._ids[said["id"]] = len(self.forms) - 1
        elif tag == "form":
            self._open = False
        elif tag == "input" and said.get("form"):
            # Elsewhere on the page, and sent with the form of that id, which may come later.
            self._apart.append((said["form"], said.get("name", ""), said.get("value", "")))
        elif self._open and tag == "input" and said.get("name"):
            self.names[-1].add(said["name"])
            if said.get("type") in ("checkbox", "radio") and "checked" not in said:
                return
            if said.get("type") not in ("submit", "button", "file"):
                self.forms[-1][1].append((said["name"], said.get("value", "")))
        elif self._open and tag == "button" and said.get("name"):
            self.names[-1].add(said["name"])
        elif self._open and tag == "select":
            self._select = said.get("name", "")
            self.names[-1].add(self._select)
        elif self._open and tag == "option" and self._select and "selected" in said:
            self.forms[-1][1].append((self._select, said.get("value", "")))
        elif self._open and tag == "textarea":
            self.names[-1].add(said.get("name", ""))
            self.forms[-1][1].append((said.get("name", ""), ""))

    def close(self) -> None:
        super().close()
        for form, name, value in self._apart:
            if form in self._ids:
                self.names[self._ids[form]].add(name)
                self.forms[self._ids[form]][1].append((name, value))
        self._apart = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""


class Visitor:
    """One browser at one host, the `number`-th."""

    def __init__(self, host: str, port: int, number: int = 0) -> None:
        self.host, self.port = host, port
        # Each visitor comes from an address of its own, as in life: limits count by address.
        source = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=source)
        self.cookies: dict[str, str] = {}
        self.path, self.page = "/", ""
        self.seconds: list[tuple[str, float]] = []
        self.bytes = 0

    def get(self, path: str) -> str:
        """Open a page, following redirects."""
        return self._ask("GET", path)

    def send(self, fields: Mapping[str, str | list[str]], *, form: int = 0, follow: bool = True) -> str:
        """Send the page's form with these fields filled in, the others as they are.

        Error: `RuntimeError` for a field the page does not show: nobody could have filled it in. `follow=False`: the
        browser is closed before it opens the page a redirect leads to.
        """
        reader = FormReader()
        reader.feed(self.page)
        reader.close()
        action, present = reader.forms[form]
        unseen = fields.keys() - reader.names[form]
        if unseen:
            raise RuntimeError(f"{self.path} does not show {', '.join(sorted(unseen))}")
        kept = [(name, value) for name, value in present if name not in fields]
        filled = [
            (name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value])
        ]
        path = urljoin(self.path, action) if action else self.path
        return self._ask("POST", path, urlencode(kept + filled), follow=follow)

    def headers(self) -> dict[str, str]:
        """What says which host is meant."""
        return {"Host": f"{self.host}:{self.port}"}

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def forms(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The page's forms: where each leads, and what it would send untouched."""
        reader = FormReader()
        reader.feed(self.page)
        reader.close()
        return reader.forms

    def _ask(
        self,
        method: str,
        path: str,
        body: str | bytes = "",
        kind: str = "application/x-www-form-urlencoded",
        *,
        follow: bool = True,
    ) -> str:
        for _ in range(5):
            headers = {**self.headers(), "Accept": "text/html"}
            if self.cookies:
                headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            if method == "POST":
                headers["Content-Type"] = kind
                headers["Origin"] = self.origin
            began = time.perf_counter()
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
            content = answer.read()
            self.seconds.append((f"{method} {path}", time.perf_counter() - began))
            self.bytes += len(content)
            for header, value in answer.getheaders():
                if header.lower() == "set-cookie":
                    name, _, rest = value.partition("=")
                    self.cookies[name] = rest.partition(";")[0]
            self.path = path
            if answer.status in (301, 302, 303):
                parts = urlsplit(urljoin(path, answer.getheader("Location") or "/"))
                method, path, body = "GET", parts.path + (f"?{parts.query}" if parts.query else ""), ""
                if not follow:
                    self.path = path
                    return ""
                continue
            self.page = content.decode("utf-8", "replace")
            if answer.status != 200:
                raise RuntimeError(f"{method} {path}: {answer.status}\n{self.page[:2000]}")
            return self.page
        raise RuntimeError(f"{path}: too many redirects")
