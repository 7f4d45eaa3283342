"""What a property of a package is, said once: name, type, words, who may set it and who notices when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from allmende.domain.package import wording
from allmende.domain.package.properties.types import LineType, ValueType
from allmende.domain.package.wording import joined
from allmende.domain.values import Text

Audience = Literal["citizens", "clerks", "treasurers", "designers"]
CITIZENS: tuple[Audience, ...] = ("citizens", "clerks")
CLERKS: tuple[Audience, ...] = ("clerks",)
TREASURERS: tuple[Audience, ...] = ("treasurers", "citizens")
DESIGNERS: tuple[Audience, ...] = ("designers",)


@dataclass(frozen=True)
class Property:
    """One property of a part.

    name       its key in the file
    label      what people call it, as it stands inside a sentence; a form begins it with a capital letter
    value      its type: shape in the file, control in the studio, words of its values
    help       what stands under the label in a form
    needed     the file must have it
    group      the heading it stands under in a form
    types      of a question or station: for which types it means something; elsewhere it is asked only where a file says it
    noticed    who notices when it changes, most concerned first
    drop       the value that says the same as leaving it out
    asked      False: a person never types it in the form of its part
    own        a city may set it for itself
    act        what a city's menu calls setting it; without words it is no entry of the menu
    seen       citizens see it, so that it belongs to the preview of a city's service
    """

    name: str
    label: Text
    value: ValueType = field(default_factory=LineType)
    help: Text | None = None
    needed: bool = False
    group: Text = field(default_factory=lambda: Text(""))
    types: tuple[str, ...] = ()
    noticed: tuple[Audience, ...] = DESIGNERS
    drop: Any = None
    asked: bool = True
    own: bool = False
    act: Text | None = None
    seen: bool = False

    @property
    def heading(self) -> Text:
        """The label as it begins a line."""
        return capital(self.label)


def attributes(properties: Iterable[Property], data: Mapping[str, Any], made: type[Any]) -> dict[str, Any]:
    """Attributes of the class `made` out of the keys of a file that are called alike; what it leaves out keeps its default."""
    known = made.__dataclass_fields__
    return {
        one.name: one.value.load(data[one.name])
        for one in properties
        if one.name in known and data.get(one.name) is not None
    }


@dataclass(frozen=True)
class Group(ValueType):
    """Properties inside a property; `made`: the class that holds them."""

    properties: tuple[Property, ...]
    made: type[Any]

    def load(self, plain: Any) -> Any:
        return self.made(**attributes(self.properties, plain, self.made))

    def say(self, value: Any) -> Text:
        if not isinstance(value, Mapping):
            return wording.value(value)
        known = {one.name: one for one in self.properties}
        said = [
            joined("{p}: {v}", p=known[name].label, v=known[name].value.say(item))
            for name, item in value.items()
            if name in known
        ]
        return wording.value(said)


@dataclass(frozen=True)
class PartKind:
    """A kind of part. `technical`: marks that only our own tree of parts knows; a person never types them.

    `rivals`: of these properties at most one is said.
    """

    name: Text
    properties: tuple[Property, ...] = ()
    technical: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    def find(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def asked(self) -> tuple[Property, ...]:
        """What a form asks, by heading; each property inside another one as `retention.basis`."""
        groups = list(dict.fromkeys(one.group["de"] for one in self.properties))
        return tuple(sorted(_flat(self.properties), key=lambda one: groups.index(one.group["de"])))


def _flat(properties: tuple[Property, ...]) -> Iterator[Property]:
    for one in properties:
        if isinstance(one.value, Group):
            for inner in one.value.properties:
                needed = inner.needed and one.needed
                yield replace(inner, name=f"{one.name}.{inner.name}", needed=needed, group=one.group)
        elif one.asked:
            yield one


def capital(words: Text) -> Text:
    """The words as they begin a sentence."""
    return Text.of({language: said[:1].upper() + said[1:] for language, said in words.items()})
