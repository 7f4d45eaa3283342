"""What can be put inside a part, and what is asked for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from allmende.domain.package.edits import Tree
from allmende.domain.package.properties import KINDS, sheet
from allmende.domain.package.properties import vocabularies as words
from allmende.domain.package.properties.form import REQUIRED
from allmende.domain.package.properties.property import capital
from allmende.domain.package.properties.types import ChoiceType, FlagType, LinesType, LineType, ProseType, WholeType
from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts import grow
from allmende.entrypoints.studio.drafts.documents import control_of
from allmende.entrypoints.studio.drafts.grow import Addition, Ask

DE, EN = Text.named("studio.drafts.additions.in_german"), Text.named("studio.drafts.additions.in_english")
KEY = Text.named("studio.drafts.additions.key")
KEY_HELP = Text.named("studio.drafts.additions.key_help")


def _asked(kind: str, *names: str, optional: str = "") -> tuple[Ask, ...]:
    """What properties of that kind ask, as in the form of their part; `optional`: one that may be left out here."""
    found = [
        replace(one, needed=one.needed and one.name != optional) for one in KINDS[kind].asked() if one.name in names
    ]
    return tuple((one.name, one.heading, control_of(one, {}), one.needed, one.help) for one in found)


def _id(example: str, shape: LineType = sheet.ID, *, needed: bool = False) -> Ask:
    return ("id", KEY, replace(shape, example=example), needed, None if needed else KEY_HELP)


_ID = _id("neue_frage")
_LANGUAGES = (("de", DE, ProseType(1), True, None), ("en", EN, ProseType(1), False, None))
_AMOUNTS = _asked("amount", "value", "valid_from", "basis", "status", optional="status")
_SORTS: Mapping[str, Text] = {
    "paragraph": Text.named("studio.drafts.additions.paragraph"),
    "heading": Text.named("studio.drafts.additions.heading"),
    "list": Text.named("studio.drafts.additions.list"),
    "answers": Text.named("studio.drafts.additions.answers"),
}

FIELD = Addition(
    "field",
    Text.named("studio.drafts.additions.field"),
    (
        *_LANGUAGES,
        *_asked("field", "type"),
        ("required", capital(REQUIRED.yes), FlagType(), False, None),
        ("options", Text.named("studio.drafts.additions.options"), LinesType(3), False, Text.named("studio.drafts.additions.one_line_for_choices_only")),
        _ID,
    ),
    grow.new_field,
)  # fmt: skip
USE = Addition("use", Text.named("studio.drafts.additions.use"), _asked("use", "use", "as"), grow.new_use)
STEP = Addition(
    "step",
    Text.named("studio.drafts.additions.step"),
    (*_LANGUAGES, _ID),
    grow.new_part("step", "step.", "de", lambda _v: {}, lambda key: [(f"step.{key}.title", ("de", "en"))]),
)
OPTION = Addition(
    "option", Text.named("studio.drafts.additions.option"), (*_LANGUAGES, _id("neu", sheet.OPTION)), grow.new_option
)
CHECK = Addition(
    "check",
    Text.named("studio.drafts.additions.check"),
    (
        *_asked("check", "rule"),
        ("de", Text.named("studio.drafts.additions.message_in_german"), ProseType(1), True, None),
        ("en", Text.named("studio.drafts.additions.message_in_english"), ProseType(1), False, None),
        _ID,
    ),
    grow.new_check,
)
PARAMETER = Addition(
    "parameter",
    Text.named("studio.drafts.additions.parameter"),
    (
        ("de", Text.named("studio.drafts.additions.question_to_city_in_german"), ProseType(1), True, None),
        ("en", Text.named("studio.drafts.additions.question_in_english"), ProseType(1), False, None),
        *_asked("parameter", "type", "required", "basis"),
        _ID,
    ),
    grow.new_part(
        "parameter", "parameter.", "de", lambda v: {**grow.kept(v, "type", "required", "basis"), "set_by": "city"},
        lambda key: [(f"parameter.{key}.question", ("de", "en"))],
    ),
)  # fmt: skip
TARIFF = Addition(
    "tariff", Text.named("studio.drafts.additions.tariff"), (*_LANGUAGES, *_AMOUNTS, _ID), grow.new_tariff
)
AMOUNT = Addition("amount", Text.named("studio.drafts.additions.amount"), _AMOUNTS, grow.new_amount)
DEADLINE = Addition(
    "deadline",
    Text.named("studio.drafts.additions.deadline"),
    (
        _id("nachreichung", needed=True),
        ("length", Text.named("studio.drafts.additions.length"), WholeType(1, 1000), True, None),
        ("unit", Text.named("studio.drafts.additions.unit"), ChoiceType(words.UNITS, open=False), True, None),
        *_asked("deadline", "basis"),
    ),
    grow.new_part("deadline", "deadline.", "id", grow.deadline, None),
)
GROUND = Addition(
    "ground",
    Text.named("studio.drafts.additions.ground"),
    (
        ("de", Text.named("studio.drafts.additions.in_short_in_german"), ProseType(1), True, None),
        ("en", Text.named("studio.drafts.additions.in_short_in_english"), ProseType(1), False, None),
        ("reason_de", Text.named("studio.drafts.additions.reasons_in_notice_in_german"), ProseType(2), True, None),
        ("reason_en", Text.named("studio.drafts.additions.reasons_in_english"), ProseType(2), False, None),
        *_asked("ground", "legal_basis"),
        _ID,
    ),
    grow.new_part(
        "ground", "ground.", "de", lambda v: grow.kept(v, "legal_basis"),
        lambda key: [(f"ground.{key}.title", ("de", "en")), (f"ground.{key}.reason", ("reason_de", "reason_en"))],
    ),
)  # fmt: skip
APPLICANT = Addition(
    "applicant",
    Text.named("studio.drafts.additions.applicant"),
    (
        _id("ehegatte", needed=True),
        *_asked("applicant", "min", "max"),
    ),
    grow.new_part("applicant", "applicant.", "id", lambda v: grow.kept(v, "min", "max"), None),
)
BLOCK = Addition(
    "block",
    Text.named("studio.drafts.additions.block"),
    (
        (
            "part",
            Text.named("studio.drafts.additions.in_which_part"),
            ChoiceType(words.LETTER_PARTS, open=False),
            True,
            None,
        ),
        ("sort", Text.named("studio.drafts.additions.what_it_is"), ChoiceType(_SORTS, open=False), True, None),
        ("de", Text.named("studio.drafts.additions.words_in_german"), ProseType(3), True, None),
        ("en", Text.named("studio.drafts.additions.words_in_english"), ProseType(3), False, None),
        _id("hinweis"),
    ),
    grow.new_block,
)
RULE = Addition("rule", Text.named("studio.drafts.additions.rule"), (), grow.new_rule)
LETTER = Addition(
    "letter",
    Text.named("studio.drafts.additions.letter"),
    (
        *_asked("notice", "kind", "outcome"),
        ("subject_de", Text.named("studio.drafts.additions.subject_in_german"), ProseType(1), True, None),
        ("subject_en", Text.named("studio.drafts.additions.subject_in_english"), ProseType(1), False, None),
        ("lead_de", Text.named("studio.drafts.additions.first_sentence_in_german"), ProseType(2), True, None),
        ("lead_en", Text.named("studio.drafts.additions.first_sentence_in_english"), ProseType(2), False, None),
        _id("grant"),
    ),
    grow.new_letter,
)  # fmt: skip

INSIDE: Mapping[str, tuple[Addition, ...]] = {
    "service": (PARAMETER, TARIFF, DEADLINE, GROUND, APPLICANT),
    "form": (STEP,),
    "step": (FIELD, USE),
    "tariff": (AMOUNT,),
    "notice": (BLOCK,),
    "table": (RULE,),
}


def additions(tree: Tree, address: str) -> tuple[Addition, ...]:
    """What may be added inside the part."""
    part = tree.get(address)
    if part is None:
        return ()
    if part.kind == "field":
        choosing = part.data.get("type") in ("choice", "choices") and not part.data.get("options_from")
        group = (FIELD,) if part.data.get("type") == "group" else ()
        silent = part.data.get("type") in ("information", "computed")
        return (*group, *((OPTION,) if choosing else ()), *(() if silent else (CHECK,)))
    if part.kind == "form" and ":" in address:
        return (FIELD,)
    return INSIDE.get(part.kind, ())
