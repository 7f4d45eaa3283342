"""A case: its page, documents, messages, withdrawal."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView
from allmende.apps.notices import queries as notices
from allmende.domain.forms import Field, Step
from allmende.domain.matter.telling import state_of, tell
from allmende.domain.matter.telling.states import BRIEF
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal import casework, links
from allmende.entrypoints.portal import told as services
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.waiting import wait_for_outcome
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.form import StepPage, render_fields
from allmende.ui.form.page import text_at
from allmende.ui.html import SafeString, prose
from allmende.ui.kern import alert, button
from allmende.usecases import retrieve_notice, withdraw, write_message

MESSAGES_PER_HOUR = 20
MESSAGE_LENGTH = 4000
TOO_MANY = Problem(
    "message.too_many",
    Text(
        "Das waren sehr viele Nachrichten. Bitte senden Sie diese in einer Stunde noch einmal.",
        "These were very many messages. Please send this one again in an hour.",
    ),
    "nachricht",
)


@capability
@require_safe
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """Done page and status page in one: the outcome, documents, messages, what happened.

    Where the citizen acted just now, the answer waits for the outcome.
    """
    found = get_case(request, case_id)
    if state_of(found.facts, timezone.now(), timezone.localdate()) in BRIEF and wait_for_outcome(case_id):
        found = get_case(request, case_id)
    return case_page(request, found)


@capability
@require_POST
def message(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """The citizen writes to the office."""
    found, now = get_case(request, case_id), timezone.now()
    text = text_at(request.POST, "nachricht", MESSAGE_LENGTH + 1)
    review = "pruefen" in request.POST
    problem = None if review and not text else _message_problem(text)
    if not memory.allow("message", case_id, limit=MESSAGES_PER_HOUR, per=timedelta(hours=1), now=now):
        return case_page(request, found, message_text=text, message_problem=TOO_MANY, status=429)
    if problem is None:
        problem = write_message.write_as_citizen(
            city=city_key(request),
            case_id=case_id,
            access=access_of(request, case_id),
            text=text,
            key=request.POST.get("key", "")[:80] or secrets.token_urlsafe(16),
            now=now,
            review=review,
        )
    if problem:
        return case_page(request, found, message_text=text, message_problem=problem)
    return to_case(case_id)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET asks whether it is meant; POST withdraws the application."""
    found = get_case(request, case_id)
    if found.bound:
        return to_case(case_id)
    if request.method == "POST":
        problem = withdraw.withdraw(
            city=city_key(request), case_id=case_id, access=access_of(request, case_id), now=timezone.now()
        )
        if problem is None:
            return to_case(case_id)
        words = alert("danger", _("Das geht nicht mehr"), problem.text.spoken(language_of(request)))
        return _confirm(request, found, words)
    return _confirm(request, found, "")


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
    message_text: str = "",
    message_problem: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    """The case's page, with a message that was not taken still in its field."""
    language, now, today = language_of(request), timezone.now(), timezone.localdate()
    key, told = city_key(request), tell(found.matter, now, today, language)
    fee = found.fee
    context: dict[str, object] = {
        "service_name": services.name(found.service, language),
        "reference": found.reference,
        "look_again_after": casework.look_again_after(found, told, now),
        "news": casework.news(found, told, now),
        "unsent": casework.unsent(found, language),
        "replaced_address": casework.replaced_address(found, language, now),
        "outcome": casework.outcome(found, told, focus=casework.just_acted(found, now)),
        "missing": casework.missing(found, language, today),
        "documents": casework.documents(found, notices.list_notices(city=key, case_id=found.id), language),
        "story": casework.story(found, language),
        "fee": services.fee_table(fee.lines, fee.total, language) if fee and fee.total else "",
        "messages": casework.messages(found.messages, found.service.city.name, language),
        "message_field": render_fields(_message_page(message_text, message_problem, language)),
        "message_key": secrets.token_urlsafe(16),
        "message_action": reverse("portal:message", args=[found.id]),
        "review": told.ended,
        "caution": told.caution,
        "withdraw_url": "" if found.bound else reverse("portal:withdraw", args=[found.id]),
        "bound": found.bound.text.spoken(language) if found.bound and not told.ended else "",
        "way_back": links.way_back(request, found),
        "unit": services.unit_box(services.unit_of(found.service, found.service.city), language),
    }
    return render(request, "portal/case.html", context, city=found.service.city, status=status)


def _confirm(request: HttpRequest, found: CaseView, problem: SafeString | str) -> HttpResponse:
    context: dict[str, object] = {
        "title": _("Antrag zurückziehen"),
        "problem": problem,
        "words": prose(
            _(
                "Wir bearbeiten den Antrag dann nicht weiter. Das können Sie nicht rückgängig machen. Sie können jederzeit einen neuen stellen."
            )
        ),
        "action": reverse("portal:withdraw", args=[found.id]),
        "button": button(_("Ja, Antrag zurückziehen")),
        "back_url": reverse("portal:case", args=[found.id]),
        "back_words": _("Nein, zurück"),
    }
    return render(request, "portal/confirm.html", context, city=found.service.city)


def _message_problem(text: str) -> Problem | None:
    if not text:
        return Problem(
            "required", Text("Bitte schreiben Sie Ihre Nachricht.", "Please write your message."), "nachricht"
        )
    if len(text) > MESSAGE_LENGTH:
        words = Text(
            f"Bitte kürzen Sie auf {MESSAGE_LENGTH} Zeichen.", f"Please shorten to {MESSAGE_LENGTH} characters."
        )
        return Problem("too_long", words, "nachricht")
    return None


def _message_page(text: str, problem: Problem | None, language: str) -> StepPage:
    field = Field(
        "nachricht", "textarea", Text("Ihre Nachricht", "Your message"), max_length=MESSAGE_LENGTH, path="nachricht"
    )
    problems = (Problem(problem.code, problem.text, "nachricht"),) if problem else ()
    here = frozenset({"nachricht"})
    return StepPage(Step("message", fields=(field,)), {"nachricht": text}, here, language, here, problems)
