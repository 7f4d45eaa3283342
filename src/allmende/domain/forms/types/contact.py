"""Addresses of all kinds and numbers that carry their own check: mail, phone, web, IBAN, tax id, plate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from stdnum import iban as iban_number
from stdnum.de import idnr
from stdnum.exceptions import ValidationError

from allmende.domain.forms.types.field_type import Field, FieldType, LineControl, always
from allmende.domain.forms.types.pasted import Pasted
from allmende.domain.forms.types.refused import RefusedEntry, refuse
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem, Text

PHONE = re.compile(r"\+?[\d\s()/.\-]{5,40}\Z", re.ASCII)
HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}\Z")
PLATE = re.compile(r"([A-ZÄÖÜ]{1,3})[-. ]+([A-Z]{1,2})[-. ]*([1-9][0-9]{0,3}) ?([EH]?)\Z")
PLATE_WITHOUT_GAP = re.compile(
    r"([A-ZÄÖÜ])([A-Z])([1-9][0-9]{0,3}) ?([EH]?)\Z|([A-ZÄÖÜ]{3})([A-Z]{2})([1-9][0-9]{0,3}) ?([EH]?)\Z"
)

SEASON = re.compile(r"(?P<plate>.+?)[ (]+(?P<first>0?[1-9]|1[0-2]) ?[-/] ?(?P<last>0?[1-9]|1[0-2])\)?\Z")
OFFICIAL = re.compile(r"(?P<who>Y|X|THW|BP|BD|BW|BG)[- ]+(?P<number>\d{1,6}(?:[- ]\d{1,5})?)\Z", re.ASCII)
DIPLOMATIC = re.compile(r"(?P<who>0|[A-ZÄÖÜ]{1,3})[- ]+(?P<number>\d{2,3}-\d{1,3})[A-Z]?\Z")
TEMPORARY = re.compile(r"(?P<who>[A-ZÄÖÜ]{1,3})[- ]+(?P<number>0[34567]\d{1,4})\Z")
AUTHORITY = re.compile(r"[A-ZÄÖÜ]{1,3}[- ]+\d{1,6}(?:[- ]\d{1,5})?\Z")
OTHER = re.compile(r"\((?P<kind>[A-ZÄÖÜ]{1,9})\) ?(?P<plate>[A-Z0-9ÄÖÜ][A-Z0-9ÄÖÜ. -]{1,13})\Z")
"""A plate with what it is in brackets before it: the country's letters, `BEHÖRDE`, `ANDERES`."""
KINDS: Mapping[str, str] = {
    "BEHÖRDE": "Behörde", "BEHOERDE": "Behörde", "AUTHORITY": "Behörde", "ANDERES": "anderes", "OTHER": "anderes",
}  # fmt: skip
SIGNS_OF_COUNTRIES = frozenset((
    "A", "AL", "AM", "AND", "AUS", "AZ", "B", "BG", "BIH", "BR", "BY", "CDN", "CH", "CN", "CY", "CZ", "DK", "DZ",
    "E", "EST", "ET", "F", "FIN", "FL", "GB", "GE", "GR", "H", "HR", "I", "IL", "IND", "IR", "IRL", "IRQ", "IS",
    "J", "KZ", "L", "LB", "LT", "LV", "M", "MA", "MC", "MD", "MEX", "MK", "MNE", "N", "NL", "NMK", "NZ", "P", "PK",
    "PL", "RA", "RCH", "RI", "RKS", "RL", "RO", "ROK", "RSM", "RUS", "S", "SK", "SLO", "SRB", "SYR", "T", "TN",
    "TR", "UA", "UK", "USA", "UZ", "V", "VN", "ZA"
))  # fmt: skip
"""Distinguishing signs of vehicles in international traffic (UN list): `F` is France."""

NO_PHONE = refuse(
    "format",
    Text.named("forms.types.contact.no_phone"),
)
NO_URL = refuse(
    "format",
    Text.named("forms.types.contact.no_url"),
)
NO_IBAN = refuse(
    "format",
    Text.named("forms.types.contact.no_iban"),
)
NO_TAX_ID = refuse("format", Text.named("forms.types.contact.no_tax_id"))
NO_PLATE = refuse(
    "format",
    Text.named("forms.types.contact.no_plate"),
)
MAYBE_AUTHORITY = refuse(
    "format",
    Text.named("forms.types.contact.maybe_authority"),
)


def read_email(entry: str) -> str | RefusedEntry:
    """An e-mail address as `domain.spelling.mail_address.read_mail_address` reads it; the domain in lower case."""
    found = read_mail_address(entry)
    return RefusedEntry("format", found.text) if isinstance(found, Problem) else str(found)


def read_phone(entry: str) -> str | RefusedEntry:
    """A phone number as typed, with 5 to 15 digits (ITU-T E.164)."""
    digits = sum(sign.isdigit() for sign in entry)
    return entry if PHONE.match(entry) and 5 <= digits <= 15 else NO_PHONE


def read_url(entry: str) -> str | RefusedEntry:
    """A web address; `https://` is added where it was left out."""
    text = entry.strip()
    text = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return NO_URL
    good = parts.scheme in ("http", "https") and HOST.match(host) and port_ok and not parts.username
    return text if good and not any(sign.isspace() for sign in text) else NO_URL


def read_iban(entry: str) -> str | RefusedEntry:
    """An IBAN with right check digits, without spaces."""
    try:
        return str(iban_number.validate(entry))
    except ValidationError:
        return NO_IBAN


def read_tax_id(entry: str) -> str | RefusedEntry:
    """A tax identification number (§ 139b AO) with right check digit, 11 digits."""
    try:
        return str(idnr.validate(entry))
    except ValidationError:
        return NO_TAX_ID


def read_plate(entry: str) -> str | RefusedEntry:
    """A number plate in one spelling.

    German plates as `MR-AB 1234E`: at most eight letters and digits before E or H; seasonal ones with their months (`04-10`).
    Without a gap between district and letters a plate is accepted only where there is one way to read it. Also plates of
    the armed forces, police, THW and diplomats (`Y-123456`), and temporary ones. Every other plate says in brackets what it
    is: a country's letters, `(Behörde)` or `(anderes)`.

    >>> read_plate("mr ab1234 e"), read_plate("bx7"), read_plate("MR-AB 12 4/10"), read_plate("y 123 456"), read_plate("(f) ab-123-cd")
    ('MR-AB 1234E', 'B-X 7', 'MR-AB 12 04-10', 'Y-123 456', '(F) AB-123-CD')
    """
    text = entry.upper().replace(" -", "-").replace("- ", "-")
    if found := OTHER.match(text):
        return _other(found["kind"], found["plate"])
    if (found := SEASON.match(text)) and isinstance(plate := _german(found["plate"]), str):
        return f"{plate} {int(found['first']):02d}-{int(found['last']):02d}"
    for pattern in (OFFICIAL, TEMPORARY, DIPLOMATIC):
        if found := pattern.match(text):
            return f"{found['who']}-{found['number']}"
    plate = _german(text)
    return MAYBE_AUTHORITY if plate is NO_PLATE and AUTHORITY.match(text) else plate


def _german(text: str) -> str | RefusedEntry:
    found = PLATE.match(text) or PLATE_WITHOUT_GAP.match(text)
    if not found:
        return NO_PLATE
    district, letters, digits, kind = (part for part in found.groups() if part is not None)
    if len(district + letters + digits) > 8:
        return NO_PLATE
    return f"{district}-{letters} {digits}{kind}"


def _other(kind: str, plate: str) -> str | RefusedEntry:
    if kind in KINDS:
        return f"({KINDS[kind]}) {plate}"
    return f"({kind}) {plate}" if kind in SIGNS_OF_COUNTRIES else NO_PLATE


def _speak_iban(field: Field, value: Any, language: str) -> str:
    return " ".join(value[at : at + 4] for at in range(0, len(value), 4))


PHONE_LABEL = r"tel(?:efon)?(?:[-. ]*(?:nummer|nr))?|telephone|phone|fon|mobil(?:e|telefon)?|handy(?:nummer)?|callto|[tm]|[☎☏✆📞📱]"
TAX_ID_LABEL = r"(?:steuer(?:liche)?[- ]?)?(?:id(?:ent)?|identifikations)(?:[-. ]*(?:nr|nummer|no))?|tin|tax id"
TYPES = (
    FieldType(
        id="email",
        words=Text.named("forms.types.contact.types"),
        order=50,
        line=LineControl("email", 20, Text.named("forms.types.contact.email"), autocomplete="email"),
        pasted=Pasted(label=r"(?:e-?)?mail(?:-?adresse)?|(?:e-?)?mail address|mailto|[✉📧]"),
        read=read_email,
        takes=frozenset({"max_length"}),
        example=always("beispiel@example.org"),
        asked_by_cities=True,
    ),
    FieldType(
        id="phone",
        words=Text.named("forms.types.contact.phone_number"),
        order=50,
        line=LineControl("tel", 20, autocomplete="tel"),
        pasted=Pasted(label=PHONE_LABEL),
        read=read_phone,
        takes=frozenset({"max_length"}),
        example=always("+49 69 90009 100"),
        asked_by_cities=True,
    ),
    FieldType(
        id="url",
        words=Text.named("forms.types.contact.web_address"),
        order=50,
        line=LineControl("url"),
        pasted=Pasted(label=r"web(?:site|seite|adresse)?|homepage|internet(?:seite|adresse)?|url|link"),
        read=read_url,
        takes=frozenset({"max_length"}),
        example=always("https://example.org/"),
    ),
    FieldType(
        id="iban",
        words=Text.named("forms.types.contact.account_number_iban"),
        order=50,
        line=LineControl("text", 20, Text.named("forms.types.contact.text")),
        pasted=Pasted(label=r"iban(?:[-. ]*(?:nr|nummer|no))?", latin_only=True),
        read=read_iban,
        speak=_speak_iban,
        example=always("DE59999999990000001001"),
    ),
    FieldType(
        id="tax_id",
        words=Text.named("forms.types.contact.tax_number"),
        order=50,
        line=LineControl("numeric", 10, Text.named("forms.types.contact.numeric")),
        pasted=Pasted(label=TAX_ID_LABEL, latin_only=True),
        read=read_tax_id,
        example=always("86095742719"),
    ),
    FieldType(
        id="plate",
        words=Text.named("forms.types.contact.number_plate"),
        order=50,
        line=LineControl(
            "text",
            10,
            Text.named("forms.types.contact.for_example_mr_ab_123_from_another"),
        ),
        pasted=Pasted(
            label=r"(?:amtl(?:\.|iches)? )?(?:kfz|auto)?-? ?kennzeichen|kfz|nummernschild|number plate", latin_only=True
        ),
        read=read_plate,
        takes=frozenset({"max_length"}),
        example=always("MR-AB 123"),
    ),
)
