"""What a service package says about one of its notices: parts with placeholders, no layout.

A text may hold placeholders `{{ FEEL }}` or `{{ FEEL | format }}` (see `placeholders.py` for the formats).
`when` is a FEEL condition; a part whose condition is not true is left out.

    NoticeTemplate
    ├── addressee   lines of the address field
    ├── subject, lead (one sentence: what was decided)
    ├── operative   the decision itself                      ┐
    ├── reasons     or reasons_exception (§ 39 II VwVfG)     │ tuples of blocks: Heading Paragraph Listing
    ├── ancillary   conditions and other ancillary provisions│ Rows Table Answers GroundPart
    ├── information what the reader should know or do next   ┘
    ├── fee         what the fee decision adds to the computed lines
    ├── remedy      as the service says, or named here
    └── card        what is displayed without a name, on a page of its own
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allmende.domain.deadlines import Remedy
from allmende.domain.values import Text

Kind = Literal["decision", "certificate", "receipt", "information", "payment_receipt"]
KINDS: tuple[Kind, ...] = (
    "decision",
    "certificate",
    "receipt",
    "information",
    "payment_receipt",
)
Outcome = Literal["granted", "partly", "refused", "not_found", "other"]
OUTCOMES: tuple[Outcome, ...] = ("granted", "partly", "refused", "not_found", "other")
BURDENING: tuple[Outcome, ...] = ("partly", "refused")
"""Outcomes that refuse something."""
ReasonsException = Literal["granted", "known", "similar", "by_law", "general"]
REASONS_EXCEPTIONS: tuple[ReasonsException, ...] = (
    "granted",
    "known",
    "similar",
    "by_law",
    "general",
)
Align = Literal["start", "end"]
GroundPartKind = Literal["reason", "stated", "discretion", "basis"]
GROUND_PARTS: tuple[GroundPartKind, ...] = ("reason", "stated", "discretion", "basis")


@dataclass(frozen=True, slots=True)
class HeadingTemplate:
    id: str
    text: Text
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphTemplate:
    id: str
    text: Text
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ItemTemplate:
    """One point of a listing."""

    id: str
    text: Text
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ListingTemplate:
    """Points one below the other; numbered where the reader must be able to cite them."""

    id: str
    items: tuple[ItemTemplate, ...]
    numbered: bool = False
    when: str | None = None


@dataclass(frozen=True, slots=True)
class RowTemplate:
    """A name and its value, such as "Zone" and "{{ zone }}"."""

    id: str
    label: Text
    text: Text
    when: str | None = None


@dataclass(frozen=True, slots=True)
class RowsTemplate:
    id: str
    rows: tuple[RowTemplate, ...]
    when: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnTemplate:
    """A table column; `text` is evaluated once per row, which it sees as `row`."""

    id: str
    label: Text
    text: Text
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class TableTemplate:
    """One row per element of the FEEL list `rows`."""

    id: str
    caption: Text
    columns: tuple[ColumnTemplate, ...]
    rows: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything the applicant declared, step by step (the copy of § 9a IV OZG)."""

    id: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class GroundPart:
    """What the decision says of its grounds: `reason` the ground's own text, `stated` the facts as rows, `basis` the norm,
    each for every chosen ground; `discretion` the weighing.

    Neighbouring parts are said ground by ground.
    """

    id: GroundPartKind
    when: str | None = None


Block = HeadingTemplate | ParagraphTemplate | ListingTemplate | RowsTemplate | TableTemplate | Answers | GroundPart


@dataclass(frozen=True, slots=True)
class FeeTemplate:
    """What the fee decision must add to the computed lines (§ 14 HVwKostG).

    `act` names the chargeable official act, `basis` the tariff it follows from; `debtor` is who owes
    (empty: the addressee); `due_days` runs from notification where the fee is open and its
    demand names no last day.
    """

    act: Text
    basis: Text
    debtor: Text | None = None
    due_days: int = 30


@dataclass(frozen=True, slots=True)
class CardTemplate:
    """The part of a letter that is displayed, in a windscreen or on a wall, on a page of its own and without a name.

    `large` is what must be read from afar, `marks` a FEEL list of what it belongs to (number plates), `valid_from`
    and `valid_until` are days (the last one included). `register` names where a check asks whether it still holds.
    """

    title: Text
    large_label: Text
    large: str
    marks_label: Text
    marks: str
    number: str
    valid_until: str
    valid_from: str | None = None
    register: str | None = None
    when: str | None = None

    def expressions(self) -> tuple[str, ...]:
        """Every FEEL expression of what the card shows."""
        found = (self.large, self.marks, self.number, self.valid_from, self.valid_until)
        return tuple(one for one in found if one)


@dataclass(frozen=True, slots=True)
class Passage:
    """Reviewed words an officer may put into this letter, at `place` (`editing.ADDED`). `name` is what she chooses them by."""

    id: str
    name: Text
    text: Text
    place: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """One notice of a service package. Citizens' entries only ever enter through placeholders.

    `written_form`: the provision that orders this decision in writing. `signed_file`: when a file that a person signed
    herself belongs to this decision, as a document of its own.
    """

    id: str
    kind: Kind
    subject: Text
    lead: Text
    addressee: tuple[ParagraphTemplate, ...] = ()
    outcome: Outcome = "other"
    operative: tuple[Block, ...] = ()
    reasons: tuple[Block, ...] = ()
    reasons_exception: ReasonsException | None = None
    ancillary: tuple[Block, ...] = ()
    information: tuple[Block, ...] = ()
    fee: FeeTemplate | None = None
    remedy: Remedy | None = None
    enclosures: tuple[ItemTemplate, ...] = ()
    passages: tuple[Passage, ...] = ()
    card: CardTemplate | None = None
    when: str | None = None
    written_form: str | None = None
    signed_file: str | None = None

    def sections(self) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """The parts made of blocks, in the order in which the letter shows them."""
        return (
            ("operative", self.operative),
            ("reasons", self.reasons),
            ("ancillary", self.ancillary),
            ("information", self.information),
        )
