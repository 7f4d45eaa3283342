"""The own password of whoever is signed in; the first thing to do with one that somebody else chose."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.sign_in import way_back
from allmende.foundation.access import officer
from allmende.foundation.identity import sessions
from allmende.foundation.web.request import language_of
from allmende.usecases.change_own_password import change_own_password


@officer(any_password=True, keeps=False)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Change it. Every session ends, this browser gets a fresh one."""
    person, back, words, now = officer_of(request), way_back(request), [], timezone.now()
    level = request.sign_in.level  # type: ignore[attr-defined]
    if request.method == "POST":
        typed = {key: request.POST.get(name, "") for key, name in FIELDS.items()}
        problem = change_own_password(officer=person, now=now, **typed)
        if problem is None:
            response = HttpResponseRedirect(back)
            sessions.open_for_officer(response, str(person.pk), now, level=level)
            return response
        words = [problem.text.spoken(language_of(request))]
    return render(request, "office/password.html", {"back": back, "problems": words}, status=422 if words else 200)


FIELDS = {"old": "alt", "new": "neu", "again": "noch_einmal"}
