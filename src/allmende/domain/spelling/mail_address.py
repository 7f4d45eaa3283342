"""A mail address: read as people type and paste it, shown with umlauts, sent and compared as ASCII.

    typed ─ read_mail_address() ─→ MailAddress ─┬─ str()       as typed, for people and for storing
                                                ├─ .ascii      what SMTP gets (RFC 5321, RFC 5891)
                                                ├─ .identity   the same person: compared, hashed
                                                ├─ .mailbox    the same box: `erika+1@` and `erika+2@`
                                                └─ .masked     for pages that others may see

Mail servers of the public sector rarely offer SMTPUTF8 (RFC 6531). So the part before the @ is ASCII; the domain may be
any that IDNA 2008 knows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import idna

from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values.problem import Problem
from allmende.words import Text

LONGEST, LONGEST_NAME = 254, 64
LONGEST_TYPED = 1000
"""With a label, a name and brackets around it."""
PASTED = re.compile(r"(?:mailto|e-?mail(?:[ -]?adresse| address)?|mail)\s*:\s*", re.IGNORECASE)
QUERY = re.compile(r"\?(?:subject|cc|bcc|body)=.*", re.IGNORECASE | re.DOTALL)
BRACKETED = re.compile(r"[^<>]*<([^<>]*)>?\s*")
"""The closing bracket may be gone with the signs that wrap a code (`cleaning.clean_code`)."""
AROUND = " \"'<>[](){},;:!„“”‚‘’«»"
"""Signs around an address copied out of a sentence or a list."""
APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc", "'"))
NAME = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
LAST_PART = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+")
OTHER_SCRIPTS = {
    "CYRILLIC": Text.named("spelling.mail_address.cyrillic"),
    "GREEK": Text.named("spelling.mail_address.greek"),
}
LOOK_ALIKES = frozenset("аеорсухіјѕӏԁһԛԝкмнтвгпοανρυικτ")
"""Cyrillic and Greek letters somebody takes for Latin ones."""

NOT_WHOLE = Problem(
    "mail.address",
    Text.named("spelling.mail_address.mail_address"),
)
SEVERAL = Problem(
    "mail.address",
    Text.named("spelling.mail_address.please_enter_one_e_mail_address_only"),
)
DOTS = Problem(
    "mail.address",
    Text.named("spelling.mail_address.this_e_mail_address_has_dot_too"),
)
SPACE = Problem(
    "mail.address",
    Text.named("spelling.mail_address.e_mail_address_cannot_hold_space"),
)
TOO_LONG = Problem(
    "mail.address",
    Text.named("spelling.mail_address.this_e_mail_address_is_too_long"),
)
SCRIPTS_MIXED = Problem(
    "mail.address",
    Text.named("spelling.mail_address.after_there_are_letters_of_different_scripts"),
)


@dataclass(frozen=True, slots=True)
class MailAddress:
    """`name` is ASCII as typed; `domain` is in lower case, with umlauts where it was typed with them.

    Made by `read_mail_address` alone.
    """

    name: str
    domain: str

    def __str__(self) -> str:
        return f"{self.name}@{self.domain}"

    @property
    def ascii(self) -> str:
        """The address as SMTP and mail headers carry it: the domain in Punycode."""
        return f"{self.name}@{_to_ascii(self.domain)}"

    @property
    def identity(self) -> str:
        """Equal for two spellings of the same address: no server tells `Erika@` from `erika@`."""
        return self.ascii.lower()

    @property
    def mailbox(self) -> str:
        """Equal for addresses that end in one box: what follows a plus sign is left out (RFC 5233)."""
        name, _at, domain = self.identity.rpartition("@")
        return f"{name.partition('+')[0]}@{domain}"

    @property
    def masked(self) -> str:
        """Enough for its owner to recognise it: `e…@beispiel.de`."""
        return f"{self.name[0]}…@{self.domain}"


def read_mail_address(typed: str) -> MailAddress | Problem:
    """An address as typed or pasted: invisible signs, labels (`E-Mail:`, `mailto:`), a name and brackets are dropped.

    Problem `mail.address`, with the sign that cannot be used named. Standards: RFC 5321 § 4.1.2 (without quoted names and
    literals), RFC 5891 to 5895 (IDNA 2008) for the domain.

    >>> str(read_mail_address("mailto:Erika@Müller.de")), read_mail_address("Erika <erika@müller.de>").ascii
    ('Erika@müller.de', 'erika@xn--mller-kva.de')
    """
    if len(typed) > LONGEST_TYPED:
        return TOO_LONG
    text = _unwrap(clean_line(typed).translate(APOSTROPHES))
    name, at, domain = text.rpartition("@")
    if "@" in name:
        return SEVERAL
    if not at or not name or "." not in domain.strip("."):
        return NOT_WHOLE
    domain = domain.rstrip(".").lower()
    problem = _check_name(name) or _check_domain(domain)
    if problem is not None:
        return problem
    address = MailAddress(name, domain)
    return address if len(name) <= LONGEST_NAME and len(address.ascii) <= LONGEST else TOO_LONG


def identity_of(address: str) -> str:
    """`MailAddress.identity` of a stored address; what cannot be one stays as it is, in lower case."""
    found = read_mail_address(address)
    return found.identity if isinstance(found, MailAddress) else address.strip().casefold()


def mailbox_of(address: str) -> str:
    """`MailAddress.mailbox` of a stored address: `erika+1@` and `erika+2@` are one. What cannot be one stays as it is, in lower case."""
    found = read_mail_address(address)
    return found.mailbox if isinstance(found, MailAddress) else address.strip().casefold()


def mask_address(address: str) -> str:
    """`MailAddress.masked` of a stored address; of what cannot be one, only a sign."""
    found = read_mail_address(address)
    return found.masked if isinstance(found, MailAddress) else "…"


def _unwrap(text: str) -> str:
    """The address alone: without label, display name, brackets, and the signs around it in a sentence."""
    bracketed = BRACKETED.fullmatch(text.strip())
    text = (bracketed[1] if bracketed else text).strip(AROUND)
    label = PASTED.match(text)
    text = QUERY.sub("", text[label.end() :] if label else text).strip(AROUND)
    return re.sub(r"\s*@\s*", "@", text)


def _check_name(name: str) -> Problem | None:
    strange = next((sign for sign in name if not NAME.fullmatch(sign)), None)
    if strange is not None:
        return _refuse_sign(strange, Text.named("spelling.mail_address.before"))
    return DOTS if name[0] == "." or name[-1] == "." or ".." in name else None


def _check_domain(domain: str) -> Problem | None:
    if domain[0] == "." or ".." in domain:
        return DOTS
    strange = next((sign for sign in domain if not (sign.isalnum() or sign in ".-" or _is_mark(sign))), None)
    if strange is not None:
        return _refuse_sign(strange, Text.named("spelling.mail_address.after"))
    if any(_deceives(label) for label in domain.split(".")):
        return SCRIPTS_MIXED
    if not LAST_PART.fullmatch(domain.rpartition(".")[2]):
        return NOT_WHOLE
    try:
        _to_ascii(domain)
    except idna.IDNAError:
        return NOT_WHOLE
    return None


def _deceives(label: str) -> bool:
    """Latin letters beside Cyrillic or Greek ones, or only such as look Latin: `p\u0430ypal`, `\u0430\u0440\u0440\u04cf\u0435`."""
    scripts = {_script(sign) for sign in label if sign.isalpha()}
    if not scripts & OTHER_SCRIPTS.keys():
        return False
    return "LATIN" in scripts or all(sign in LOOK_ALIKES for sign in label if sign.isalpha())


def _refuse_sign(sign: str, place: Text) -> Problem:
    """Names the sign, and says what to do about it."""
    if sign == " ":
        return SPACE
    kind = OTHER_SCRIPTS.get(_script(sign))
    german, english = (f", {kind['de']},", f", {kind['en']},") if kind else ("", "")
    hint = Text.named("spelling.mail_address.please_type_address_yourself")
    if not kind and sign.isalpha():
        hint = Text.named("spelling.mail_address.it_is_often_spelt_with")
    return Problem(
        "mail.address",
        Text.named(
            "spelling.mail_address.character_sign_english_cannot_stand_place_in",
            sign=sign,
            german=german,
            place=Text.of(place),
            hint=Text.of(hint),
            english=english,
        ),
    )


def _to_ascii(domain: str) -> str:
    return idna.encode(domain, uts46=True).decode()


def _script(sign: str) -> str:
    """First word of the letter's Unicode name: `LATIN`, `CYRILLIC`, `GREEK`; empty for what is no letter."""
    return unicodedata.name(sign, "").partition(" ")[0] if sign.isalpha() else ""


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Mc")
