"""Staff accounts, for whoever leads: who may sign in, with which roles and offices."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.cases.rules import HEAD
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.identity import factors, officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import administer_staff as staff
from allmende.usecases import staff_reach as reach
from allmende.usecases.check_staff import check_staff, places_of


@officer(HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts, and a form for a new one. Its password is made here and shown once."""
    if request.method != "POST":
        return _list(request, {}, ())
    typed = {name: request.POST.get(name, "").strip()[:200] for name in ("username", "name", "email")}
    roles, units = request.POST.getlist("rolle"), request.POST.getlist("stelle")
    password = staff.new_password()
    made = staff.add(
        city=city_key(request),
        **typed,
        roles=roles,
        units=units,
        password=password,
        actor=officer_of(request),
        now=timezone.now(),
    )
    if isinstance(made, tuple):
        return _list(request, {**typed, "roles": roles, "units": units}, made)
    return _password_page(request, made, password)


@officer(HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, username: str) -> HttpResponse:
    """One account: change it, block it, open it, remove it, give a new password; out of her reach, look at it."""
    found = officers.find(username)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _one(request, found, ())
    act, actor, now = request.POST.get("tun", ""), officer_of(request), timezone.now()
    if act == "passwort":
        password = staff.new_password()
        changed = staff.set_password(username=username, password=password, actor=actor, now=now)
        return (
            _one(request, found, changed) if isinstance(changed, tuple) else _password_page(request, changed, password)
        )
    said = _act(request, act, username)
    if isinstance(said, tuple):
        return _one(request, found, said)
    return HttpResponseRedirect(reverse("office:accounts"))


def _act(request: HttpRequest, act: str, username: str) -> object:
    actor, now = officer_of(request), timezone.now()
    if act == "aendern":
        return staff.change(
            city=city_key(request),
            username=username,
            roles=request.POST.getlist("rolle"),
            units=request.POST.getlist("stelle"),
            name=request.POST.get("name", "").strip()[:200],
            email=request.POST.get("email", "").strip()[:200],
            actor=actor,
            now=now,
        )
    if act == "sperren":
        return staff.block(username=username, actor=actor, now=now)
    if act == "oeffnen":
        return staff.unblock(username=username, actor=actor, now=now)
    if act == "faktor":
        return staff.reset_factor(username=username, actor=actor, now=now)
    if act == "entfernen":
        return staff.remove(username=username, actor=actor, now=now)
    raise Http404


def _list(request: HttpRequest, typed: dict[str, object], wrong: tuple[Problem, ...]) -> HttpResponse:
    actor = officer_of(request)
    everybody = officers.list_all()
    failing = staff.list_unreachable(everybody)
    rows = [
        (one, _hint(request, one), reach.refuse_account(actor, one) is None, str(one.pk) in failing)
        for one in everybody
    ]
    context = {"rows": rows, "typed": typed, "problems": _words(request, wrong), **_places(request, typed)}
    return render(request, "office/accounts.html", context, status=_status(wrong))


def _one(request: HttpRequest, found: Officer, wrong: tuple[Problem, ...]) -> HttpResponse:
    refused = reach.refuse_account(officer_of(request), found)
    if refused is not None:
        context: dict[str, object] = {"found": found, "refused": refused.text.spoken(language_of(request))}
        return render(request, "office/account.html", context, status=_status(wrong))
    typed = {"name": found.name, "email": found.email, "roles": found.roles, "units": found.units}
    if wrong and request.POST.get("tun") == "aendern":
        typed = {name: request.POST.get(name, "") for name in ("name", "email")}
        typed |= {"roles": request.POST.getlist("rolle"), "units": request.POST.getlist("stelle")}
    context = {"found": found, "typed": typed, "problems": _words(request, wrong)}
    context |= _places(request, typed)
    return render(request, "office/account.html", context, status=_status(wrong))


def _status(wrong: tuple[Problem, ...]) -> int:
    if not wrong:
        return 200
    return 403 if all(reach.is_out_of_reach(problem) for problem in wrong) else 422


def _password_page(request: HttpRequest, made: Officer, password: str) -> HttpResponse:
    """The only time the password is shown: nothing is stored that could show it again."""
    response = render(request, "office/account_password.html", {"found": made, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response


def _places(request: HttpRequest, typed: dict[str, object]) -> dict[str, object]:
    """What she may give: roles of case work, in her own offices."""
    places = places_of(city=city_key(request), today=timezone.localdate())
    chosen_roles, chosen_units = typed.get("roles") or (), typed.get("units") or ()
    roles = [role for role in places.roles if role not in reach.ABOVE]
    units = [unit for unit in places.units if unit in officer_of(request).units]
    return {
        "roles": [(role, role in chosen_roles) for role in roles],  # type: ignore[operator]
        "units": [(unit, unit in chosen_units) for unit in units],  # type: ignore[operator]
    }


def _hint(request: HttpRequest, one: Officer) -> str:
    """Why somebody who can sign in would see nothing."""
    if not one.active:
        return _("gesperrt")
    wrong, mind = check_staff(city=city_key(request), roles=one.roles, units=one.units, today=timezone.localdate())
    demanded = factors.is_demanded(one, request.city.second_factor)  # type: ignore[attr-defined]
    lacks = [_("ohne zweiten Faktor")] if demanded and not one.factor_secret else []
    return " ".join([*_words(request, (*wrong, *mind)), *lacks])


def _words(request: HttpRequest, problems: tuple[Problem, ...]) -> list[str]:
    return [problem.text.spoken(language_of(request)) for problem in problems]
