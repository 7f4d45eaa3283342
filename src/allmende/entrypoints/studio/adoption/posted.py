"""What a form sent, by name; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

LONGEST = 20_000
MOST = 400


@dataclass(frozen=True, slots=True)
class Posted:
    """Values by name, each a list; line ends are plain. Absurd lengths are cut: no input of ours lets them through."""

    values: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: QueryDict) -> Posted:
        """What the browser sent."""
        return cls({name: [_plain(one) for one in data.getlist(name)[:MOST]] for name in data})

    def one(self, name: str) -> str:
        """The last value of that name, empty where there is none."""
        found = self.values.get(name) or [""]
        return found[-1]

    def many(self, name: str) -> list[str]:
        """All values of that name that are not empty."""
        return [one for one in self.values.get(name, ()) if one]

    def below(self, prefix: str) -> dict[str, str]:
        """Single values whose name begins so, by the rest of the name."""
        return {name.removeprefix(prefix): self.one(name) for name in self.values if name.startswith(prefix)}

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __bool__(self) -> bool:
        return bool(self.values)


class Wrong(Exception):
    """Entries that cannot be taken: name of the input → what to do."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = dict(messages)


def _plain(text: str) -> str:
    return text[:LONGEST].replace("\r\n", "\n")
