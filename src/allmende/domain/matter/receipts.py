"""The receipt of a submission as a document: what was declared, when, and what happens next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from allmende.domain.matter import signing, speech
from allmende.domain.matter.completeness import list_missing, names_of
from allmende.domain.matter.model import Matter
from allmende.domain.matter.telling.following import HEADLINE, missing_lines
from allmende.domain.notices import Document, NoticeTemplate, compose
from allmende.domain.notices.template import (
    Answers,
    Block,
    HeadingTemplate,
    ItemTemplate,
    ListingTemplate,
    ParagraphTemplate,
)
from allmende.domain.values import BERLIN, Problem, Text, spoken_clock, spoken_day

LANGUAGES = ("de", "en")


def receipt_document(matter: Matter, day: date, submitted_at: datetime) -> Document:
    """The receipt by the package's own template, or by a plain one that every service has.

    It proves the moment of arrival and claims nothing more. Error: `ValueError` when even the plain one cannot be made.
    """
    own = next((notice for notice in matter.service.notices.values() if notice.kind == "receipt"), None)
    names = speech.names(matter, day)
    problems: list[Problem] = []
    for template in (own, plain_template(matter, submitted_at)):
        if template is None:
            continue
        template = replace(template, operative=(*_missing(matter), *template.operative, *_to_sign(matter)))
        found = compose(template, matter.service, names, day, None, language=matter.language, sealed=False)
        if isinstance(found, Document):
            return replace(found, id="receipt")
        problems = found
    raise ValueError("; ".join(str(problem) for problem in problems))


def plain_template(matter: Matter, submitted_at: datetime) -> NoticeTemplate:
    """A receipt for any service."""
    local = submitted_at.astimezone(BERLIN)
    name = Text.each(lambda language: _literal(speech.service_name(matter.service, language)))
    moment = Text.each(lambda language: f"{spoken_day(local, language)}, {spoken_clock(local, language)}")
    after = Text.each(lambda language: _literal(matter.service.text("service.after", language) or ""))
    following = (ParagraphTemplate("after", after),) if after["de"] else ()
    return NoticeTemplate(
        id="receipt",
        kind="receipt",
        subject=Text.named(
            "matter.receipts.receipt_name",
            receipt=Text.of(speech.RECEIPT),
            name=name,
        ),
        lead=Text.named("matter.receipts.we_received_your_application_on", moment=moment),
        operative=(Answers("answers"),),
        information=following,
    )


def _to_sign(matter: Matter) -> tuple[Block, ...]:
    """Where to sign, on the paper that shows the whole declaration; nothing where no signature is missing."""
    if not signing.is_missing(matter):
        return ()
    line = Text.named("matter.receipts.place_date_signature")
    return (
        HeadingTemplate("sign_title", signing.NAME),
        ParagraphTemplate("sign_how", _literals((signing.NEEDED["de"], signing.NEEDED["en"]))),
        ParagraphTemplate("sign_here", line),
    )


def _missing(matter: Matter) -> tuple[Block, ...]:
    """What is still missing, until when and how to send it; nothing for a complete application."""
    named = zip(*(names_of(matter.service, list_missing(matter), language) for language in LANGUAGES), strict=True)
    items = tuple(ItemTemplate(f"missing_{number}", _literals(one)) for number, one in enumerate(named, 1))
    if not items:
        return ()
    said = list(zip(*(missing_lines(matter, language) for language in LANGUAGES), strict=True))[1:]
    lines = (ParagraphTemplate(f"missing_line_{number}", _literals(one)) for number, one in enumerate(said, 1))
    return (HeadingTemplate("missing_title", HEADLINE), ListingTemplate("missing", items), *lines)


def _literals(said: tuple[str, ...]) -> Text:
    return Text(*map(_literal, said))


def _literal(text: str) -> str:
    """A text of the package that must not be read as a placeholder once more."""
    return text.replace("{{", "{ {")
