"""The sandboxes' own front page: where to go from here."""

from __future__ import annotations

from collections.abc import Sequence

from allmende.adapters.http import WSGIApplication
from allmende.adapters.sandbox_pages.page import page
from allmende.adapters.sandbox_pages.wsgi import Reply, Request, application, not_found

TITLE = {"de": "Ausprobieren", "en": "Try it out"}
WARNING = {
    "de": "Hier ist alles erfunden: Personen, Zahlungen und Post.",
    "en": "Everything here is invented: people, payments and mail.",
}
PLACES = {
    "daten": {"de": "Testpersonen und Forderungen", "en": "Sample people and claims"},
    "post": {"de": "Test-Postfach: alle E-Mails", "en": "Test mailbox: all e-mails"},
}


def index(places: Sequence[str]) -> WSGIApplication:
    """A page with a link to each of the places (keys of `PLACES`)."""

    def respond(request: Request) -> Reply:
        if request.path != "/":
            return not_found()
        language = request.language
        links = "".join(
            f'<li><a href="{request.mount}/{place}/?lang={language}">{PLACES[place][language]}</a></li>'
            for place in places
        )
        return page(request, TITLE[language], WARNING[language], f'<ul class="liste">{links}</ul>')

    return application(respond)
