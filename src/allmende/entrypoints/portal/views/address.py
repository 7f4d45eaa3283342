"""Where mails about a case go: looked at again, because one did not arrive."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.cases.queries import CaseView
from allmende.domain.values import Problem
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.links import email_page, proof_field
from allmende.entrypoints.portal.views.case import get_case
from allmende.entrypoints.portal.views.home import visitor
from allmende.foundation.access import capability
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import render_error_summary, render_fields
from allmende.ui.form.page import text_at
from allmende.usecases.correct_address import correct_as_citizen, needs_fact

LONGEST, LONGEST_FACT = 500, 100


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def correct_address(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET shows the address; POST keeps it, also unchanged, and has a mail sent there.

    While mails arrive, another address needs the second fact of the case (`correct_address.needs_fact`).
    """
    found = get_case(request, case_id)
    if request.method != "POST":
        return _page(request, found, found.email)
    typed, fact = text_at(request.POST, "email", LONGEST), text_at(request.POST, "angabe", LONGEST_FACT)
    problem = correct_as_citizen(
        city=city_key(request),
        case_id=case_id,
        access=access_of(request, case_id),
        typed=typed,
        fact=fact,
        sender=visitor(request),
        now=timezone.now(),
    )
    if problem:
        return _page(request, found, typed, fact, problem)
    context = {
        "title": _("Danke. Die E-Mail ist unterwegs"),
        "words": _("Kommt sie nicht an? Sehen Sie auch im Spam-Ordner nach."),
        "back_url": reverse("portal:case", args=[case_id]),
        "back_words": _("Zum Vorgang"),
    }
    return render(request, "portal/resume.html", context)


def _page(
    request: HttpRequest, found: CaseView, email: str, fact: str = "", problem: Problem | None = None
) -> HttpResponse:
    proof = (proof_field(found.service.form, found.answers), fact) if needs_fact(case_id=found.id) else None
    page = email_page(email, problem, language_of(request), proof=proof)
    context = {
        "errors": render_error_summary(page),
        "field": render_fields(page),
        "action": request.path,
        "back_url": reverse("portal:case", args=[found.id]),
    }
    return render(request, "portal/address.html", context)
