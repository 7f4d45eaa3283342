"""Absences: who is away, who stands in, and a form to enter one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.domain.values import Problem
from allmende.entrypoints.office import screen
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.identity.absences import Away
from allmende.foundation.web.request import language_of
from allmende.ui.speak import spoken_date
from allmende.usecases import record_absence as absence

FIELDS = {"who": "wer", "substitute": "vertretung", "from_on": "von", "until_on": "bis"}
"""Where a mistake belongs → the field's name in the form."""


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponseBase:
    """The absences she may know of. POST enters one; what is wrong stays in the fields."""
    person, now = officer_of(request), timezone.now()
    typed = {name: request.POST.get(name, "")[:80] for name in FIELDS.values()}
    if request.method != "POST":
        return _page(request, {"wer": str(person.pk)}, ())
    made = absence.record_absence(
        actor=person,
        officer_id=typed["wer"],
        substitute_id=typed["vertretung"],
        from_on=typed["von"],
        until_on=typed["bis"],
        now=now,
    )
    if isinstance(made, Away):
        return HttpResponseRedirect(f"{reverse('office:absences')}?neues=abwesend")
    return _page(request, typed, made)


@officer()
@require_POST
def end(request: HttpRequest) -> HttpResponseBase:
    """Somebody is back earlier, or does not go. What cannot be ended is said above the list."""
    number = request.POST.get("abwesenheit", "")[:18]
    known = int(number) if number.isascii() and number.isdigit() else 0
    problem = absence.end_absence(actor=officer_of(request), absence_id=known, now=timezone.now())
    if problem:
        return _page(request, {"wer": str(officer_of(request).pk)}, (problem,))
    return HttpResponseRedirect(f"{reverse('office:absences')}?neues=wieder_da")


def _page(request: HttpRequest, typed: dict[str, str], problems: tuple[Problem, ...]) -> HttpResponse:
    person, language, today = officer_of(request), language_of(request), timezone.localdate()
    rows = [
        {
            "id": one.id,
            "who": one.officer,
            "substitute": one.substitute,
            "from": spoken_date(one.from_on, language),
            "until": spoken_date(one.until_on, language),
            "now": one.holds(today),
            "may_end": absence.may_end(person, one),
        }
        for one in absence.list_absences(person, timezone.now())
    ]
    said = {FIELDS.get(problem.where, "oben"): problem.text.spoken(language) for problem in problems}
    context: dict[str, object] = {
        "news": screen.news(request.GET.get("neues", "")),
        "rows": rows,
        "typed": typed,
        "problems": said,
        "people": [(str(one.pk), one.name) for one in absence.list_people(person)],
        "substitutes": [(str(one.pk), one.name) for one in (person, *absence.list_team(person))],
    }
    return render(request, "office/absences.html", context, status=422 if problems else 200)
