"""Registers that other machines keep, behind `domain.ports.registers.RegisterAdapter`.

mapping   our attributes by the names and forms of the other side, in both directions
rest      JSON over HTTP
xml       requests and answers in XML over HTTP, as the XÖV standards are built
drop      files in CSV: lists come in, entries go out, receipts come back
"""

from allmende.adapters.registers.drop import DropRegister
from allmende.adapters.registers.mapping import Mapped, read_mapping
from allmende.adapters.registers.rest import RestRegister
from allmende.adapters.registers.xml import XmlRegister

__all__ = ["DropRegister", "Mapped", "RestRegister", "XmlRegister", "read_mapping"]
