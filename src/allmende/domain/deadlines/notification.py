"""The day on which a notice counts as notified (Bekanntgabe), by channel and by the law of the day.

    channel      means                                                  rule
    post         posted within Germany                                  nth day after posting (§ 41 II 1 VwVfG)
    post_abroad  posted to another country                              the day it arrives
    electronic   sent electronically                                    nth day after sending (§ 41 II 2 VwVfG)
    postbox      provided in the postbox of a user account              nth day after provision (§ 9 I OZG)
    portal       provided for retrieval on a portal, with consent       day after retrieval (§ 41 IIa VwVfG)
    public       announced publicly                                     two weeks after (§ 41 IV VwVfG)
    in_person    handed over, or served with a certificate              that day

A later real arrival counts instead of the fiction; an earlier one does not. The fiction day is not moved
to a working day except where the table says so (settled for tax notices, disputed elsewhere).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from allmende.domain.deadlines.holidays import HESSE
from allmende.domain.deadlines.result import Deadline, english_day, german_day
from allmende.domain.deadlines.working_days import next_working_day
from allmende.domain.values import Period, Problem, Text

Channel = Literal["post", "post_abroad", "electronic", "postbox", "portal", "public", "in_person"]
CHANNELS: tuple[Channel, ...] = ("post", "post_abroad", "electronic", "postbox", "portal", "public", "in_person")
Law = Literal["VwVfG", "AO"]

RETRIEVAL_DAYS = 10
"""§ 41 IIa 4 VwVfG: not retrieved within ten days after the message was sent, the provision ends."""


@dataclass(frozen=True, slots=True)
class FictionRule:
    """`days` after the act; `valid` is the period in which the act (posting, sending, provision) lies."""

    id: str
    channel: Channel
    law: Law
    valid: Period
    days: int
    basis: str
    shift: bool = False
    confirmed: bool = True


_UNTIL_2024 = Period(date(1997, 1, 1), date(2025, 1, 1))
_SINCE_2025 = Period(date(2025, 1, 1))
_OZG_2020 = Period(date(2020, 12, 10), date(2025, 1, 1))
_AO_UNTIL_2024 = Period(date(1977, 1, 1), date(2025, 1, 1))

RULES: tuple[FictionRule, ...] = (
    FictionRule("post.1997", "post", "VwVfG", _UNTIL_2024, 3, "§ 41 Abs. 2 Satz 1 VwVfG a. F."),
    FictionRule("post.2025", "post", "VwVfG", _SINCE_2025, 4, "§ 41 Abs. 2 Satz 1 VwVfG", confirmed=False),
    FictionRule("electronic.1997", "electronic", "VwVfG", _UNTIL_2024, 3, "§ 41 Abs. 2 Satz 2 VwVfG a. F."),
    FictionRule("electronic.2025", "electronic", "VwVfG", _SINCE_2025, 4, "§ 41 Abs. 2 Satz 2 VwVfG", confirmed=False),
    FictionRule("postbox.2020", "postbox", "VwVfG", _OZG_2020, 3, "§ 9 Abs. 1 Satz 3 OZG a. F."),
    FictionRule("postbox.2025", "postbox", "VwVfG", _SINCE_2025, 4, "§ 9 Abs. 1 OZG"),
    FictionRule("public.1977", "public", "VwVfG", Period(date(1977, 1, 1)), 14, "§ 41 Abs. 4 Satz 3 VwVfG"),
    FictionRule("tax.post.1977", "post", "AO", _AO_UNTIL_2024, 3, "§ 122 Abs. 2 Nr. 1 AO a. F.", shift=True),
    FictionRule("tax.post.2025", "post", "AO", _SINCE_2025, 4, "§ 122 Abs. 2 Nr. 1 AO", shift=True),
)
_ORDINALS = {3: ("dritte", "third"), 4: ("vierte", "fourth")}
_ACTS = {
    "post": ("der Aufgabe zur Post", "posting"),
    "electronic": ("der Absendung", "sending"),
    "postbox": ("der Bereitstellung im Postfach", "provision in the postbox"),
}


def notification_day(
    channel: Channel,
    provided_on: date,
    *,
    retrieved_on: date | None = None,
    arrived_on: date | None = None,
    law: Law = "VwVfG",
    law_on: date | None = None,
    state: str = HESSE,
) -> Deadline | Problem:
    """The day of notification, or why there is none (yet).

    `provided_on` is the day of posting, sending, provision, announcement or handing over. `arrived_on` is a
    proven real arrival. `law_on` picks the rules of another day than `provided_on` (transitional law).
    Problems: `not_retrieved` (portal, still open), `retrieval_expired` (portal, void after ten days),
    `not_arrived` (abroad), `no_rule` (the table has no rule for that channel and day).
    """
    if channel == "portal":
        return _by_retrieval(provided_on, retrieved_on)
    if channel == "in_person":
        return _that_day(arrived_on or provided_on, "in_person", "§ 43 Abs. 1 VwVfG")
    if channel == "post_abroad":
        if arrived_on is None:
            return _not_arrived()
        return _that_day(arrived_on, "post_abroad", "§ 41 Abs. 1 VwVfG")
    return _by_fiction(channel, provided_on, arrived_on, law, law_on or provided_on, state)


def retrieval_end(notified_on: date) -> date:
    """The last day of the ten on which a notice provided on a portal can be retrieved (§ 41 IIa VwVfG)."""
    return notified_on + timedelta(days=RETRIEVAL_DAYS)


def _by_fiction(
    channel: Channel, provided_on: date, arrived_on: date | None, law: Law, law_on: date, state: str
) -> Deadline | Problem:
    rule = next((r for r in RULES if (r.channel, r.law) == (channel, law) and r.valid.contains(law_on)), None)
    if rule is None:
        return _no_rule(channel, law_on)
    day = provided_on + timedelta(days=rule.days)
    if rule.shift:
        day = next_working_day(day, state)
    if arrived_on is not None and arrived_on > day:
        return _that_day(arrived_on, f"{rule.id}.late", rule.basis)
    return Deadline(day, rule.id, rule.basis, _say_fiction(rule, provided_on, day), rule.confirmed)


def _say_fiction(rule: FictionRule, provided_on: date, day: date) -> Text:
    if rule.channel == "public":
        return Text(
            de=f"Der Bescheid gilt am {german_day(day)} als bekannt gegeben: zwei Wochen nach der Bekanntmachung ({rule.basis}).",
            en=f"The notice counts as notified on {english_day(day)}: two weeks after publication ({rule.basis}).",
        )
    (german, english), (act, acted) = _ORDINALS[rule.days], _ACTS[rule.channel]
    return Text(
        de=f"Der Bescheid gilt am {german_day(day)} als bekannt gegeben: "
        f"der {german} Tag nach {act} am {german_day(provided_on)} ({rule.basis}).",
        en=f"The notice counts as notified on {english_day(day)}: "
        f"the {english} day after {acted} on {english_day(provided_on)} ({rule.basis}).",
    )


def _by_retrieval(provided_on: date, retrieved_on: date | None) -> Deadline | Problem:
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
    basis = "§ 41 Abs. 2a VwVfG"
    sentence = Text(
        de=f"Der Bescheid gilt am {german_day(day)} als bekannt gegeben: der Tag nach dem Abruf ({basis}).",
        en=f"The notice counts as notified on {english_day(day)}: the day after retrieval ({basis}).",
    )
    return Deadline(day, "portal.2017", basis, sentence)


def _that_day(day: date, rule: str, basis: str) -> Deadline:
    sentence = Text(
        de=f"Der Bescheid ist am {german_day(day)} zugegangen ({basis}).",
        en=f"The notice arrived on {english_day(day)} ({basis}).",
    )
    return Deadline(day, rule, basis, sentence)


def _not_arrived() -> Problem:
    return Problem(
        "not_arrived",
        Text(
            de="Bei Post ins Ausland zählt der Tag des Zugangs. Er ist noch nicht bekannt.",
            en="For post abroad the day of arrival counts. It is not known yet.",
        ),
    )


def _no_rule(channel: str, law_on: date) -> Problem:
    return Problem(
        "no_rule",
        Text(
            de=f"Für den Weg „{channel}“ ist am {german_day(law_on)} keine Regel hinterlegt.",
            en=f"No rule is on file for the channel “{channel}” on {english_day(law_on)}.",
        ),
    )
