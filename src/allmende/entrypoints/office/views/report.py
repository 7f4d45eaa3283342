"""A person asks what the city knows about her: who puts the answer together, and the answer as a letter or as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from allmende.apps.cases.rules import DISCLOSURE
from allmende.domain.forms.values import read_as
from allmende.domain.matter.person_report import ProvedIdentity
from allmende.domain.ports import Unavailable
from allmende.domain.values import Problem, Text
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import report_person
from allmende.usecases.report_person import PROOFS, Report, ReportRequest

LONGEST, MOST_WORDS = 200, 50
NO_DAY = Problem("report.day", Text.named("office.views.report.report_day"), "geboren")
NO_NAME = Problem("report.name", Text.named("office.views.report.report_name"), "familie")
AWAY = Problem("report.away", Text.named("office.views.report.report_away"))


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What was sent, as it goes back into the fields."""

    family_name: str = ""
    given_names: str = ""
    born: str = ""
    proof: str = ""
    purpose: str = ""
    words: str = ""
    email: str = ""
    phone: str = ""


@officer(DISCLOSURE)
@require_http_methods(["GET", "HEAD", "POST"])
def person_report(request: HttpRequest) -> HttpResponse:
    """GET asks for whom and why; POST says what there is (`ansehen`) or hands it out (`pdf`, `json`). What was typed stands in no address."""
    if request.method != "POST":
        return _page(request, ReportInput())
    typed = _read(request)
    wish = _wish(typed)
    found = wish if isinstance(wish, Problem) else report_person.report_person(
        city=city_key(request), officer=officer_of(request), wish=wish, now=timezone.now()
    )  # fmt: skip
    if isinstance(found, Problem):
        return _page(request, typed, problem=found)
    if "pdf" not in request.POST and "json" not in request.POST:
        return _page(request, typed, found=found)
    try:
        as_json = "json" in request.POST
        content = found.as_json() if as_json else found.as_pdf()
    except Unavailable:
        return _page(request, typed, problem=AWAY)
    return HttpResponse(
        content,
        content_type="application/json" if as_json else "application/pdf",
        headers={"Content-Disposition": f'attachment; filename="auskunft.{"json" if as_json else "pdf"}"'},
    )


def _read(request: HttpRequest) -> ReportInput:
    posted = request.POST
    family, given, born, proof = (
        posted.get(name, "").strip()[:LONGEST] for name in ("familie", "vorname", "geboren", "nachweis")
    )
    purpose, words = posted.get("anlass", "").strip()[: report_person.LONGEST], posted.get("woerter", "")[:5000]
    email, phone = (posted.get(name, "").strip()[:LONGEST] for name in ("mail", "telefon"))
    return ReportInput(family, given, born, proof, purpose, words, email, phone)


def _wish(typed: ReportInput) -> ReportRequest | Problem:
    if not typed.family_name:
        return NO_NAME
    born = read_as("date", typed.born)
    if not isinstance(born, date):
        return NO_DAY
    words = tuple(word.strip()[:100] for word in typed.words.splitlines() if word.strip())[:MOST_WORDS]
    person = ProvedIdentity(typed.family_name, typed.given_names, born)
    return ReportRequest(person, typed.purpose, typed.proof, words, typed.email, typed.phone)


def _page(
    request: HttpRequest, typed: ReportInput, *, problem: Problem | None = None, found: Report | None = None
) -> HttpResponse:
    language = language_of(request)
    context = {
        "typed": typed,
        "problem": problem.text.spoken(language) if problem else "",
        "at": problem.where if problem else "",
        "proofs": [(key, words.spoken(language), key == typed.proof) for key, words in PROOFS.items()],
        "found": found is not None,
        "matters": [f"{matter['service']}, {matter['reference']}" for matter in found.matters] if found else [],
        "appointments": len(found.appointments) if found else 0,
        "beside": list(found.beside) if found else [],
    }
    return render(request, "office/person_report.html", context, status=422 if problem else 200)
