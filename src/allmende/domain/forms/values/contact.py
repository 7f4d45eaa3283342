"""Addresses of all kinds and numbers that carry their own check: mail, phone, web, IBAN, tax id, plate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from stdnum import iban as iban_number
from stdnum.de import idnr
from stdnum.exceptions import ValidationError

from allmende.domain.forms.values.refused import Refused, refuse
from allmende.domain.spelling.mail_address import read_mail_address
from allmende.domain.values import Problem

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
    "Bitte geben Sie eine Telefonnummer ein, zum Beispiel 06421 201-0.",
    "Please enter a phone number, for example +49 6421 2010.",
)
NO_URL = refuse(
    "format",
    "Bitte geben Sie eine Internetadresse ein, zum Beispiel https://www.beispiel.de.",
    "Please enter a web address, for example https://www.example.org.",
)
NO_IBAN = refuse(
    "format",
    "Diese IBAN stimmt nicht. Bitte prüfen Sie jede Stelle.",
    "This IBAN is not right. Please check every digit.",
)
NO_TAX_ID = refuse(
    "format", "Diese Steuer-ID stimmt nicht. Sie hat 11 Ziffern.", "This tax ID is not right. It has 11 digits."
)
NO_PLATE = refuse(
    "format",
    "Bitte schreiben Sie das Kennzeichen so: MR-AB 1234. Ein anderes Kennzeichen? Schreiben Sie davor in Klammern, "
    "woher es ist: (F) AB-123-CD, (Behörde) MR-1234 oder (anderes).",
    "Please write the number plate like this: MR-AB 1234. Another kind of plate? Write where it is from in brackets before it: "
    "(F) AB-123-CD, (authority) MR-1234 or (other).",
)
MAYBE_AUTHORITY = refuse(
    "format",
    "Fehlen die Buchstaben in der Mitte? Ist es das Kennzeichen einer Behörde, schreiben Sie davor: (Behörde).",
    "Are the letters in the middle missing? If it is the plate of an authority, write before it: (authority).",
)


def read_email(entry: str) -> str | Refused:
    """An e-mail address as `domain.spelling.mail_address.read_mail_address` reads it; the domain in lower case."""
    found = read_mail_address(entry)
    return Refused("format", found.text) if isinstance(found, Problem) else str(found)


def read_phone(entry: str) -> str | Refused:
    """A phone number as typed, with 5 to 15 digits (ITU-T E.164)."""
    digits = sum(sign.isdigit() for sign in entry)
    return entry if PHONE.match(entry) and 5 <= digits <= 15 else NO_PHONE


def read_url(entry: str) -> str | Refused:
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


def read_iban(entry: str) -> str | Refused:
    """An IBAN with right check digits, without spaces."""
    try:
        return str(iban_number.validate(entry))
    except ValidationError:
        return NO_IBAN


def read_tax_id(entry: str) -> str | Refused:
    """A tax identification number (§ 139b AO) with right check digit, 11 digits."""
    try:
        return str(idnr.validate(entry))
    except ValidationError:
        return NO_TAX_ID


def read_plate(entry: str) -> str | Refused:
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


def _german(text: str) -> str | Refused:
    found = PLATE.match(text) or PLATE_WITHOUT_GAP.match(text)
    if not found:
        return NO_PLATE
    district, letters, digits, kind = (part for part in found.groups() if part is not None)
    if len(district + letters + digits) > 8:
        return NO_PLATE
    return f"{district}-{letters} {digits}{kind}"


def _other(kind: str, plate: str) -> str | Refused:
    if kind in KINDS:
        return f"({KINDS[kind]}) {plate}"
    return f"({kind}) {plate}" if kind in SIGNS_OF_COUNTRIES else NO_PLATE
