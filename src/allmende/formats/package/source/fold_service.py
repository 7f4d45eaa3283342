"""The way back: service.yaml of the exchange form as authors write it. What process and decisions say stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.package.parties import APPLICANT
from allmende.formats.schemas.source_service import SAME

FIXED = "deadline."


def fold_service(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """service.yaml of a source."""
    found = {key.name: sheet[key.name] for key in SAME if key.name in sheet}
    found["parties"] = _parties(sheet)
    parameters = {one["id"]: _parameter(one) for one in sheet.get("parameters") or ()}
    return found | ({"parameters": parameters} if parameters else {})


def fold_deadlines(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """The periods of the sheet by id."""
    return {
        one["id"]: {key: value for key, value in one.items() if key != "id"} for one in sheet.get("deadlines") or ()
    }


def _parties(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """Roles by id, the applicant first, who carries level and account."""
    roles = {
        one["id"]: {key: said for key, said in one.items() if key != "id"} for one in sheet.get("applicants") or ()
    }
    own = {"level": sheet["trust_level"], "account": sheet["account"], **roles.pop(APPLICANT, {})}
    return {APPLICANT: own, **roles}


def _parameter(parameter: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "needed" if key == "required" else key: value
        for key, value in {"required": False, **parameter}.items()
        if key != "id"
    }
