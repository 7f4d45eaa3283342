"""Which passages of a drafted letter an officer may word herself, and the letter with her words in it.

    reasons.<id>, information.<id>   paragraphs of the template in these parts
    opening, reasons, information    a passage she adds: after the first sentence, at the end of reasons or information

Everything else is fixed: operative part, ancillary provisions, grounds with facts and norm, weighing, fee, remedy and signature
follow from the decision and the law (§§ 37, 39 HVwVfG, § 58 VwGO), and are changed by deciding otherwise. So is a paragraph that
cites a provision or says how the person was heard (`placeholders.is_prescribed`): its sentences are what the law orders to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from allmende.domain.notices import wording
from allmende.domain.notices.document import Block, Document, Kind, Paragraph, Section

FREE = ("reasons", "information")
"""Parts whose paragraphs an officer may word herself."""
ADDED = ("opening", "reasons", "information")
"""Places that take a passage the template does not have."""
KINDS: tuple[Kind, ...] = ("decision", "information")
"""Kinds of letters that a person answers for; certificates and receipts state what is, in words of the law."""


def list_places(document: Document) -> dict[str, Paragraph]:
    """The passages an officer may word herself, by place, with the template's words; empty for a letter that is none of hers."""
    if document.kind not in KINDS:
        return {}
    paragraphs = (block for section in document.sections for block in section.blocks if isinstance(block, Paragraph))
    found = {paragraph.place: paragraph for paragraph in paragraphs if paragraph.place}
    return {**found, **{place: Paragraph("", place) for place in ADDED if place != "reasons" or _has_reasons(document)}}


def edited(document: Document, texts: Mapping[str, str]) -> Document:
    """The letter with these texts at their places; an empty one leaves the passage out. Places it does not have are ignored.

    A courtesy translation says before each such passage that it is in the binding language only.
    """
    if not texts:
        return document
    letter = _worded(document, texts, "")
    if letter.translation is None:
        return letter
    note = wording.ONLY_BINDING.spoken(letter.translation.language)
    return replace(letter, translation=_worded(letter.translation, texts, note))


def _has_reasons(document: Document) -> bool:
    """A decision may always be explained; another letter only where its template gives reasons."""
    return document.kind == "decision" or any(section.role == "reasons" for section in document.sections)


def _worded(document: Document, texts: Mapping[str, str], note: str) -> Document:
    sections = [replace(section, blocks=_blocks(section.blocks, texts, note)) for section in document.sections]
    for place in ADDED:
        if added := tuple(_paragraphs(texts.get(place, ""), note)):
            sections = _put(sections, place, added, document.language)
    return replace(document, sections=tuple(section for section in sections if section.blocks))


def _blocks(blocks: Iterable[Block], texts: Mapping[str, str], note: str) -> tuple[Block, ...]:
    return tuple(
        said
        for block in blocks
        for said in (
            _paragraphs(texts[block.place], note) if isinstance(block, Paragraph) and block.place in texts else (block,)
        )
    )


def _paragraphs(text: str, note: str) -> Iterable[Paragraph]:
    """One paragraph for each block of lines."""
    parts = [part.strip() for part in text.split("\n\n") if part.strip()]
    return [Paragraph(f"{note} {part}".strip()) for part in parts]


def _put(sections: list[Section], role: str, added: tuple[Block, ...], language: str) -> list[Section]:
    """At the end of the part of that role; as a part of its own where there is none."""
    at = next((n for n in reversed(range(len(sections))) if sections[n].role == role), None)
    if at is not None:
        joined = replace(sections[at], blocks=(*sections[at].blocks, *added))
        return [*sections[:at], joined, *sections[at + 1 :]]
    if role == "opening":
        return [Section(role, "", added), *sections]
    return [*sections, Section(role, wording.HEADINGS[role].spoken(language), added)]
