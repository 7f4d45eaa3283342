"""What a sentence needs: who tells, about what, and how the result is built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allmende.domain.package.difference.change import Audience, Change
from allmende.domain.package.difference.naming import Names
from allmende.domain.package.difference.sorting import Bundle
from allmende.domain.package.difference.wording import both, pair
from allmende.domain.package.edits import ABSENT, Add, Remove, Set
from allmende.domain.values import Text

CITIZENS: tuple[Audience, ...] = ("citizens", "clerks")
CLERKS: tuple[Audience, ...] = ("clerks",)
TREASURERS: tuple[Audience, ...] = ("treasurers", "citizens")
DESIGNERS: tuple[Audience, ...] = ("designers",)

Property = tuple[Text, tuple[Audience, ...]]
"""How a property is called, and who notices when it changes."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One bundle of edits about to be told."""

    bundle: Bundle
    names: Names
    scope: str
    kind: str
    name: str

    def change(
        self, code: str, text: Text, audiences: tuple[Audience, ...], old: Any = None, new: Any = None
    ) -> Change:
        """The change with all edits of the bundle and the remark where it happened."""
        where = self.names.where(self.scope)
        said = both("{a}{b}.", "{a}{b}.", a=text, b=where)
        numbers, edits = zip(*self.bundle.edits, strict=True)
        return Change(code, self.bundle.address, said, audiences, _shown(old), _shown(new), edits, numbers)

    @property
    def came(self) -> Add | None:
        main = self.bundle.main
        return main if isinstance(main, Add) else None

    @property
    def went(self) -> Remove | None:
        main = self.bundle.main
        return main if isinstance(main, Remove) else None

    def property(self, subject: Text, code: str, table: dict[str, Property], standard: Property) -> Change:
        """A plain change of one property: `subject: property old → new`."""
        edit = self.bundle.main
        old, new = (edit.old, edit.new) if isinstance(edit, Set) else (ABSENT, ABSENT)
        called, audiences = table.get(self.bundle.name, (Text(self.bundle.name.removeprefix("option ")), standard[1]))
        before, now = pair(old, new)
        text = both("{s}: {p} {a} → {b}", "{s}: {p} {a} → {b}", s=subject, p=called, a=before, b=now)
        return self.change(f"{code}.{self.bundle.name}", text, audiences, old, new)


def _shown(raw: Any) -> Any:
    return None if raw is ABSENT else raw


Teller = Callable[[Telling], Change]
