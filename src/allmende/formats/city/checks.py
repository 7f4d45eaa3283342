"""What must be true of city.yaml beyond its shape: keys, colours, courts, accounts, references inside the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stdnum import iban
from stdnum.exceptions import ValidationError

from allmende.domain.notices.courts import COURTS
from allmende.domain.values import Problem, Text
from allmende.formats.city.colours import ENOUGH, contrast
from allmende.formats.schemas.shapes import did_you_mean

WHITE = "#ffffff"
Plain = Mapping[str, Any]


def check_city(data: Plain) -> list[Problem]:
    """Every problem; `where` points into city.yaml."""
    return [
        *_keys(data),
        *_colours(data["theme"]),
        *_courts(data),
        *_competences(data),
        *_payment(data),
        *_adoptions(data),
    ]


def _keys(data: Plain) -> Iterator[Problem]:
    ars, ags = data["ars"], data["ags"]
    if ars[:5] + ars[9:] != ags:
        words = Text.named("formats.city.checks.keys_differ", ars=ars, ags=ags)
        yield _problem("city.ags", words, "ags")
    if data["state"] == "HE" and not ags.startswith("06"):
        yield _problem("city.ags", Text.named("formats.city.checks.not_hessian"), "ags")


def _colours(theme: Plain) -> Iterator[Problem]:
    pairs = (
        ("primary", theme["primary"], WHITE, Text.named("formats.city.checks.white")),
        ("primary", theme["primary"], theme["primary_text"], Text("primary_text")),
        ("accent", theme["accent"], theme["accent_text"], Text("accent_text")),
    )
    for key, colour, other, name in pairs:
        ratio = contrast(colour, other)
        if ratio < ENOUGH:
            words = Text.named(
                "formats.city.checks.contrast",
                key=key,
                colour=colour,
                name=name,
                other=other,
                ratio=ratio,
                enough=ENOUGH,
            )
            yield _problem("city.contrast", words, f"theme/{key}")


def _courts(data: Plain) -> Iterator[Problem]:
    for key, kind in (("court", "vg_"), ("registry_court", "ag_"), ("social_court", "sg_")):
        if key not in data:
            continue
        known = tuple(court.id for court in COURTS.values() if court.id.startswith(kind))
        if data[key] not in known:
            words = Text.named(
                "formats.city.checks.no_court",
                court=data[key],
                near=did_you_mean(data[key], known),
                known=", ".join(known),
            )
            yield _problem("city.court", words, key)


def _competences(data: Plain) -> Iterator[Problem]:
    units = tuple(data["units"])
    for name, unit in (data.get("competences") or {}).items():
        if unit not in units:
            words = Text.named("formats.city.checks.no_unit", unit=unit, near=did_you_mean(unit, units))
            yield _problem("city.unit", words, f"competences/{name}")


def _payment(data: Plain) -> Iterator[Problem]:
    payment = data.get("payment")
    if not payment:
        return
    try:
        iban.validate(payment["iban"])
    except ValidationError:
        yield _problem("city.iban", Text.named("formats.city.checks.bad_iban", iban=payment["iban"]), "payment/iban")


def _adoptions(data: Plain) -> Iterator[Problem]:
    hosts = [data["host"], *(data.get("other_hosts") or ())]
    if len(set(hosts)) != len(hosts):
        yield _problem("city.host", Text.named("formats.city.checks.host_twice"), "other_hosts")
    if not any("version" in one for one in data["adoptions"].values()):
        yield Problem(
            "city.adoptions", Text.named("formats.city.checks.no_services"), "city.yaml#/adoptions", "warning"
        )


def _problem(code: str, words: Text, path: str) -> Problem:
    return Problem(code, words, f"city.yaml#/{path}")
