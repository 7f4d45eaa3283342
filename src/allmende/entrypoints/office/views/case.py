"""A case on one screen, its files, its messages."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.applications import queries as applications
from allmende.apps.cases import office, rules
from allmende.apps.notices import queries as notices
from allmende.apps.payments import queries as payments
from allmende.domain.values import Problem
from allmende.entrypoints.office import desk
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.blobs import store as blobs
from allmende.foundation.web.asked import city_key, language_of
from allmende.usecases import write_message

INLINE = ("application/pdf", "image/png", "image/jpeg")


@officer()
@require_safe
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Everything about the case; the next sensible action first."""
    return page(request, get_case(request, str(case_id)))


@officer()
@require_POST
def message(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Write to the applicant. A message that cannot be sent stays in the field."""
    found = get_case(request, str(case_id))
    subject, text = request.POST.get("betreff", "").strip()[:200], request.POST.get("nachricht", "")
    problem = write_message.write_as_officer(
        city=city_key(request),
        case_id=found.case.id,
        officer_id=str(officer_of(request).pk),
        subject=subject,
        text=text,
        key=request.POST.get("key", "")[:80] or secrets.token_urlsafe(16),
        now=timezone.now(),
    )
    if problem:
        return page(request, found, message=(subject, text, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[found.case.id])}?neues=gesendet#nachrichten")


@officer()
@require_safe
def attachment(request: HttpRequest, case_id: str, upload_id: str) -> HttpResponse:
    """A file the applicant sent. Pictures and PDF open in the browser, everything else is saved."""
    found = get_case(request, str(case_id))
    upload = applications.find_upload(draft_id=found.case.id, upload_id=str(upload_id))
    if upload is None:
        raise Http404
    file, blob_id = upload
    way = "inline" if file.type in INLINE else "attachment"
    return HttpResponse(
        blobs.read(blob_id),
        content_type=file.type,
        headers={"Content-Disposition": f'{way}; filename="anlage-{str(upload_id)[:8]}{_suffix(file.type)}"'},
    )


@officer()
@require_safe
def letter(request: HttpRequest, case_id: str, notice_id: str) -> HttpResponse:
    """A letter of this case as it was sent. Reading it here is no retrieval by the addressee."""
    found = get_case(request, str(case_id))
    notice = notices.find_notice(case_id=found.case.id, notice_id=str(notice_id))
    if notice is None or notice.blob_id is None:
        raise Http404
    name = f"{found.case.reference}-{notice.template}.pdf"
    return HttpResponse(
        blobs.read(notice.blob_id),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def get_case(request: HttpRequest, case_id: str) -> office.OfficeCase:
    """The case, if this person may see it. Error: 404 for unknown, foreign and other offices' cases alike."""
    found = office.get_case_for_office(
        city=city_key(request), case_id=case_id, today=timezone.localdate(), language=language_of(request)
    )
    person = officer_of(request)
    if found is None:
        raise Http404
    tasks = [(line.role, line.unit) for line in found.tasks]
    if not rules.may_see(unit=found.unit, tasks=tasks, roles=person.roles, units=person.units):
        raise Http404
    return found


def page(
    request: HttpRequest,
    found: office.OfficeCase,
    *,
    panel: desk.Panel | None = None,
    message: tuple[str, str, Problem | None] = ("", "", None),
    status: int = 200,
) -> HttpResponse:
    """The screen. `panel` is the open decision form; without one the next task offers itself."""
    person, language, key = officer_of(request), language_of(request), city_key(request)
    demands = payments.list_demands(city=key, case_id=found.case.id)
    letters = notices.list_notices(city=key, case_id=found.case.id)
    subject, text, problem = message
    context: dict[str, object] = {
        **desk.case_context(found, demands, letters, language, today=timezone.localdate()),
        "panel": panel or desk.next_panel(found, person, language),
        "news": desk.news(request.GET.get("neues", "")),
        "message_key": secrets.token_urlsafe(16),
        "message_subject": subject,
        "message_text": text,
        "message_problem": problem.text.spoken(language) if problem else "",
    }
    return render(request, "office/case.html", context, city=found.case.service.city, status=status)


def _suffix(kind: str) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}.get(kind, "")
