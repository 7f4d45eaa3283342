"""What an expression may use: names with their types, and functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from types import MappingProxyType

from allmende.feel.types import Type
from allmende.feel.values.kinds import Function
from allmende.words import Text


@dataclass(frozen=True, slots=True)
class NameScope:
    """The declared names with their types, the extension functions, and types known by name."""

    names: Mapping[str, Type]
    functions: Mapping[str, Function] = field(default_factory=lambda: MappingProxyType({}))
    types: Mapping[str, Type] = field(default_factory=lambda: MappingProxyType({}))


def suggest(name: str, known: list[str]) -> Text:
    """“Did you mean …?” for the closest known name, else nothing. Begins with a blank: it follows a sentence."""
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    if not close:
        lowered = {each.lower(): each for each in known}
        close = [lowered[name.lower()]] if name.lower() in lowered else []
    if not close:
        return Text("")
    return Text.named("feel.check.did_you_mean", name=close[0])
