"""Registers to try things out: residents, civil status, parking permits and claims of invented people.

seed          the people and entries, read from data/*.yaml (or another folder)
journal       what services wrote: permits issued, money booked; in memory or in a file
residents … claims   the four registers of one city
sample_page   who there is, for people who try the demo

open_registers("marburg", load(), FileJournal(path), today=...) -> CityRegisters
"""

from allmende.adapters.sandbox_registers.journal import FileJournal, Journal, MemoryJournal
from allmende.adapters.sandbox_registers.registers import CityRegisters, open_registers
from allmende.adapters.sandbox_registers.sample_page import SamplePageConfig, application
from allmende.adapters.sandbox_registers.seed import Person, Seed, load

__all__ = [
    "CityRegisters",
    "FileJournal",
    "Journal",
    "MemoryJournal",
    "Person",
    "SamplePageConfig",
    "Seed",
    "application",
    "load",
    "open_registers",
]
