"""Registers asked by a person, where none is plugged in or none answers: same questions, same entries, another hand.

shapes      what each register is asked and answers, as fields of a form
registers   the ports over what people found: to the rules there is no difference
tasks       the officer's task, and the second person's
"""

from allmende.domain.matter.lookups.registers import NeedsPerson, Registers, StepRegisters, by_person, is_by_person
from allmende.domain.matter.lookups.shapes import SHAPES, Shape, decode, encode
from allmende.domain.matter.lookups.tasks import (
    BY_PERSON,
    COMPETENCES,
    KIND,
    OFFER,
    OFFERED,
    Asked,
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
    "COMPETENCES",
    "KIND",
    "OFFER",
    "OFFERED",
    "SHAPES",
    "Asked",
    "NeedsPerson",
    "Registers",
    "Shape",
    "StepRegisters",
    "by_person",
    "check_lookup",
    "decode",
    "encode",
    "facts_of_lookup",
    "find_asked",
    "is_by_person",
    "list_outcomes",
    "open_lookup",
    "open_offer",
    "read_entries",
    "register_of",
    "round_name",
]
