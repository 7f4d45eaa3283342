"""Decisions as models (DMN): who decides what by which rules, and how an answer came about."""

from __future__ import annotations

from allmende.domain.decisions.check import check_model
from allmende.domain.decisions.findings import ModelFinding
from allmende.domain.decisions.graph import CompiledModel, DecisionResult, compile_model
from allmende.domain.decisions.legal_time import LEGAL_TIME, legal_time_in
from allmende.domain.decisions.model import DecisionModel
from allmende.domain.decisions.table_checks import check_tables
from allmende.domain.decisions.trace import DecisionStep, FiredRule, NamedValue, Trace

__all__ = [
    "LEGAL_TIME",
    "CompiledModel",
    "DecisionModel",
    "DecisionResult",
    "DecisionStep",
    "FiredRule",
    "ModelFinding",
    "NamedValue",
    "Trace",
    "check_model",
    "check_tables",
    "compile_model",
    "legal_time_in",
]
