"""Facts about letters on their way: printed, posted, served, handed over, arrived, returned, and what a person put right.

PrintingOrdered ─ LetterPosted ─┬─ NoticeProvided ─ NotificationDeemed        (the day of the act counts)
                                ├─ NoticeProvided ─ LetterArrived ─ NotificationDeemed   (the day of arrival counts)
                                └─ LetterReturned ─ PrintingOrdered …
PaperOrdered ─ PaperPosted                       (words nobody reads online; a whole letter: PrintingOrdered beside it)
DayCorrected ─ NotificationDeemed ─ PeriodChanged
DecisionTakenBack ─ NoticeDiscarded ─ LetterStopped
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from allmende.domain.deadlines import BY_HAND, CHANNEL_NAMES, MAILED, REMEDY_ACTS
from allmende.domain.facts.base import Fact
from allmende.domain.values import Text

_BY_POST: Mapping[str, Text] = {channel: CHANNEL_NAMES[channel] for channel in (*MAILED, *BY_HAND)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingOrdered(Fact):
    """A letter is to be printed and brought by a person. No clock runs yet. `step`: the step that waits for it, or empty.

    `channel`: by the address on the letter. `wanted`: the way the process asks for; empty where the person chooses.
    """

    kind: ClassVar[str] = "printing_ordered"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.printing_ordered_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.printing_ordered_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {"channel": _BY_POST}
    task_id: str
    notice_id: str
    title: str
    channel: str
    step: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPosted(Fact):
    """A person gave the letter to the post on that day (Aufgabe zur Post), or handed it over. `by`: her name.

    `channel`: how it went; empty in facts from before that was asked, then as ordered. `address`: the lines it went to,
    where they are not those on the letter. `abroad`: to another country.
    """

    kind: ClassVar[str] = "letter_posted"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.letter_posted_citizen")
    handed: ClassVar[Text] = Text.named("facts.delivery.letter_posted_handed")
    office: ClassVar[Text] = Text.named("facts.delivery.letter_posted_office")
    office_handed: ClassVar[Text] = Text.named("facts.delivery.letter_posted_office_handed")
    task_id: str
    notice_id: str
    posted_on: date
    by: str = ""
    channel: str = ""
    address: tuple[str, ...] = ()
    abroad: bool = False

    def spoken(self, language: str) -> str:
        return self._said(self.handed if self.channel in BY_HAND else self.citizen or self.handed, language)

    def told(self, language: str) -> str:
        return self._said(self.office_handed if self.channel in BY_HAND else self.office, language)

    def _word(self, name: str, language: str) -> str:
        if name == "channel":
            way = _SERVED_BY.get(self.channel)
            return f", {way.spoken(language)}" if way else ""
        if name == "address":
            other = Text.named("facts.delivery.to_another_address")
            return other.spoken(language) if self.address else ""
        return super(LetterPosted, self)._word(name, language)


_SERVED_BY = {
    **{key: way for key, way in _BY_POST.items() if key not in ("post", "in_person")},
    "post_abroad": Text.named("facts.delivery.post_abroad"),
    "in_person": Text.named("facts.delivery.in_person"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterArrived(Fact):
    """The letter arrived, or was served, on that day, as its record says (return receipt, certificate, proof). `by`: who noted it."""

    kind: ClassVar[str] = "letter_arrived"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.letter_arrived_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.letter_arrived_office")
    task_id: str
    notice_id: str
    arrived_on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReturned(Fact):
    """The letter came back, or its service failed: it is not notified, whatever was computed before. `by`: the officer's name."""

    kind: ClassVar[str] = "letter_returned"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.letter_returned_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.letter_returned_office")
    notice_id: str
    returned_on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOrdered(Fact):
    """Nobody reads online what was written to the person: at the task `task_id` somebody sends it by post. No time runs until then.

    `about`: ids of the request, demand or message; `reached.HEARING` for the hearing open then.
    """

    kind: ClassVar[str] = "paper_ordered"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.paper_ordered_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.paper_ordered_office")
    task_id: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPosted(Fact):
    """A person gave those words to the post on that day. `by`: her name."""

    kind: ClassVar[str] = "paper_posted"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.letter_posted_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.paper_posted_office")
    task_id: str
    posted_on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCorrected(Fact):
    """A day about a letter was mistyped. `day`: posted, arrived or returned; the old one stays here, `reason` is why."""

    kind: ClassVar[str] = "day_corrected"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.day_corrected_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.day_corrected_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "day": {
            "posted": Text.named("facts.delivery.posted"),
            "arrived": Text.named("facts.delivery.arrived"),
            "returned": Text.named("facts.delivery.returned"),
        }
    }
    notice_id: str
    day: str
    old: date
    new: date
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChanged(Fact):
    """The last day for a remedy the person was told is another one now."""

    kind: ClassVar[str] = "period_changed"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.period_changed_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.period_changed_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "remedy": {kind: act.changed for kind, act in REMEDY_ACTS.items()}
    }
    notice_id: str
    before: date
    until: date
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTakenBack(Fact):
    """Who confirmed a decision by mistake took it back before its letter was out. The process goes back to her task."""

    kind: ClassVar[str] = "decision_taken_back"
    office: ClassVar[Text] = Text.named("facts.delivery.decision_taken_back_office")
    task_id: str
    node_id: str
    reason: str
    by: str
    officer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeDiscarded(Fact):
    """A letter that was written, perhaps sealed, and never went out: it is void and stays in the file."""

    kind: ClassVar[str] = "notice_discarded"
    office: ClassVar[Text] = Text.named("facts.delivery.notice_discarded_office")
    notice_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationDeemed(Fact):
    """The day on which the notice counts as announced, and the end of the time to object."""

    kind: ClassVar[str] = "notification_deemed"
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.notification_deemed_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.notification_deemed_office")
    notice_id: str
    day: date
    rule: str
    basis: str
    appeal_until: date | None = None
    appeal_rule: str = ""

    def told(self, language: str) -> str:
        without = Text.named("facts.delivery.notification_on_day_basis")
        return self._said(self.office if self.appeal_until else without, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStopped(Fact):
    """A letter the person was told about does not come: its decision was taken back, or (`over`) the case ended first."""

    kind: ClassVar[str] = "letter_stopped"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.delivery.letter_stopped_citizen")
    office: ClassVar[Text] = Text.named("facts.delivery.letter_stopped_office")
    notice_id: str
    title: str
    over: bool = False

    def spoken(self, language: str) -> str:
        ended = Text.named("facts.delivery.our_letter_does_not_come")
        return self._said(ended, language) if self.over else Fact.spoken(self, language)
