"""Decisions as models (DMN): who decides what by which rules, and how an answer came about."""

from __future__ import annotations

from allmende.domain.decisions.graph import CompiledModel, DecisionResult, compile_model
from allmende.domain.decisions.model import DecisionModel
from allmende.domain.decisions.trace import FiredRule, Named, Step, Trace

__all__ = [
    "CompiledModel",
    "DecisionModel",
    "DecisionResult",
    "FiredRule",
    "Named",
    "Step",
    "Trace",
    "compile_model",
]
