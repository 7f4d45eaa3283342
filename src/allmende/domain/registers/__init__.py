"""Registers described as data: what a record is, what is asked and answered, what is written. Pure.

spec      the description of one register, as `_registers/<id>.yaml` gives it
values    typed values of a record: reading them, whose they are, when they hold
answering what a query answers from the records found, and what a record is after a write
functions what expressions may call to compare as registers do
"""

from allmende.domain.registers.answering import answer, draw_number, fits, is_current, written
from allmende.domain.registers.functions import COMPARING
from allmende.domain.registers.spec import (
    ACTS,
    Act,
    Attribute,
    Given,
    Holding,
    Kind,
    Query,
    Record,
    RegisterSpec,
    Write,
    read_kind,
)
from allmende.domain.registers.values import belongs_to, coarse, names_of, owner_key, read_record, read_value

__all__ = [
    "ACTS",
    "COMPARING",
    "Act",
    "Attribute",
    "Given",
    "Holding",
    "Kind",
    "Query",
    "Record",
    "RegisterSpec",
    "Write",
    "answer",
    "belongs_to",
    "coarse",
    "draw_number",
    "fits",
    "is_current",
    "names_of",
    "owner_key",
    "read_kind",
    "read_record",
    "read_value",
    "written",
]
