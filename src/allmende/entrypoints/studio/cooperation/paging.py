"""Long lists in pages, counted by the database; the page is kept in the address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from allmende.ui.html import EMPTY, SafeString, esc


class Paged:
    """Which page of a list is shown. A number beyond the end shows the last page."""

    def __init__(self, items: Sequence[object], raw: str, *, size: int) -> None:
        self.pages = max(1, -(-len(items) // size))
        self.number = min(self.read(raw), self.pages)
        self.first = (self.number - 1) * size
        self.last = self.first + size

    @staticmethod
    def read(raw: str) -> int:
        """The page number in an address, 1 for everything that is none."""
        return max(1, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1

    def nav(self, query: QueryDict) -> SafeString:
        """Links to the pages before and after; nothing where there is only one."""
        if self.pages == 1:
            return EMPTY
        now = _("Seite %(now)s von %(all)s") % {"now": self.number, "all": self.pages}
        links = [f"<li><span>{esc(now)}</span></li>"]
        if self.number > 1:
            links.insert(0, self._link(query, self.number - 1, _("Vorige Seite"), "prev"))
        if self.number < self.pages:
            links.append(self._link(query, self.number + 1, _("Nächste Seite"), "next"))
        label = _("Seiten")
        return SafeString(f'<nav aria-label="{esc(label)}"><ul class="al-plain al-row">{"".join(links)}</ul></nav>')

    def _link(self, query: QueryDict, number: int, words: str, rel: str) -> str:
        wanted = query.copy()
        wanted["seite"] = str(number)
        return f'<li><a class="kern-link" rel="{rel}" href="?{esc(wanted.urlencode())}">{esc(words)}</a></li>'
