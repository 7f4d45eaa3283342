"""Every kind of question a form can ask, one object each: `FIELD_TYPES`, id → `FieldType`.

A module of this folder with a tuple `TYPES` adds its types; nothing else lists them. How to add one:
docs/developer/field-types.md.
"""

from __future__ import annotations

import pkgutil

from allmende.domain.forms.types.field_type import FIELD_TYPES, register

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    register(*getattr(pkgutil.resolve_name(_module.name), "TYPES", ()))

__all__ = ["FIELD_TYPES", "register"]
