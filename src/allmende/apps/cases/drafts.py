"""What somebody typed at an open task and has not decided yet: kept over a reload, and never over what a colleague typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmende.apps.cases import operations
from allmende.apps.cases.models import TaskDraft


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """Field → values as posted; who saved it last and when. `version` 0: nothing was saved yet."""

    typed: Mapping[str, Sequence[str]]
    version: int
    officer_id: str
    officer_name: str
    saved_at: datetime | None


NOTHING = TypedDraft({}, 0, "", "", None)


def find(*, task_id: str) -> TypedDraft:
    """What stands there. One statement."""
    row = TaskDraft.objects.filter(task_id=task_id).select_related("officer").first()
    if row is None:
        return NOTHING
    return TypedDraft(row.typed, row.version, str(row.officer_id), row.officer.name, row.saved_at)


@transaction.atomic
def keep(
    *, task_id: str, case_id: str, typed: Mapping[str, Sequence[str]], version: int, officer_id: str, now: datetime
) -> bool:
    """Save it. False where another version than the one she saw stands there, with other words: that one stays."""
    operations.lock(case_id=case_id)
    known = find(task_id=task_id)
    if known.version and known.typed == typed:
        return True
    if known.version != version:
        return False
    values = {"case_id": case_id, "typed": typed, "version": version + 1, "officer_id": officer_id, "saved_at": now}
    TaskDraft.objects.update_or_create(task_id=task_id, defaults=values)
    return True


def drop(*, task_id: str) -> None:
    """The task is decided: her words are in the facts. The caller holds the transaction."""
    TaskDraft.objects.filter(task_id=task_id).delete()
