"""Views by the name of their module, which is imported when one of its views is first asked for.

    views = late("allmende.entrypoints.studio.exchange.views")
    path("", views.exchange, name="exchange")

For rooms that other processes answer: a process that only leads there knows their addresses and not their code.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from allmende.foundation.access import View, ViewAccess, find_access

_views: list[LateView] = []


class LateView:
    """One view. Only calling it, and asking who may enter, imports its module."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__, self.__name__, self.__qualname__ = module, name, name
        _views.append(self)

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.view(request, *args, **kwargs)

    @cached_property
    def view(self) -> View:
        view: View = getattr(import_module(self.__module__), self.__name__)
        return view

    @property
    def access(self) -> ViewAccess | None:
        """As the view declares it."""
        return find_access(self.view)


class _Module:
    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> LateView:
        return LateView(self._name, name)


def late(module: str) -> Any:
    """Stands for that module in a list of addresses."""
    return _Module(module)


def load_all() -> None:
    """Import the modules of all that are in lists of addresses by now."""
    for view in _views:
        _ = view.view
