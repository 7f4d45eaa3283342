"""FEEL values of a token ↔ JSON texts. To SpiffWorkflow every variable is an opaque text: it cannot merge two
branches' contexts into one another, nor turn an amount into a float."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from allmende.feel.values.convert import to_feel
from allmende.feel.values.wire import from_json, to_json


def encode(value: Any) -> str:
    """One value as text. Error: `TypeError` for what is no FEEL value, above all a float."""
    return json.dumps(to_json(to_feel(value)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(text: str) -> Any:
    """The value again: numbers are Decimal, durations FEEL's own."""
    return from_json(json.loads(text))


def encode_all(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: encode(value) for name, value in values.items()}


def decode_all(data: Mapping[str, str]) -> dict[str, Any]:
    return {name: decode(value) for name, value in data.items()}
