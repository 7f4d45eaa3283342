"""service.yaml as a service sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allmende.domain.package import (
    ApplicantRole,
    DataRecipient,
    DatedValue,
    Deadline,
    ParameterSpec,
    RefusalGround,
    RemedyException,
    Retention,
    ServiceSheet,
    Tariff,
    Watch,
)
from allmende.domain.values import Period, Text

UNITS = ("days", "working_days", "weeks", "months")

Plain = Mapping[str, Any]


def read_sheet(data: Plain) -> ServiceSheet:
    """The sheet of shape-checked data. Error: `ValueError` for a period that ends before it begins."""
    retention = data["retention"]
    return ServiceSheet(
        id=data["id"],
        version=data["version"],
        leika=data.get("leika") or "",
        audience=tuple(data["audience"]),
        life_situation=data["life_situation"],
        legal_basis=tuple(data["legal_basis"]),
        trust_level=data["trust_level"],
        account=data["account"],
        payment=data["payment"],
        unit=data["unit"],
        remedy=data["remedy"],
        file_plan=data["file_plan"],
        retention=Retention(retention["duration"], retention["after"], retention["basis"], retention["status"]),
        written_form=bool(data.get("written_form")),
        automatic_decision=data.get("automatic_decision"),
        objection_excluded=data.get("objection_excluded"),
        procedure_law=data.get("procedure_law"),
        remedy_exception=RemedyException(**data["remedy_exception"]) if data.get("remedy_exception") else None,
        watch=_watch(data["watch"]) if data.get("watch") else None,
        result=data.get("result") or "",
        parameters=tuple(_parameter(one) for one in data.get("parameters") or ()),
        slots=tuple(data.get("slots") or ()),
        tariffs=tuple(
            Tariff(one["id"], tuple(dated_value(value, None, one["id"]) for value in one["values"]))
            for one in data.get("tariffs") or ()
        ),
        deadlines=tuple(_deadline(one) for one in data.get("deadlines") or ()),
        applicants=tuple(_role(one) for one in data.get("applicants") or ({"id": "applicant"},)),
        refusal_grounds=tuple(
            RefusalGround(one["id"], one["legal_basis"], when=one.get("when"))
            for one in data.get("refusal_grounds") or ()
        ),
        processes=dict(data.get("processes") or {}),
        fixed=tuple(data.get("fixed") or ()),
        related=tuple(data.get("related") or ()),
        recipients=tuple(
            DataRecipient(one["id"], Text.of(one["name"]), Text.of(one["data"]), one["basis"])
            for one in data.get("recipients") or ()
        ),
    )


def dated_value(data: Plain, service: str | None, value_id: str) -> DatedValue:
    """One value with its time, basis and status."""
    return DatedValue(
        service=service,
        id=value_id,
        value=data["value"],
        valid=Period(
            date.fromisoformat(data["valid_from"]),
            date.fromisoformat(data["valid_to"]) if data.get("valid_to") else None,
        ),
        basis=data["basis"],
        status=data["status"],
        source=data.get("source") or "",
        note=data.get("note") or "",
        checked=date.fromisoformat(data["checked"]) if data.get("checked") else None,
    )


def _parameter(one: Plain) -> ParameterSpec:
    return ParameterSpec(
        id=one["id"],
        type=one["type"],
        required=one["required"],
        unit=one.get("unit") or "",
        options=tuple(one.get("options") or ()),
        suggested=one.get("suggested"),
        basis=one.get("basis") or "",
        set_by=one.get("set_by") or "city",
    )


def _deadline(one: Plain) -> Deadline:
    unit = next((unit for unit in UNITS if one.get(unit)), "days")
    return Deadline(one["id"], unit, one.get(unit) or 0, one.get("basis") or "")


def _watch(one: Plain) -> Watch:
    return Watch(one["owner"], date.fromisoformat(one["checked"]), one["check_every"], one["source"])


def _role(one: Plain) -> ApplicantRole:
    return ApplicantRole(one["id"], one.get("min", 1), one.get("max") or 1, one.get("level") or "")
