"""The own access of whoever is signed in: second factor, open sign-ins, password."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.sign_in import way_back
from allmende.foundation.access import officer
from allmende.foundation.identity import sessions
from allmende.foundation.identity.models import Officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import second_factor


@officer()
@require_http_methods(["GET", "HEAD"])
def own_access(request: HttpRequest) -> HttpResponseBase:
    """What protects her account, and where it is open."""
    person, now = officer_of(request), timezone.now()
    here = request.sign_in.pk  # type: ignore[attr-defined]
    rows = [
        (timezone.localtime(one.created_at), timezone.localtime(one.seen_at), one.pk == here)
        for one in sessions.list_of_officer(str(person.pk), now)
    ]
    return render(request, "office/access.html", {"rows": rows, "codes_left": len(person.factor_codes)})


@officer()
@require_POST
def close_others(request: HttpRequest) -> HttpResponseBase:
    """Every other sign-in of hers ends."""
    sessions.close_others(request.sign_in)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("office:access"))


@officer(any_password=True, any_factor=True, keeps=False)
@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponseBase:
    """The second step of signing in; whoever has no second factor yet sets one up first."""
    person, back, now = getattr(request, "entering", None), way_back(request), timezone.now()
    if person is None:
        return HttpResponseRedirect(back)
    if not person.factor_secret:
        return _set_up(request, person)
    problem = None
    if request.method == "POST":
        problem = second_factor.give(
            officer=person,
            code=request.POST.get("code", "")[:40],
            address=request.META.get("REMOTE_ADDR", ""),
            now=now,
        )
        if problem is None:
            return _let_in(request, person, HttpResponseRedirect(back))
    context = {"back": back, "entering": person, "problems": _words(request, problem)}
    return render(request, "office/factor.html", context, status=422 if problem else 200)


@officer(keeps=False)
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponseBase:
    """A second factor of her own will, or another one than before."""
    return _set_up(request, officer_of(request))


def _set_up(request: HttpRequest, person: Officer) -> HttpResponseBase:
    problem, back, now = None, way_back(request), timezone.now()
    if request.method == "POST":
        password, code = request.POST.get("passwort", "")[:200], request.POST.get("code", "")[:40]
        found = second_factor.set_up(officer=person, password=password, code=code, now=now)
        if isinstance(found, tuple):
            sessions.close_all_of_officer(str(person.pk))
            person_now = {"officer": person, "codes": found, "back": back}
            return _let_in(request, person, _unstored(render(request, "office/factor_codes.html", person_now)))
        problem = found
    here = catalogue.get_city(city=city_key(request))
    proposal = second_factor.propose(officer=person, city_name=here.name)
    square = segno.make(proposal.address, error="m", micro=False).svg_data_uri(scale=5, border=4, light="#fff")
    context = {"back": back, "entering": person, "square": square, "letters": proposal.letters}
    context["problems"] = _words(request, problem)
    status = 422 if problem else 200
    return _unstored(render(request, "office/factor_set_up.html", context, city=here, status=status))


def _let_in(request: HttpRequest, person: Officer, response: HttpResponse) -> HttpResponse:
    """A fresh session that counts as made with both factors, in place of the one of the password."""
    sessions.close(request, response)
    sessions.open_for_officer(response, str(person.pk), timezone.now(), level="substantial")
    return response


def _unstored(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(request: HttpRequest, problem: Problem | None) -> list[str]:
    return [] if problem is None else [problem.text.spoken(language_of(request))]
