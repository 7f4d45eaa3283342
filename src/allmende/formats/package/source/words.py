"""texts/*.yaml → the text trees of the exchange form, with the words that process and letters bring along.

The package's own words win over those of its process (pattern, stations), these over those of its letters, of blocks under its
procedure law and of usual steps.
`station.x` is called `process.x` there and `letter.x` is `notice.x`; `{{ words.x }}` is filled in here, per language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce
from pathlib import Path

from allmende.formats import yaml
from allmende.formats.package.source.choices import fields_of
from allmende.formats.package.source.flow import ProcessSource
from allmende.formats.package.source.letters import Letters, languages
from allmende.formats.package.source.nodes import get, items, made, mapping, merged, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.variants import with_words, words_of
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_texts import SOURCE_TEXTS
from allmende.formats.yaml import YamlNode

RENAMED = {"station": "process", "letter": "notice"}
USUAL = Path(__file__).parent / "usual_words.yaml"


def expand_texts(
    source: Source, flow: ProcessSource, letters: Letters, grounds: YamlNode | None = None
) -> dict[str, YamlNode]:
    """Language → tree. Only languages the package itself speaks: a letter is never half translated. `grounds`: those of the service,
    the usual one included."""
    found = {}
    for language in languages(source):
        own = get(source.part("texts"), language)
        if own is not None:
            source.problems += check(SOURCE_TEXTS, own)
        layers = (
            _usual(source, language, grounds),
            _by_law(source, language),
            letters.texts.get(language),
            flow.texts.get(language),
            _classic(own, letters.moved),
        )
        spoken = [layer for layer in layers if layer is not None]
        if spoken:
            found[language] = with_words(source, reduce(merged, spoken), words_of(source, language))
    return found


@lru_cache(maxsize=1)
def _usual_words() -> YamlNode:
    """Language → `step`, `field` and `ground` → id → words, as shipped with the product."""
    node, problems = yaml.read(USUAL.read_bytes(), USUAL.name)
    if node is None or problems:
        raise ValueError(f"{USUAL.name} cannot be read: {problems}")
    return node


def _usual(source: Source, language: str, grounds: YamlNode | None) -> YamlNode | None:
    """The words of those usual steps, questions and grounds that the service has."""
    had = {
        "step": frozenset(mapping(get(source.part("form"), "steps"))),
        "field": frozenset(fields_of(source)),
        "ground": frozenset(str(plain(get(one, "id"))) for one in items(grounds)),
    }
    place = _usual_words().place
    known = {
        part: made(said, place)
        for part, ids in had.items()
        if (said := {key: item for key, item in mapping(get(_usual_words(), language, part)).items() if key in ids})
    }
    return made(known, place) if known else None


def _by_law(source: Source, language: str) -> YamlNode | None:
    """What the blocks of the form say otherwise under the procedure law of the package."""
    law = plain(get(source.part("service"), "procedure_law"))
    found = [
        said
        for step in mapping(get(source.part("form"), "steps")).values()
        for field in items(get(step, "fields") or step)
        if "use" in mapping(field)
        and (said := get(source.find_shared("_blocks", mapping(field)["use"]), "by_law", str(law), language))
    ]
    return made({"field": reduce(merged, found)}, found[0].place) if found else None


def _classic(own: YamlNode | None, moved: Mapping[str, str]) -> YamlNode | None:
    """The package's own tree under the names of the exchange form."""
    if own is None or not isinstance(own.value, dict):
        return None
    tree = {RENAMED.get(key, key): item for key, item in own.value.items() if key != "words"}
    if "notice" in tree:
        tree["notice"] = _moved(tree["notice"], moved)
    if "ground" in tree:
        tree["ground"] = _with_state_labels(tree["ground"])
    return made(tree, own.place)


def _moved(tree: YamlNode, moved: Mapping[str, str]) -> YamlNode:
    """Entries put where the exchange form looks for them, the others as they are."""
    for old, new in moved.items():
        *above, last = old.split(".")
        entry = get(tree, *above, last)
        if entry is not None:
            tree = merged(tree, _at(above, made({last: None}, entry.place)))
            *above, last = new.split(".")
            tree = merged(tree, _at(above, made({last: entry}, entry.place)))
    return _without_empty(tree)


def _without_empty(tree: YamlNode) -> YamlNode:
    """The tree without mappings that have nothing in them any more."""
    if not isinstance(tree.value, dict):
        return tree
    kept = {key: _without_empty(item) for key, item in tree.value.items()}
    return YamlNode({key: item for key, item in kept.items() if item.value != {}}, tree.place, tree.keys)


def _at(path: list[str], node: YamlNode) -> YamlNode:
    """The node below a path of keys."""
    return reduce(lambda inner, key: made({key: inner}, inner.place), reversed(path), node)


def _with_state_labels(grounds: YamlNode) -> YamlNode:
    """What must be stated may have one word alone, its label: `state: {seit: Gemeldet seit}`."""
    labels = {
        ground: {"state": {key: made({"label": item}, item.place) for key, item in said.items()}}
        for ground, node in mapping(grounds).items()
        if (said := {key: item for key, item in mapping(get(node, "state")).items() if isinstance(item.value, str)})
    }
    return merged(grounds, made(labels, grounds.place))
