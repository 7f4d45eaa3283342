"""Answers as entries again: what a person would have typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


def _as_entry(value: Any) -> Any:
    if isinstance(value, list) and value and all(isinstance(x, Mapping) and "size" in x for x in value):
        return [str(x["id"]) for x in value]
    return value
