"""A case on one screen, its files, its messages."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.office import TaskLine
from allmende.domain.values import Problem
from allmende.entrypoints.office import panel as panels
from allmende.entrypoints.office import screen
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of
from allmende.usecases import read_case, retrieve_notice, write_message
from allmende.usecases.assign_case import assign_case
from allmende.usecases.correct_address import correct_as_officer
from allmende.usecases.explain_case import Explained, explain_case
from allmende.usecases.post_letter import note_return
from allmende.usecases.read_case import Opened
from allmende.usecases.record_reply import record_reply

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
    subject, text = request.POST.get("betreff", "").strip()[:200], request.POST.get("nachricht", "")
    with hidden():
        problem = write_message.write_as_officer(
            city=city_key(request),
            case_id=str(case_id),
            officer_id=str(officer_of(request).pk),
            subject=subject,
            text=text,
            key=request.POST.get("key", "")[:80] or secrets.token_urlsafe(16),
            now=timezone.now(),
        )
    if problem:
        return page(request, get_case(request, case_id), message=(subject, text, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=gesendet#nachrichten")


@officer()
@require_POST
def address(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Put right where mails to the person go. What is no address stays in the field."""
    typed = request.POST.get("email", "").strip()[:500]
    with hidden():
        problem = correct_as_officer(**_who(request, case_id), typed=typed)
    if problem:
        return page(request, get_case(request, case_id), address=(typed, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=adresse")


@officer()
@require_POST
def returned(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A letter came back by post. What cannot be that day stays in the field."""
    notice_id, typed = request.POST.get("schreiben", "")[:80], request.POST.get("tag", "")[:40]
    with hidden():
        problem = note_return(**_who(request, case_id), notice_id=notice_id, typed=typed)
    if problem:
        opened = get_case(request, case_id)
        return page(request, opened, came_back=(notice_id, typed, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=zurueck")


@officer()
@require_POST
def reply(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """An answer to the hearing came on paper. What cannot be recorded stays in the fields."""
    typed, text = request.POST.get("tag", "")[:40], request.POST.get("antwort", "")
    with hidden():
        problem = record_reply(**_who(request, case_id), typed=typed, text=text)
    if problem:
        return page(request, get_case(request, case_id), on_paper=(typed, text, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=antwort")


@officer()
@require_safe
def attachment(request: HttpRequest, case_id: str, upload_id: str) -> HttpResponse:
    """A file the applicant sent. Pictures and PDF open in the browser, everything else is saved."""
    with hidden():
        file, content = read_case.read_file(**_who(request, case_id), upload_id=str(upload_id))
    way = "inline" if file.type in INLINE else "attachment"
    return HttpResponse(
        content,
        content_type=file.type,
        headers={"Content-Disposition": f'{way}; filename="anlage-{str(upload_id)[:8]}{_suffix(file.type)}"'},
    )


@officer()
@require_safe
def letter(request: HttpRequest, case_id: str, notice_id: str) -> HttpResponse:
    """A letter of this case as it was sent. Reading it here is no retrieval by the addressee."""
    with hidden():
        notice, content = read_case.read_letter(**_who(request, case_id), notice_id=str(notice_id))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{retrieve_notice.name_of(case_id, notice)}"'},
    )


@officer()
@require_POST
def assign(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A head says which office a case without one belongs to."""
    with hidden():
        problem = assign_case(**_who(request, case_id), unit=request.POST.get("stelle", "")[:80])
    if problem:
        opened = get_case(request, case_id)
        panel = panels.next_panel(opened.case, officer_of(request), language_of(request))
        words = problem.text.spoken(language_of(request))
        return page(request, opened, panel=panels.with_words(panel, words), status=422)
    return HttpResponseRedirect(f"{reverse('office:inbox')}?neues=zugeordnet")


@contextmanager
def hidden() -> Iterator[None]:
    """What this person may not see is not there: 404, like what does not exist."""
    try:
        yield
    except NotFound as gone:
        raise Http404 from gone


def get_case(request: HttpRequest, case_id: str) -> Opened:
    """The case, if this person may see it. Error: 404 for unknown, foreign and other offices' cases alike."""
    with hidden():
        return read_case.read_case(**_who(request, case_id), language=language_of(request))


def _who(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return {
        "city": city_key(request),
        "case_id": str(case_id),
        "officer": officer_of(request),
        "now": timezone.now(),
    }


def page(
    request: HttpRequest,
    opened: Opened,
    *,
    panel: panels.Panel | None = None,
    explained: Explained | None = None,
    message: tuple[str, str, Problem | None] = ("", "", None),
    address: tuple[str, Problem | None] = ("", None),
    came_back: tuple[str, str, Problem | None] = ("", "", None),
    on_paper: tuple[str, str, Problem | None] = ("", "", None),
    status: int = 200,
) -> HttpResponse:
    """The screen. `panel` is the open decision form; without one the next task offers itself."""
    found, person, language = opened.case, officer_of(request), language_of(request)
    subject, text, problem = message
    explained = explained or explain(request, opened, panels.task_in_question(found, person))
    now = timezone.now()
    context: dict[str, object] = {
        **screen.case_context(
            found, opened.demands, opened.letters, language, person=person, now=now, today=timezone.localdate(now)
        ),
        "may": found.acts,
        "panel": panel or panels.next_panel(found, person, language, explained),
        "found": screen.render_findings(explained, language),
        "news": screen.news(request.GET.get("neues", "")),
        "mail": screen.mail_box(found, opened.mail_fails, *address, language),
        "return_letter": came_back[0],
        "return_day": came_back[1],
        "return_problem": came_back[2].text.spoken(language) if came_back[2] else "",
        "reply_day": on_paper[0],
        "reply_text": on_paper[1],
        "reply_problem": on_paper[2].text.spoken(language) if on_paper[2] else "",
        "message_key": secrets.token_urlsafe(16),
        "message_subject": subject,
        "message_text": text,
        "message_problem": problem.text.spoken(language) if problem else "",
    }
    return render(request, "office/case.html", context, city=found.case.service.city, status=status)


def explain(request: HttpRequest, opened: Opened, line: TaskLine | None) -> Explained:
    """What the machine found, and what is to be known for that task."""
    return explain_case(city=city_key(request), found=opened.case, task=line, now=timezone.now())


def _suffix(kind: str) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}.get(kind, "")
