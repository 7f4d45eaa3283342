"""_processes/*.yaml: a shared process in one file, as authors write it."""

from __future__ import annotations

from allmende.domain.process.model import ACTIONS, AWAITED
from allmende.formats.schemas.notice import NOTICE
from allmende.formats.schemas.shapes import (
    Either,
    ExpressionShape,
    Key,
    ListOf,
    MapOf,
    OneOfShape,
    Record,
    Shape,
    WholeShape,
)
from allmende.formats.schemas.words import ID, LINE, LISTING, PROSE, VALUE

_WORDS = (Key("name", LINE, required=True), Key("de", PROSE), Key("en", PROSE))
_END = Record((Key("id", ID, required=True), *_WORDS), title="End")
_MOMENT = Record((Key("id", ID, required=True), *_WORDS, Key("end", _END, required=True)), title="Moment")

STEP: Shape = Either(
    (
        Record((Key("begin", ID, required=True), Key("name", LINE, required=True)), title="begin"),
        Record(
            (
                *(Key("do", ID, required=True), Key("action", OneOfShape(ACTIONS), required=True), *_WORDS),
                *(Key("notice", ID), Key("message", ID), Key("text", ID), Key("due", ID)),
            ),
            title="do",
        ),
        Record(
            (
                *(Key("task", ID, required=True), *_WORDS, Key("name_en", LINE), Key("role", ID, required=True)),
                Key("outcomes", MapOf(Record((Key("de", LINE, required=True), Key("en", LINE))), ID), required=True),
            ),
            title="task",
        ),
        Record(
            (
                *(Key("wait", ID, required=True), *_WORDS, Key("message", OneOfShape(AWAITED), required=True)),
                *(Key("came", _MOMENT, required=True), Key("until", ExpressionShape(), required=True)),
                Key("over", _MOMENT, required=True),
            ),
            title="wait",
        ),
        Record((Key("end", ID, required=True), *_WORDS), title="end"),
    )
)
_PARAGRAPHS = Either((LISTING, PROSE))
_MESSAGE = Record((Key("subject", LINE, required=True), Key("body", _PARAGRAPHS, required=True)))
_LANGUAGE = Record((Key("message", MapOf(_MESSAGE, ID)), Key("notice", MapOf(VALUE, ID))))

SHARED_SOURCE = Record(
    (
        *(Key("process", ID, required=True), Key("version", WholeShape(1, 9999), required=True)),
        *(Key("name", LINE, required=True), Key("legal_basis", LISTING)),
        Key("steps", ListOf(STEP, least=2), required=True),
        Key("notices", MapOf(NOTICE, ID)),
        Key("texts", MapOf(_LANGUAGE)),
    ),
    title="_processes/*.yaml",
)
