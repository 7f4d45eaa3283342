"""The ports in memory: for rehearsals of a package and for tests. Held to the same contracts as the real ones."""

from allmende.adapters.memory.identity import MemoryIdentity
from allmende.adapters.memory.mail import MemoryMail
from allmende.adapters.memory.payment import MemoryPayments
from allmende.adapters.memory.registers import MemoryRegisters
from allmende.adapters.memory.scanner import FixedScanner
from allmende.adapters.memory.webhook import MemoryWebhook

__all__ = ["FixedScanner", "MemoryIdentity", "MemoryMail", "MemoryPayments", "MemoryRegisters", "MemoryWebhook"]
