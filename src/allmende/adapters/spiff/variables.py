"""Values of a token ↔ JSON texts. To SpiffWorkflow every variable is an opaque text: it cannot merge two
branches' contexts into one another, nor turn an amount into a float."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo


def encode(value: Any) -> str:
    """One value as text. Error: `TypeError` for anything but JSON's own types, Decimal, dates, times, durations."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(text: str) -> Any:
    """The value again."""
    return _rich(json.loads(text))


def encode_all(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: encode(value) for name, value in values.items()}


def decode_all(data: Mapping[str, str]) -> dict[str, Any]:
    return {name: decode(value) for name, value in data.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        raise TypeError("A float is no value of a process; use Decimal.")
    tagged = _tagged(value)
    if tagged is not None:
        return tagged
    if isinstance(value, Mapping):
        if any(not isinstance(key, str) or key.startswith("$") for key in value):
            raise TypeError("Keys of a process value are texts that do not begin with $.")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is no value of a process.")


def _tagged(value: Any) -> dict[str, Any] | None:
    match value:
        case Decimal():
            return {"$decimal": str(value)}
        case datetime():
            zone = value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None
            stated = {"$moment": value.isoformat()}
            return stated | {"zone": zone} if zone else stated
        case date():
            return {"$date": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case timedelta():
            return {"$microseconds": (value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds}
    return None


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return [_rich(item) for item in value]
    if not isinstance(value, dict):
        return value
    match value:
        case {"$decimal": text}:
            return Decimal(text)
        case {"$moment": text, "zone": zone}:
            return datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
        case {"$moment": text}:
            return datetime.fromisoformat(text)
        case {"$date": text}:
            return date.fromisoformat(text)
        case {"$time": text}:
            return time.fromisoformat(text)
        case {"$microseconds": number}:
            return timedelta(microseconds=number)
    return {key: _rich(item) for key, item in value.items()}
