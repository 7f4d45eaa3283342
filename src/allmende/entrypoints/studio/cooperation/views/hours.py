"""Hours of common work: booked by a form, listed, cancelled. Each city books its own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.commons import effort, rules
from allmende.apps.commons.effort import HoursLine
from allmende.domain.cooperation import ROLES
from allmende.domain.cooperation.paper import StatementNames
from allmende.domain.cooperation.sharing import KINDS
from allmende.domain.cooperation.statement import spoken_number
from allmende.domain.cooperation.typed import EVERYTHING
from allmende.domain.values import Problem, local_day
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.cooperation import navigation
from allmende.entrypoints.studio.frame import STAFF, city_names, person_of, render
from allmende.entrypoints.studio.paging import Paged, page_number
from allmende.entrypoints.studio.typed import Fields, PostedValues
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui import kern
from allmende.ui.html import SafeString, esc, join
from allmende.ui.speak import spoken_date
from allmende.usecases import share_costs

SIZE = 50
FIELDS = ("service", "kind", "worked_on", "hours", "note")


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponseBase:
    """The form, and what this city booked in the year. POST books."""
    if request.method != "POST":
        today = timezone.localdate()
        return _page(request, {"worked_on": f"{today.day}.{today.month}.{today.year}"}, (), secrets.token_hex(16))
    typed = {name: request.POST.get(name, "")[:1000] for name in FIELDS}
    key = request.POST.get("key", "")[:80] or secrets.token_hex(16)
    found = share_costs.book(person=person_of(request), typed=typed, key=key, now=timezone.now())
    if isinstance(found, list):
        return _page(request, typed, found, key)
    return HttpResponseRedirect(f"{reverse('studio:cooperation:hours')}?neues=gebucht")


@officer(*ROLES)
@require_POST
def cancel(request: HttpRequest, hours_id: int) -> HttpResponseBase:
    """A booking counts no more; it stays in the list."""
    if share_costs.cancel(person=person_of(request), hours_id=str(hours_id), now=timezone.now()):
        raise Http404
    return HttpResponseRedirect(f"{reverse('studio:cooperation:hours')}?neues=storniert")


def _page(request: HttpRequest, typed: Mapping[str, str], problems: Sequence[Problem], key: str) -> HttpResponse:
    language, today, city = language_of(request), timezone.localdate(), city_key(request)
    year = navigation.year_of(request, today)
    names = StatementNames(effort.name_services(), city_names())
    lines, total = effort.list_hours(city=city, year=year, page=page_number(request.GET.get("seite", "")), size=SIZE)
    paged = Paged(range(total), request.GET.get("seite", ""), size=SIZE)
    entry = PostedValues("", typed, tuple(problems))
    refused = rules.may(person_of(request), "book_hours")
    context: dict[str, object] = {
        "ways": navigation.ways("hours"),
        "news": kern.news(_news(request.GET.get("neues", ""))),
        "errors": entry.summary(FIELDS, language),
        "form": None if refused else _form(Fields(entry, language), names),
        "key": key,
        "year": year,
        "years": [(one, one == year) for one in effort.list_years(today=today)],
        "total": total,
        "list": _list(lines, names, language, get_token(request), may_cancel=refused is None) if lines else "",
        "pages": paged.nav(request.GET),
    }
    return render(request, "cooperation/hours.html", context, status=422 if problems else 200)


def _form(form: Fields, names: StatementNames) -> SafeString:
    language = form.language
    services = sorted(((key, name.spoken(language)) for key, name in names.services.items()), key=lambda one: one[1])
    kinds = [(key, words.spoken(language)) for key, words in KINDS.items()]
    note = _("Ein paar Worte für Ihr eigenes Haus.")
    return join(
        (
            form.select("service", _("Für welche Leistung?"), [(EVERYTHING, names.service("", language)), *services]),
            form.select("kind", _("Was haben Sie getan?"), kinds),
            form.text("worked_on", _("Tag"), _("Zum Beispiel 2.11.2026"), width="al-w-10"),
            form.text("hours", _("Stunden"), _("Zum Beispiel 2,5"), width="al-w-10", mode="decimal"),
            form.text("note", _("Notiz"), note, longest=400, mark=True),
        )
    )


def _list(
    lines: Sequence[HoursLine], names: StatementNames, language: str, token: str, *, may_cancel: bool
) -> SafeString:
    heads = [_("Tag"), _("Leistung"), _("Art"), _("Stunden"), _("Wer"), _("Stand")]
    rows = [
        (
            spoken_date(line.worked_on, language),
            _with_note(names.service(line.service_id, language), line.note),
            KINDS[line.kind].spoken(language) if line.kind in KINDS else line.kind,
            spoken_number(line.hours, language),
            line.officer,
            _state(line, language, token, may_cancel=may_cancel),
        )
        for line in lines
    ]
    return kern.table(_("Gebuchte Stunden"), heads, rows, numeric=frozenset({3}), hide_caption=True)


def _with_note(name: str, note: str) -> SafeString:
    more = f'<p class="al-muted al-small">{esc(note)}</p>' if note else ""
    return SafeString(f"{esc(name)}{more}")


def _state(line: HoursLine, language: str, token: str, *, may_cancel: bool) -> SafeString:
    if line.cancelled_at:
        day = spoken_date(local_day(line.cancelled_at), language)
        return kern.badge("info", _("storniert am %(day)s") % {"day": day})
    if not may_cancel:
        return SafeString(esc(_("gebucht")))
    address = reverse("studio:cooperation:cancel", args=[line.id])
    which = _("Buchung vom %(day)s") % {"day": spoken_date(line.worked_on, language)}
    button = kern.button(_("Stornieren"), weight="tertiary", hidden=which, small=True)
    return SafeString(
        f'<form method="post" action="{esc(address)}">{inputs.hidden("csrfmiddlewaretoken", token)}{button}</form>'
    )


def _news(word: str) -> str:
    known = {
        "gebucht": _("Die Stunden sind gebucht."),
        "storniert": _("Die Buchung ist storniert. Sie zählt nicht mehr."),
    }
    return known.get(word, "")
