"""A postal address: street and number, addition, postcode and place, country where it is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from allmende.domain.forms.addresses import address_lines
from allmende.domain.forms.countries import COUNTRIES
from allmende.domain.forms.types.field_type import ControlPart, FieldType, LineControl, always
from allmende.domain.forms.types.pasted import LINE, Pasted
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Text
from allmende.feel import BOOLEAN, STRING, ContextType

POSTCODE = re.compile(r"[0-9]{5}\Z", re.ASCII)
NUMBER_IN_STREET = re.compile(
    r"(?P<street>.+?)[\s,]+(?P<number>\d+\s?[a-zA-Z]?(?:\s?[-/+]\s?\d+\s?[a-zA-Z]?)?(?:\s?½)?)\Z"
)
NO_NUMBER = re.compile(
    r"(?:o(?:hne|\.)?\s*)?(?:haus)?n(?:umme)?r\.?|ohne|keine?|entfällt|none|no|(?:no\s*)?number|s\.?/?n\.?|n/a|0|-+",
    re.IGNORECASE,
)
TICKED = frozenset({"true", "on", "1", "ja", "yes"})
PART_LENGTH = 120

NO_POSTCODE = refuse("format", Text.named("forms.types.address.no_postcode"))
NO_COUNTRY = refuse("option", Text.named("forms.types.address.no_country"))
TOO_LONG = refuse("too_long", Text.named("forms.types.address.too_long", part_length=PART_LENGTH))

NEEDED = ("street", "house_number", "postcode", "place")
NEEDED_ABROAD = ("street", "place")
NEEDED_WITHOUT_HOME = ("place",)


COUNTRY_CODES: Mapping[str, str] = {
    word.casefold(): code for code, name in COUNTRIES.items() for word in (code, name["de"], name["en"])
}


def read_short(line: str) -> str | RefusedEntry:
    """A name or a line of an address, not too long."""
    return TOO_LONG if len(line) > PART_LENGTH else line


def _read_house_number(line: str) -> str | RefusedEntry:
    """A number that says there is none (`ohne`) is empty text."""
    return "" if NO_NUMBER.fullmatch(line) else read_short(line)


def _read_country(line: str) -> str | RefusedEntry:
    return read_short(line) if len(line) > PART_LENGTH else COUNTRY_CODES.get(line.casefold(), NO_COUNTRY)


def _combine(found: dict[str, Any], refused: frozenset[str]) -> dict[str, Any] | RefusedEntry | None:
    """What only the address as a whole can tell: a number typed behind the street, and postcodes of Germany."""
    if "country" in refused:
        return found
    if not found.get("no_fixed_home"):
        found.pop("no_fixed_home", None)
    found.setdefault("country", "DE")
    if set(found) == {"country"}:
        return None
    if found["country"] != "DE":
        return found
    if "house_number" not in found and (parted := NUMBER_IN_STREET.match(found.get("street", ""))):
        found |= {"street": parted["street"], "house_number": parted["number"]}
    if "postcode" in found and not POSTCODE.match(found["postcode"]):
        return RefusedEntry(NO_POSTCODE.code, NO_POSTCODE.text, "postcode")
    return found


def _split(value: Any) -> Any:
    """An address without a house number says so, as a person would."""
    return {**value, "house_number": "ohne"} if value.get("house_number") == "" else value


def _needed(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Parts that must be filled: fewer abroad, and the place alone for somebody without a fixed home."""
    if given.get("no_fixed_home"):
        return NEEDED_WITHOUT_HOME
    return NEEDED_ABROAD if given.get("country", "DE") != "DE" else NEEDED


PARTS = (
    ControlPart(
        id="street",
        label=Text.named("forms.types.address.parts"),
        read=read_short,
        pasted=Pasted(clean_line, r"stra(?:ß|ss)e|street"),
        line=LineControl(prose=True),
        columns=8,
        needed=True,
        autocomplete="address-line1",
    ),
    ControlPart(
        id="house_number",
        label=Text.named("forms.types.address.house_number"),
        read=_read_house_number,
        pasted=Pasted(label=r"haus(?:-?nummer|-?nr)|nr|no"),
        line=LineControl(hint=Text.named("forms.types.address.none_write_none")),
        columns=4,
        needed=True,
        missing=Text.named("forms.types.address.please_enter_house_number_is_there_none"),
    ),
    ControlPart(
        id="addition",
        label=Text.named("forms.types.address.address_supplement"),
        asked=Text.named("forms.types.address.addition_for_example_c_o_or_flat"),
        read=read_short,
        pasted=LINE,
        line=LineControl(prose=True),
        autocomplete="address-line2",
    ),
    ControlPart(
        id="postcode",
        label=Text.named("forms.types.address.postcode"),
        read=read_short,
        pasted=Pasted(label=r"plz|postleitzahl|postcode|zip(?: code)?|de?-(?=[0-9]{5}\Z)"),
        line=LineControl("numeric"),
        columns=4,
        needed=True,
        autocomplete="postal-code",
    ),
    ControlPart(
        id="place",
        label=Text.named("forms.types.address.town"),
        read=read_short,
        pasted=Pasted(clean_line, r"(?:wohn)?ort|stadt|city|town"),
        line=LineControl(prose=True),
        columns=8,
        needed=True,
        autocomplete="address-level2",
    ),
    ControlPart(
        id="no_fixed_home",
        label=Text.named("forms.types.address.no_fixed_home"),
        asked=Text.named("forms.types.address.i_have_no_fixed_home_i_can"),
        read=lambda line: line.lower() in TICKED,
        control="tick",
    ),
    ControlPart(
        id="country",
        label=Text.named("forms.types.address.country"),
        read=_read_country,
        control="select",
        autocomplete="country-name",
        only_if="abroad",
    ),
)
TYPES = (
    FieldType(
        id="address",
        words=Text.named("forms.types.address.types"),
        order=60,
        control="parts",
        parts=PARTS,
        combine=_combine,
        split=_split,
        needed=_needed,
        latin=True,
        speak=lambda one, value, language: "\n".join(address_lines(value, language)),
        feel=ContextType({part.id: BOOLEAN if part.control == "tick" else STRING for part in PARTS}),
        takes=frozenset({"abroad"}),
        example=always({"street": "Musterweg", "house_number": "1", "postcode": "35037", "place": "Marburg"}),
    ),
)
