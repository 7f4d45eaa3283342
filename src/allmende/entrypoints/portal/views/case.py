"""A case: its page, documents, messages."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView
from allmende.apps.notices import queries as notices
from allmende.domain.forms import Field, FormStep, Option
from allmende.domain.matter.clock import list_clocks
from allmende.domain.matter.deemed_proof import may_ask
from allmende.domain.matter.enclosures import ENCLOSED, choose_enclosed
from allmende.domain.matter.hearing import ANSWER, OTHER
from allmende.domain.matter.reviewing import find_reviewable
from allmende.domain.matter.status import unanswered_hearing
from allmende.domain.matter.suspending import may_ask as may_ask_suspension
from allmende.domain.matter.telling import state_of, tell
from allmende.domain.matter.telling.states import BRIEF
from allmende.domain.matter.withdrawing import LATE
from allmende.domain.values import Problem, Text, last_day
from allmende.entrypoints.portal import casework, links
from allmende.entrypoints.portal import service_texts as services
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.appointing import appointment_box
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.held import as_held, held_lines
from allmende.entrypoints.portal.objecting import objection_box
from allmende.entrypoints.portal.together import together_box
from allmende.entrypoints.portal.views.form import SubmitAction, posted_fields, take_files
from allmende.entrypoints.portal.waiting import wait_while_brief
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.clock import render_clocks
from allmende.ui.form import StepPage, Uploaded, render_fields
from allmende.ui.form.page import text_at
from allmende.ui.html import SafeString, join
from allmende.ui.speak import spoken_date
from allmende.usecases import answer_wish, read_holdings, renew_holding, retrieve_notice, upload_file, write_message

MESSAGES_PER_HOUR = 20
MESSAGE_LENGTH = 4000
TOO_MANY = Problem(
    "message.too_many",
    Text.named("portal.views.case.message_too_many"),
    "nachricht",
)


@dataclass(frozen=True, slots=True)
class MessageInput:
    """A message as typed: ids of the files uploaded for it, what was refused by field, and why it was not sent."""

    text: str = ""
    about: str = ""
    files: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None


NOTHING_TYPED = MessageInput()


@capability
@require_safe
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Done page and status page in one: the outcome, documents, messages, what happened.

    Where the citizen acted just now, the answer waits for the outcome.
    """
    found = get_case(request, case_id)
    if state_of(found.facts, timezone.now(), timezone.localdate()) in BRIEF and wait_while_brief(case_id):
        found = get_case(request, case_id)
    return case_page(request, found)


@capability
@require_POST
def message(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """The citizen writes to the office, with files if she likes. What is not sent stays in the form."""
    found, now, wish = get_case(request, case_id), timezone.now(), SubmitAction.of(request)
    if wish.name == "keep":
        return HttpResponse(status=204)
    typed = MessageInput(text_at(request.POST, "nachricht", MESSAGE_LENGTH + 1), text_at(request.POST, ABOUT.id, 20))
    posted = posted_fields(request)
    taken = take_files(request, case_id, posted)
    typed = replace(typed, files=tuple(posted.get(ENCLOSED.path, ())), refused=taken.problems)
    if wish.name == "unlink" and wish.path == ENCLOSED.path:
        upload_file.remove_enclosed(
            city=city_key(request), case_id=case_id, access=access_of(request, case_id), upload_id=wish.rest, now=now
        )
        typed = replace(typed, files=tuple(file for file in typed.files if file != wish.rest))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(_message_fields(found, typed, language_of(request)))
    if wish.name in ("unlink", "upload") or taken.problems:
        return case_page(request, found, typed=typed)
    problem = _send(request, found, typed, now)
    if problem is None:
        return to_case(case_id)
    status = 429 if problem is TOO_MANY else 200
    return case_page(request, found, typed=replace(typed, problem=problem), status=status)


def _send(request: HttpRequest, found: CaseView, typed: MessageInput, now: datetime) -> Problem | None:
    review = "pruefen" in request.POST
    problem = None if not typed.text and (review or any(typed.files)) else _message_problem(typed.text)
    if problem is not None:
        return problem
    if not memory.allow("message", found.id, limit=MESSAGES_PER_HOUR, per=timedelta(hours=1), now=now):
        return TOO_MANY
    return write_message.write_as_citizen(
        city=city_key(request),
        case_id=found.id,
        access=access_of(request, found.id),
        text=typed.text,
        key=request.POST.get("key", "")[:80] or secrets.token_urlsafe(16),
        now=now,
        review=review,
        suspend="aussetzen" in request.POST,
        about=typed.about,
        files=typed.files,
    )


@capability
@require_POST
def deemed_proof(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """The citizen wants it in writing that her application counts as approved. The page says what came of it."""
    try:
        answer_wish.ask_deemed_proof(
            city=city_key(request), case_id=case_id, access=access_of(request, case_id), now=timezone.now()
        )
    except NotFound as unknown:
        raise Http404 from unknown
    return to_case(case_id)


@capability
@require_GET  # no HEAD: the first retrieval is evidence, and nobody has read what was not sent
def document(request: HttpRequest, case_id: str, notice_id: str) -> HttpResponseBase:
    """A letter as PDF. The first retrieval of a notice is evidence of its announcement."""
    found = retrieve_notice.retrieve_notice(
        city=city_key(request),
        case_id=case_id,
        notice_id=notice_id,
        access=access_of(request, case_id),
        now=timezone.now(),
    )
    if found is None:
        raise Http404
    return sent_file(found)


def get_case(request: HttpRequest, case_id: str) -> CaseView:
    """The case this visitor may open. Error: 404 for unknown and foreign ones alike."""
    found = cases.get_case(
        city=city_key(request),
        case_id=case_id,
        access=access_of(request, case_id),
        today=timezone.localdate(),
    )
    if found is None:
        raise Http404
    return found


def sent_file(found: retrieve_notice.Download) -> HttpResponseBase:
    """A stored file, shown in the browser under its name, never sniffed, never kept by a shared computer."""
    return HttpResponse(
        found.content,
        content_type=found.content_type,
        headers={"Content-Disposition": f'inline; filename="{found.name}"'},
    )


def to_case(case_id: str) -> HttpResponseRedirect:
    """To the case's page, which says from the facts what there is to say."""
    return HttpResponseRedirect(reverse("portal:case", args=[case_id]))


def case_page(
    request: HttpRequest,
    found: CaseView,
    *,
    typed: MessageInput = NOTHING_TYPED,
    status: int = 200,
) -> HttpResponse:
    """The case's page, with a message that was not taken still in its fields."""
    language, now, today = language_of(request), timezone.now(), timezone.localdate()
    key = city_key(request)
    held = read_holdings.list_held(city=key, case_id=found.id, facts=found.facts, today=today)
    told = as_held(tell(found.matter, now, today, language), held, today, language)
    fee, reviewable = found.fee, find_reviewable(found.matter, today)
    context: dict[str, object] = {
        "service_name": services.name(found.service, language),
        "reference": found.reference,
        "look_again_after": casework.look_again_after(found, told, now),
        "news": join((casework.arrived(found, language, now), casework.news(found, told, now))),
        "unsent": casework.unsent(found, language),
        "replaced_address": casework.replaced_address(found, language, now),
        "outcome": casework.outcome(found, told, focus=casework.just_acted(found, now)),
        "missing": casework.missing(found, language, today),
        "clocks": render_clocks(list_clocks(found.matter, today), today, language),
        "signature": casework.signature(found, language),
        "together": together_box(request, found),
        "appointment": appointment_box(found, key, now, language),
        "documents": casework.documents(found, notices.list_notices(city=key, case_id=found.id), language),
        "story": casework.story(found, language),
        "fee": services.fee_table(fee.lines, fee.total, language) if fee and fee.total else "",
        "messages": casework.messages(found, language),
        "message_field": _message_fields(found, typed, language),
        "message_key": secrets.token_urlsafe(16),
        "message_action": reverse("portal:message", args=[found.id]),
        "review": told.ended,
        "may_suspend": may_ask_suspension(found.facts),
        "reviewable": reviewable.words.spoken(language) if reviewable else "",
        "deemed_proof_url": reverse("portal:deemed_proof", args=[found.id]) if may_ask(found.matter) else "",
        "caution": told.caution,
        "held": held_lines(held, today, language),
        **(_renewing(found, key, today, language) if held else {"renew_url": ""}),
        "holder_acts": _holder_acts(found, key, today, language) if held else [],
        "objection": objection_box(request, found, today, language),
        "withdraw_url": "" if found.bound else reverse("portal:withdraw", args=[found.id]),
        "bound": found.bound.text.spoken(language) if found.bound and not told.ended else "",
        "too_late": found.bound is not None and found.bound.code == LATE,
        "way_back": links.way_back(request, found),
        "unit": services.unit_box(services.unit_of(found.service, found.service.city), language),
    }
    return render(request, "portal/case.html", context, city=found.service.city, status=status)


def _renewing(found: CaseView, city: str, today: date, language: str) -> dict[str, object]:
    """The way to renew what this case entered, from the first reminder on; and that it is under way."""
    ending = renew_holding.find_renewable(city=city, case_id=found.id, today=today)
    if ending is None:
        return {"renew_url": ""}
    words = _("%(number)s gilt bis %(day)s.") % {
        "number": ending.number, "day": spoken_date(last_day(ending.until), language),
    }  # fmt: skip
    running = renew_holding.find_running(city=city, entry_id=ending.entry.id, until=ending.until)
    return {
        "renew_url": reverse("portal:renew", args=[found.id]),
        "renew_words": words,
        "renewing": running is not None,
    }


def _holder_acts(found: CaseView, city: str, today: date, language: str) -> list[tuple[str, str]]:
    """Name and address of what a holder may apply for: another plate, a replacement."""
    acts = renew_holding.list_acts(city=city, case_id=found.id, today=today)
    return [
        (act.act.name.spoken(language), reverse("portal:holder_act", args=[found.id, act.id]))
        for act in acts
        if act.act.name
    ]


def _message_problem(text: str) -> Problem | None:
    if not text:
        return Problem("required", Text.named("portal.views.case.required"), "nachricht")
    if len(text) > MESSAGE_LENGTH:
        words = Text.named("portal.views.case.please_shorten_to_message_length", message_length=MESSAGE_LENGTH)
        return Problem("too_long", words, "nachricht")
    return None


def _message_fields(found: CaseView, typed: MessageInput, language: str) -> SafeString:
    """The field for a message and room for files; during a hearing first whether it is the answer."""
    text = Field(
        "nachricht", "textarea", Text.named("portal.views.case.nachricht"), max_length=MESSAGE_LENGTH, path="nachricht"
    )
    heard = unanswered_hearing(found.facts) is not None
    fields = (*((ABOUT,) if heard else ()), text, ENCLOSED)
    problem, at_files = typed.problem, dict(typed.refused)
    if problem and problem.where == ENCLOSED.path:
        at_files.setdefault(ENCLOSED.path, problem.text.spoken(language))
        problem = None
    where = problem.where if problem and problem.where == ABOUT.id else "nachricht"
    stored = applications.list_uploads(draft_id=found.id) if any(typed.files) else {}
    named = choose_enclosed(found.facts, stored, typed.files)
    page = StepPage(
        step=FormStep("message", fields=fields),
        entries={"nachricht": typed.text, ABOUT.id: typed.about, ENCLOSED.id: list(named)},
        visible=frozenset(one.id for one in fields),
        language=language,
        required=frozenset(one.id for one in fields if one is not ENCLOSED),
        problems=(Problem(problem.code, problem.text, where),) if problem else (),
        uploads={key: Uploaded(key, stored[key].name, stored[key].size) for key in named},
        upload_problems=at_files,
    )
    return render_fields(page)


ABOUT = Field(
    "worum",
    "choice",
    Text.named("portal.views.case.worum"),
    options=(
        Option(
            ANSWER,
            Text.named("portal.views.case.this_is_my_reply_to"),
        ),
        Option(OTHER, Text.named("portal.views.case.it_is_about_something_else")),
    ),
    path="worum",
)
