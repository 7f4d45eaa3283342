"""The mail to a body or city that is asked: who asks what until when, and the link. It names no applicant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from allmende.domain import facts as f
from allmende.domain.matter import speech
from allmende.domain.matter.model import Matter
from allmende.domain.matter.telling.mails import HELLO, REGARDS, MailWords, sender_lines
from allmende.domain.values import Text, weekday_date

SUBJECTS: Mapping[str, Text] = {
    "opinion": Text.named("matter.telling.partners.opinion"),
    "file": Text.named("matter.telling.partners.file"),
}
LINES: Mapping[str, Text] = {
    "opinion": Text.named("matter.telling.partners.we_ask_for_your_opinion_subject_everything"),
    "file": Text.named("matter.telling.partners.according_to_our_examination_you_are_competent"),
}
AGAIN = Text.named("matter.telling.partners.again")
EXPIRES = Text.named("matter.telling.partners.expires")
FACTS: Mapping[str, Text] = {
    "service": Text.named("matter.telling.partners.service"),
    "reference": Text.named("matter.telling.partners.reference"),
    "until": Text.named("matter.telling.partners.until"),
}
ACT: Mapping[str, Text] = {
    "opinion": Text.named("matter.telling.partners.give_your_opinion"),
    "file": Text.named("matter.telling.partners.see_file"),
}
GENUINE = Text.named("matter.telling.partners.genuine")


def write_partner(matter: Matter, asked: f.PartnerAsked, *, link: str, again: bool) -> MailWords:
    """The mail in German, the language of offices (§ 23 HVwVfG). `again`: it was sent before and nobody answered."""
    language = "de"
    city = matter.service.city
    said = {"subject": asked.subject, "basis": asked.basis, "day": _day(asked.until)}
    lines = [LINES[asked.wish].said(language, **said), EXPIRES.said(language, **said)]
    if again:
        lines.insert(0, AGAIN.spoken(language))
    facts = {
        "service": speech.service_name(matter.service, language),
        "reference": matter.reference,
        "until": _day(asked.until),
    }
    subject = SUBJECTS[asked.wish].spoken(language)
    return MailWords(
        subject=f"{subject} ({matter.reference})",
        city=city.full_name,
        headline=f"{subject}.",
        greeting=HELLO.spoken(language),
        lines=tuple(lines),
        facts=tuple((FACTS[name].spoken(language), value) for name, value in facts.items()),
        act=ACT[asked.wish].spoken(language),
        link=link,
        other_way="",
        regards=REGARDS.spoken(language),
        sender=sender_lines(city, city.unit_for(matter.service.sheet.unit), language),
        genuine=GENUINE.spoken(language),
        imprint=f"{city.authority}, {', '.join(city.contact.address.lines)}",
    )


def _day(day: date) -> str:
    return weekday_date(day, "de")
