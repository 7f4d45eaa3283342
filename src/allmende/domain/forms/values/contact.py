"""Addresses of all kinds and numbers that carry their own check: mail, phone, web, IBAN, tax id, plate."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from stdnum import iban as iban_number
from stdnum.de import idnr
from stdnum.exceptions import ValidationError

from allmende.domain.forms.values.refused import Refused, refuse

EMAIL = re.compile(r"[^\s@\"<>()\[\],;:\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]\Z")
PHONE = re.compile(r"\+?[\d\s()/.\-]{5,40}\Z", re.ASCII)
HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_]{2,63}\Z")
PLATE = re.compile(r"([A-ZÄÖÜ]{1,3})[- ]+([A-Z]{1,2})[- ]*([1-9][0-9]{0,3}) ?([EH]?)\Z")
PLATE_WITHOUT_GAP = re.compile(
    r"([A-ZÄÖÜ])([A-Z])([1-9][0-9]{0,3}) ?([EH]?)\Z|([A-ZÄÖÜ]{3})([A-Z]{2})([1-9][0-9]{0,3}) ?([EH]?)\Z"
)

NO_EMAIL = refuse(
    "format",
    "Bitte geben Sie eine E-Mail-Adresse ein, zum Beispiel name@beispiel.de.",
    "Please enter an e-mail address, for example name@example.org.",
)
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
    "Bitte schreiben Sie das Kennzeichen so: MR-AB 1234.",
    "Please write the number plate like this: MR-AB 1234.",
)


def read_email(entry: str) -> str | Refused:
    """An e-mail address; the domain in lower case."""
    text = entry.strip()
    if len(text) > 254 or not EMAIL.match(text) or ".." in text:
        return NO_EMAIL
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


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
    """A German number plate as `MR-AB 1234E`: at most eight letters and digits before E or H.

    Without a gap between district and letters it is accepted only where there is one way to read it.

    >>> read_plate("mr ab1234 e"), read_plate("bx7")
    ('MR-AB 1234E', 'B-X 7')
    """
    text = entry.upper().replace(" -", "-").replace("- ", "-")
    found = PLATE.match(text) or PLATE_WITHOUT_GAP.match(text)
    if not found:
        return NO_PLATE
    district, letters, digits, kind = (part for part in found.groups() if part is not None)
    if len(district + letters + digits) > 8:
        return NO_PLATE
    return f"{district}-{letters} {digits}{kind}"
