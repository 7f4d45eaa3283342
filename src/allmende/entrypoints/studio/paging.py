"""Long lists in pages; the page is kept in the address. What the database counted is given as a range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from allmende.ui.html import EMPTY, SafeString, esc

SIZE = 40
Item = TypeVar("Item")


class Paged(Generic[Item]):
    """One page of a list. `number` counts from 1; a number beyond the end shows the last page."""

    def __init__(self, items: Sequence[Item], raw: str, *, size: int = SIZE) -> None:
        self.pages = max(1, -(-len(items) // size))
        self.number = min(page_number(raw), self.pages)
        self.size = size
        self.items = items[(self.number - 1) * size : self.number * size]

    def nav(self, query: QueryDict) -> SafeString:
        """Links to the pages before and after; nothing where there is only one."""
        if self.pages == 1:
            return EMPTY
        links = []
        if self.number > 1:
            links.append(self._link(query, self.number - 1, _("Vorige Seite"), "prev"))
        now = _("Seite %(now)s von %(all)s") % {"now": self.number, "all": self.pages}
        links.append(f"<li><span>{esc(now)}</span></li>")
        if self.number < self.pages:
            links.append(self._link(query, self.number + 1, _("Nächste Seite"), "next"))
        label = esc(_("Seiten"))
        return SafeString(f'<nav aria-label="{label}"><ul class="al-plain al-row">{"".join(links)}</ul></nav>')

    def page_of(self, place: int) -> int:
        """The page on which the item at that place stands."""
        return place // self.size + 1

    def _link(self, query: QueryDict, number: int, words: str, rel: str) -> str:
        return f'<li><a class="kern-link" rel="{rel}" href="?{esc(with_page(query, number))}">{esc(words)}</a></li>'


def page_number(raw: str) -> int:
    """The page number in an address, 1 for everything that is none."""
    return max(1, int(raw)) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 1


def with_page(query: QueryDict, number: int) -> str:
    """The query of this page with another page number."""
    wanted = query.copy()
    wanted["seite"] = str(number)
    return wanted.urlencode()
