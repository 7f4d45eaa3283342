"""Registers of a rehearsal: they know what the example says they know; without a word of it, the city's sample."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import chain
from typing import Any

from allmende.adapters.memory import MemoryRegisters
from allmende.adapters.sandbox_registers import MemoryJournal, load, open_registers
from allmende.domain.matter import Registers
from allmende.domain.ports.registers import RegisterAdapter
from allmende.domain.registers import Record, RegisterSpec, read_row


def registers_for(
    city: str, said: Mapping[str, Any], today: Callable[[], date], described: Mapping[str, RegisterSpec]
) -> tuple[Registers, dict[str, Any]]:
    """The registers, and the answers given outright (by result id or register, as contexts). `described`: those the
    package describes. Error: `ValueError` for a record that one of them cannot have."""
    outright = {key: value for key, value in said.items() if isinstance(value, Mapping) and not _are_lists(value)}
    known = MemoryRegisters({key: _records(spec, said.get(key)) for key, spec in described.items()})
    sample = open_registers(city, load(), MemoryJournal(), today=today)

    def adapter(register: RegisterSpec) -> RegisterAdapter:
        return sample if register.id not in said and sample.serves(register) else known

    return Registers(adapter=adapter), outright


def _records(register: RegisterSpec, said: Any) -> list[Record]:
    """The rows of an example, which may stand under several headings. A row without a number gets one."""
    rows = list(chain.from_iterable(said.values())) if isinstance(said, Mapping) and _are_lists(said) else said
    if not isinstance(rows, (list, tuple)):
        return []
    return [
        read_row(register, {register.key: f"{register.id}-{number}", **_told(one)})
        for number, one in enumerate(rows, start=1)
        if isinstance(one, Mapping)
    ]


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items() if value is not None}


def _are_lists(said: Mapping[str, Any]) -> bool:
    return bool(said) and all(isinstance(one, (list, tuple)) for one in said.values())
