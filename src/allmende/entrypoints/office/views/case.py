"""A case on one screen, its files, its messages."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.applications.rules import NotFound
from allmende.apps.cases.office import TaskLine
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter import pulling
from allmende.domain.matter.lookups import KIND
from allmende.domain.matter.people import people_of
from allmende.domain.values import Problem
from allmende.entrypoints.office import panel as panels
from allmende.entrypoints.office import screen
from allmende.entrypoints.office.acting import NOTHING_TYPED as NO_ACTING
from allmende.entrypoints.office.acting import ActingForm, acting_context
from allmende.entrypoints.office.certificate import certificate_box
from allmende.entrypoints.office.correcting import NOTHING_TYPED, LetterForms, forms_context
from allmende.entrypoints.office.foreseen import render_foreseen
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.letter_editor import LetterEditor, render_hidden
from allmende.entrypoints.office.objecting import NOTHING_TYPED as NO_OBJECTION
from allmende.entrypoints.office.objecting import ObjectionForms, objection_context, with_message
from allmende.entrypoints.office.together import together_box
from allmende.entrypoints.office.views import drafting
from allmende.entrypoints.office.waiving import NOTHING_TYPED as NO_WAIVER
from allmende.entrypoints.office.waiving import WaiverForm, waiver_context
from allmende.foundation.access import officer
from allmende.foundation.web.headers import show_frames
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString
from allmende.usecases import read_case, retrieve_notice, word_letter, write_message
from allmende.usecases.assign_case import assign_case
from allmende.usecases.correct_address import correct_as_officer
from allmende.usecases.explain_case import Explained, explain_case
from allmende.usecases.note_signature import note_signature
from allmende.usecases.pull_case import pull_case
from allmende.usecases.read_case import OpenedCase
from allmende.usecases.record_reply import count_as_answer, record_reply
from allmende.usecases.rehearse_decision import OfficerDecision, rehearse_decision
from allmende.usecases.write_note import write_note


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
def note(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A note for the file. One that cannot be kept stays in the field."""
    text = request.POST.get("notiz", "")
    key = request.POST.get("key", "")[:80] or secrets.token_urlsafe(16)
    with hidden():
        problem = write_note(**who(request, case_id), text=text, key=key)
    if problem:
        return page(request, get_case(request, case_id), note=(text, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=notiert#notizen")


@officer()
@require_POST
def address(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Put right where mails to the person go. What is no address stays in the field."""
    typed = request.POST.get("email", "").strip()[:500]
    with hidden():
        problem = correct_as_officer(**who(request, case_id), typed=typed)
    if problem:
        return page(request, get_case(request, case_id), address=(typed, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=adresse")


@officer()
@require_POST
def reply(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """An answer to the hearing came on paper. What cannot be recorded stays in the fields."""
    typed, text = request.POST.get("tag", "")[:40], request.POST.get("antwort", "")
    with hidden():
        problem = record_reply(**who(request, case_id), typed=typed, text=text)
    if problem:
        return page(request, get_case(request, case_id), on_paper=(typed, text, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=antwort")


@officer()
@require_POST
def answered(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A message about something else is the answer to the hearing after all."""
    message_id = request.POST.get("nachricht", "")[:80]
    with hidden():
        problem = count_as_answer(**who(request, case_id), message_id=message_id)
    if problem:
        return page(request, get_case(request, case_id), counted=problem, status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=gezaehlt")


@officer()
@require_POST
def signed(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """The signature came on paper or was given in the office. What cannot be noted stays in the field."""
    typed, way = request.POST.get("tag", "")[:40], request.POST.get("weg", "")[:20]
    with hidden():
        problem = note_signature(**who(request, case_id), typed=typed, way=way)
    if problem:
        return page(request, get_case(request, case_id), signature=(typed, way, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=unterschrift")


@officer()
@require_POST
def pulled(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """She checks it herself instead of the machine. What cannot be done is said, and the reason stays in the field."""
    reason = request.POST.get("grund", "")
    with hidden():
        problem = pull_case(**who(request, case_id), reason=reason)
    if problem:
        return page(request, get_case(request, case_id), pull=(reason, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=herausgenommen")


@officer()
@require_safe
def letter(request: HttpRequest, case_id: str, notice_id: str) -> HttpResponse:
    """A letter of this case as it was sent. Reading it here is no retrieval by the addressee."""
    with hidden():
        notice, content = read_case.read_letter(**who(request, case_id), notice_id=str(notice_id))
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
        problem = assign_case(**who(request, case_id), unit=request.POST.get("stelle", "")[:80])
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


def get_case(request: HttpRequest, case_id: str) -> OpenedCase:
    """The case, if this person may see it. Error: 404 for unknown, foreign and other offices' cases alike."""
    with hidden():
        return read_case.read_case(**who(request, case_id), language=language_of(request))


def who(request: HttpRequest, case_id: str) -> dict[str, Any]:
    return {
        "city": city_key(request),
        "case_id": str(case_id),
        "officer": officer_of(request),
        "now": timezone.now(),
    }


def page(
    request: HttpRequest,
    opened: OpenedCase,
    *,
    panel: panels.Panel | None = None,
    explained: Explained | None = None,
    message: tuple[str, str, Problem | None] = ("", "", None),
    note: tuple[str, Problem | None] = ("", None),
    address: tuple[str, Problem | None] = ("", None),
    letters: LetterForms = NOTHING_TYPED,
    acting: ActingForm = NO_ACTING,
    waiver: WaiverForm = NO_WAIVER,
    counted: Problem | None = None,
    certificate: tuple[str, Problem | None] = ("", None),
    objection: ObjectionForms = NO_OBJECTION,
    signature: tuple[str, str, Problem | None] = ("", "", None),
    on_paper: tuple[str, str, Problem | None] = ("", "", None),
    pull: tuple[str, Problem | None] = ("", None),
    status: int = 200,
) -> HttpResponse:
    """The screen. `panel` is the open decision form; without one the next task offers itself."""
    found, person, language = opened.case, officer_of(request), language_of(request)
    subject, text, problem = message
    explained = explained or explain(request, opened, panels.task_in_question(found, person))
    panel = panel or _next_panel(request, opened, explained)
    now = timezone.now()
    context: dict[str, object] = {
        **screen.case_context(
            found, opened.demands, opened.letters, language, person=person, now=now, today=timezone.localdate(now)
        ),
        "together": together_box(opened.together),
        "related": related(request, opened),
        "logged": "log" in found.acts,
        "go_on": panel.mode in ("decide", "take", "assign") or (panel.mode == "elsewhere" and _may_take(panel)),
        "acting": acting_context(found, acting, language),
        "waivers": (waivers := waiver_context(found, waiver, language)),
        "may": found.acts,
        "panel": panel,
        "found": screen.render_findings(explained, language),
        "mail": screen.mail_box(found, opened.mail_fails, *address, language),
        "certificate": certificate_box(found, *certificate, now, language),
        "objection": objection_context(
            found,
            city_key(request),
            with_message(found, objection, request.GET.get("widerspruch", "")),
            timezone.localdate(now),
            language,
        ),
        "sign_day": signature[0],
        "sign_way": signature[1],
        "sign_problem": signature[2].text.spoken(language) if signature[2] else "",
        "other_problem": counted.text.spoken(language) if counted else "",
        "letter_forms": forms_context(found, opened.letters, letters, person, language),
        "reply_day": on_paper[0],
        "reply_text": on_paper[1],
        "reply_problem": on_paper[2].text.spoken(language) if on_paper[2] else "",
        "pull": _pull_box(opened, pull, language),
        "note_key": secrets.token_urlsafe(16),
        "note_text": note[0],
        "note_problem": note[1].text.spoken(language) if note[1] else "",
        "message_key": secrets.token_urlsafe(16),
        "message_subject": subject,
        "message_text": text,
        "message_problem": problem.text.spoken(language) if problem else "",
    }
    boxes = (
        ("pull", pull[1]),
        ("certificate", certificate[1]),
        ("objection", objection.problem),
        ("unsigned", signature[2]),
        ("other_messages", counted),
        ("unanswered", on_paper[2]),
    )
    unplaced = [wrong for box, wrong in boxes if wrong and not context[box]]
    if waiver.problem and waiver.bar not in {waiver["id"] for waiver in waivers if not waiver["pending"]}:
        unplaced.append(waiver.problem)
    context["news"] = screen.news(request.GET.get("neues", ""), unplaced[0].text.spoken(language) if unplaced else "")
    response = render(request, "office/case.html", context, city=found.case.service.city, status=status)
    show_frames(response)
    return response


def related(request: HttpRequest, opened: OpenedCase) -> SafeString | str:
    """Other cases of the person, by the names of their services."""
    if not opened.related:
        return ""
    language = language_of(request)
    cards = catalogue.list_services(city=city_key(request), day=timezone.localdate(), language=language)
    applicant = people_of(opened.case.case.answers).applicant
    return screen.render_related(opened.related, {card.id: card.title for card in cards}, applicant, language)


def _pull_box(opened: OpenedCase, typed: tuple[str, Problem | None], language: str) -> dict[str, str] | None:
    """The form by which she checks it herself; None where she may not write, or the machine is not at work on it."""
    found = opened.case
    if "write" not in found.acts or pulling.refuse_pull(found.case.matter) is not None:
        return None
    reason, problem = typed
    return {"reason": reason, "problem": problem.text.spoken(language) if problem else ""}


def _may_take(panel: panels.Panel) -> bool:
    task = panel.task
    return task is not None and (task.stands_in or (task.may_take_over and task.officer_id is not None))


def explain(request: HttpRequest, opened: OpenedCase, line: TaskLine | None) -> Explained:
    """What the machine found, and what is to be known for that task."""
    return explain_case(
        city=city_key(request), found=opened.case, task=line, officer=officer_of(request), now=timezone.now()
    )


def _next_panel(request: HttpRequest, opened: OpenedCase, explained: Explained) -> panels.Panel:
    """Her own task stands open here as it does at its own address: with what is proposed, and what would go out."""
    panel = panels.next_panel(opened.case, officer_of(request), language_of(request), explained)
    if panel.mode != "decide" or panel.task is None:
        return panel
    typed = drafting.take_up(request, opened.case, panel.task)
    if typed is None:
        return replace(panel, letter=foresee(request, opened, panel.task, panel.chosen, LetterEditor()))
    decision, editor = typed
    letter = foresee(request, opened, panel.task, decision, editor)
    panel = panels.task_panel(opened.case, panel.task, officer_of(request), decision, language_of(request), explained)
    return replace(panel, letter=letter)


def foresee(
    request: HttpRequest, opened: OpenedCase, line: TaskLine, decision: OfficerDecision, editor: LetterEditor
) -> SafeString:
    """What this decision would bring about, or what it still needs; empty before anything is chosen."""
    if not decision.outcome or line.kind == KIND:
        return render_hidden(editor)
    rehearsed = rehearse_decision(
        city=city_key(request),
        task_id=line.id,
        officer_id=str(officer_of(request).pk),
        decision=decision,
        now=timezone.now(),
    )
    if not drafting.may_word(line, decision):
        return render_foreseen(rehearsed, opened.case.case.service, language_of(request))
    unfit = bool(rehearsed.unworded)
    passages = editor.passages or (word_letter.list_passages(found=opened.case, now=timezone.now()) if unfit else {})
    shown = replace(
        editor, open=editor.open or unfit, problems=(*editor.problems, *rehearsed.unworded), passages=passages,
        language=language_of(request),
    )  # fmt: skip
    return render_foreseen(rehearsed, opened.case.case.service, language_of(request), shown)
