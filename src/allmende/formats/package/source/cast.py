"""The people of examples: what an identity proves of them, and what each register could know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, items, made, mapping, merged
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_examples import CAST
from allmende.formats.yaml import YamlNode

PROVES = "proves"
EXAMPLE_PERSON = "person"
"""In `registers` this name means the person of the example, whoever it is."""


@dataclass
class Cast:
    """People and identities by name; those of the package win over shared ones. `of` is the file a shared name comes from."""

    source: Source
    people: dict[str, YamlNode] = field(default_factory=dict)
    identities: dict[str, YamlNode] = field(default_factory=dict)
    of: dict[str, str] = field(default_factory=dict)

    def person(self, named: YamlNode) -> YamlNode | None:
        """The person with everything `like` brings, or None and a problem at `named`."""
        return self._whole(self.people, named, ())

    def applicant(self, said: YamlNode) -> YamlNode | None:
        """The classic `applicant`: a name of an identity, or a mapping with `like` and what differs."""
        return self._entry(self.identities, said)

    def attributes(self, named: YamlNode) -> dict[str, YamlNode]:
        """What an identity proves of that person, by attribute (`family_name`)."""
        return dict(mapping(get(self.person(named), PROVES)))

    def known(self, register: str, entries: YamlNode, person: YamlNode | None) -> YamlNode:
        """The records a register holds: names become what it could know of them; records stand as written."""
        found = [self._record(register, entry, person) for entry in items(entries)]
        return YamlNode([record for record in found if record is not None], entries.place)

    def _record(self, register: str, entry: YamlNode, person: YamlNode | None) -> YamlNode | None:
        named = get(entry, "like") if isinstance(entry.value, dict) else entry
        if named is None:
            return entry
        if named.value == EXAMPLE_PERSON and person is not None:
            named = person
        whole = self.person(named)
        if whole is None:
            return None
        record = get(whole, register)
        if record is None:
            words = Text.named("formats.package.source.cast.nothing_known", person=named.value, register=register)
            self.source.complain("example.register", words, named)
            return None
        return merged(record, _without_like(entry)) if isinstance(entry.value, dict) else record

    def _entry(self, known: Mapping[str, YamlNode], said: YamlNode) -> YamlNode | None:
        if not isinstance(said.value, dict):
            return self._whole(known, said, ())
        below = get(said, "like")
        whole = self._whole(known, below, ()) if below is not None else made({}, said.place)
        return merged(whole, _without_like(said)) if whole is not None else None

    def _whole(self, known: Mapping[str, YamlNode], named: YamlNode, above: tuple[str, ...]) -> YamlNode | None:
        name = str(named.value)
        if name in above:
            words = Text.named("formats.package.source.lineage.circle", name=name, way=" → ".join((*above, name)))
            self.source.complain("example.circle", words, named)
            return None
        own = known.get(name)
        if own is None:
            near = did_you_mean(name, tuple(known))
            words = (
                Text.named("formats.package.source.cast.no_person", name=name, near=near)
                if known is self.people
                else Text.named("formats.package.source.cast.no_identity", name=name, near=near)
            )
            self.source.complain("example.cast", words, named)
            return None
        if name in self.of:
            self.source.used.add(self.of[name])
        below = get(own, "like")
        whole = self._whole(known, below, (*above, name)) if below is not None else made({}, own.place)
        return merged(whole, _without_like(own)) if whole is not None else None


def open_cast(source: Source, examples: YamlNode) -> Cast:
    """Shared people of `_cast`, then those of the package's own examples."""
    cast = Cast(source)
    for path, node in sorted(source.library.items()):
        if path.startswith("_cast/"):
            source.problems += check(CAST, node)
            cast.of |= dict.fromkeys((name for name, _ in _named(node, "people")), path)
            cast.of |= dict.fromkeys((name for name, _ in _named(node, "identities")), path)
            cast.people |= dict(_named(node, "people"))
            cast.identities |= dict(_named(node, "identities"))
    own_people, own_identities = dict(_named(examples, "cast")), dict(_named(examples, "identities"))
    cast.people |= own_people
    cast.identities |= own_identities
    cast.of = {name: path for name, path in cast.of.items() if name not in own_people | own_identities}
    return cast


def _named(node: YamlNode, key: str) -> Iterator[tuple[str, YamlNode]]:
    yield from mapping(get(node, key)).items()


def _without_like(node: YamlNode) -> YamlNode:
    return YamlNode({key: item for key, item in mapping(node).items() if key != "like"}, node.place, node.keys)
