"""Staff sign in and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.domain.cooperation import ROLES
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import render
from allmende.entrypoints.office.views.search import forget_search
from allmende.foundation.access import officer, public
from allmende.foundation.identity import officers, sessions
from allmende.foundation.web.request import language_of, own_way

ROOMS = ("/buero/", "/werkstatt/", "/en/buero/", "/en/werkstatt/")


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Name and password. What was typed as name stays; the password is asked again."""
    back = way_back(request)
    if getattr(request, "officer", None) is not None:
        return HttpResponseRedirect(back)
    if request.method != "POST":
        return _page(request, back, "", None)
    name, password = request.POST.get("name", "").strip(), request.POST.get("passwort", "")
    now = timezone.now()
    found = officers.sign_in(
        username=name[:80], password=password[:200], address=request.META.get("REMOTE_ADDR", ""), now=now
    )
    if isinstance(found, Problem):
        return _page(request, back, name, found)
    if back == reverse("office:inbox") and set(found.roles) <= set(ROLES):
        back = "/werkstatt/"
    response = HttpResponseRedirect(back)
    sessions.open_for_officer(response, str(found.pk), now)
    return response


@officer(any_password=True, any_factor=True)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """The session ends at once, on the server too."""
    response = HttpResponseRedirect(reverse("office:sign_in"))
    sessions.close(request, response)
    forget_search(response)
    return response


def way_back(request: HttpRequest) -> str:
    """Where to go afterwards: only to rooms of staff on this very host."""
    wanted = request.POST.get("weiter") or request.GET.get("weiter") or ""
    return wanted if own_way(wanted, ROOMS) else reverse("office:inbox")


def _page(request: HttpRequest, back: str, name: str, problem: Problem | None) -> HttpResponse:
    words = problem.text.spoken(language_of(request)) if problem else ""
    context: dict[str, object] = {"back": back, "name": name, "problem": words}
    return render(request, "office/sign_in.html", context, status=422 if problem else 200)
