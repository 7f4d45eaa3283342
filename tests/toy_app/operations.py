"""The write door for visits: an effect keeps one, a job confirms it, the end of the case's time deletes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from allmende.domain.matter.outcome import Effect, StepContext
from allmende.foundation.owns import Keep
from tests.toy_app.models import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepVisit(Effect):
    day: date


def keep(effect: KeepVisit, step: StepContext) -> None:
    Visit.objects.create(case_id=step.case_id, day=effect.day)


def confirm_all() -> None:
    Visit.objects.update(confirmed=True)


def confirm(*, case_id: str) -> None:
    Visit.objects.filter(pk=case_id).update(confirmed=True)


def delete_of_case(*, case_id: str) -> dict[str, int]:
    return {"visits": Visit.objects.filter(pk=case_id).delete()[0]}


EFFECTS: Mapping[type[Effect], Keep] = {KeepVisit: keep}
