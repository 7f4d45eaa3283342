"""A matter and what happens to it: the pure core of case work.

    Matter   service, answers, applicant, facts so far → the names expressions see
    Walk     the process of a matter, one step at a time
    Step     one piece of work; `perform` does it and gives an Outcome (facts, results, effects)

The real use cases store outcomes; the rehearsal of a package's examples keeps them in memory. Both walk the same way.
"""

from allmende.domain.matter.lookups import Registers
from allmende.domain.matter.model import Applicant, Matter
from allmende.domain.matter.outcome import StepOutcome
from allmende.domain.matter.perform import PERFORMED, perform
from allmende.domain.matter.tools import CannotPerform, Tools, WorkStep, stable_id
from allmende.domain.matter.walk import ProcessRunner, StepResult, keyed

__all__ = [
    "PERFORMED",
    "Applicant",
    "CannotPerform",
    "Matter",
    "ProcessRunner",
    "Registers",
    "StepOutcome",
    "StepResult",
    "Tools",
    "WorkStep",
    "keyed",
    "perform",
    "stable_id",
]
