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
from allmende.formats.package.source.flow import Flow
from allmende.formats.package.source.letters import Letters, languages
from allmende.formats.package.source.nodes import get, items, made, mapping, merged, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.variants import with_words, words_of
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_texts import SOURCE_TEXTS
from allmende.formats.yaml import Node

RENAMED = {"station": "process", "letter": "notice"}
STEPS = Path(__file__).parent / "form_words.yaml"


def expand_texts(source: Source, flow: Flow, letters: Letters) -> dict[str, Node]:
    """Language → tree. Only languages the package itself speaks: a letter is never half translated."""
    found = {}
    for language in languages(source):
        own = get(source.part("texts"), language)
        if own is not None:
            source.problems += check(SOURCE_TEXTS, own)
        layers = (
            _titles(source, language),
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
def _step_words() -> Node:
    """Language → step → title, as shipped with the product."""
    node, problems = yaml.read(STEPS.read_bytes(), STEPS.name)
    if node is None or problems:
        raise ValueError(f"{STEPS.name} cannot be read: {problems}")
    return node


def _titles(source: Source, language: str) -> Node | None:
    """The titles of those usual steps that the form has."""
    steps = mapping(get(source.part("form"), "steps"))
    known = {key: item for key, item in mapping(get(_step_words(), language)).items() if key in steps}
    return made({"step": made(known, _step_words().place)}, _step_words().place) if known else None


def _by_law(source: Source, language: str) -> Node | None:
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


def _classic(own: Node | None, moved: Mapping[str, str]) -> Node | None:
    """The package's own tree under the names of the exchange form."""
    if own is None or not isinstance(own.value, dict):
        return None
    tree = {RENAMED.get(key, key): item for key, item in own.value.items() if key != "words"}
    if "notice" in tree:
        tree["notice"] = _moved(tree["notice"], moved)
    if "ground" in tree:
        tree["ground"] = _with_state_labels(tree["ground"])
    return made(tree, own.place)


def _moved(tree: Node, moved: Mapping[str, str]) -> Node:
    """Entries put where the exchange form looks for them, the others as they are."""
    for old, new in moved.items():
        *above, last = old.split(".")
        entry = get(tree, *above, last)
        if entry is not None:
            tree = merged(tree, _at(above, made({last: None}, entry.place)))
            *above, last = new.split(".")
            tree = merged(tree, _at(above, made({last: entry}, entry.place)))
    return _without_empty(tree)


def _without_empty(tree: Node) -> Node:
    """The tree without mappings that have nothing in them any more."""
    if not isinstance(tree.value, dict):
        return tree
    kept = {key: _without_empty(item) for key, item in tree.value.items()}
    return Node({key: item for key, item in kept.items() if item.value != {}}, tree.place, tree.keys)


def _at(path: list[str], node: Node) -> Node:
    """The node below a path of keys."""
    return reduce(lambda inner, key: made({key: inner}, inner.place), reversed(path), node)


def _with_state_labels(grounds: Node) -> Node:
    """What must be stated may have one word alone, its label: `state: {seit: Gemeldet seit}`."""
    labels = {
        ground: {"state": {key: made({"label": item}, item.place) for key, item in said.items()}}
        for ground, node in mapping(grounds).items()
        if (said := {key: item for key, item in mapping(get(node, "state")).items() if isinstance(item.value, str)})
    }
    return merged(grounds, made(labels, grounds.place))
