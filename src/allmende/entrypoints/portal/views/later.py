"""Leave an application and go on later, on any device, by a link in a mail. What the link opens: `links`."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.applications.queries import ApplicationDraft
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem
from allmende.entrypoints.portal import links, service_texts
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.steps import step_url
from allmende.entrypoints.portal.views.form import get_draft
from allmende.entrypoints.portal.views.home import visitor
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import render_error_summary, render_fields
from allmende.ui.form.page import text_at
from allmende.ui.kern import alert
from allmende.ui.speak import spoken_date
from allmende.usecases import save_for_later

LINKS_PER_HOUR = 10


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def later(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """GET asks where the link should go; POST sends it."""
    draft = get_draft(request, draft_id)
    if draft.submitted:
        return HttpResponseRedirect(reverse("portal:case", args=[draft_id]))
    if request.method != "POST":
        return _page(request, draft, email=_known_address(draft))
    email = text_at(request.POST, "email")
    now = timezone.now()
    if not memory.allow("later", draft_id, limit=LINKS_PER_HOUR, per=timedelta(hours=1), now=now):
        return errors.too_many(request, 3600)
    problem = save_for_later.save_for_later(
        city=city_key(request),
        draft_id=draft_id,
        access=access_of(request, draft_id),
        email=email,
        sender=visitor(request),
        now=now,
    )
    if problem:
        return _page(request, draft, email=email, problem=problem)
    words = _("Der Link ist unterwegs an %(email)s. Er gilt bis zum %(day)s.") % {
        "email": str(read_mail_address(email)),
        "day": spoken_date(draft.expires_on, language_of(request)),
    }
    told_code = links.code_words(draft)
    return _page(
        request,
        draft,
        sent=alert("success", _("Ihr Antrag ist gespeichert"), f"{words} {told_code}".strip(), level=1),
    )


def _page(
    request: HttpRequest, draft: ApplicationDraft, *, email: str = "", problem: Problem | None = None, sent: str = ""
) -> HttpResponse:
    language = language_of(request)
    page = links.email_page(email, problem, language)
    step = request.GET.get("schritt", "")
    known = {step.id for step in draft.service.form.steps}
    context: dict[str, object] = {
        "service_name": service_texts.name(draft.service, language),
        "sent": sent,
        "errors": render_error_summary(page),
        "field": render_fields(page),
        "action": request.get_full_path(),
        "kept_until": _("Wir heben den Antrag bis zum %(day)s auf. Danach löschen wir ihn.")
        % {"day": spoken_date(draft.expires_on, language)},
        "back_url": step_url(draft.id, step) if step in known else reverse("portal:draft", args=[draft.id]),
    }
    return render(request, "portal/later.html", context, city=draft.service.city)


def _known_address(draft: ApplicationDraft) -> str:
    """The address typed in the form, else the account's."""
    for field in draft.service.form.fields():
        typed = draft.entries.get(field.id)
        if field.type == "email" and isinstance(typed, str) and typed:
            return typed
    return str(draft.applicant.get("attributes", {}).get("email") or "")
