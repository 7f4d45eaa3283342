"""Appointments from another calendar: the table is read first, then entered; every line is reported."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from allmende.apps.booking.queries import SiteView
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.appointments import alert_of, number_of
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.usecases.booking import staff, take_over
from allmende.usecases.booking.take_over import Line


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def booking_take_over(request: HttpRequest) -> HttpResponseBase:
    """GET asks for the table; POST says what would become of each line, with `schritt=eintragen` it is entered."""
    said = request.POST if request.method == "POST" else request.GET
    site = staff.find_site(officer=officer_of(request), site_id=number_of(said.get("ort", "")), sets_up=True)
    if site is None:
        raise Http404
    if request.method != "POST":
        return _page(request, site)
    sent = request.FILES.get("tabelle")
    content = sent.read(take_over.MOST_BYTES + 1) if sent else said.get("inhalt", "").encode()
    lines = take_over.read_table(content)
    if isinstance(lines, Problem):
        return _page(request, site, problem=lines)
    only_look = said.get("schritt") != "eintragen"
    found = take_over.take_over(
        officer=officer_of(request), site=site, lines=lines, now=timezone.now(), only_look=only_look
    )
    text = content.decode("utf-8-sig", "replace") if _is_utf8(content) else content.decode("cp1252", "replace")
    return _page(request, site, lines=found, content=text if only_look else "", done=not only_look)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


def _page(
    request: HttpRequest, site: SiteView, *, lines: tuple[Line, ...] | None = None, content: str = "",
    done: bool = False, problem: Problem | None = None,
) -> HttpResponse:  # fmt: skip
    language = language_of(request)
    shown = lines or ()
    context: dict[str, object] = {
        "site": site,
        "problem": alert_of(problem, language),
        "looked": lines is not None,
        "done": done,
        "content": content,
        "counts": {kind: sum(line.became == kind for line in shown) for kind in ("entered", "known", "refused")},
        "refused": [
            {"number": line.number, "said": line.said, "why": line.why.spoken(language)} for line in shown if line.why
        ],
    }
    return render(request, "office/booking_take_over.html", context, status=422 if problem else 200)
