"""Others are asked: a body outside, another city. Each ask has a link of its own, which opens only what is shared with it.

PartnerAsked ─┬─ PartnerReminded
              ├─ OpinionGiven                 (an opinion, perhaps with files)
              ├─ FileTaken                    (another city takes the whole file over: the receipt)
              └─ FileDeclined
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from allmende.domain.facts.base import Fact
from allmende.domain.values import Text

Wish = Literal["opinion", "file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerAsked(Fact):
    """Somebody without an account is asked, at the mailbox `to`, until that day.

    `step` is the work that waits, `share` the paths of the answers the link shows; `wish` an opinion, or that the other
    city takes the whole file over (`basis`: the norm for that).
    """

    kind: ClassVar[str] = "partner_asked"
    citizen: ClassVar[Text | None] = Text.named("facts.partners.partner_asked_citizen")
    office: ClassVar[Text] = Text.named("facts.partners.partner_asked_office")
    spellings: ClassVar[Mapping[str, Mapping[str, Text]]] = {
        "wish": {
            "opinion": Text.named("facts.partners.opinion"),
            "file": Text.named("facts.partners.file"),
        }
    }
    ask_id: str
    step: str
    node_id: str
    name: str
    to: str
    subject: str
    until: date
    wish: Wish = "opinion"
    share: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReminded(Fact):
    """Who was asked and has not answered gets the mail again."""

    kind: ClassVar[str] = "partner_reminded"
    office: ClassVar[Text] = Text.named("facts.partners.partner_reminded_office")
    ask_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven(Fact):
    """The answer, in the words of who gave it; `files` are ids of uploads.

    No sentence tells the words: they may be about the applicant, and who reads the history need not read her answers.
    """

    kind: ClassVar[str] = "opinion_given"
    citizen: ClassVar[Text | None] = Text.named("facts.partners.opinion_given_citizen")
    office: ClassVar[Text] = Text.named("facts.partners.opinion_given_office")
    ask_id: str
    name: str
    text: str
    by: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTaken(Fact):
    """The receipt: the other city has the file and goes on under its own number."""

    kind: ClassVar[str] = "file_taken"
    announced: ClassVar[bool] = True
    citizen: ClassVar[Text | None] = Text.named("facts.partners.file_taken_citizen")
    office: ClassVar[Text] = Text.named("facts.partners.file_taken_office")
    ask_id: str
    name: str
    reference: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDeclined(Fact):
    """The other city does not take it, for a reason."""

    kind: ClassVar[str] = "file_declined"
    office: ClassVar[Text] = Text.named("facts.partners.file_declined_office")
    ask_id: str
    name: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSet(Fact):
    """A deadline passed while a station is open; somebody found a task that says so, until the station is done."""

    kind: ClassVar[str] = "reminder_set"
    routine: ClassVar[bool] = True
    office: ClassVar[Text] = Text.named("facts.partners.reminder_set_office")
    task_id: str
    about: str
    title: str
