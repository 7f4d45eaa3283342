"""BPMN 2.0 XML ↔ `domain.process`: reads safely, writes canonically, keeps the diagram.

read      bytes → ProcessDefinition, or the problems that make it unreadable
write     ProcessDefinition → canonical bytes; writing what was just written changes nothing
draw      bytes without a diagram → bytes with one, laid out from left to right
"""

from allmende.formats.bpmn.layout import draw
from allmende.formats.bpmn.names import ALLMENDE
from allmende.formats.bpmn.reader import read
from allmende.formats.bpmn.writer import write

__all__ = ["ALLMENDE", "draw", "read", "write"]
