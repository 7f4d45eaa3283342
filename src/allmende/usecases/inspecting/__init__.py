"""Whether this installation works: what `/ready`, `/metrics`, the operator's page and `allmende doctor` tell.

`quick` looks at what changes by the hour and costs little; `thorough` also tries every partner and every city.
"""

from allmende.usecases.inspecting.finding import InspectionFinding, State
from allmende.usecases.inspecting.quick import inspect_quickly
from allmende.usecases.inspecting.thorough import inspect_thoroughly

__all__ = ["InspectionFinding", "State", "inspect_quickly", "inspect_thoroughly"]
