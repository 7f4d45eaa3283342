"""Our BPMN profile: what a process is, what is allowed in it, what waits for whom.

model     ProcessDefinition, Node, Flow, Program
check     every reason why a process may not run
profile   the allow-list of elements and what each must say
shape     does the drawing hold together
texts     which sentences a process needs from its package
moments   when a deadline written in FEEL is over
"""

from allmende.domain.process.check import CheckExpression, check
from allmende.domain.process.model import (
    ACTIONS,
    AWAITED,
    FlowNode,
    Loop,
    ProcessDefinition,
    Program,
    SequenceFlow,
    UnsupportedElement,
    named_registers,
)
from allmende.domain.process.moments import moment_of
from allmende.domain.process.profile import Known
from allmende.domain.process.texts import needed_texts

__all__ = [
    "ACTIONS",
    "AWAITED",
    "CheckExpression",
    "FlowNode",
    "Known",
    "Loop",
    "ProcessDefinition",
    "Program",
    "SequenceFlow",
    "UnsupportedElement",
    "check",
    "moment_of",
    "named_registers",
    "needed_texts",
]
