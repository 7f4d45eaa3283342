"""What pages say about the way back to a matter: the code for other devices, a fresh link, forgetting this device, the address."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.cases.queries import CaseView
from allmende.domain.forms import CompiledForm, Entries, Field, FormStep
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal.access import secrets_of
from allmende.ui.form import StepPage
from allmende.usecases import case_links


def code_words(draft: ApplicationDraft) -> str:
    """What a link to this draft asks for on another device: the date of birth, or the code. Nothing for an account's."""
    if draft.account_id is not None:
        return ""
    if not case_links.asks_for_code(draft.service.form, draft.entries):
        return _("Auf einem anderen Gerät fragen wir dann nach Ihrem Geburtsdatum.")
    return _("Ihr Code für andere Geräte: %(code)s. Bitte notieren Sie ihn.") % {"code": case_links.code_of(draft.id)}


def way_back(request: HttpRequest, case: CaseView) -> Mapping[str, object]:
    """The context of `portal/way_back.html`, for the page of a case.

    `address_url` where mails go, `send_url` where a link can be mailed, `code` where no account owns the matter, `forget_url` where this device holds a key.
    """
    anonymous = case.account_id is None
    return {
        "send_url": reverse("portal:send_link", args=[case.id]) if anonymous and case.email else "",
        "address_url": reverse("portal:correct_address", args=[case.id]),
        "code": case_links.code_of(case.id) if anonymous else "",
        "forget_url": reverse("portal:forget_device") if case.id in secrets_of(request) else "",
        "matter_id": case.id,
        "number": case.reference,
        "words": _(
            "Notieren Sie sich die Nummer %(number)s und den Code. Mit beiden finden Sie diese Seite wieder, auch ohne E-Mail."
        )
        % {"number": case.reference}
        if anonymous
        else _("Sie finden diese Seite in Ihrem Konto wieder."),
    }


def email_page(
    email: str, problem: Problem | None, language: str, *, proof: tuple[Field, str] | None = None
) -> StepPage:
    """The one question of a page that asks for an address, drawn like any other.

    `proof`: one more question, which may stay empty, and what was typed there.
    """
    field = Field("email", "email", Text.named("portal.links.email"), autocomplete="email", path="email")
    fields = (field, proof[0]) if proof else (field,)
    entries = {"email": email, **({proof[0].id: proof[1]} if proof else {})}
    where = problem.where if problem and problem.where in entries else "email"
    problems = (Problem(problem.code, problem.text, where),) if problem else ()
    here = frozenset(entries)
    return StepPage(FormStep("email", fields=fields), entries, here, language, frozenset({"email"}), problems)


def proof_field(form: CompiledForm, entries: Entries) -> Field:
    """The question that a link to this matter would ask, for changing its address."""
    if case_links.asks_for_code(form, entries):
        label = Text.named("portal.links.your_code_for_other_devices")
        way = Text.named("portal.links.it_is_on_page_of")
    else:
        label = Text.named("portal.links.your_date_of_birth")
        way = Text.named("portal.links.as_in_your_application_for")
    when = Text.named("portal.links.only_needed_when_you_change")
    help = Text.named("portal.links.when_way", when=Text.of(when), way=Text.of(way))
    return Field("angabe", "text", label, help=help, path="angabe")
