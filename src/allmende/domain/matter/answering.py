"""Answers as entries again: what a person would have typed, and what the form says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.forms import Checked, Upload, check_all
from allmende.domain.forms.entry import entry_of
from allmende.domain.matter.model import Matter


def entries_of(matter: Matter) -> dict[str, Any]:
    """Answers as entries again, so that a page can show and change them, or a form check them."""
    asked = [one for step in matter.service.form.steps for one in step.fields]
    return {
        one.id: entry_of(one, _as_entry(matter.answers[one.id]))
        for one in asked
        if matter.answers.get(one.id) is not None
    }


def check_stored(matter: Matter, uploads: Mapping[str, Upload] | None = None) -> Checked:
    """The whole form with the answers as they are kept, by the rules of the day of the application.

    Says what is asked (`visible`), missing (`problems`) and proved by the sign-in (`confirmed`).
    """
    context = matter.service.context(matter.received_on, matter.applicant.names(), uploads)
    return check_all(matter.service.form, entries_of(matter), context)


def _as_entry(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(x, Mapping) and "size" in x for x in value):
        return [str(x["id"]) for x in value]
    return value
