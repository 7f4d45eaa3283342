"""What a sentence needs: who tells, about what, and how the result is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.package.difference.change import ToldChange
from allmende.domain.package.difference.naming import DifferenceNames
from allmende.domain.package.difference.sorting import EditGroup
from allmende.domain.package.edits import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties.property import Audience
from allmende.domain.package.wording import joined, pair
from allmende.domain.values import Text

HAPPENED: Mapping[type[Edit], tuple[str, Text]] = {
    Add: ("added", Text.named("package.difference.telling.is_new")),
    Remove: ("removed", Text.named("package.difference.telling.is_gone")),
    Move: ("moved", Text.named("package.difference.telling.stands_elsewhere")),
}


def named(kind: str, name: Text | str) -> Text:
    """A part as the subject of a sentence.

    >>> named("step", "Ihr Fahrzeug")["de"]
    'Schritt „Ihr Fahrzeug“'
    """
    return Text.named("package.difference.telling.k_x", k=KINDS[kind].name, x=name)


def option_of(question: Text, option: Text) -> Text:
    """An option of a question as the subject of a sentence."""
    return Text.named("package.difference.telling.q_option_o", q=question, o=option)


@dataclass(frozen=True, slots=True)
class EditTelling:
    """One bundle of edits about to be told."""

    bundle: EditGroup
    names: DifferenceNames
    scope: str
    kind: str
    name: str

    def change(
        self, code: str, text: Text, audiences: tuple[Audience, ...], old: Any = None, new: Any = None
    ) -> ToldChange:
        """The change with all edits of the bundle and the remark where it happened."""
        where = self.names.where(self.scope)
        said = joined("{a}{b}.", a=text, b=where)
        numbers, edits = zip(*self.bundle.edits, strict=True)
        return ToldChange(code, self.bundle.address, said, audiences, _shown(old), _shown(new), edits, numbers)

    @property
    def came(self) -> Add | None:
        main = self.bundle.main
        return main if isinstance(main, Add) else None

    @property
    def went(self) -> Remove | None:
        main = self.bundle.main
        return main if isinstance(main, Remove) else None

    def part(self, subject: Text, kind: str, noticed: tuple[Audience, ...], about: Text | None = None) -> ToldChange:
        """What happened to a part: it is new, gone or elsewhere, or one of its properties changed."""
        edit = self.bundle.main
        if isinstance(edit, Set):
            return self.property(subject, kind)
        code, happened = HAPPENED[type(edit)]
        text = joined("{s} {h}", s=subject, h=happened)
        return self.change(f"{kind}.{code}", joined("{t} ({a})", t=text, a=about) if about else text, noticed)

    def property(self, subject: Text | None, kind: str, say: Callable[[Any], Text] | None = None) -> ToldChange:
        """One property changed: `subject, property: old → new`; `say` where its type does not know the words."""
        edit = self.bundle.main
        old, new = (edit.old, edit.new) if isinstance(edit, Set) else (ABSENT, ABSENT)
        return self.values(subject, kind, self.bundle.name, old, new, say)

    def values(
        self, subject: Text | None, kind: str, name: str, old: Any, new: Any, say: Callable[[Any], Text] | None = None
    ) -> ToldChange:
        """The same of a property and its values."""
        one = KINDS[kind].find(name) or Property(name, Text(name))
        before, now = pair(old, new, say or one.value.say)
        called = joined("{s}, {p}", s=subject, p=one.label) if subject else one.heading
        text = joined("{c}: {a} → {b}", c=called, a=before, b=now)
        return self.change(f"{kind}.{name}", text, one.noticed, old, new)


def _shown(raw: Any) -> Any:
    return None if raw is ABSENT else raw


Teller = Callable[[EditTelling], ToldChange]
