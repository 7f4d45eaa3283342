"""The letters about a decision that no package writes: hearing, correction, withdrawal, revocation, refusal to open again.

They have the address, the authority, the remedy and the written form of the decision they are about. A correction is that very
letter with the mistake put right; the others are composed like every letter, from texts of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from allmende.domain import facts as f
from allmende.domain.matter.amending.grounds import list_grounds
from allmende.domain.matter.model import Matter
from allmende.domain.notices import compose
from allmende.domain.notices import document as doc
from allmende.domain.notices import template as tpl
from allmende.domain.values import Money, Problem, Text, spoken_day

Templates = Callable[[tpl.NoticeTemplate], tpl.NoticeTemplate]


def _text(key: str) -> Text:
    return _TEXTS[key]


_TEXTS: Mapping[str, Text] = {
    "hear_subject": Text.named("matter.amending.letters.hear_subject"),
    "hear_lead": Text.named("matter.amending.letters.hear_lead"),
    "hear_until": Text.named("matter.amending.letters.hear_until"),
    "withdraw_subject": Text.named("matter.amending.letters.withdraw_subject"),
    "withdraw_lead": Text.named("matter.amending.letters.withdraw_lead"),
    "revoke_subject": Text.named("matter.amending.letters.revoke_subject"),
    "revoke_lead": Text.named("matter.amending.letters.revoke_lead"),
    "ends": Text.named("matter.amending.letters.ends"),
    "refund": Text.named("matter.amending.letters.refund"),
    "no_refund": Text.named("matter.amending.letters.no_refund"),
    "ground": Text.named("matter.amending.letters.ground"),
    "reason": Text.named("matter.amending.letters.reason"),
    "weighed": Text.named("matter.amending.letters.weighed"),
    "weighing": Text.named("matter.amending.letters.weighing"),
    "decline_subject": Text.named("matter.amending.letters.decline_subject"),
    "decline_lead": Text.named("matter.amending.letters.decline_lead"),
    "decline_stays": Text.named("matter.amending.letters.decline_stays"),
}
"""Their holes are placeholders of a template: what an officer wrote is never read as one."""
CORRECTED = Text.named("matter.amending.letters.corrected")
CORRECTED_HEADING = Text.named("matter.amending.letters.corrected_heading")
CORRECTED_LEAD = Text.named("matter.amending.letters.corrected_lead")
CORRECTED_WORDS = Text.named("matter.amending.letters.corrected_words")
SAME_DECISION = Text.named("matter.amending.letters.same_decision")


def compose_amendment(
    matter: Matter,
    asked: f.AmendmentProposed,
    original: doc.Document,
    template: tpl.NoticeTemplate,
    names: Mapping[str, Any],
    today: date,
    *,
    until: date,
    paid: Money | None,
    sealed: bool,
) -> doc.Document | list[Problem]:
    """The letter of that act. `until`: the last day to answer a hearing; `paid`: the fees that are there."""
    if asked.act == "correct":
        return correct_document(original, asked, today)
    own = _template(asked, template)
    known = {**names, "amendment": _names(matter, asked, original, until, paid)}
    return compose(own, matter.service, known, today, asked.by, language=matter.language, sealed=sealed)


def correct_document(original: doc.Document, asked: f.AmendmentProposed, today: date) -> doc.Document:
    """The same letter with those words put right, marked as such. What the law or the treasury fixes in it stays as it was.

    It opens no remedy: the decision and its time run on. The card is left out: who checks it reads the register.
    """
    found = _corrected(original, asked, today)
    if original.translation is None:
        return found
    return replace(found, translation=_corrected(original.translation, asked, today))


def find_texts(document: doc.Document) -> tuple[str, ...]:
    """The words in which a mistake can be put right: address, subject, sections, enclosures."""
    return (
        *document.addressee,
        document.subject,
        document.lead,
        *document.enclosures,
        *(text for section in _own_sections(document) for block in section.blocks for text in _texts_of(block)),
    )


def _corrected(letter: doc.Document, asked: f.AmendmentProposed, today: date) -> doc.Document:
    language = letter.language

    def said(text: str) -> str:
        for one in asked.replaced:
            text = text.replace(one.old, one.new)
        return text

    heading = CORRECTED_HEADING.spoken(language)
    sections = tuple(
        replace(section, blocks=tuple(_changed(block, said) for block in section.blocks))
        for section in _own_sections(letter)
    )
    day = spoken_day(letter.day, language)
    lead = CORRECTED_LEAD.spoken(language).format(title=letter.subject, day=day, basis=asked.basis)
    words = (
        CORRECTED_WORDS.spoken(language).format(old=one.old, new=one.new) for one in asked.replaced
    )  # fmt: skip
    note = doc.Section(
        "information",
        heading,
        (
            doc.Paragraph(lead),
            doc.Listing(tuple(words)),
            doc.Paragraph(asked.reason),
            doc.Paragraph(SAME_DECISION.spoken(language)),
        ),
    )
    place = letter.place_and_day.rpartition(", ")[0]
    written = spoken_day(today, language)
    return replace(
        letter,
        kind="information",
        day=today,
        place_and_day=f"{place}, {written}" if place else written,
        addressee=tuple(said(line) for line in letter.addressee),
        subject=_marked(said(letter.subject), language),
        lead=said(letter.lead),
        sections=(note, *sections),
        enclosures=tuple(said(enclosure) for enclosure in letter.enclosures),
        signature=replace(letter.signature, author=asked.by, notes=()),
        info=tuple(doc.Pair(x.label, written) if x.text == day else x for x in letter.info),
        remedy=None,
        card=None,
    )


def _own_sections(letter: doc.Document) -> tuple[doc.Section, ...]:
    """Without what an earlier correction said of itself."""
    note = ("information", CORRECTED_HEADING.spoken(letter.language))
    return tuple(section for section in letter.sections if (section.role, section.heading) != note)


def _marked(subject: str, language: str) -> str:
    """Once, however often it is corrected."""
    mark = CORRECTED.spoken(language)
    return subject if subject.endswith(mark.format(title="")) else mark.format(title=subject)


def _changed(block: doc.Block, said: Callable[[str], str]) -> doc.Block:
    match block:
        case doc.Heading() | doc.Paragraph():
            return replace(block, text=said(block.text))
        case doc.Listing():
            return replace(block, items=tuple(said(item) for item in block.items))
        case doc.Pairs():
            return replace(block, rows=tuple(doc.Pair(x.label, said(x.text)) for x in block.rows))
        case doc.Table():
            return replace(block, rows=tuple(tuple(said(cell) for cell in row) for row in block.rows))


def _texts_of(block: doc.Block) -> tuple[str, ...]:
    match block:
        case doc.Heading() | doc.Paragraph():
            return (block.text,)
        case doc.Listing():
            return block.items
        case doc.Pairs():
            return tuple(row.text for row in block.rows)
        case doc.Table():
            return tuple(cell for row in block.rows for cell in row)


def _template(asked: f.AmendmentProposed, of: tpl.NoticeTemplate) -> tpl.NoticeTemplate:
    """A letter with the address, remedy and form of the decision it is about."""
    build = {"hear": _hearing, "decline": _declining}.get(asked.act, _taking_away)
    return build(
        asked,
        tpl.NoticeTemplate(
            id=of.id,
            kind="decision",
            subject=_text("withdraw_subject"),
            lead=_text("withdraw_lead"),
            addressee=of.addressee,
            remedy=of.remedy,
            written_form=of.written_form,
        ),
    )


def _paragraph(key: str, when: str | None = None) -> tpl.ParagraphTemplate:
    return tpl.ParagraphTemplate(key, _text(key), when)


_REASONS: tuple[tpl.Block, ...] = (_paragraph("ground", 'amendment.ground != ""'), _paragraph("reason"))


def _hearing(asked: f.AmendmentProposed, base: tpl.NoticeTemplate) -> tpl.NoticeTemplate:
    return replace(
        base,
        kind="information",
        subject=_text("hear_subject"),
        lead=_text("hear_lead"),
        reasons=_REASONS,
        information=(_paragraph("hear_until"),),
        remedy=None,
    )


def _declining(asked: f.AmendmentProposed, base: tpl.NoticeTemplate) -> tpl.NoticeTemplate:
    return replace(
        base,
        subject=_text("decline_subject"),
        lead=_text("decline_lead"),
        operative=(_paragraph("decline_stays"),),
        reasons=(_paragraph("reason"),),
    )


def _taking_away(asked: f.AmendmentProposed, base: tpl.NoticeTemplate) -> tpl.NoticeTemplate:
    return replace(
        base,
        subject=_text(f"{asked.act}_subject"),
        lead=_text(f"{asked.act}_lead"),
        operative=(
            _paragraph("ends"),
            _paragraph("refund", "amendment.paid != null and amendment.refund"),
            _paragraph("no_refund", "amendment.paid != null and not(amendment.refund)"),
        ),
        reasons=(*_REASONS, tpl.HeadingTemplate("weighed", _text("weighed")), _paragraph("weighing")),
    )


def _names(
    matter: Matter, asked: f.AmendmentProposed, original: doc.Document, until: date, paid: Money | None
) -> dict[str, Any]:
    """What the texts of these letters see as `amendment`. Words an officer wrote stay as she wrote them."""
    act = asked.intends or asked.act
    grounds = list_grounds(matter.service.sheet.law, act)  # type: ignore[arg-type]
    ground = next((ground.text for ground in grounds if ground.id == asked.ground), Text(""))
    return {
        "title": original.subject,
        "day": original.day,
        "basis": asked.basis,
        "ground": ground.spoken("de"),
        "ground_en": ground.spoken("en"),
        "does": f.AmendmentProposed.spellings["act"][act].spoken("de"),
        "does_en": f.AmendmentProposed.spellings["act"][act].spoken("en"),
        "reason": asked.reason,
        "weighing": asked.weighing,
        "ends_on": asked.ends_on,
        "refund": asked.refund,
        "paid": paid.amount if paid else None,
        "until": until,
    }
