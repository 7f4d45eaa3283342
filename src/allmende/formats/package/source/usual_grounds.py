"""The grounds for refusal that many services share: who applies is not proved, and whoever acts has not proved that she may.

The first stands in every service that asks who somebody is. It rests on no register: whoever proved nothing is told nothing of what is
kept there (`matter.revealing`). A service with a ground of that id keeps its own. The second stands where somebody may act for the
applicant; a service that names a ground `unauthorised` keeps that one: its law may say more (§ 18 Abs. 1 Satz 1 BMG).
"""

from __future__ import annotations

from allmende.domain.deadlines import find_norm
from allmende.formats.package.source.choices import fields_of
from allmende.formats.package.source.laws import law_of
from allmende.formats.package.source.nodes import get, made, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.yaml import YamlNode

UNPROVED = "ohne_vertretung"
UNIDENTIFIED = "identitaet"
"""Their ids. Their words stand in `usual_words.yaml`."""
MISSING = "was_fehlt"
"""What the office states with it: which proof is missing, or what is wrong with it."""


def with_usual_grounds(source: Source, grounds: YamlNode) -> YamlNode:
    """The grounds of a service that refuses, with the usual ones where the service needs them."""
    return _with_unidentified(source, _with_unproved(source, grounds))


def _with_unidentified(source: Source, grounds: YamlNode) -> YamlNode:
    level = get(source.part("service"), "parties", "applicant", "level")
    norm = find_norm(law_of(source), "participation")
    if level is None or plain(level) == "none" or norm is None or UNIDENTIFIED in mapping(grounds):
        return grounds
    usual = {"basis": norm.basis, "fits": "person", "judged": True, "state": {MISSING: {"type": "textarea"}}}
    return made({**mapping(grounds), UNIDENTIFIED: made(usual, level.place)}, grounds.place)


def _with_unproved(source: Source, grounds: YamlNode) -> YamlNode:
    represented = get(source.part("service"), "parties", "applicant", "represented_by")
    norm = find_norm(law_of(source), "representation")
    own = any(get(ground, "unauthorised") for ground in mapping(grounds).values())
    acts = dict.fromkeys(found for capacity in mapping(represented).values() if (found := _acts(source, capacity)))
    if represented is None or norm is None or own or not acts:
        return grounds
    usual = {
        "basis": norm.basis,
        "fits": " or ".join(acts),
        "judged": True,
        "unauthorised": True,
        "state": {MISSING: {"type": "textarea"}},
    }
    return made({**mapping(grounds), UNPROVED: made(usual, represented.place)}, grounds.place)


def _acts(source: Source, representation: YamlNode) -> str:
    """FEEL: does somebody act in that capacity? Empty where it names no question of the form, which is a problem of its own."""
    said = plain(representation) or {}
    named = said.get("by") or said.get("of")
    return str(said.get("when") or (f"{named} != null" if named in fields_of(source) else ""))
