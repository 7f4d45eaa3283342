"""What an installed app brings, declared in its module `owns` as `OWNS`; the lists the core works with are derived here.

Declarations are read once, when the app registry is ready. What is costly to import, or lies above the app, is a dotted
name that is imported on first use: a web process loads no task, no departure and no deletion for this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from allmende.foundation.jobs.cron import Cron

if TYPE_CHECKING:
    from allmende.domain.facts import Fact
    from allmende.domain.matter.outcome import Effect, StepContext
    from allmende.foundation.departure.tables import Departure

Keep = Callable[[Any, "StepContext"], None]
"""Keeps one effect of a step, in the caller's transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owns:
    """The declaration of one app. Names are dotted: `module.attribute`, for addresses the module alone.

    facts      classes of facts of its own; defining one registers its kind (`domain.facts.base`)
    wakes      task → kinds of facts, its own or others', after which it runs
    clock      name → task the clock starts, and when
    effects    a mapping: class of effect → function that keeps it (`Keep`)
    departure  a `Departure`: tables that go along with a city, and those that stay
    retention  deletes what it keeps about one case: `(*, case_id) -> Mapping[str, int]`, rows by kind
    urls       prefix at a city's host → module with `urlpatterns`
    """

    facts: tuple[type[Fact], ...] = ()
    wakes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clock: Mapping[str, Cron] = field(default_factory=dict)
    effects: str = ""
    departure: str = ""
    retention: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)


@cache
def declared() -> Mapping[str, Owns]:
    """Module of an installed app → its declaration, in the order of `INSTALLED_APPS`."""
    found = {}
    for app in apps.get_app_configs():
        name = f"{app.name}.owns"
        if find_spec(name):
            found[app.name] = import_module(name).OWNS
    return found


def fact_tasks(*more: Owns) -> dict[str, tuple[str, ...]]:
    """Kind of fact → dotted names of the tasks that follow from it. `more`: what no app owns."""
    found: dict[str, tuple[str, ...]] = {}
    for owns in (*declared().values(), *more):
        for task, kinds in owns.wakes.items():
            for kind in kinds:
                if task not in found.get(kind, ()):
                    found[kind] = (*found.get(kind, ()), task)
    return found


def clock(*more: Owns) -> dict[str, Cron]:
    """Name → what the clock starts, and when. `more`: what no app owns."""
    return _merged("clock entry", (owns.clock for owns in (*declared().values(), *more)))


def urls() -> dict[str, str]:
    """Prefix → module of addresses."""
    return _merged("address", (owns.urls for owns in declared().values()))


def keepers(effect: type[Effect]) -> Iterator[Keep]:
    """The functions that keep an effect, an app before those that may refer to it. Error: `LookupError` for no function."""
    found = [keeps[effect] for keeps in _named("effects") if effect in keeps]
    if not found:
        raise LookupError(f"No installed app keeps the effect {effect.__name__}.")
    yield from found


def departures() -> Iterator[Departure]:
    """What each app has of a city; an app before those that may refer to its rows."""
    yield from _named("departure")


def deleters() -> Iterator[Callable[..., Mapping[str, int]]]:
    """The functions that delete what is kept about a case; those that may refer to an app's rows before that app."""
    yield from reversed(list(_named("retention")))


def _named(what: str) -> Iterator[Any]:
    for owns in declared().values():
        name = getattr(owns, what)
        if name:
            yield import_string(name)


def _merged(what: str, declarations: Iterator[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for declaration in declarations:
        twice = found.keys() & declaration.keys()
        if twice:
            raise ImproperlyConfigured(f"Two apps declare the {what} {min(twice)!r}; each name belongs to one app.")
        found |= declaration
    return found
