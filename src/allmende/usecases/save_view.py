"""Somebody gives a filter of her inbox a name. It concerns no case and nobody else, so nothing of it is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.apps.cases import views
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation.identity.models import Officer

LONGEST_NAME = 60
LONGEST_QUERY = 500

NO_NAME = Problem("view.name", Text.named("usecases.save_view.view_name"), "name")
TOO_LONG = Problem(
    "view.long_name",
    Text.named("usecases.save_view.view_long_name"),
    "name",
)
TOO_MANY = Problem(
    "view.many",
    Text.named("usecases.save_view.view_many", most=views.MOST),
    "name",
)


def list_views(*, officer: Officer) -> tuple[views.View, ...]:
    """Her saved views, the oldest first."""
    return views.list_views(officer_id=str(officer.pk))


@transaction.atomic
def save_view(*, officer: Officer, name: str, query: str, now: datetime) -> Problem | None:
    """Keep it under that name; a name she has already is overwritten. `query`: as the inbox writes it."""
    cleaned, known = clean_line(name), list_views(officer=officer)
    if not cleaned:
        return NO_NAME
    if len(cleaned) > LONGEST_NAME:
        return TOO_LONG
    if len(known) >= views.MOST and cleaned not in {one.name for one in known}:
        return TOO_MANY
    views.keep(officer_id=str(officer.pk), name=cleaned, query=query[:LONGEST_QUERY], now=now)
    return None


def remove_view(*, officer: Officer, view_id: int) -> bool:
    """Forget one of her views. False where it is not hers, or gone."""
    return views.drop(officer_id=str(officer.pk), view_id=view_id)
