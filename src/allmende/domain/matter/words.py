"""Words for mails beside the told state: the package's messages filled for one matter, and mails about a draft."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from allmende.domain.matter import speech
from allmende.domain.matter.telling.mails import HELLO, REGARDS, SECOND_FACT, SIGN_IN, MailWords, sender_lines
from allmende.domain.values import Text

if TYPE_CHECKING:
    from allmende.domain.matter.tools import WorkStep
    from allmende.domain.package.city import CityData

Message = tuple[str, str]
"""Subject and text."""

PLAIN = (Text.named("matter.words.news"), Text.named("matter.words.something_to_read"))
"""Subject and text of a message that only says that there is one."""

DraftMail = Literal["resume", "expiry"]
DRAFTS: dict[DraftMail, tuple[Text, Text]] = {
    "resume": (
        Text.named("matter.words.resume"),
        Text.named("matter.words.you_can_go_on_with_your_application"),
    ),
    "expiry": (
        Text.named("matter.words.expiry"),
        Text.named("matter.words.you_began_application_service_but_did_not"),
    ),
}
"""Subject and text of the mails about a draft (§ 8a OZG: deleted only with prior information)."""

GO_ON = Text.named("matter.words.go_on")
GENUINE = Text.named("matter.words.genuine")


def spoken_message(step: WorkStep, message: str | None) -> Message:
    """Subject and body of `message.<id>` in the applicant's language, placeholders filled.

    Without such a text, or with a hole that has no value, plain words that only say that there is something to read.
    """
    service, language = step.matter.service, step.matter.language
    found = speech.find_message(service, message, language) if message else None
    plain = (PLAIN[0].spoken(language), PLAIN[1].spoken(language))
    if not found:
        return plain
    subject, body = (speech.filled(text, step.names, language, service=service) for text in found)
    return subject or plain[0], body or plain[1]


def draft_mail(
    kind: DraftMail,
    *,
    service: str,
    until: date,
    city: CityData,
    link: str,
    language: str,
    account: bool = False,
) -> MailWords:
    """The mail with the way back to a draft. It greets nobody by name: the address was only typed. `account`: one owns it."""
    subject, text = DRAFTS[kind][0].spoken(language), DRAFTS[kind][1]
    return MailWords(
        subject=subject,
        city=city.full_name,
        headline=f"{subject}.",
        greeting=HELLO.spoken(language),
        lines=(text.said(language, service=service, day=speech.day_in_words(until, language)),),
        facts=(),
        act=GO_ON.spoken(language),
        link=link,
        other_way=(SIGN_IN if account else SECOND_FACT).spoken(language),
        regards=REGARDS.spoken(language),
        sender=sender_lines(city, None, language),
        genuine=GENUINE.spoken(language),
        imprint=f"{city.authority}, {', '.join(city.contact.address.lines)}",
    )
