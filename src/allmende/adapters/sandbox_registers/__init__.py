"""Registers to try things out: residents, civil status and claims of invented people.

seed          the people and entries, read from data/*.yaml (or another folder)
journal       what services wrote: permits issued, money booked; in memory or in a file
entries       what the sample knows, as it is typed in data/*.yaml
records       the same as records of the registers the commons describe
registers     those of one city, behind the port of all registers
sample_page   who there is, for people who try the demo

open_registers("marburg", load(), FileJournal(path), today=...) -> SandboxRegisters
"""

from allmende.adapters.sandbox_registers.journal import FileJournal, Journal, MemoryJournal
from allmende.adapters.sandbox_registers.records import list_permits
from allmende.adapters.sandbox_registers.registers import SandboxRegisters, open_registers
from allmende.adapters.sandbox_registers.sample_page import SamplePageConfig, application
from allmende.adapters.sandbox_registers.seed import SampleResident, Seed, load

__all__ = [
    "FileJournal",
    "Journal",
    "MemoryJournal",
    "SamplePageConfig",
    "SampleResident",
    "SandboxRegisters",
    "Seed",
    "application",
    "list_permits",
    "load",
    "open_registers",
]
