"""FEEL of DMN 1.5: the language in which conditions, fees and dates are written.

    >>> from allmende.feel import compile_expression
    >>> compile_expression("grundgebuehr * anzahl").evaluate({"grundgebuehr": 12, "anzahl": 3}).value
    Decimal('36')

Exact (34 decimal digits), safe (nothing authored is ever run as Python, every evaluation has a budget)
and quiet: what has no result is null, with the reason as a warning. Its sentences stand in
the catalogues (`words`); besides them it needs the standard library and RE2.
"""

from __future__ import annotations

from allmende.feel.check.checking import check, check_unary_tests, infer_type
from allmende.feel.check.findings import ExpressionFinding
from allmende.feel.check.scope import NameScope
from allmende.feel.evaluate.compiled import Compiled, CompiledTests, compile_expression, compile_unary_tests
from allmende.feel.legal_time import LEGAL_TIME, LegalCalendar, legal_time
from allmende.feel.runtime.run import Budget, Result, Warning
from allmende.feel.syntax.errors import FeelSyntaxError, TextPosition
from allmende.feel.syntax.formatter import format_expression
from allmende.feel.syntax.nodes import Expression, UnaryTests
from allmende.feel.syntax.parser import parse, parse_type, parse_unary_tests
from allmende.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAYS_DURATION,
    MONEY,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    Type,
)
from allmende.feel.values.convert import to_feel
from allmende.feel.values.durations import DaysDuration, MonthsDuration
from allmende.feel.values.kinds import FeelContext, Function, Range, kind_of
from allmende.feel.values.partly_known import PartlyKnownDate, day_from_iso
from allmende.feel.values.text import to_text
from allmende.feel.values.wire import from_json, to_json

__all__ = [
    "ANY",
    "BOOLEAN",
    "DATE",
    "DATE_TIME",
    "DAYS_DURATION",
    "LEGAL_TIME",
    "MONEY",
    "MONTHS_DURATION",
    "NULL",
    "NUMBER",
    "STRING",
    "TIME",
    "Budget",
    "Compiled",
    "CompiledTests",
    "ContextType",
    "DaysDuration",
    "Expression",
    "ExpressionFinding",
    "FeelContext",
    "FeelSyntaxError",
    "Function",
    "FunctionType",
    "LegalCalendar",
    "ListType",
    "MonthsDuration",
    "NameScope",
    "PartlyKnownDate",
    "Range",
    "RangeType",
    "Result",
    "TextPosition",
    "Type",
    "UnaryTests",
    "Warning",
    "check",
    "check_unary_tests",
    "compile_expression",
    "compile_unary_tests",
    "day_from_iso",
    "format_expression",
    "from_json",
    "infer_type",
    "kind_of",
    "legal_time",
    "parse",
    "parse_type",
    "parse_unary_tests",
    "to_feel",
    "to_json",
    "to_text",
]
