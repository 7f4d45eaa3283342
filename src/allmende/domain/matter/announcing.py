"""The legal days that follow from providing a letter: notification and the end of the time to object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from allmende.domain.deadlines import Channel, Remedy, appeal_end, find_notification_rule, notification_day
from allmende.domain.facts import Fact, NoticeIssued, NoticeProvided, NoticeRetrieved
from allmende.domain.forms.addresses import goes_abroad
from allmende.domain.matter import speech
from allmende.domain.matter.legal_days import LegalDays
from allmende.domain.notices.addressing import find_typed
from allmende.domain.notices.posting import find_recipient
from allmende.domain.notices.remedies import choose_remedy
from allmende.domain.notices.template import NoticeTemplate
from allmende.domain.notices.ways import ONLINE, WAY
from allmende.domain.values import Problem, Text
from allmende.feel import to_feel

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Provided:
    """A letter on its way: `template`, `kind` as issued; `on` the day of the legal act (posting, sending, provision)."""

    template: str
    kind: str
    channel: Channel
    on: date
    consented: bool = False
    abroad: bool = False


def provided_of(issued: NoticeIssued, known: NoticeProvided) -> Provided:
    """The way of a letter as the facts tell it."""
    return Provided(
        template=issued.template,
        kind=issued.notice_kind,
        channel=cast(Channel, known.channel),
        on=known.provided_on,
        consented=known.consented,
        abroad=known.abroad,
    )


def consented_online(names: Mapping[str, Any]) -> bool:
    """Did the person choose, with nothing preselected, to have letters provided online (§ 41 Abs. 2a HVwVfG)?"""
    return bool(names.get(WAY) == ONLINE)


def lacks_consent(service: Service, provided: Provided) -> bool:
    """True where the law asks for the person's consent to that channel and she did not give it."""
    rule = find_notification_rule(service.sheet.law, provided.channel, provided.on)
    return rule is not None and rule.consent and not provided.consented


def channel_by_post(template: NoticeTemplate | None, names: Mapping[str, Any]) -> Channel:
    """Whether the address on the letter lies abroad, where other days hold."""
    typed = find_typed(names)
    if typed:
        return "post_abroad" if typed.get("abroad") else "post"
    recipient = find_recipient(template, names) if template else None
    return "post_abroad" if recipient and goes_abroad(recipient.address) else "post"


def announce(
    service: Service,
    provided: Provided,
    names: Mapping[str, Any],
    *,
    retrieved_on: date | None = None,
    arrived_on: date | None = None,
) -> LegalDays | None:
    """The legal days under the service's procedure law, or None while they are open.

    `names`: what FEEL sees of the matter. Only a decision opens a time for a remedy.
    """
    found = notification_day(
        provided.channel, provided.on, law=service.sheet.law, state=service.city.state,
        retrieved_on=retrieved_on, arrived_on=arrived_on, consented=provided.consented,
    )  # fmt: skip
    if isinstance(found, Problem):
        return None
    if provided.kind != "decision":
        return LegalDays(found.day, found.rule, found.basis)
    remedy = _remedy_of(service, provided.template, names)
    abroad = provided.abroad or provided.channel == "post_abroad"
    appeal = appeal_end(found.day, cast(Remedy, remedy), state=service.city.state, abroad=abroad)
    return LegalDays(found.day, found.rule, found.basis, appeal.day if appeal else None, appeal.rule if appeal else "")


def say_start(
    service: Service,
    provided: Provided,
    *,
    retrieved_on: date | None = None,
    arrived_on: date | None = None,
) -> Text:
    """When the letter counts as notified and why, or why that is still open: for both sides, with the provision."""
    found = notification_day(
        provided.channel, provided.on, law=service.sheet.law, state=service.city.state,
        retrieved_on=retrieved_on, arrived_on=arrived_on, consented=provided.consented,
    )  # fmt: skip
    return found.text if isinstance(found, Problem) else found.sentence


def retrieve(
    matter: Matter, provided: Provided, notice_id: str, now: datetime, today: date
) -> tuple[Fact, LegalDays | None]:
    """What the first opening of a letter is: evidence, and in the own mailbox the act the notification counts from."""
    opened = NoticeRetrieved(at=now, notice_id=notice_id)
    if provided.channel != "portal":
        return opened, None
    return opened, announce(matter.service, provided, speech.names(matter, today), retrieved_on=today)


def _remedy_of(service: Service, template: str, names: Mapping[str, Any]) -> str:
    found = service.notices.get(template)
    return choose_remedy(service.sheet, found.remedy if found else None, to_feel(names))
