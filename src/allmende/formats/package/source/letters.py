"""letters.yaml → notices as the exchange form has them, with the words that shared letters and clauses bring.

    grant: {use: grant@1, fill: {decided: tenor, clauses: [{allgemein.mitteilung: {anlass: = words.umzug}}]}}

- a slot of the shared letter is replaced by what fills it, or by its `usual`; one without either is a problem
- a bare word among parts is a paragraph; `by: anliegen` makes one paragraph per text below it, shown for that answer
- `addressee: applicant` names an entry of `_letters/addressees.yaml`; its lines are FEEL expressions
- clauses become numbered ancillary provisions (§ 36 VwVfG) in `ancillary` and plain notes in `information`;
  their `basis` stays in the source, letters do not print it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from allmende.domain.package.letters import needed_notice_texts
from allmende.domain.values import Text
from allmende.formats.package.source.clauses import Clause, ClauseReader
from allmende.formats.package.source.nodes import get, items, made, mapping, merged
from allmende.formats.package.source.source import Source
from allmende.formats.schemas import source_letters as shapes
from allmende.formats.schemas.shapes import Shape, check, did_you_mean
from allmende.formats.yaml import YamlNode

ADDRESSEES = "addressees@1"
SLOT_SHAPES: Mapping[str, Shape] = {"parts": shapes.PARTS, "text": shapes.SENTENCES}
ONLY_SOURCE = frozenset({"use", "fill", "letter", "version", "slots", "attach", "texts"})
PROVISIONS, NOTES = "auflagen", "hinweise"
CLAUSE_LISTS = {"ancillary": PROVISIONS, "information": NOTES}


@dataclass
class Letters:
    """Letters of one package.

    `notices`: letter id → `notices/<id>.yaml`. `texts`: language → tree below `notice`.
    `moved`: where the package's own words go when the exchange form calls them differently
    (`grant.clause.digital` → `grant.hinweise.digital`), both without `letter.`/`notice.`.
    """

    notices: dict[str, YamlNode] = field(default_factory=dict)
    texts: dict[str, YamlNode] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)


def expand_letters(source: Source) -> Letters:
    """All letters. A letter that cannot be read is left out; why is among the source's problems."""
    found = Letters()
    part = source.part("letters")
    if part is not None and not isinstance(part.value, dict):
        source.problems += check(shapes.LETTERS, part)
    for letter_id, node in mapping(part).items():
        if _is_sound(source, shapes.LETTER, node):
            _Expansion(source, letter_id, node, found).add()
    return found


def _is_sound(source: Source, shape: Shape, node: YamlNode) -> bool:
    wrong = check(shape, node)
    source.problems += [problem for problem in wrong if problem not in source.problems]
    return not wrong


def languages(source: Source) -> tuple[str, ...]:
    """The languages the package speaks."""
    return tuple(mapping(source.part("texts"))) or ("de",)


@dataclass
class _Expansion:
    """One letter on its way into the exchange form."""

    source: Source
    id: str
    node: YamlNode
    result: Letters
    standard: YamlNode | None = None
    clauses: list[Clause] = field(default_factory=list)

    def add(self) -> None:
        used = get(self.node, "use")
        if used is not None:
            self.standard = self.source.shared("_letters", used)
            if self.standard is None or not _is_sound(self.source, shapes.STANDARD_LETTER, self.standard):
                return
        self._check_fill()
        self.clauses = self._read_clauses()
        notice = self._notice()
        self.result.notices[self.id] = notice
        self._add_standard_words(set(needed_notice_texts(self.id, notice.plain())))

    def _notice(self) -> YamlNode:
        whole = {**mapping(self.standard), **mapping(self.node)}
        self._check_attached(whole)
        kept: dict[str, Any] = {key: item for key, item in whole.items() if key not in ONLY_SOURCE}
        if "addressee" in kept:
            kept["addressee"] = self._addressee(kept["addressee"])
        for key in shapes.PART_KEYS:
            if key in kept:
                kept[key] = list(self._parts(key, items(kept[key])))
        return made({key: item for key, item in kept.items() if item != []}, self.node.place)

    def _check_attached(self, whole: Mapping[str, YamlNode]) -> None:
        """The declaration goes out with the receipt and with nothing else (Art. 5 Abs. 1 lit. c DSGVO)."""
        if items(whole.get("attach")) and whole["kind"].value != "receipt":
            words = Text.named("formats.package.source.letters.attach")
            self.source.complain("letter.attach", words, whole["attach"])

    # ── addressee ─────────────────────────────────────────────────────────────────────────────────────────────

    def _addressee(self, node: YamlNode) -> list[str]:
        lines = node if isinstance(node.value, dict) else self._known_addressee(node)
        holes = {line: made(f"{{{{ {item.value} }}}}", item.place) for line, item in mapping(lines).items()}
        self._add_words({language: made(holes, node.place) for language in languages(self.source)})
        return list(holes)

    def _known_addressee(self, node: YamlNode) -> YamlNode | None:
        book = self.source.shared("_letters", node._replace(value=ADDRESSEES))
        if book is None or not _is_sound(self.source, shapes.ADDRESSEES, book):
            return None
        known = mapping(get(book, "addressees"))
        if node.value not in known:
            near = did_you_mean(str(node.value), tuple(known))
            self.source.complain(
                "letter.addressee",
                Text.named("formats.package.source.letters.no_addressee", name=node.value, near=near),
                node,
            )
        return known.get(str(node.value))

    # ── slots ─────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def slots(self) -> Mapping[str, YamlNode]:
        return mapping(get(self.standard, "slots"))

    def _known_slots(self) -> Text:
        if not self.slots:
            return Text.named("formats.package.source.letters.without_slots")
        return Text.named("formats.package.source.letters.known_slots", slots=", ".join(self.slots))

    def _check_fill(self) -> None:
        fill = get(self.node, "fill") or made({}, self.node.place)
        for name, item in mapping(fill).items():
            if name not in self.slots:
                near = did_you_mean(name, tuple(self.slots), self._known_slots())
                words = Text.named("formats.package.source.letters.no_slot", name=name, near=near)
                self.source.complain("letter.slot", words, fill.keys.get(name, item.place))
        for name, slot in self.slots.items():
            if get(fill, name) is None and get(slot, "usual") is None:
                words = Text.named(
                    "formats.package.source.letters.empty_slot",
                    letter=self.id,
                    name=name,
                    meaning=mapping(slot)["meaning"].value,
                )
                self.source.complain("letter.slot", words, self.node)

    def _filled(self, name: str, kind: str) -> list[YamlNode]:
        """What fills the slots of one kind by that name; nothing where it says `none` or is unsound."""
        slot = self.slots.get(name)
        if slot is None or mapping(slot)["kind"].value != kind:
            return []
        node = get(self.node, "fill", name) or get(slot, "usual")
        if (
            node is None
            or node.value == "none"
            or (kind in SLOT_SHAPES and not _is_sound(self.source, SLOT_SHAPES[kind], node))
        ):
            return []
        return items(node) if isinstance(node.value, list) else [node]

    def _slot(self, key: str, at: YamlNode) -> Iterator[YamlNode]:
        name = str(at.value)
        if name not in self.slots:
            self.source.complain(
                "letter.slot", Text.named("formats.package.source.letters.undescribed_slot", name=name), at
            )
        elif mapping(self.slots[name])["kind"].value == "clauses":
            yield from self._clause_list(key, at)
        else:
            for kind in SLOT_SHAPES:
                yield from self._parts(key, self._filled(name, kind))

    # ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _parts(self, key: str, nodes: Iterable[YamlNode]) -> Iterator[YamlNode]:
        for node in nodes:
            if isinstance(node.value, str):
                yield made({"paragraph": node}, node.place)
            elif slot := get(node, "slot"):
                yield from self._slot(key, slot)
            elif by := get(node, "by"):
                yield from self._by_answer(node, by)
            else:
                yield node

    def _by_answer(self, node: YamlNode, by: YamlNode) -> Iterator[YamlNode]:
        """One paragraph per text, each for one answer of the choice field `by`."""
        name = str(mapping(node)["paragraph"].value)
        texts = mapping(get(self.source.part("texts"), "de", "letter", self.id, name))
        if not texts:
            words = Text.named("formats.package.source.letters.by_answers", letter=self.id, name=name)
            self.source.complain("letter.by", words, by)
        outer = get(node, "when")
        for answer in texts:
            self.result.moved[f"{self.id}.{name}.{answer}"] = f"{self.id}.{name}_{answer}"
            when = f'{by.value} = "{answer}"'
            yield made(
                {"paragraph": f"{name}_{answer}", "when": f"({outer.value}) and {when}" if outer else when}, node.place
            )

    # ── clauses ───────────────────────────────────────────────────────────────────────────────────────────────

    def _read_clauses(self) -> list[Clause]:
        reader = ClauseReader(self.source, languages(self.source))
        nodes = [node for name in self.slots for node in self._filled(name, "clauses")]
        found: dict[str, Clause] = {}
        for clause in (clause for node in nodes for clause in reader.read(node)):
            if clause.id in found:
                words = Text.named("formats.package.source.letters.clause_twice", clause=clause.id)
                self.source.complain("letter.clause", words, clause.place)
            found[clause.id] = clause
        return list(found.values())

    def _clause_list(self, key: str, at: YamlNode) -> Iterator[YamlNode]:
        """The provisions in `ancillary`, the notes in `information`."""
        name = CLAUSE_LISTS.get(key)
        if name is None:
            words = Text.named("formats.package.source.letters.clauses")
            self.source.complain("letter.clauses", words, at)
            return
        chosen = [clause for clause in self.clauses if clause.is_note == (name == NOTES)]
        for clause in chosen:
            if not clause.texts:
                self.result.moved[f"{self.id}.clause.{clause.id}"] = f"{self.id}.{name}.{clause.id}"
            self._add_words({lang: made({name: {clause.id: text}}, text.place) for lang, text in clause.texts.items()})
        if chosen:
            listed = [made(clause.item(), clause.place) for clause in chosen]
            numbered = {"numbered": True} if name == PROVISIONS else {}
            yield made({"list": name, **numbered, "items": listed}, chosen[0].place)

    # ── words ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _add_standard_words(self, needed: set[str]) -> None:
        """The shared letter's words for the parts that are left when its slots are filled."""
        keys = {name.removeprefix(f"notice.{self.id}.").partition(".")[0] for name in needed}
        for language, words in mapping(get(self.standard, "texts")).items():
            kept = {key: item for key, item in mapping(words).items() if key in keys}
            self._add_words({language: made(kept, words.place)})

    def _add_words(self, by_language: Mapping[str, YamlNode]) -> None:
        for language, words in by_language.items():
            tree = made({"notice": {self.id: words}}, words.place)
            below = self.result.texts.get(language)
            self.result.texts[language] = merged(below, tree) if below is not None else tree
