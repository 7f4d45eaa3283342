"""notices, examples and whole files. In the order of the file."""

from __future__ import annotations

from dataclasses import replace

from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.form import VERSION
from allmende.domain.package.properties.property import CITIZENS, CLERKS, TREASURERS, PartKind, Property
from allmende.domain.package.properties.sheet import ID, REMEDY
from allmende.domain.package.properties.types import (
    ChoiceType,
    DocumentType,
    ExpressionType,
    FeePartType,
    FlagType,
    LinesType,
    LineType,
    ProseType,
    RowsColumn,
    RowsType,
)
from allmende.domain.values import Text

IF = Text.named("package.properties.letters.if")
LINES = RowsType(
    (
        RowsColumn("id", Text.named("package.properties.letters.id"), ID),
        RowsColumn("when", IF, ExpressionType("matter", "boolean")),
    )
)
CELLS = RowsType(
    (
        RowsColumn("id", Text.named("package.properties.letters.id_2"), ID),
        RowsColumn("value", Text.named("package.properties.letters.value"), ExpressionType("matter", shown=True)),
        RowsColumn("when", IF, ExpressionType("matter", "boolean")),
        RowsColumn("align", Text.named("package.properties.letters.align"), ChoiceType(words.ALIGNS)),
    ),
    "map",
)
PASSAGES = RowsType(
    (
        RowsColumn("id", Text.named("package.properties.letters.id_4"), ID),
        RowsColumn("place", Text.named("package.properties.letters.place"), ChoiceType(words.PASSAGE_PLACES)),
        RowsColumn("when", IF, ExpressionType("matter", "boolean")),
    ),
    most=50,
)
WHEN = Property(
    "when",
    Text.named("package.properties.letters.when"),
    ExpressionType("matter", "boolean"),
    Text.named("package.properties.letters.empty_always"),
    noticed=CITIZENS,
)

# fmt: off
NOTICE = PartKind(
    Text.named("package.properties.letters.notice"),
    (
        Property("kind", Text.named("package.properties.letters.kind"), ChoiceType(words.NOTICE_KINDS), needed=True, noticed=CLERKS),
        Property("outcome", Text.named("package.properties.letters.outcome"), ChoiceType(words.OUTCOMES), noticed=CLERKS, drop="other"),
        WHEN,
        Property("addressee", Text.named("package.properties.letters.addressee"), LINES,
                 Text.named("package.properties.letters.their_words_stand_with_texts"), noticed=CITIZENS),
        Property("operative", words.LETTER_PARTS["operative"], DocumentType("blocks"), asked=False),
        Property("reasons", words.LETTER_PARTS["reasons"], DocumentType("blocks"), asked=False),
        Property("reasons_exception", Text.named("package.properties.letters.reasons_exception"), ChoiceType(words.EXCEPTIONS),
                 noticed=CITIZENS),
        Property("ancillary", words.LETTER_PARTS["ancillary"], DocumentType("blocks"), asked=False),
        Property("information", words.LETTER_PARTS["information"], DocumentType("blocks"), asked=False),
        Property("fee", Text.named("package.properties.letters.fee"), FeePartType(),
                 Text.named("package.properties.letters.empty_no_fee_decision_usual_are_30"),
                 noticed=TREASURERS, drop=False),
        Property("remedy", Text.named("package.properties.letters.remedy"), REMEDY,
                 Text.named("package.properties.letters.empty_as_in_sheet"), noticed=CITIZENS),
        Property("written_form", Text.named("package.properties.letters.written_form"),
                 LineType(example="§ 77 Abs. 1 AufenthG"),
                 Text.named("package.properties.letters.empty_none_else_decision_goes_on_paper"), noticed=CLERKS),
        Property("signed_file", Text.named("package.properties.letters.signed_file"), ExpressionType("matter", "boolean"),
                 Text.named("package.properties.letters.empty_never_else_office_attaches_file_before"),
                 noticed=CLERKS),
        Property("enclosures", Text.named("package.properties.letters.enclosures"), LINES, noticed=CITIZENS),
        Property("passages", Text.named("package.properties.letters.passages"), PASSAGES,
                 Text.named("package.properties.letters.empty_none_else_officer_may_add_them"), noticed=CLERKS),
        Property("card", Text.named("package.properties.letters.card"), DocumentType("card", 8),
                 Text.named("package.properties.letters.empty_none_else_large_what_is_read"),
                 noticed=CITIZENS),
    ),
    technical=("empty parts",),
)
BLOCK = PartKind(
    Text.named("package.properties.letters.block"),
    (
        WHEN,
        Property("paragraph", Text.named("package.properties.letters.paragraph"), ID, needed=True, noticed=CLERKS),
        Property("heading", Text.named("package.properties.letters.heading"), ID, needed=True, noticed=CLERKS),
        Property("answers", Text.named("package.properties.letters.answers"), ID, needed=True,
                 noticed=CLERKS),
        Property("ground", Text.named("package.properties.letters.ground"),
                 ChoiceType(words.GROUND_PARTS), needed=True, noticed=CLERKS),
        Property("list", Text.named("package.properties.letters.list"), ID, needed=True, noticed=CLERKS),
        Property("rows", Text.named("package.properties.letters.rows"), ID, needed=True, noticed=CLERKS),
        Property("table", Text.named("package.properties.letters.table"), ID, needed=True, noticed=CLERKS),
        Property("numbered", Text.named("package.properties.letters.numbered"), FlagType(), noticed=CITIZENS, drop=False),
        Property("each", Text.named("package.properties.letters.each"), ExpressionType("matter"), needed=True,
                 noticed=CITIZENS),
        Property("columns", Text.named("package.properties.letters.columns"), CELLS, needed=True, noticed=CITIZENS),
        Property("items", Text.named("package.properties.letters.items"), LINES, needed=True, noticed=CITIZENS),
    ),
)
SORTS = {
    "paragraph": ("when",), "heading": ("when",), "answers": ("when",), "ground": ("when",),
    "list": ("numbered", "when", "items"), "rows": ("when", "items"), "table": ("when", "each", "columns"),
}
_BY_NAME = {one.name: one for one in BLOCK.properties}
OF_BLOCKS: dict[str, tuple[Property, ...]] = {
    sort: tuple(
        replace(one, value=CELLS) if (sort, one.name) == ("rows", "items") else one
        for one in (_BY_NAME[name] for name in (sort, *names))
    )
    for sort, names in SORTS.items()
}
"""Which properties a block of each sort has; its sort is the first."""
EXAMPLE = PartKind(
    Text.named("package.properties.letters.example"),
    (Property("", Text.named("package.properties.letters.example_2"), DocumentType("example"),
              Text.named("package.properties.letters.step_by_step_fill_in_submit_pay"),
              True),),
)
FILE = PartKind(
    Text.named("package.properties.letters.file"), (Property("text", Text.named("package.properties.letters.text"), ProseType(rows=24, longest=900_000), needed=True),)
)
ABOUT = PartKind(
    Text.named("package.properties.letters.about"),
    (
        Property("id", Text.named("package.properties.letters.id_3"), ID, needed=True),
        VERSION,
        Property("legal_basis", Text.named("package.properties.letters.legal_basis"), LinesType(3)),
    ),
)
# fmt: on
KINDS = {
    "notice": NOTICE,
    "example": EXAMPLE,
    "file": FILE,
    "about": ABOUT,
    "block": BLOCK,
    **{f"{part} block": BLOCK for part in words.LETTER_PARTS},
}
