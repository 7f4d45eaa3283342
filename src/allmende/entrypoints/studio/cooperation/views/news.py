"""What happened in the commons, for this person; read marks and the mail of the morning."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.commons import effort
from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import EventView
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.ui import kern
from allmende.ui.speak import spoken_moment
from allmende.usecases import tell_staff

SHOWN = 100


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest) -> HttpResponseBase:
    """The latest hundred, unread ones marked. POST marks as read, or says whether mails are wanted."""
    if request.method == "POST":
        return _act(request)
    language, person = language_of(request), person_of(request)
    events = commons.list_events(person=person, limit=SHOWN)
    _seen, wants_mail = commons.find_reading(person=person)
    context: dict[str, object] = {
        "news": kern.news(_said(request.GET.get("neues", ""))),
        "rows": [_row(event, language) for event in events],
        "unread": sum(event.unread for event in events),
        "up_to": events[0].id if events else 0,
        "wants_mail": wants_mail,
        "email": getattr(request.officer, "email", ""),  # type: ignore[attr-defined]
    }
    return render(request, "cooperation/news.html", context)


def _act(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    if request.POST.get("was") == "post":
        tell_staff.want_mail(person=person, wanted=request.POST.get("mail") == "ja", now=now)
        return HttpResponseRedirect(f"{reverse('studio:cooperation:news')}?neues=post")
    raw = request.POST.get("bis", "")
    shown = commons.list_events(person=person, limit=1)
    if raw.isascii() and raw.isdigit() and len(raw) < 18 and shown:
        tell_staff.mark_seen(person=person, up_to=min(int(raw), shown[0].id), now=now)
    return HttpResponseRedirect(f"{reverse('studio:cooperation:news')}?neues=gelesen")


def _row(event: EventView, language: str) -> dict[str, object]:
    return {
        "words": event.text.spoken(language),
        "when": spoken_moment(event.at, language),
        "unread": event.unread,
        "href": _address(event),
    }


def _address(event: EventView) -> str:
    """Where to see it: the statement, the proposal, the release, the service; empty where there is nothing to see."""
    if event.kind == effort.PAPER:
        return f"{reverse('studio:cooperation:statement', args=[event.data['year']])}?stadt={event.data['city']}"
    if event.kind == "agreed":
        return reverse("studio:cooperation:agreement")
    if event.draft_id:
        return reverse("studio:reviews:proposal", args=[event.draft_id])
    return reverse("studio:service", args=[event.service_id]) if event.service_id else ""


def _said(word: str) -> str:
    known = {
        "gelesen": _("Alles ist als gelesen vermerkt."),
        "post": _("Ihr Wunsch zur E-Mail ist gespeichert."),
    }
    return known.get(word, "")
