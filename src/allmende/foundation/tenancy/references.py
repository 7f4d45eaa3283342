"""Rows that no other row names any more."""

from __future__ import annotations

from typing import Any

from django.db.models import PROTECT, Exists, OuterRef, QuerySet


def without_references(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the rows that no row of any table refers to with a protecting key: they may be deleted.

    The tables are found in the models themselves, so that a new reference protects from the day it exists.
    """
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and getattr(relation, "on_delete", None) is PROTECT:
            column = relation.field.name
            rows = rows.filter(~Exists(relation.related_model._default_manager.filter(**{column: OuterRef("pk")})))
    return rows
