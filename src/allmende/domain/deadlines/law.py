"""What follows from a procedure law (Verfahrensrecht), as dated rules: notification, duties, remedies.

A service names its law once (`procedure_law` in service.yaml); every legal day, norm and remedy is looked up here.

    hvwvfg   Hessisches Verwaltungsverfahrensgesetz; for a Hessian city also where it executes federal law (§ 1 Abs. 3 VwVfG)
    ao       Abgabenordnung: trade tax by § 1 Abs. 2 AO, other municipal taxes and dues through § 4 KAG
    sgb_x    Sozialgesetzbuch X: social benefits
    pstg     Personenstandsgesetz: the registry office; its fee notices are notified under the HVwVfG
    owig     Gesetz über Ordnungswidrigkeiten: fines and warnings
    private  private law: nothing is notified in the sense of the law, a declaration takes effect on arrival (§ 130 BGB)

`confirmed` is True only where the wording in force was read; `checked` is the day of the last look, `note` says what is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from allmende.domain.deadlines.periods import Length
from allmende.domain.values import Period, Text

ProcedureLaw = Literal["hvwvfg", "ao", "sgb_x", "pstg", "owig", "private"]
PROCEDURE_LAWS: tuple[ProcedureLaw, ...] = get_args(ProcedureLaw)
Channel = Literal["post", "post_abroad", "electronic", "postbox", "portal", "public", "registered", "in_person"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
Duty = Literal["hearing", "reasons", "automation", "form"]
Remedy = Literal["objection", "action", "amtsgericht", "none"]
REMEDIES: tuple[Remedy, ...] = get_args(Remedy)
Begin = Literal["act", "retrieval", "arrival"]

CHECKED = date(2026, 11, 29)
"""The day on which the texts behind these rules were last looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRule:
    """A rule of one law. `id` is stable and stored with every day that was computed by it."""

    id: str
    law: ProcedureLaw
    basis: str
    valid: Period = field(default_factory=Period)
    confirmed: bool = False
    checked: date = CHECKED
    note: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationRule(LegalRule):
    """When a letter sent by that channel counts as notified.

    begins   act: `length` after posting, sending or provision; retrieval: the day after it; arrival: that day
    shift    an end that is no working day moves to the next one
    consent  the channel needs the consent of the person; without it nothing is notified
    """

    channel: Channel
    begins: Begin = "act"
    length: Length | None = None
    shift: bool = False
    consent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NormRule(LegalRule):
    """The provision that orders (hearing, reasons, form) or allows (automation) something."""

    duty: Duty


@dataclass(frozen=True, slots=True, kw_only=True)
class RemedyRule(LegalRule):
    """The remedy that may be lodged under that law."""

    remedy: Remedy


_1977 = date(1977, 1, 1)
_2025 = date(2025, 1, 1)
_THREE, _FOUR, _TWO_WEEKS, _MONTH = Length(3, "days"), Length(4, "days"), Length(2, "weeks"), Length(1, "months")

_THIRD_OR_FOURTH = Text(
    "Hessen rechnet mit dem dritten Tag (Stand September 2026, nur in zweiter Hand gelesen). Bund und andere Länder rechnen seit 2025 "
    "mit dem vierten. Das Rechtsamt muss das bestätigen.",
    "Hesse counts three days (as of September 2026, read in a secondary source only). The federation and other states have counted "
    "four since 2025. The legal office must confirm it.",
)
_TWIN = Text(
    "Der Wortlaut des hessischen Gesetzes wurde nicht gelesen, nur der gleichlautende des Bundes. Das Rechtsamt muss das bestätigen.",
    "The Hessian wording was not read, only its federal twin. The legal office must confirm it.",
)
_KAG = Text(
    "Für die Gewerbesteuer gilt die Abgabenordnung unmittelbar. Ob § 4 KAG auch für andere Abgaben darauf verweist, muss das "
    "Rechtsamt bestätigen.",
    "For trade tax the fiscal code applies directly. Whether § 4 KAG refers to it for other dues, the legal office must confirm.",
)
_UNREAD = Text(
    "Der Wortlaut wurde nicht gelesen. Das Rechtsamt muss das bestätigen.",
    "The wording was not read. The legal office must confirm it.",
)
_ANNEX = Text(
    "Ob es hier einen Widerspruch gibt, sagt die Anlage zu § 16a HessAGVwGO. Ihre heutige Fassung wurde nicht gelesen. "
    "Das Rechtsamt muss das bestätigen.",
    "Whether there is an objection here, the annex to § 16a HessAGVwGO says. Its present wording was not read. "
    "The legal office must confirm it.",
)


def _hessian() -> Iterator[NotificationRule]:
    """HVwVfG; letters of the registry office follow it."""
    laws: tuple[ProcedureLaw, ...] = ("hvwvfg", "pstg")
    for law in laws:
        yield NotificationRule(
            id=f"{law}.post", law=law, channel="post", basis="§ 41 Abs. 2 Satz 1 HVwVfG",
            valid=Period(_1977), length=_THREE, note=_THIRD_OR_FOURTH,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.electronic", law=law, channel="electronic", basis="§ 41 Abs. 2 Satz 2 HVwVfG",
            valid=Period(_1977), length=_THREE, note=_THIRD_OR_FOURTH,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.post_abroad", law=law, channel="post_abroad", basis="§ 41 Abs. 1 HVwVfG",
            begins="arrival", note=_TWIN,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.postbox.2020", law=law, channel="postbox", basis="§ 9 Abs. 1 Satz 3 OZG a. F.",
            valid=Period(date(2020, 12, 10), _2025), length=_THREE, confirmed=True,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.postbox.2025", law=law, channel="postbox", basis="§ 9 Abs. 1 OZG",
            valid=Period(_2025), length=_FOUR, confirmed=True,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.portal", law=law, channel="portal", basis="§ 41 Abs. 2a HVwVfG",
            begins="retrieval", consent=True, note=_TWIN,
        )  # fmt: skip
        yield NotificationRule(
            id=f"{law}.public", law=law, channel="public", basis="§ 41 Abs. 4 Satz 3 HVwVfG",
            valid=Period(_1977), length=_TWO_WEEKS, note=_TWIN,
        )  # fmt: skip


def _on_arrival() -> Iterator[NotificationRule]:
    """What counts from the day it arrives: everything under OWiG and private law, and what is handed over."""
    channels: tuple[Channel, ...] = ("post", "post_abroad", "electronic", "postbox", "portal")
    handed: dict[ProcedureLaw, str] = {
        "hvwvfg": "§ 43 Abs. 1 HVwVfG", "ao": "§ 124 Abs. 1 AO", "sgb_x": "§ 39 Abs. 1 SGB X",
        "pstg": "§ 43 Abs. 1 HVwVfG", "owig": "§ 50 Abs. 1 OWiG", "private": "§ 130 Abs. 1 BGB",
    }  # fmt: skip
    for law, basis in handed.items():
        by = (*channels, "in_person") if law in ("owig", "private") else ("in_person",)
        for channel in by:
            yield NotificationRule(
                id=f"{law}.{channel}", law=law, channel=channel, basis=basis,
                begins="arrival", note=_UNREAD,
            )  # fmt: skip


def _served() -> Iterator[NotificationRule]:
    """Service by registered letter; private law has its own (§ 132 BGB), which no service uses."""
    for law in PROCEDURE_LAWS:
        if law == "private":
            continue
        for start, end, length in ((date(2006, 2, 1), _2025, _THREE), (_2025, None, _FOUR)):
            yield NotificationRule(
                id=f"{law}.registered.{start.year}", law=law, channel="registered",
                basis="§ 1 HVwZG, § 4 Abs. 2 VwZG", valid=Period(start, end), length=length, note=_TWIN,
            )  # fmt: skip


_UNTIL_2024 = Period(_1977, _2025)
_AO_PORTAL = Period(date(2026, 1, 1))

NOTIFICATION: tuple[NotificationRule, ...] = (
    *_hessian(),
    NotificationRule(
        id="ao.post.1977", law="ao", channel="post", basis="§ 122 Abs. 2 Nr. 1 AO a. F.",
        valid=_UNTIL_2024, length=_THREE, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.post.2025", law="ao", channel="post", basis="§ 122 Abs. 2 Nr. 1, § 108 Abs. 3 AO",
        valid=Period(_2025), length=_FOUR, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.electronic.1977", law="ao", channel="electronic", basis="§ 122 Abs. 2a AO a. F.",
        valid=_UNTIL_2024, length=_THREE, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.electronic.2025", law="ao", channel="electronic", basis="§ 122 Abs. 2a, § 108 Abs. 3 AO",
        valid=Period(_2025), length=_FOUR, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.post_abroad", law="ao", channel="post_abroad", basis="§ 122 Abs. 2 Nr. 2, § 108 Abs. 3 AO",
        valid=Period(_1977), length=_MONTH, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.portal.2026", law="ao", channel="portal", basis="§ 122a Abs. 4, § 108 Abs. 3 AO",
        valid=_AO_PORTAL, length=_FOUR, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.postbox.2026", law="ao", channel="postbox", basis="§ 122a Abs. 5, § 108 Abs. 3 AO",
        valid=_AO_PORTAL, length=_FOUR, shift=True, note=_KAG,
    ),
    NotificationRule(
        id="ao.public", law="ao", channel="public", basis="§ 122 Abs. 4 Satz 3 AO",
        valid=Period(_1977), length=_TWO_WEEKS, shift=True, note=_UNREAD,
    ),
    NotificationRule(
        id="sgb_x.post.1981", law="sgb_x", channel="post", basis="§ 37 Abs. 2 Satz 1 SGB X a. F.",
        valid=Period(date(1981, 1, 1), _2025), length=_THREE, note=_UNREAD,
    ),
    NotificationRule(
        id="sgb_x.post.2025", law="sgb_x", channel="post", basis="§ 37 Abs. 2 Satz 1 SGB X",
        valid=Period(_2025), length=_FOUR, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.electronic.2025", law="sgb_x", channel="electronic", basis="§ 37 Abs. 2 Satz 2 SGB X",
        valid=Period(_2025), length=_FOUR, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.post_abroad", law="sgb_x", channel="post_abroad", basis="§ 37 Abs. 1 SGB X",
        begins="arrival", confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.portal.2025", law="sgb_x", channel="portal", basis="§ 37 Abs. 2a SGB X",
        valid=Period(_2025), length=_FOUR, consent=True, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.postbox.2025", law="sgb_x", channel="postbox", basis="§ 37 Abs. 2a SGB X",
        valid=Period(_2025), length=_FOUR, consent=True, confirmed=True,
    ),
    NotificationRule(
        id="sgb_x.public", law="sgb_x", channel="public", basis="§ 37 Abs. 4 SGB X",
        valid=Period(date(1981, 1, 1)), length=_TWO_WEEKS, note=_UNREAD,
    ),
    *_on_arrival(),
    *_served(),
)  # fmt: skip
"""By law, channel and day of the act. No rule: the law does not know that channel (or did not on that day)."""

_READ = Text("")
_NORMS: tuple[tuple[ProcedureLaw, Duty, str, Text], ...] = (
    ("hvwvfg", "hearing", "§ 28 HVwVfG", _TWIN),
    ("hvwvfg", "reasons", "§ 39 HVwVfG", _TWIN),
    ("hvwvfg", "automation", "§ 35a HVwVfG", _TWIN),
    ("hvwvfg", "form", "§§ 3a, 37 Abs. 2 HVwVfG", _TWIN),
    ("ao", "hearing", "§ 91 AO", _UNREAD),
    ("ao", "reasons", "§ 121 AO", _UNREAD),
    ("ao", "automation", "§ 155 Abs. 4 AO", _READ),
    ("ao", "form", "§ 87a AO", _READ),
    ("sgb_x", "hearing", "§ 24 SGB X", _UNREAD),
    ("sgb_x", "reasons", "§ 35 SGB X", _UNREAD),
    ("sgb_x", "automation", "§ 31a SGB X", _READ),
    ("sgb_x", "form", "§ 36a SGB I", _READ),
    ("pstg", "hearing", "§ 28 HVwVfG", _TWIN),
    ("pstg", "reasons", "§ 39 HVwVfG", _TWIN),
    ("pstg", "form", "§ 56 Abs. 4 PStG", _READ),
    ("owig", "hearing", "§ 55 OWiG", _UNREAD),
    ("owig", "reasons", "§ 66 OWiG", _UNREAD),
    ("owig", "form", "§ 66 OWiG", _UNREAD),
)
NORMS: tuple[NormRule, ...] = tuple(
    NormRule(id=f"{law}.{duty}", law=law, duty=duty, basis=basis, confirmed=note is _READ, note=note)
    for law, duty, basis, note in _NORMS
)
"""What is not listed the law does not order or allow: no machine decides under PStG and OWiG, private law orders nothing."""

REMEDY_RULES: tuple[RemedyRule, ...] = (
    RemedyRule(id="hvwvfg.objection", law="hvwvfg", remedy="objection", basis="§§ 68, 70 VwGO", note=_ANNEX),
    RemedyRule(id="hvwvfg.action", law="hvwvfg", remedy="action", basis="§ 74 VwGO, § 16a HessAGVwGO", note=_ANNEX),
    RemedyRule(id="ao.objection", law="ao", remedy="objection", basis="§§ 68, 70 VwGO", note=_KAG),
    RemedyRule(id="ao.action", law="ao", remedy="action", basis="§ 74 VwGO, § 16a HessAGVwGO", note=_ANNEX),
    RemedyRule(id="sgb_x.objection", law="sgb_x", remedy="objection", basis="§§ 68, 70 VwGO", note=_ANNEX),
    RemedyRule(id="sgb_x.action", law="sgb_x", remedy="action", basis="§ 74 VwGO, § 16a HessAGVwGO", note=_ANNEX),
    RemedyRule(id="pstg.amtsgericht", law="pstg", remedy="amtsgericht", basis="§§ 49, 50 PStG", confirmed=True),
    RemedyRule(id="pstg.objection", law="pstg", remedy="objection", basis="§§ 68, 70 VwGO", note=_ANNEX),
)
"""`none` is possible under every law: a service without a decision has no remedy."""


_PAPER: frozenset[Channel] = frozenset(("post", "post_abroad", "registered", "in_person"))
_SEALED: dict[ProcedureLaw, frozenset[Channel]] = {
    "hvwvfg": frozenset(("postbox",)),
    "ao": frozenset(("electronic", "postbox", "portal")),
    "sgb_x": frozenset(("electronic", "postbox", "portal")),
}
"""Where a qualified seal replaces written form outward: § 9a Abs. 6 OZG into the postbox of an account alone, § 87a AO and
§ 36a Abs. 2a SGB I on every way. PStG asks for the signature of the registrar (§ 56 Abs. 4), so paper."""


def meets_written_form(law: ProcedureLaw, channel: Channel) -> bool:
    """Is a decision the law orders in writing formally valid when it goes, sealed, by that channel? Paper always is, signed."""
    return channel in _PAPER or channel in _SEALED.get(law, frozenset())


def find_notification_rule(law: ProcedureLaw, channel: Channel, day: date) -> NotificationRule | None:
    """The rule of that law for a letter that went by that channel on that day."""
    fitting = (one for one in NOTIFICATION if (one.law, one.channel) == (law, channel))
    return next((one for one in fitting if one.valid.contains(day)), None)


def needs_consent(law: ProcedureLaw, channel: Channel) -> bool:
    """Does that law ask for the person's consent to that channel, on any day?"""
    return any(one.consent for one in NOTIFICATION if (one.law, one.channel) == (law, channel))


def find_norm(law: ProcedureLaw, duty: Duty) -> NormRule | None:
    """The provision; None where the law has none."""
    return next((one for one in NORMS if (one.law, one.duty) == (law, duty)), None)


def find_remedy_rule(law: ProcedureLaw, remedy: str) -> RemedyRule | None:
    """The rule behind a remedy; None for `none` and for a remedy that law does not know."""
    return next((one for one in REMEDY_RULES if (one.law, one.remedy) == (law, remedy)), None)


def find_rule(rule_id: str) -> LegalRule | None:
    """The rule a stored day was computed by; None for rules of earlier versions."""
    base = rule_id.removesuffix(".late")
    return next((one for one in (*NOTIFICATION, *NORMS, *REMEDY_RULES) if one.id == base), None)


def list_remedies(law: ProcedureLaw) -> tuple[Remedy, ...]:
    """What a service under that law may name as its remedy."""
    return (*(one.remedy for one in REMEDY_RULES if one.law == law), "none")


def spoken_doubt(rule: LegalRule) -> Text:
    """For the office: that the rule is not confirmed, which one, and what is open."""
    return Text(
        f"Noch nicht bestätigt: {rule.basis}. {rule.note.spoken('de')}",
        f"Not confirmed yet: {rule.basis}. {rule.note.spoken('en')}",
    )
