"""Written form (Schriftform): what replaces it for an application, and for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allmende.domain.deadlines.law import doubts
from allmende.domain.deadlines.law.norms import find_norm
from allmende.domain.deadlines.law.rule import SERVED, Channel, LegalRule, ProcedureLaw

Level = Literal["basic", "substantial", "high"]
_ORDER: dict[str, int] = {"none": 0, "basic": 1, "substantial": 2, "high": 3}
PAPER: frozenset[Channel] = frozenset(("post", "post_abroad", "in_person", *SERVED))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRule(LegalRule):
    """A sign-in with a federal or state account of at least `level`, together with the online form, replaces the signature."""

    level: Level


SIGN_INS: dict[ProcedureLaw, SignInRule] = {
    "hvwvfg": SignInRule(
        id="hvwvfg.sign_in", law="hvwvfg", level="substantial", basis="§ 9a Abs. 5 OZG", note=doubts.REACH
    ),
    "ao": SignInRule(
        id="ao.sign_in", law="ao", level="high", basis="§ 87a Abs. 3 Satz 4 Nr. 1 AO", note=doubts.KAG
    ),
    "sgb_x": SignInRule(
        id="sgb_x.sign_in", law="sgb_x", level="substantial", basis="§ 36a SGB I, § 9a Abs. 5 OZG", confirmed=True
    ),
}  # fmt: skip
"""Registry office, fines and private law know no sign-in that replaces a signature: the person signs on paper or on the spot."""

USER_ACCOUNTS = frozenset(("bundid", "unternehmenskonto"))
"""User accounts of the OZG (§ 2 Abs. 5 OZG). A city's own account, or another sign-in, is none."""

_SEALED: dict[ProcedureLaw, frozenset[Channel]] = {
    "hvwvfg": frozenset(("postbox",)),
    "ao": frozenset(("electronic", "postbox", "portal")),
    "sgb_x": frozenset(("electronic", "postbox", "portal")),
}
"""Where a qualified seal replaces written form outward: § 9a Abs. 6 OZG into the postbox of an account alone, § 87a AO and
§ 36a Abs. 2a SGB I on every way. PStG asks for the signature of the registrar (§ 56 Abs. 4), so paper."""


def signs_in_writing(law: ProcedureLaw, identity: str, level: str) -> bool:
    """Does that sign-in replace the signature the law orders for an application?"""
    rule = SIGN_INS.get(law)
    return rule is not None and identity in USER_ACCOUNTS and _ORDER.get(level, 0) >= _ORDER[rule.level]


def meets_written_form(law: ProcedureLaw, channel: Channel) -> bool:
    """Is a decision the law orders in writing formally valid when it goes, sealed, by that channel? Paper always is, signed."""
    return channel in PAPER or channel in _SEALED.get(law, frozenset())


def must_be_served(law: ProcedureLaw, remedy: str) -> bool:
    """Does that law let a decision against which that remedy is open take effect by formal service alone?"""
    return remedy != "none" and find_norm(law, "service") is not None
