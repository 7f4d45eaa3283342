"""The day on which a letter counts as notified (Bekanntgabe), by law and channel (`law.NOTIFICATION`).

    channel      means                                              the clock begins with
    post         posted within Germany                              posting, as the person who posts notes it
    post_abroad  posted to another country                          arrival; under the AO posting
    electronic   sent electronically                                sending
    postbox      provided in the postbox of a user account (OZG)    provision
    portal       provided in the city's own mailbox                 retrieval; under AO and SGB X provision
    public       announced publicly                                 the announcement
    registered   served by registered letter (VwZG)                 posting
    in_person    handed over, or served with a certificate          that day

A proven later arrival counts instead of the computed day; an earlier one does not.
"""

from __future__ import annotations

from datetime import date, timedelta

from allmende.domain.deadlines.law import Channel, NotificationRule, ProcedureLaw, find_notification_rule
from allmende.domain.deadlines.periods import Length, last_day
from allmende.domain.deadlines.result import Deadline, english_day, german_day
from allmende.domain.deadlines.working_days import next_working_day
from allmende.domain.values import Problem, Text

RETRIEVAL_DAYS = 10
"""§ 41 IIa 4 HVwVfG: not retrieved within ten days after the message was sent, the provision ends."""

_ACTS: dict[Channel, tuple[str, str]] = {
    "post": ("der Aufgabe zur Post", "posting"),
    "post_abroad": ("der Aufgabe zur Post", "posting"),
    "registered": ("der Aufgabe zur Post", "posting"),
    "electronic": ("der Absendung", "sending"),
    "postbox": ("der Bereitstellung im Postfach", "provision in the postbox"),
    "portal": ("der Bereitstellung", "provision"),
    "public": ("der Bekanntmachung", "publication"),
}
_LENGTHS: dict[Length, tuple[str, str]] = {
    Length(3, "days"): ("der dritte Tag", "the third day"),
    Length(4, "days"): ("der vierte Tag", "the fourth day"),
    Length(2, "weeks"): ("zwei Wochen", "two weeks"),
    Length(1, "months"): ("einen Monat", "one month"),
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
        arrival = provided_on if channel == "in_person" else arrived_on
        return _that_day(rule, arrival, rule.id) if arrival else _not_arrived(rule)
    return _by_fiction(rule, provided_on, arrived_on, state)


def retrieval_end(notified_on: date) -> date:
    """The last day of the ten on which a letter in the own mailbox can be retrieved (§ 41 IIa HVwVfG)."""
    return notified_on + timedelta(days=RETRIEVAL_DAYS)


def _by_fiction(rule: NotificationRule, provided_on: date, arrived_on: date | None, state: str) -> Deadline:
    assert rule.length is not None
    day = last_day(provided_on, rule.length)
    if rule.shift:
        day = next_working_day(day, state)
    if arrived_on is not None and arrived_on > day:
        return _that_day(rule, arrived_on, f"{rule.id}.late")
    return Deadline(day, rule.id, rule.basis, _say_fiction(rule, provided_on, day), rule.confirmed)


def _say_fiction(rule: NotificationRule, provided_on: date, day: date) -> Text:
    assert rule.length is not None
    german, english = _LENGTHS[rule.length]
    act, acted = _ACTS[rule.channel]
    return Text(
        de=f"Der Bescheid gilt am {german_day(day)} als bekannt gegeben: "
        f"{german} nach {act} am {german_day(provided_on)} ({rule.basis}).",
        en=f"The notice counts as notified on {english_day(day)}: "
        f"{english} after {acted} on {english_day(provided_on)} ({rule.basis}).",
    )


def _by_retrieval(rule: NotificationRule, provided_on: date, retrieved_on: date | None) -> Deadline | Problem:
    end = retrieval_end(provided_on)
    if retrieved_on is None:
        return Problem(
            "not_retrieved",
            Text(
                de=f"Der Bescheid ist noch nicht abgerufen. Er steht bis {german_day(end)} bereit.",
                en=f"The notice has not been retrieved yet. It is available until {english_day(end)}.",
            ),
        )
    if retrieved_on > end:
        return Problem(
            "retrieval_expired",
            Text(
                de=f"Der Bescheid wurde bis {german_day(end)} nicht abgerufen. Er ist nicht bekannt gegeben.",
                en=f"The notice was not retrieved by {english_day(end)}. It has not been notified.",
            ),
        )
    day = retrieved_on + timedelta(days=1)
    sentence = Text(
        de=f"Der Bescheid gilt am {german_day(day)} als bekannt gegeben: der Tag nach dem Abruf ({rule.basis}).",
        en=f"The notice counts as notified on {english_day(day)}: the day after retrieval ({rule.basis}).",
    )
    return Deadline(day, rule.id, rule.basis, sentence, rule.confirmed)


def _that_day(rule: NotificationRule, day: date, rule_id: str) -> Deadline:
    sentence = Text(
        de=f"Der Bescheid ist am {german_day(day)} zugegangen ({rule.basis}).",
        en=f"The notice arrived on {english_day(day)} ({rule.basis}).",
    )
    return Deadline(day, rule_id, rule.basis, sentence, rule.confirmed)


def _not_arrived(rule: NotificationRule) -> Problem:
    return Problem(
        "not_arrived",
        Text(
            de=f"Hier zählt der Tag des Zugangs ({rule.basis}). Er ist noch nicht bekannt.",
            en=f"Here the day of arrival counts ({rule.basis}). It is not known yet.",
        ),
    )


def _no_consent(rule: NotificationRule) -> Problem:
    return Problem(
        "no_consent",
        Text(
            de=f"Ohne Einwilligung ist der Bescheid auf diesem Weg nicht bekannt gegeben ({rule.basis}).",
            en=f"Without consent the notice is not notified by this channel ({rule.basis}).",
        ),
    )


def _no_rule(channel: str, law: str, law_on: date) -> Problem:
    return Problem(
        "no_rule",
        Text(
            de=f"Für den Weg „{channel}“ ist im Verfahrensrecht „{law}“ am {german_day(law_on)} keine Regel hinterlegt.",
            en=f"No rule is on file for the channel “{channel}” under “{law}” on {english_day(law_on)}.",
        ),
    )
