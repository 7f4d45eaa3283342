"""The day on which a letter counts as notified (Bekanntgabe), by law and channel (`law.NOTIFICATION`).

    channel              means                                            the clock begins with
    post                 posted within Germany                            posting, as the person who posts notes it
    post_abroad          posted to another country                        arrival; under the AO posting
    electronic           sent electronically                              sending
    postbox              provided in the postbox of a user account (OZG)  provision
    portal               provided in the city's own mailbox               retrieval; under AO and SGB X provision
    public               announced publicly                               the announcement
    registered           served by registered letter (§ 4 VwZG)           posting
    return_receipt       served by registered letter with return receipt  the day on the receipt
    service_certificate  served by the post with a certificate (§ 3 VwZG) the day on the certificate
    acknowledgement      handed over, service acknowledged (§ 5 VwZG)     that day
    in_person            handed over, receipt signed                      that day

A proven later arrival counts instead of the computed day; an earlier one does not.
"""

from __future__ import annotations

from datetime import date, timedelta

from allmende.domain.deadlines.law import (
    BY_HAND,
    CHANNEL_NAMES,
    LAW_NAMES,
    SERVED,
    Channel,
    NotificationRule,
    ProcedureLaw,
    find_notification_rule,
)
from allmende.domain.deadlines.periods import Length, last_day
from allmende.domain.deadlines.result import Deadline
from allmende.domain.deadlines.working_days import name_day_off, next_working_day
from allmende.domain.values import Problem, Text, day_words

RETRIEVAL_DAYS = 10
"""§ 41 IIa 4 HVwVfG: not retrieved within ten days after the message was sent, the provision ends."""

_POSTING = Text.named("deadlines.notification.posting")
_ACTS: dict[Channel, Text] = {
    "post": _POSTING,
    "post_abroad": _POSTING,
    "registered": _POSTING,
    "electronic": Text.named("deadlines.notification.sending"),
    "postbox": Text.named("deadlines.notification.provision_in_postbox"),
    "portal": Text.named("deadlines.notification.provision"),
    "public": Text.named("deadlines.notification.publication"),
}
_LENGTHS: dict[Length, Text] = {
    Length(3, "days"): Text.named("deadlines.notification.third_day"),
    Length(4, "days"): Text.named("deadlines.notification.fourth_day"),
    Length(2, "weeks"): Text.named("deadlines.notification.two_weeks"),
    Length(1, "months"): Text.named("deadlines.notification.one_month"),
}


def notification_day(
    channel: Channel,
    provided_on: date,
    *,
    law: ProcedureLaw,
    state: str,
    retrieved_on: date | None = None,
    arrived_on: date | None = None,
    consented: bool = False,
    law_on: date | None = None,
) -> Deadline | Problem:
    """The day of notification, or why there is none (yet).

    `provided_on` is the day of posting, sending, provision, announcement or handing over; `arrived_on` a proven
    arrival; `consented` whether the person agreed to that channel, where the law asks for it; `law_on` picks the
    rules of another day (transitional law). `state`: ISO 3166-2 without `DE-`, for days that move to a working day.
    Problems: `no_rule` (that law has no rule for that channel and day), `no_consent`, `not_retrieved` (still open),
    `retrieval_expired` (void after ten days), `not_arrived`.
    """
    rule = find_notification_rule(law, channel, law_on or provided_on)
    if rule is None:
        return _no_rule(channel, law, law_on or provided_on)
    if rule.consent and not consented:
        return _no_consent(rule)
    if rule.begins == "retrieval":
        return _by_retrieval(rule, provided_on, retrieved_on)
    if rule.begins == "arrival":
        arrival = provided_on if channel in BY_HAND else arrived_on
        return _that_day(rule, arrival, rule.id) if arrival else _not_arrived(rule)
    return _by_fiction(rule, provided_on, arrived_on, state)


def retrieval_end(notified_on: date) -> date:
    """The last day of the ten on which a letter in the own mailbox can be retrieved (§ 41 IIa HVwVfG)."""
    return notified_on + timedelta(days=RETRIEVAL_DAYS)


def _by_fiction(rule: NotificationRule, provided_on: date, arrived_on: date | None, state: str) -> Deadline:
    assert rule.length is not None
    plain = last_day(provided_on, rule.length)
    day = next_working_day(plain, state) if rule.shift else plain
    if arrived_on is not None and arrived_on > day:
        return _that_day(rule, arrived_on, f"{rule.id}.late")
    return Deadline(day, rule.id, rule.basis, _say_fiction(rule, provided_on, plain, day, state), rule.confirmed)


def _say_fiction(rule: NotificationRule, provided_on: date, plain: date, day: date, state: str) -> Text:
    """`plain` is the computed day, `day` what became of it: another one where it moved to a working day."""
    assert rule.length is not None
    length, act = _LENGTHS[rule.length], _ACTS[rule.channel]
    if day != plain:
        why = name_day_off(plain, state)
        return Text.named(
            "deadlines.notification.notice_counts_as_notified_on_2",
            day=day_words(day),
            basis=rule.basis,
            length=length,
            capital=Text.each(lambda language: _capital(length.spoken(language))),
            act=act,
            provided=day_words(provided_on),
            plain=day_words(plain),
            why=why,
        )
    return Text.named(
        "deadlines.notification.notice_counts_as_notified_on",
        day=day_words(day),
        length=length,
        act=act,
        provided=day_words(provided_on),
        basis=rule.basis,
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _by_retrieval(rule: NotificationRule, provided_on: date, retrieved_on: date | None) -> Deadline | Problem:
    end = retrieval_end(provided_on)
    if retrieved_on is None:
        return Problem(
            "not_retrieved",
            Text.named("deadlines.notification.not_retrieved", day=day_words(end)),
        )
    if retrieved_on > end:
        return Problem(
            "retrieval_expired",
            Text.named("deadlines.notification.retrieval_expired", day=day_words(end)),
        )
    day = retrieved_on + timedelta(days=1)
    sentence = Text.named(
        "deadlines.notification.notified_after_retrieval",
        day=day_words(day),
        basis=rule.basis,
    )
    return Deadline(day, rule.id, rule.basis, sentence, rule.confirmed)


def _that_day(rule: NotificationRule, day: date, rule_id: str) -> Deadline:
    arrived = _ARRIVED.get(rule.channel, Text.named("deadlines.notification.arrived"))
    sentence = Text.named(
        "deadlines.notification.notice_arrived",
        day=day_words(day),
        arrived=arrived,
        basis=rule.basis,
    )
    return Deadline(day, rule_id, rule.basis, sentence, rule.confirmed)


_ARRIVED: dict[Channel, Text] = {
    **dict.fromkeys(SERVED, Text.named("deadlines.notification.served")),
    "in_person": Text.named("deadlines.notification.handed_over"),
}


def _not_arrived(rule: NotificationRule) -> Problem:
    return Problem(
        "not_arrived",
        Text.named("deadlines.notification.not_arrived", basis=rule.basis),
    )


def _no_consent(rule: NotificationRule) -> Problem:
    return Problem(
        "no_consent",
        Text.named("deadlines.notification.no_consent", basis=rule.basis),
    )


def _no_rule(channel: Channel, law: ProcedureLaw, law_on: date) -> Problem:
    way, name = CHANNEL_NAMES[channel], LAW_NAMES[law]
    return Problem(
        "no_rule",
        Text.named(
            "deadlines.notification.no_rule",
            way=Text.of(way),
            day=day_words(law_on),
            name=Text.of(name),
        ),
    )
