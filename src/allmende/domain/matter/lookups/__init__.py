"""Registers asked by a person, where none is plugged in or none answers: same questions, same entries, another hand.

shapes      one act of a register as fields of a form
by_hand     a correction, held to what the register's file says of each attribute
held        those fields from a register's description, and the values typed in them
registers   the registers of one case: adapters, or what people found
tasks       the officer's task, and the second person's
"""

from allmende.domain.matter.lookups.by_hand import fill_fields, list_ids, read_correction, with_city_options
from allmende.domain.matter.lookups.registers import CaseRegisters, Looking, NeedsPerson, Registers, is_by_person
from allmende.domain.matter.lookups.shapes import LookupShape, decode, encode
from allmende.domain.matter.lookups.tasks import (
    BY_PERSON,
    KIND,
    OFFER,
    OFFERED,
    LookupQuestion,
    check_lookup,
    facts_of_lookup,
    find_asked,
    list_outcomes,
    open_lookup,
    open_offer,
    read_entries,
    register_of,
    round_name,
)

__all__ = [
    "BY_PERSON",
    "KIND",
    "OFFER",
    "OFFERED",
    "CaseRegisters",
    "Looking",
    "LookupQuestion",
    "LookupShape",
    "NeedsPerson",
    "Registers",
    "check_lookup",
    "decode",
    "encode",
    "facts_of_lookup",
    "fill_fields",
    "find_asked",
    "is_by_person",
    "list_ids",
    "list_outcomes",
    "open_lookup",
    "open_offer",
    "read_correction",
    "read_entries",
    "register_of",
    "round_name",
    "with_city_options",
]
