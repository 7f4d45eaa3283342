"""BPMN 2.0 XML ↔ `domain.process`: reads safely, writes canonically, keeps the diagram.

read      bytes → ProcessDefinition, or the problems that make it unreadable
write     ProcessDefinition → canonical bytes; writing what was just written changes nothing
draw      bytes → bytes with a diagram of our own, laid out from left to right
drawn     the same only where there is no diagram
name_elements  bytes → bytes in which every element is called as packages call it
"""

from allmende.formats.bpmn.layout import draw, drawn
from allmende.formats.bpmn.names import ALLMENDE
from allmende.formats.bpmn.naming import name_elements
from allmende.formats.bpmn.reader import read
from allmende.formats.bpmn.writer import write

__all__ = ["ALLMENDE", "draw", "drawn", "name_elements", "read", "write"]
