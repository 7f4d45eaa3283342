"""Somebody starts an application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from allmende.apps.applications import operations as applications
from allmende.apps.applications.rules import opening_level
from allmende.apps.catalogue import queries as catalogue
from allmende.domain import forms
from allmende.domain.forms import CompiledForm
from allmende.domain.ports.identity import TrustLevel
from allmende.domain.values import Problem, Text
from allmende.usecases.connections import why_offline

NOT_OFFERED = Problem(
    "service.not_offered",
    Text.named("usecases.begin_application.service_not_offered"),
)
NEEDS_ACCOUNT = Problem(
    "service.needs_account",
    Text.named("usecases.begin_application.service_needs_account"),
)

AT_A_NOTICE = Problem(
    "service.at_a_notice",
    Text.named("usecases.begin_application.service_at_a_notice"),
)


@dataclass(frozen=True, slots=True)
class BegunDraft:
    """The new draft. `secret` belongs into the browser's cookie and nowhere else; empty where the account opens it."""

    draft_id: str
    secret: str
    first_step: str


def begin_application(
    *,
    city: str,
    service_id: str,
    language: str,
    account_id: str | None,
    now: datetime,
    day: date,
    level: TrustLevel = "none",
    known: Mapping[str, Any] | None = None,
    entries: Mapping[str, Any] | None = None,
    contests: Mapping[str, str] | None = None,
    follows: str = "",
    offered: catalogue.OfferedService | None = None,
) -> BegunDraft | Problem:
    """A fresh draft of that service for this visitor, signed in at `level`. `known`: answers that are filled in already;
    `entries`: all of them as they would be typed, declarations too.

    `contests`: case and letter an objection is about; `follows`: the case whose holding it is about; who calls has asked whether that may be. `offered`: the service, where who
    calls has just read it. Problems: not offered here, or
    not online as long as something is not set up, or only with an account, or only at a notice.
    """
    offered = offered or catalogue.find_offered(city=city, service_id=service_id, day=day)
    if offered is None:
        return NOT_OFFERED
    service = offered.service
    if why_offline(service):
        return NOT_OFFERED
    if service.sheet.account == "required" and account_id is None:
        return NEEDS_ACCOUNT
    if (service.sheet.contests is not None) != bool(contests):
        return AT_A_NOTICE
    steps = forms.check_all(service.form, {}, service.context(day, {})).steps
    draft = applications.open_draft(
        adoption_id=offered.adoption_id,
        service_id=service_id,
        language=language,
        account_id=account_id,
        level=opening_level(level, cast(TrustLevel, service.sheet.trust_level)),
        entries=entries_of(service.form, known or {}) if entries is None else entries,
        contests=contests or ({"case": follows} if follows else None),
        now=now,
        today=day,
    )
    return BegunDraft(draft.draft_id, draft.secret, steps[0])


def entries_of(form: CompiledForm, known: Mapping[str, Any]) -> dict[str, Any]:
    """Known values as the form's entries. Files, declarations, computed values and texts to read are given anew."""
    return {
        field.id: entry for step in form.steps for field in step.fields if (entry := _entry(field, known)) is not None
    }


def _entry(field: forms.Field, known: Mapping[str, Any]) -> Any:
    value = known.get(field.id)
    if value is None or field.type in ("file", "declaration", "computed", "information"):
        return None
    if field.type != "group":
        return forms.typed(value)
    rows = [{one.id: _entry(one, row) for one in field.fields} for row in value]
    return [{name: entry for name, entry in row.items() if entry is not None} for row in rows]
