"""What the machine does with a service on its own: the one answer that notice, record and office give."""

from __future__ import annotations

from typing import Literal

from allmende.domain.package import Service
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.process.unattended import list_unattended

MachinePart = Literal["alone", "demand", "none"]
"""`alone`: a case can be settled without a person; `demand`: only money can be demanded; `none`: neither."""

UNSETTLED = frozenset(("unpaid", "void", "withdrawn"))
"""Ends with nothing done: that the machine closes such a case settles nothing."""
SETTLING_LETTERS = frozenset(("decision", "certificate"))


def machine_part(service: Service) -> MachinePart:
    """How far the process can go before a person of the city acts.

    Settled is a case with a decision, an entry in a register, a decision or certificate written, or an end with a result
    (Art. 13 (2) (f) GDPR asks for the truth about it, whether or not the law of the service speaks of a decision).
    """
    program = Program(service.process, service.shared)
    stations = list_unattended(program, automatic=bool(service.sheet.automatic_decision))
    if any(_settles(service, node) for node in stations):
        return "alone"
    return "demand" if any(node.action == "demand_payment" for node in stations) else "none"


def _settles(service: Service, node: FlowNode) -> bool:
    if node.action == "close":
        return node.options.get("outcome") not in UNSETTLED
    letter = service.notices.get(node.notice or "")
    writes = node.action == "compose_notice" and letter is not None and letter.kind in SETTLING_LETTERS
    return writes or node.action in ("decide_automatically", "call_adapter")
