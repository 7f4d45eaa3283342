"""A finished notice as a tree of plain words: the renderer's only input.

Nothing in here is evaluated any more: every string is final text in `language` and is printed literally.
`to_json` and `from_json` are lossless, so that what was sent can be stored, compared and rendered again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from allmende.domain.notices.template import Align
from allmende.domain.values import Money


@dataclass(frozen=True, slots=True)
class Heading:
    """Inside a section; `level` 1, or 2 beneath it."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`place` names the passage of the template whose words these are, where somebody may word it herself (`editing`).

    `stated`: the template fills in facts of the case there. Two paragraphs with the same words are equal.
    """

    text: str
    place: str = field(default="", compare=False)
    stated: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Pairs:
    rows: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the header cells; every row has as many cells. `total` is a last, emphasised row."""

    caption: str
    columns: tuple[str, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()


Block = Heading | Paragraph | Listing | Pairs | Table
Kind = Literal["decision", "certificate", "receipt", "information", "payment_receipt", "list"]
"""What a package's notices are, and lists of figures that no package writes."""


@dataclass(frozen=True, slots=True)
class Section:
    """`role` is opening, operative, ancillary, reasons, information; `heading` may be empty (the first part)."""

    role: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """Who writes (§ 37 III VwVfG): the authority, its unit, how to reach it, and the city's colours."""

    city_key: str
    city: str
    name: str
    unit: str
    address: tuple[str, ...]
    contact: tuple[Pair, ...] = ()
    accent: str = "#1f3d7a"
    website: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay (§ 14 I HVwKostG): where, when, how; enough for a Giro code (EPC069-12)."""

    amount: Money
    payee: str
    iban: str
    bic: str
    reference: str
    due: str


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee decision: act, debtor, lines with their basis, total, and how it is or was paid."""

    heading: str
    paragraphs: tuple[str, ...]
    table: Table | None
    total: Money
    payment: Payment | None = None
    payment_rows: tuple[Pair, ...] = ()
    code_caption: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """The instruction on legal remedies; `rule` says which wording of which day was used."""

    heading: str
    paragraphs: tuple[str, ...]
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who answers for it: an official's name, or the note that a machine issued it (§ 37 III, V VwVfG)."""

    closing: str
    author: str | None
    role: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What is displayed without a name. `rows` are printed; the days say when it holds, for whoever checks the code.

    `code` and `address` (where to check it) are empty in a draft. `register` is asked whether it still holds.
    """

    title: str
    large_label: str
    large: str
    marks_label: str
    marks: tuple[str, ...]
    rows: tuple[Pair, ...]
    note: str
    number: str
    valid_from: date | None
    valid_until: date
    register: str = ""
    code: str = ""
    code_note: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One notice, ready to be rendered. `translation` is the optional courtesy translation (never binding)."""

    id: str
    kind: Kind
    language: str
    authority: Authority
    reference: str
    day: date
    place_and_day: str
    addressee: tuple[str, ...]
    subject: str
    lead: str
    info: tuple[Pair, ...]
    sections: tuple[Section, ...]
    signature: Signature
    salutation: str = ""
    fee: Fee | None = None
    remedy: Remedy | None = None
    seal_note: str = ""
    enclosures: tuple[str, ...] = ()
    banner: str = ""
    translation: Document | None = None
    card: Card | None = None
