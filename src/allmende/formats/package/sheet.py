"""service.yaml as a service sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Field, FieldCheck, Option
from allmende.domain.package import (
    DataRecipient,
    DatedValue,
    DeadlineLength,
    DecisionDatum,
    GroundStatement,
    ParameterSpec,
    PartyRole,
    RefusalGround,
    Representation,
    ServiceSheet,
    Tariff,
)
from allmende.domain.package.decision_data import NUMBERS
from allmende.domain.package.parties import APPLICANT
from allmende.domain.package.properties.property import attributes
from allmende.domain.package.properties.sheet import PARAMETER, SERVICE
from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.values import Period, Text, WrongValue

Plain = Mapping[str, Any]


class BadBound(WrongValue):
    """A minimum or maximum that does not fit its type; `place` in the file."""

    def __init__(self, words: Text, place: str) -> None:
        super().__init__(words)
        self.place = place


def read_sheet(data: Plain) -> ServiceSheet:
    """The sheet of shape-checked data. Error: `BadBound`."""
    own = {
        "leika": "",
        **attributes(SERVICE.properties, data, ServiceSheet),
        "parameters": tuple(_parameter(one) for one in data.get("parameters") or ()),
        "tariffs": tuple(
            Tariff(one["id"], tuple(dated_value(value, None, one["id"]) for value in one["values"]))
            for one in data.get("tariffs") or ()
        ),
        "deadlines": tuple(_deadline(one) for one in data.get("deadlines") or ()),
        "applicants": tuple(_role(one) for one in data.get("applicants") or ({"id": "applicant"},)),
        "refusal_grounds": tuple(_ground(one) for one in data.get("refusal_grounds") or ()),
        "decided": tuple(_datum(one, f"service.yaml#/decided/{n}") for n, one in enumerate(data.get("decided") or ())),
        "recipients": tuple(
            DataRecipient(one["id"], Text.of(one["name"]), Text.of(one["data"]), one["basis"])
            for one in data.get("recipients") or ()
        ),
    }
    return ServiceSheet(**own)


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


def _parameter(plain: Plain) -> ParameterSpec:
    return ParameterSpec(**attributes(PARAMETER.properties, plain, ParameterSpec))


def _deadline(plain: Plain) -> DeadlineLength:
    unit = next((unit for unit in UNITS if plain.get(unit)), "days")
    return DeadlineLength(plain["id"], unit, plain.get(unit) or 0, plain.get("basis") or "")


def _role(plain: Plain) -> PartyRole:
    represented, confirms = plain.get("represented") or {}, plain.get("confirms") or {}
    return PartyRole(
        id=plain["id"],
        least=plain.get("min", 1),
        most=plain.get("max") or 1,
        level=plain.get("level") or "",
        answers=tuple(plain.get("answers") or ()),
        rows=plain.get("rows") or "",
        decided=plain.get("decided") or "",
        represented=represented.get("when"),
        proof=represented.get("proof") or "",
        guardian=by if (by := represented.get("by") or "") != APPLICANT else "",
        confirms=confirms.get("when"),
        within=confirms.get("within") or "",
        represented_by=tuple(
            Representation(
                capacity,
                said.get("of") or "",
                said.get("proof") or "",
                said.get("when") or "",
                tuple(said.get("without") or ()),
                said.get("by") or "",
                said.get("address") or "",
            )
            for capacity, said in (plain.get("represented_by") or {}).items()
        ),
        acts_from=plain.get("acts_from"),
    )


def _ground(plain: Plain) -> RefusalGround:
    return RefusalGround(
        plain["id"],
        plain["legal_basis"],
        when=plain.get("when"),
        judged=bool(plain.get("judged")),
        discretion=bool(plain.get("discretion")),
        unauthorised=bool(plain.get("unauthorised")),
        state=tuple(_statement(item) for item in plain.get("state") or ()),
    )


def _statement(plain: Plain) -> GroundStatement:
    asked = Field(
        plain["id"], plain["type"], required=True, checks=_checks(plain), default=_proposal(plain), path=plain["id"]
    )
    return GroundStatement(asked, printed=plain.get("print") is not False)


def _datum(plain: Plain, place: str) -> DecisionDatum:
    asked = Field(
        plain["id"],
        plain["type"],
        required=bool(plain.get("needed")),
        when=plain.get("when"),
        checks=_checks(plain),
        options=tuple(Option(str(option), Text("")) for option in plain.get("options") or ()),
        default=_proposal(plain),
        minimum=_bound(plain, "minimum", place),
        maximum=_bound(plain, "maximum", place),
        path=plain["id"],
    )
    return DecisionDatum(
        plain["outcome"], asked, plain.get("basis") or "", plain.get("reasons") or "", less=bool(plain.get("less"))
    )


def _checks(plain: Plain) -> tuple[FieldCheck, ...]:
    return (FieldCheck("check", plain["check"], Text("")),) if plain.get("check") else ()


def _proposal(plain: Plain) -> str | None:
    value = plain.get("value")
    return str(value).lower() if isinstance(value, bool) else value


def _bound(plain: Plain, name: str, place: str) -> Decimal | date | None:
    raw, kind = plain.get(name), plain["type"]
    if raw is None:
        return None
    if kind != "date" and kind not in NUMBERS:
        raise BadBound(Text.named("formats.package.sheet.no_bounds", kind=kind), f"{place}/{name}")
    try:
        return date.fromisoformat(str(raw)) if kind == "date" else Decimal(str(raw))
    except (ValueError, ArithmeticError) as wrong:
        raise BadBound(Text.named("formats.package.sheet.bad_bound", said=raw, kind=kind), f"{place}/{name}") from wrong
