"""The built-in functions of the standard, by kind.

numbers, strings, lists, contexts, temporal, ranges, conversion (text and other values into one
another) and logic. A function lives in the module of its kind; this is the only place that joins them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from allmende.feel.builtins import contexts, conversion, lists, logic, numbers, ranges, statistics, strings, temporal
from allmende.feel.builtins.signatures import Builtin

BUILTINS: Mapping[str, Builtin] = MappingProxyType(
    {
        name: function
        for module in (numbers, strings, lists, statistics, contexts, temporal, ranges, conversion, logic)
        for name, function in module.LIBRARY.functions.items()
    },
)
