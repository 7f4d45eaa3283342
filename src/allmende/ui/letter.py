"""A drafted letter on screen: the same words that will be in the PDF, in the order a reader gets them."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import gettext as _

from allmende.domain.matter import speech
from allmende.domain.notices.document import Block, Document, Heading, Listing, Pair, Pairs, Paragraph, Section, Table
from allmende.domain.notices.editing import FREE
from allmende.domain.package import Service
from allmende.ui.html import EMPTY, SafeString, esc, join, prose, tag
from allmende.ui.kern import table


def letter_title(title: str, service: Service | None, template: str, language: str) -> SafeString:
    """A letter's title in a list: in German, as it stands on the letter, after what it is called in the page's language."""
    called = speech.letter_title(service, template, language) if service and language != "de" else ""
    if called in ("", title):
        return SafeString(esc(title))
    return SafeString(f'{esc(called)} <span class="al-muted al-small">(<span lang="de">{esc(title)}</span>)</span>')


class Wording(Protocol):
    """How an officer words passages of the letter on the screen."""

    def passage(self, paragraph: Paragraph) -> SafeString:
        """The passage to be worded; as it stands where it cannot."""

    def added(self, place: str) -> SafeString:
        """Room for a passage of her own; empty where the letter takes none there."""

    def fixed(self, part: str) -> SafeString:
        """The sign that this part is fixed, and why."""


class _AsItStands:
    """Nothing is worded by hand."""

    def passage(self, paragraph: Paragraph) -> SafeString:
        return prose(paragraph.text)

    def added(self, place: str) -> SafeString:
        return EMPTY

    def fixed(self, part: str) -> SafeString:
        return EMPTY


def render_letter(document: Document, wording: Wording | None = None, *, id_: str = "entwurf") -> SafeString:
    """The draft as an article in the document's own language; `wording` makes its free passages fields."""
    pen = wording or _AsItStands()
    parts = [
        _address(document),
        pen.fixed("lead"),
        tag("h3", document.subject, class_="al-letter__subject"),
        tag("p", document.salutation) if document.salutation else "",
        tag("p", document.lead, class_="al-letter__lead"),
        pen.added("opening"),
        *(_section(section, pen) for section in document.sections),
        *(pen.added(role) for role in FREE if all(section.role != role for section in document.sections)),
        _fee(document, pen),
        _remedy(document, pen),
        pen.fixed("signature"),
        _signature(document),
        _card(document),
    ]
    heading = tag("h2", _("Entwurf des Schreibens"), class_="kern-heading-small", id=id_)
    body = f'<article class="al-letter" lang="{esc(document.language)}">{join(parts)}</article>'
    return SafeString(f"{heading}{body}")


def _address(document: Document) -> SafeString:
    lines = "<br>".join(esc(line) for line in document.addressee)
    return SafeString(
        f'<p class="al-letter__from al-small">{esc(document.authority.name)}, {esc(document.authority.unit)}</p>'
        f'<p class="al-letter__to">{lines}</p><p class="al-letter__day al-small">{esc(document.place_and_day)}</p>'
    )


def _section(section: Section, pen: Wording) -> SafeString:
    heading = tag("h4", section.heading) if section.heading else ""
    free = section.role in FREE
    sign = EMPTY if free else pen.fixed(section.role)
    body = join(
        pen.passage(block) if isinstance(block, Paragraph) and block.place else _fixed_block(block, pen, free)
        for block in section.blocks
    )
    return SafeString(f"{heading}{sign}{body}{pen.added(section.role)}")


def _fixed_block(block: Block, pen: Wording, inside: bool) -> SafeString:
    """A block nobody words by hand; inside a part that is free otherwise, it says so."""
    return SafeString(f"{pen.fixed('stated') if inside else ''}{_block(block)}")


def _block(block: Block) -> SafeString:
    match block:
        case Heading():
            return tag("h5", block.text)
        case Paragraph():
            return prose(block.text)
        case Listing():
            element = "ol" if block.numbered else "ul"
            return SafeString(f"<{element}>{join(tag('li', item) for item in block.items)}</{element}>")
        case Pairs():
            rows = "".join(f"<div><dt>{esc(row.label)}</dt><dd>{esc(row.text)}</dd></div>" for row in block.rows)
            return SafeString(f'<dl class="al-answers">{rows}</dl>')
        case Table():
            return _table(block)


def _table(block: Table) -> SafeString:
    ends = frozenset(number for number, align in enumerate(block.aligns) if align == "end")
    return table(block.caption, block.columns, block.rows, numeric=ends, total=block.total or None)


def _fee(document: Document, pen: Wording) -> SafeString:
    if document.fee is None:
        return SafeString("")
    fee = document.fee
    words = join(prose(paragraph) for paragraph in fee.paragraphs)
    rows = _table(fee.table) if fee.table else ""
    pay = _block(Pairs(fee.payment_rows)) if fee.payment_rows else ""
    return SafeString(f"{tag('h4', fee.heading)}{pen.fixed('fee')}{words}{rows}{pay}")


def _remedy(document: Document, pen: Wording) -> SafeString:
    if document.remedy is None:
        return SafeString("")
    words = join(prose(paragraph) for paragraph in document.remedy.paragraphs)
    return SafeString(f"{tag('h4', document.remedy.heading)}{pen.fixed('remedy')}{words}")


def _card(document: Document) -> SafeString:
    """What will be displayed, as the last page of the letter."""
    card = document.card
    if card is None:
        return SafeString("")
    first = (Pair(card.large_label, card.large), Pair(card.marks_label, ", ".join(card.marks)))
    return SafeString(f"{tag('h4', card.note)}{tag('p', card.title)}{_block(Pairs((*first, *card.rows)))}")


def _signature(document: Document) -> SafeString:
    lines = [
        document.signature.closing,
        document.signature.author or "",
        document.signature.role,
        *document.signature.notes,
    ]
    return SafeString("".join(tag("p", line) for line in lines if line))
