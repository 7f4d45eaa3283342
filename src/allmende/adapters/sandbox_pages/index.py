"""The sandboxes' own front page: where to go from here."""

from __future__ import annotations

from collections.abc import Sequence

from allmende.adapters.http import WSGIApplication
from allmende.adapters.sandbox_pages.page import page
from allmende.adapters.sandbox_pages.wsgi import PageReply, Request, application, not_found
from allmende.domain.values import Text

TITLE = Text.named("adapters.sandbox_pages.index.title")
WARNING = Text.named("adapters.sandbox_pages.index.warning")
PLACES = {
    "daten": Text.named("adapters.sandbox_pages.index.daten"),
    "post": Text.named("adapters.sandbox_pages.index.post"),
}


def index(places: Sequence[str]) -> WSGIApplication:
    """A page with a link to each of the places (keys of `PLACES`)."""

    def respond(request: Request) -> PageReply:
        if request.path != "/":
            return not_found()
        language = request.language
        links = "".join(
            f'<li><a href="{request.mount}/{place}/?lang={language}">{PLACES[place].spoken(language)}</a></li>'
            for place in places
        )
        return page(request, TITLE.spoken(language), WARNING.spoken(language), f'<ul class="liste">{links}</ul>')

    return application(respond)
