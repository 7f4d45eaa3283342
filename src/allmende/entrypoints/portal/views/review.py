"""Everything on one page before it is sent, and the sending."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import NotFound
from allmende.domain.matter.signing import NAME, is_replaced, say_form
from allmende.domain.matter.telling.following import COUNTS, HEADLINE, until_words
from allmende.entrypoints.portal import service_texts
from allmende.entrypoints.portal.access import access_of, account_id, give_cookie
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.steps import REVIEW, stations, step_url
from allmende.entrypoints.portal.views.form import get_draft
from allmende.entrypoints.portal.views.home import visitor
from allmende.entrypoints.portal.views.service import to_sign_in
from allmende.foundation.access import capability
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import render_answers
from allmende.ui.html import SafeString, esc, join, prose, tag
from allmende.ui.kern import alert, button, link_button, step_progress
from allmende.ui.speak import spoken_date
from allmende.usecases import case_links, review_application, submit_application
from allmende.usecases.review_application import Differences
from allmende.usecases.submit_application import NEEDS_IDENTITY, NotYet


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """GET shows the whole declaration with the fee; POST sends it. Sent twice, it is one case."""
    if request.method == "POST":
        return _send(request, draft_id)
    draft = get_draft(request, draft_id)
    if draft.submitted:
        return HttpResponseRedirect(reverse("portal:case", args=[draft_id]))
    return _page(request, draft)


def _page(request: HttpRequest, draft: ApplicationDraft, problem: SafeString | str = "") -> HttpResponseBase:
    language, today = language_of(request), timezone.localdate()
    seen = review_application.review(draft, today=today, language=language)
    if seen.first_invalid_step:
        return HttpResponseRedirect(_missing(draft.id, seen.first_invalid_step))
    steps = seen.checked.steps
    after = service_texts.text(draft.service, "service.after", language) or _(
        "Wir prüfen Ihre Angaben und melden uns bei Ihnen."
    )
    context: dict[str, object] = {
        "service_name": service_texts.name(draft.service, language),
        "service_url": reverse("portal:service", args=[draft.service.sheet.id]),
        "problem": problem,
        "progress": step_progress(len(steps) + 1, len(steps) + 1),
        "locked": any(row.confirmed for row in seen.rows),
        "answers": render_answers(seen.rows, lambda step_id: step_url(draft.id, step_id, to_review=True)),
        "fee": _fee(seen, draft, language),
        "after": prose(after),
        "person": _person(seen, language),
        "privacy_url": reverse("portal:service_privacy", args=[draft.service.id]),
        "missing": _following(seen, draft, language),
        "form": _form(draft, language),
        "action": reverse("portal:review", args=[draft.id]),
        "key": secrets.token_urlsafe(16),
        "reviewed": seen.stamp,
        "send_button": button(_send_words(seen), class_extra="al-btn-big"),
        "back_link": link_button(
            _("Zurück"), step_url(draft.id, steps[-1]), weight="secondary", icon_name="arrow-back"
        ),
        "later_url": reverse("portal:later", args=[draft.id]),
        "later_button": button(_("Speichern und später weitermachen"), weight="tertiary"),
        "stations": stations(draft, steps, REVIEW, language),
    }
    return render(request, "portal/review.html", context, city=draft.service.city)


def _form(draft: ApplicationDraft, language: str) -> SafeString | str:
    """What form the law asks for, and how this application meets it."""
    identity, level = draft.applicant["identity"], draft.applicant["level"]
    words = say_form(draft.service, identity, level, language)
    done = is_replaced(draft.service, identity, level)
    return alert("success" if done else "info", NAME.spoken(language), words) if words else ""


def _following(seen: review_application.Review, draft: ApplicationDraft, language: str) -> SafeString | str:
    """What may follow and is not there yet, until when, and that the day of sending counts."""
    if not seen.missing:
        return ""
    items = join(tag("li", name) for name in seen.missing)
    words = f"{until_words(draft.service, timezone.localdate(), language)} {COUNTS.spoken(language)}"
    body = SafeString(f'<ul class="kern-list">{items}</ul><p class="kern-body">{esc(words)}</p>')
    return alert("info", HEADLINE.spoken(language), body)


def _person(seen: review_application.Review, language: str) -> str:
    """That a person reads this application, why, and by when she hears from us; empty where the machine may decide."""
    if seen.why_person is None:
        return ""
    words = {
        "unproved": _("Ein Mensch prüft Ihren Antrag, weil Sie sich nicht ausgewiesen haben."),
        "differs": _("Ein Mensch prüft Ihren Antrag, weil eine bestätigte Angabe nicht stimmt."),
        "missing": _("Ein Mensch prüft Ihren Antrag, weil noch etwas fehlt."),
        "represented": _("Ein Mensch prüft Ihren Antrag, weil Sie für jemand anderen handeln."),
        "minor": _(
            "Ein Mensch prüft Ihren Antrag, weil Sie für einen eigenen Antrag noch zu jung sind. Bitte sagen Sie Ihren Eltern oder Ihrem Vormund Bescheid."
        ),
        "other": _("Meist prüft ein Mensch Ihren Antrag, weil Sie für jemand anderen handeln."),
    }[seen.why_person]
    if seen.expected_on is None:
        return words
    return f"{words} " + _("Antwort bis %(day)s.") % {"day": spoken_date(seen.expected_on, language)}


def _send(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    if not case_links.allow_application(account_id=account_id(request), sender=visitor(request), now=timezone.now()):
        return errors.too_many(request, 3600)
    try:
        outcome = submit_application.submit_application(
            city=city_key(request),
            draft_id=draft_id,
            access=access_of(request, draft_id),
            key=request.POST.get("key", ""),
            reviewed=request.POST.get("gesehen", ""),
            now=timezone.now(),
            today=timezone.localdate(),
        )
    except NotFound as unknown:
        raise Http404 from unknown
    if not isinstance(outcome, NotYet):
        response = HttpResponseRedirect(reverse("portal:case", args=[outcome.case_id]))
        secret = access_of(request, draft_id).secret
        if secret and account_id(request) is None:
            for case_id in outcome.beside:
                give_cookie(request, response, case_id, secret)
        return response
    if outcome.step_id:
        return HttpResponseRedirect(_missing(draft_id, outcome.step_id))
    draft = get_draft(request, draft_id)
    if NEEDS_IDENTITY in outcome.problems:
        return to_sign_in(
            reverse("portal:review", args=[draft_id]), draft.service.sheet.trust_level, draft.service.sheet.id
        )
    if outcome.differs:
        return _page(request, draft, _changed(outcome.differs, draft, language_of(request)))
    words = " ".join(problem.text.spoken(language_of(request)) for problem in outcome.problems)
    return _page(request, draft, alert("danger", _("Das Absenden hat nicht geklappt"), words, role="alert"))


def _changed(differs: Differences, draft: ApplicationDraft, language: str) -> SafeString:
    """What is not as it was reviewed, by name; the new summary stands below."""
    title = _("Seit Sie geprüft haben, hat sich etwas geändert")
    fields = (draft.service.form.find(id_) for id_ in differs.fields)
    names = [field.label.spoken(language) for field in fields if field]
    names += [_("die Gebühr")] if differs.fee else []
    names += [_("die Regeln der Leistung")] if differs.release else []
    if not names:
        return alert("warning", _("Bitte prüfen Sie alles, bevor Sie absenden."), role="alert")
    words = _("Geändert: %(fields)s. Bitte sehen Sie noch einmal nach und senden Sie dann ab.")
    return alert("warning", title, words % {"fields": ", ".join(names)}, role="alert")


def _missing(draft_id: str, step_id: str) -> str:
    """To the step where something is missing, which says what, and back here afterwards."""
    return step_url(draft_id, step_id, to_review=True, problems=True)


def _fee(seen: review_application.Review, draft: ApplicationDraft, language: str) -> SafeString | str:
    """The fee with its lines; where it is only known later, words that say so. "Nothing" only where nothing can follow."""
    if seen.free:
        return prose(_("Dieser Antrag kostet nichts."))
    if seen.fee is None or not seen.fee.total:
        return prose(
            _(
                "Wie viel Sie zahlen, zeigen wir Ihnen nach dem Absenden. Sie zahlen nichts, bevor Sie den Betrag gesehen haben."
            )
        )
    when = {
        "before_decision": _("Sie zahlen nach dem Absenden, sicher online."),
        "with_notice": _("Sie zahlen erst, wenn der Bescheid da ist."),
    }.get(draft.service.sheet.payment, "")
    return SafeString(service_texts.fee_table(seen.fee.lines, seen.fee.total, language) + prose(when))


def _send_words(seen: review_application.Review) -> str:
    """The button says what it does, and that it costs something."""
    return _("Kostenpflichtig absenden") if seen.fee and seen.fee.total else _("Jetzt absenden")
