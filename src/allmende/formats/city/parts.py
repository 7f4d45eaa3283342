"""The files of a city as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from allmende.domain.package import (
    Address,
    Adopts,
    Body,
    CityData,
    CityPayment,
    Contact,
    ContactPerson,
    DatedValue,
    NotOurs,
    Overlay,
    Street,
    StreetDirectory,
    StreetPart,
    Theme,
    Unit,
)
from allmende.domain.package.city import ACCOUNT_USUAL, ARCHIVE_USUAL, READ_LOG_USUAL, Reminders
from allmende.domain.values import Text
from allmende.formats.package.documents import Documents
from allmende.formats.package.sheet import dated_value

Plain = Mapping[str, Any]


def build_city(
    data: Plain,
    *,
    parameters: tuple[DatedValue, ...],
    streets: StreetDirectory,
    overlays: Mapping[str, Overlay],
    files: Mapping[str, str],
    sha256: str,
) -> CityData:
    """The city of shape-checked data with known courts."""
    theme, imprint = data["theme"], data["imprint"]
    return CityData(
        key=data["key"],
        name=data["name"],
        full_name=data["full_name"],
        authority=data["authority"],
        ars=data["ars"],
        ags=data["ags"],
        state=data["state"],
        host=data["host"],
        contact=_contact(data["contact"]),
        theme=Theme(
            theme["primary"],
            theme["primary_text"],
            theme["accent"],
            theme["accent_text"],
            theme["wordmark"],
            tuple(theme.get("skyline") or ()),
        ),
        court=data["court"],
        registry_court=data["registry_court"],
        social_court=data.get("social_court"),
        represented_by=imprint["represented_by"],
        data_protection=_officer(data["data_protection"]),
        accessibility=_officer(data["accessibility"]),
        units={key: _unit(key, unit) for key, unit in data["units"].items()},
        bodies={key: _body(key, body) for key, body in (data.get("bodies") or {}).items()},
        other_hosts=tuple(data.get("other_hosts") or ()),
        languages=tuple(data.get("languages") or ("de", "en")),
        hearing_committee=bool(data.get("hearing_committee")),
        read_log_days=data.get("read_log_days") or READ_LOG_USUAL,
        account_days=data.get("account_days") or ACCOUNT_USUAL,
        archive_days=data.get("archive_days") or ARCHIVE_USUAL,
        archive_waives=tuple(data.get("archive_waives") or ()),
        reminders=Reminders(**(data.get("reminders") or {})),
        joint_arrangement_on=_day(data.get("joint_arrangement_on")),
        processor_contract_on=_day(data.get("processor_contract_on")),
        second_factor=None if data.get("second_factor") is None else tuple(data["second_factor"]),
        vat_id=imprint.get("vat_id") or "",
        competences=dict(data.get("competences") or {}),
        slots={key: value for key, value in (data.get("slots") or {}).items() if value},
        payment=_payment(data["payment"]) if data.get("payment") else None,
        plugs=dict(data.get("plugs") or {}),
        texts={key: Text.of(words) for key, words in (data.get("texts") or {}).items()},
        adoptions={key: _adoption(one) for key, one in data["adoptions"].items()},
        parameters=parameters,
        overlays=overlays,
        street_directory=streets,
        files=files,
        sha256=sha256,
    )


def _address(data: Plain) -> Address:
    return Address(
        data["street"], data.get("house_number") or "", data["postcode"], data["place"], data.get("addition") or ""
    )


def _contact(data: Plain) -> Contact:
    return Contact(
        _address(data["address"]), data["phone"], data["email"], data.get("website") or "", data.get("status") or ""
    )


def _officer(data: Plain) -> ContactPerson:
    return ContactPerson(data["email"], data.get("name") or "", data.get("phone") or "", _day(data.get("checked_on")))


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _unit(key: str, data: Plain) -> Unit:
    return Unit(
        id=key,
        name=Text.of(data["name"]),
        address=_address(data["address"]),
        phone=data.get("phone") or "",
        email=data.get("email") or "",
        hours=dict(data.get("hours") or {}),
        signs_as=data.get("signs_as") or "",
        authority=data.get("authority") or "",
        status=data.get("status") or "",
    )


def _body(key: str, data: Plain) -> Body:
    return Body(id=key, name=Text.of(data["name"]), email=data["email"], status=data.get("status") or "")


def _payment(data: Plain) -> CityPayment:
    return CityPayment(
        provider=data["provider"],
        holder=data["holder"],
        iban=data["iban"],
        reference=data["reference"],
        methods=tuple(data["methods"]),
        bic=data.get("bic") or "",
        bank=data.get("bank") or "",
        creditor_id=data.get("creditor_id") or "",
        status=data.get("status") or "",
    )


def _adoption(data: Plain) -> Adopts | NotOurs:
    if "not_ours" not in data:
        return Adopts(data["version"], date.fromisoformat(data["from"]))
    other = data["not_ours"]
    return NotOurs(
        text=Text.of(other["text"]),
        who=other["who"],
        address=_address(other["address"]) if other.get("address") else None,
        phone=other.get("phone") or "",
        email=other.get("email") or "",
        website=other.get("website") or "",
    )


def read_parameters(documents: Documents) -> tuple[DatedValue, ...]:
    """Every dated value. Error: `ValueError` for a period that ends before it begins."""
    if "parameters.yaml" not in documents:
        return ()
    data = documents.plain("parameters.yaml")
    owners = [(None, data.get("city") or {}), *(data.get("services") or {}).items()]
    return tuple(
        dated_value(value, owner, key) for owner, values in owners for key, dated in values.items() for value in dated
    )


def read_streets(documents: Documents) -> StreetDirectory:
    """The street directory; empty without a file."""
    if "streets.yaml" not in documents:
        return StreetDirectory()
    data = documents.plain("streets.yaml")
    named = data.get("attributes") or {}
    return StreetDirectory(
        streets=tuple(_street(one) for one in data["streets"]),
        attributes={key: {value: Text.of(words) for value, words in values.items()} for key, values in named.items()},
        postcodes=tuple(data.get("postcodes") or ()),
        status=data.get("status") or "",
    )


def _street(data: Plain) -> Street:
    codes = data.get("postcode") or ()
    return Street(
        data["name"],
        (codes,) if isinstance(codes, str) else tuple(codes),
        tuple(_part(part) for part in data.get("parts") or ()),
    )


def _part(data: Plain) -> StreetPart:
    attributes = {key: str(value) for key, value in data.items() if key not in ("from", "to", "parity")}
    return StreetPart(attributes, data.get("from"), data.get("to"), data.get("parity"))
