"""Registers described as data: what a record is, what is asked and answered, what is written. Pure.

spec      the description of one register, as `_registers/<id>.yaml` gives it
values    typed values of a record: reading them, whose they are, when they hold
speaking  values in words, and what changed
answering what a query answers from the records found, and what a record is after a write
functions what expressions may call to compare as registers do
plates    plates as they are typed before a car
"""

from allmende.domain.registers.answering import (
    answer,
    check_record,
    draw_number,
    drawn_by,
    ended_before,
    evaluate,
    fingerprint,
    fits,
    is_current,
    is_meant,
    line_of,
    read_row,
    written,
)
from allmende.domain.registers.functions import COMPARING
from allmende.domain.registers.plates import bare_plate, same_plate
from allmende.domain.registers.speaking import list_changes, speak_option, speak_value
from allmende.domain.registers.spec import (
    ACTS,
    ENDINGS,
    MISTAKE,
    RECORD,
    SEVERITIES,
    Act,
    AnswerValue,
    AttributeType,
    HolderAct,
    HoldingAttributes,
    Query,
    Record,
    RecordAttribute,
    RecordCheck,
    RegisterSpec,
    Says,
    Severity,
    Whose,
    Write,
    read_kind,
)
from allmende.domain.registers.values import belongs_to, coarse, house_key, names_of, owner_key, read_record, read_value

__all__ = [
    "ACTS",
    "COMPARING",
    "ENDINGS",
    "MISTAKE",
    "RECORD",
    "SEVERITIES",
    "Act",
    "AnswerValue",
    "AttributeType",
    "HolderAct",
    "HoldingAttributes",
    "Query",
    "Record",
    "RecordAttribute",
    "RecordCheck",
    "RegisterSpec",
    "Says",
    "Severity",
    "Whose",
    "Write",
    "answer",
    "bare_plate",
    "belongs_to",
    "check_record",
    "coarse",
    "draw_number",
    "drawn_by",
    "ended_before",
    "evaluate",
    "fingerprint",
    "fits",
    "house_key",
    "is_current",
    "is_meant",
    "line_of",
    "list_changes",
    "names_of",
    "owner_key",
    "read_kind",
    "read_record",
    "read_row",
    "read_value",
    "same_plate",
    "speak_option",
    "speak_value",
    "written",
]
