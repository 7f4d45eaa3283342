"""A source with variants → the source of one of them: everything behind reads a plain package.

`only: eheurkunde`      keeps a part for some variants
`per: {eheurkunde: …}`  what an example says otherwise for a variant
`variant.ereignis`      a name of law that differs, from `variants.<id>.names`
`variant: {eheurkunde: …}` in texts: the words of one variant

`words.urkunde`, a noun in a sentence, is filled in by `with_words` when all words of a language are together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from allmende.domain.values import Text
from allmende.formats.package.source.nodes import get, items, made, mapping, plain, walk
from allmende.formats.package.source.source import Source
from allmende.formats.schemas.base import did_you_mean
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_service import VARIANTS
from allmende.formats.yaml import YamlNode, YamlPlace

SENT = Text.named("formats.package.source.variants.sent")
NAME = re.compile(r"(?<![\w.])variant\.([a-z][a-z0-9_]*)")
NUMBER_HOLE = re.compile(r"\{\{ *(-?[0-9]+(?:\.[0-9]+)?) *\}\}")
WORD_HOLE = re.compile(r"\{\{ *words\.([a-z][a-z0-9_]*) *\}\}")
SIMPLE = re.compile(r"[\w.]+|\[[^\[\]]*\]")
"""Names, numbers and plain lists, which need no brackets wherever they are put."""


def resolve_variant(source: Source) -> Source | None:
    """The source as it reads for `source.variant`; the source itself where it has no variants.

    None, with a problem noted, where a variant has to be named and is not, or where there is none of that name.
    """
    variants = get(source.part("service"), "variants")
    if variants is None or variants.value is None:
        _refuse_variant_marks(source)
        return source
    wrong = check(VARIANTS, variants)
    source.problems += wrong
    if wrong or not _is_named(source, variants):
        return None
    variant = str(source.variant)
    names = {key: str(node.value) for key, node in mapping(get(variants, variant, "names")).items()}
    one = _Variant(source, variant, tuple(mapping(variants)), names)
    parts = {name: one.part(name, node) for name, node in source.parts.items()}
    return source.with_parts(parts, variant)


def words_of(source: Source, language: str) -> Mapping[str, str]:
    """The nouns of a package (`words` in its texts) in one language. Unless it says another, `words.name` is that of the service
    and `words.sent`, what the person sent, her application."""
    texts = get(source.part("texts"), language)
    name = get(texts, "service", "name") or get(source.part("service"), "id")
    named = {"sent": SENT.spoken(language), **({"name": str(name.value)} if name is not None else {})}
    return named | {key: str(node.value) for key, node in mapping(get(texts, "words")).items()}


def with_words(source: Source, node: YamlNode, words: Mapping[str, str]) -> YamlNode:
    """The node with every `{{ words.x }}` filled in. A word that is not there is a problem at its line."""

    def filled(text: str, at: YamlNode) -> str:
        for name in WORD_HOLE.findall(text):
            if name not in words:
                said = Text.named(
                    "formats.package.source.variants.no_words", name=name, near=did_you_mean(name, tuple(words))
                )
                source.complain("source.words", said, at)
        return WORD_HOLE.sub(lambda hole: words.get(hole[1], hole[0]), text)

    return _each_text(node, filled)


def _refuse_variant_marks(source: Source) -> None:
    own = plain(get(source.part("service"), "id"))
    if source.variant not in (None, own):
        words = Text.named("formats.package.source.variants.no_variants", variant=source.variant)
        source.complain("source.variant", words, YamlPlace(source.file("service"), 1))
    for name, part in source.parts.items():
        for node in walk(part) if name != "texts" else ():
            limit = _limit(node, name)
            if limit is not None:
                words = Text.named("formats.package.source.variants.only_without_variants")
                source.complain("source.variant", words, limit)


def _is_named(source: Source, variants: YamlNode) -> bool:
    known = tuple(mapping(variants))
    if source.variant in known:
        return True
    words = (
        Text.named("formats.package.source.variants.not_among", variant=source.variant, known=", ".join(known))
        if source.variant
        else Text.named("formats.package.source.variants.which", known=", ".join(known))
    )
    source.complain("source.variant", words, variants)
    return False


def _limit(node: YamlNode, part: str) -> YamlNode | None:
    """What `only` says about variants. Where a form uses a block, `only` lists the block's fields."""
    keys = mapping(node)
    return None if part == "form" and "use" in keys else keys.get("only")


@dataclass(frozen=True)
class _Variant:
    """What is left of a source for one variant."""

    source: Source
    variant: str
    known: tuple[str, ...]
    names: Mapping[str, str]

    def part(self, name: str, node: YamlNode) -> YamlNode:
        if name == "texts":
            texts = {language: self._texts(item) for language, item in mapping(node).items()}
            return self._named(YamlNode(texts, node.place, node.keys))
        return self._named(self._service(node) if name == "service" else self._filtered(node, name))

    def _service(self, node: YamlNode) -> YamlNode:
        """The service as the variant's own: its keys win, its legal basis stands before the common one."""
        own = dict(mapping(get(node, "variants", self.variant)))
        own.pop("names", None)
        if "legal_basis" in own:
            whole = [*items(own["legal_basis"]), *items(get(node, "legal_basis"))]
            own["legal_basis"] = YamlNode(whole, own["legal_basis"].place)
        common = {key: item for key, item in mapping(self._filtered(node, "service")).items() if key != "variants"}
        return made({**common, **own, "id": self.variant}, node.place)

    def _texts(self, node: YamlNode) -> YamlNode:
        variants = get(node, "variant")
        if variants is None:
            return node
        self._check_known(variants, mapping(variants), variants.keys)
        own = get(variants, self.variant)
        if own is None:
            self.source.complain(
                "source.variant", Text.named("formats.package.source.variants.no_texts", variant=self.variant), variants
            )
        common = YamlNode({key: item for key, item in mapping(node).items() if key != "variant"}, node.place, node.keys)
        return common if own is None else overlaid(common, own)

    def _filtered(self, node: YamlNode, part: str) -> YamlNode:
        if isinstance(node.value, list):
            kept = (self._item(item, part) for item in node.value)
            return YamlNode([item for item in kept if item is not None], node.place)
        if not isinstance(node.value, dict):
            return node
        limit = _limit(node, part)
        per = node.value.get("per") if part == "examples" else None
        found = {
            key: self._filtered(item, part)
            for key, item in node.value.items()
            if item is not limit and item is not per and self._is_kept(item, part)
        }
        return self._varied(YamlNode(found, node.place, node.keys), per)

    def _item(self, item: YamlNode, part: str) -> YamlNode | None:
        """An item of a list; None where it, or the only thing it says (`{geschwister: {only: …}}`), is for others."""
        if not self._is_kept(item, part):
            return None
        left = self._filtered(item, part)
        return None if mapping(item) and not mapping(left) else left

    def _is_kept(self, node: YamlNode, part: str) -> bool:
        limit = _limit(node, part)
        if limit is None:
            return True
        named = items(limit) or [limit]
        self._check_known(limit, [str(one.value) for one in named], {})
        return self.variant in [one.value for one in named]

    def _varied(self, node: YamlNode, per: YamlNode | None) -> YamlNode:
        if per is None:
            return node
        self._check_known(per, mapping(per), per.keys)
        own = get(per, self.variant)
        return node if own is None else overlaid(node, own)

    def _check_known(self, at: YamlNode, named: Any, places: Mapping[str, Any]) -> None:
        for name in named:
            if name not in self.known:
                words = Text.named(
                    "formats.package.source.variants.no_variant", name=name, near=did_you_mean(name, self.known)
                )
                self.source.complain("source.variant", words, places.get(name, at))

    def _named(self, node: YamlNode) -> YamlNode:
        return _each_text(node, self._with_names)

    def _with_names(self, text: str, at: YamlNode) -> str:
        def law(found: re.Match[str]) -> str:
            value = self.names.get(found[1])
            if value is None:
                words = Text.named(
                    "formats.package.source.variants.no_name",
                    name=found[0],
                    variant=self.variant,
                    near=did_you_mean(found[1], tuple(self.names)),
                )
                self.source.complain("source.variant", words, at)
                return found[0]
            return value if SIMPLE.fullmatch(value) else f"({value})"

        return NUMBER_HOLE.sub(r"\1", NAME.sub(law, text)) if "variant." in text else text


def overlaid(below: YamlNode, above: YamlNode) -> YamlNode:
    """Mappings joined key by key, `above` wins. Unlike `merged` it keeps `null`, which still has to take something away."""
    if not (isinstance(below.value, dict) and isinstance(above.value, dict)):
        return above
    found = dict(below.value)
    for key, item in above.value.items():
        found[key] = overlaid(found[key], item) if key in found else item
    return YamlNode(found, above.place, {**below.keys, **above.keys})


def _each_text(node: YamlNode, changed: Callable[[str, YamlNode], str]) -> YamlNode:
    """The same tree with every text changed."""
    if isinstance(node.value, dict):
        return YamlNode({key: _each_text(item, changed) for key, item in node.value.items()}, node.place, node.keys)
    if isinstance(node.value, list):
        return YamlNode([_each_text(item, changed) for item in node.value], node.place)
    return YamlNode(changed(node.value, node), node.place) if isinstance(node.value, str) else node
