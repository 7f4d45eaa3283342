"""overlays/<service>.yaml as typed changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.package import Overlay, OverlayChange
from allmende.domain.package.texts import Texts, flatten
from allmende.domain.values import Text
from allmende.formats.package.documents import Documents
from allmende.formats.package.form import FormReader

VERBS = ("set", "hide", "add", "replace", "route")


def read_overlay(documents: Documents, name: str) -> Overlay:
    """The changes of one file, in order."""
    changes = documents.plain(name)["changes"]
    return Overlay(tuple(_change(documents, one, f"{name}#/changes/{at}") for at, one in enumerate(changes)))


def _change(documents: Documents, data: Mapping[str, Any], source: str) -> OverlayChange:
    verb = next(verb for verb in VERBS if verb in data)
    target = data["after"] if verb == "add" else data[verb]
    value, reason = _value(documents, verb, data, source), data.get("reason") or ""
    return OverlayChange(verb, data["id"], target, value, reason, source)  # type: ignore[arg-type]


def _value(documents: Documents, verb: str, data: Mapping[str, Any], source: str) -> Any:
    if verb == "add":
        field = FormReader(documents).field(data["field"], "", f"{source}/field")
        words = {
            language: {f"field.{field.path}.{text_id}": text for text_id, text in flatten(tree)}
            for language, tree in data["texts"].items()
        }
        return field, dict(Texts.of(words))
    if verb == "replace":
        said = data["with"]
        return Text.of(said) if isinstance(said, Mapping) else Text(str(said))
    return data.get("to")
