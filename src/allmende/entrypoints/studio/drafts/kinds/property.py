"""What a kind of part is: its name, its properties, what may be put inside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from allmende.domain.values import Text
from allmende.entrypoints.studio.drafts.kinds.inputs import Input, Line


@dataclass(frozen=True)
class Property:
    """One property of a part: its name in the file, what people call it, how it is asked.

    `needed`: it cannot be empty. `group`: the heading it stands under. `types`: of a question, for which types it
    means something; it is asked for others only where a file says it.
    """

    name: str
    label: Text
    input: Input = field(default_factory=Line)
    help: Text | None = None
    needed: bool = False
    group: Text = field(default_factory=lambda: Text(""))
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """A kind of part. `technical`: properties a person never types; they stay as they are."""

    name: Text
    properties: tuple[Property, ...] = ()
    technical: tuple[str, ...] = ()

    def find(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)
