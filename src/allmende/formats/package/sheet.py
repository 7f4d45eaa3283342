"""service.yaml as a service sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from allmende.domain.forms import Check, Field, Option
from allmende.domain.package import (
    DataRecipient,
    DatedValue,
    Deadline,
    DecisionDatum,
    ParameterSpec,
    PartyRole,
    RefusalGround,
    Representation,
    ServiceSheet,
    Statement,
    Tariff,
)
from allmende.domain.package.decision_data import NUMBERS
from allmende.domain.package.properties.property import attributes
from allmende.domain.package.properties.sheet import PARAMETER, SERVICE
from allmende.domain.package.properties.vocabularies import UNITS
from allmende.domain.values import Period, Text

Plain = Mapping[str, Any]


class BadBound(ValueError):
    """A minimum or maximum that does not fit its type; `place` in the file."""

    def __init__(self, words: str, place: str) -> None:
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


def _parameter(one: Plain) -> ParameterSpec:
    return ParameterSpec(**attributes(PARAMETER.properties, one, ParameterSpec))


def _deadline(one: Plain) -> Deadline:
    unit = next((unit for unit in UNITS if one.get(unit)), "days")
    return Deadline(one["id"], unit, one.get(unit) or 0, one.get("basis") or "")


def _role(one: Plain) -> PartyRole:
    represented, confirms = one.get("represented") or {}, one.get("confirms") or {}
    return PartyRole(
        id=one["id"],
        least=one.get("min", 1),
        most=one.get("max") or 1,
        level=one.get("level") or "",
        answers=tuple(one.get("answers") or ()),
        rows=one.get("rows") or "",
        decided=one.get("decided") or "",
        represented=represented.get("when"),
        proof=represented.get("proof") or "",
        confirms=confirms.get("when"),
        within=confirms.get("within") or "",
        represented_by=tuple(
            Representation(
                capacity, said["of"], said.get("proof") or "", said.get("when") or "", tuple(said.get("without") or ())
            )
            for capacity, said in (one.get("represented_by") or {}).items()
        ),
        acts_from=one.get("acts_from"),
    )


def _ground(one: Plain) -> RefusalGround:
    return RefusalGround(
        one["id"],
        one["legal_basis"],
        when=one.get("when"),
        judged=bool(one.get("judged")),
        discretion=bool(one.get("discretion")),
        unauthorised=bool(one.get("unauthorised")),
        state=tuple(_statement(item) for item in one.get("state") or ()),
    )


def _statement(one: Plain) -> Statement:
    asked = Field(one["id"], one["type"], required=True, checks=_checks(one), default=_proposal(one), path=one["id"])
    return Statement(asked, printed=one.get("print") is not False)


def _datum(one: Plain, place: str) -> DecisionDatum:
    asked = Field(
        one["id"],
        one["type"],
        required=bool(one.get("needed")),
        when=one.get("when"),
        checks=_checks(one),
        options=tuple(Option(str(option), Text("")) for option in one.get("options") or ()),
        default=_proposal(one),
        minimum=_bound(one, "minimum", place),
        maximum=_bound(one, "maximum", place),
        path=one["id"],
    )
    return DecisionDatum(
        one["outcome"], asked, one.get("basis") or "", one.get("reasons") or "", less=bool(one.get("less"))
    )


def _checks(one: Plain) -> tuple[Check, ...]:
    return (Check("check", one["check"], Text("")),) if one.get("check") else ()


def _proposal(one: Plain) -> str | None:
    value = one.get("value")
    return str(value).lower() if isinstance(value, bool) else value


def _bound(one: Plain, name: str, place: str) -> Decimal | date | None:
    raw, kind = one.get(name), one["type"]
    if raw is None:
        return None
    if kind != "date" and kind not in NUMBERS:
        raise BadBound(f"Eine Angabe vom Typ {kind} hat weder minimum noch maximum.", f"{place}/{name}")
    try:
        return date.fromisoformat(str(raw)) if kind == "date" else Decimal(str(raw))
    except (ValueError, ArithmeticError) as wrong:
        raise BadBound(f"„{raw}“ ist keine Grenze für eine Angabe vom Typ {kind}.", f"{place}/{name}") from wrong
