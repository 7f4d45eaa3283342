"""Written form of an application (`written_form` of the service): what replaces the signature, and whether it is there.

    sign-in     a user account of the OZG at the level the procedure law equates (`law.SIGN_INS`), for the name it proves
    on paper    the printed receipt, signed, sent or brought; a person notes the day
    in person   signed in the office; a person notes the day

Without it the application counts all the same from its day; nothing is granted before it is there or somebody says why.
"""

from __future__ import annotations

from collections.abc import Iterable

from allmende.domain import facts as f
from allmende.domain.deadlines import SIGN_INS, signs_in_writing
from allmende.domain.forms import known_values
from allmende.domain.matter.acting import sending_in
from allmende.domain.matter.model import Matter
from allmende.domain.matter.people import people_of
from allmende.domain.package import Service
from allmende.domain.spelling.comparing import same
from allmende.domain.values import Text

WAYS = ("paper", "in_person")
"""How a signature comes that no sign-in replaces."""
NAME = Text.named("matter.signing.name")
REPLACED = Text.named("matter.signing.replaced")
NEEDED = Text.named("matter.signing.needed")
OR_SIGN_IN = Text.named("matter.signing.or_sign_in")
LEVELS = {
    "basic": Text.named("matter.signing.basic"), "substantial": Text.named("matter.signing.substantial"), "high": Text.named("matter.signing.high"),
}  # fmt: skip


def is_replaced(service: Service, identity: str, level: str) -> bool:
    """Does that sign-in replace the signature the service asks for?"""
    return service.sheet.written_form and signs_in_writing(service.sheet.law, identity, level)


def is_missing(matter: Matter) -> bool:
    """True while the signature the law asks for is not there in any form."""
    service, applicant = matter.service, matter.applicant
    if not service.sheet.written_form:
        return False
    if is_replaced(service, applicant.identity, applicant.level) and _signs_for_herself(matter):
        return False
    return not is_noted(matter.facts)


def _signs_for_herself(matter: Matter) -> bool:
    """Is the name the sign-in proves that of the person whose application it is, or of who acts for her as declared? True where
    either has no name: a company's account proves none."""
    acting = sending_in(matter)
    known = known_values(matter.applicant.attributes)
    stated = (acting.by if acting else people_of(matter.answers).applicant).split()
    family, given = (str(known.get(one) or "").split() for one in ("family_name", "given_names"))
    if not stated or not family:
        return True
    rest = [one for one in stated if not any(same(one, part) for part in family)]
    whole = all(any(same(part, one) for one in stated) for part in family)
    return whole and (not rest or not given or any(same(one, part) for one in rest for part in given))


def is_noted(facts: Iterable[f.Fact]) -> bool:
    """True once a person noted that the signature is there."""
    return any(isinstance(x, f.SignatureReceived) for x in facts)


def say_form(service: Service, identity: str, level: str, language: str) -> str:
    """What form the application needs, for whoever is about to send it; empty for a service without written form."""
    if not service.sheet.written_form:
        return ""
    rule = SIGN_INS.get(service.sheet.law)
    if rule and is_replaced(service, identity, level):
        return REPLACED.said(language, basis=rule.basis)
    more = OR_SIGN_IN.said(language, level=LEVELS[rule.level].spoken(language)) if rule else ""
    return NEEDED.spoken(language) + more
