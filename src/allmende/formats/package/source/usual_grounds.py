"""The ground for refusal that every service has in which somebody may act for the applicant: that she may is not proved.

A service that names a ground `unauthorised` of its own keeps that one: its law may say more (§ 18 Abs. 1 Satz 1 BMG).
"""

from __future__ import annotations

from allmende.domain.deadlines import find_norm
from allmende.formats.package.source.choices import fields_of
from allmende.formats.package.source.laws import law_of
from allmende.formats.package.source.nodes import get, made, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.yaml import YamlNode

UNPROVED = "ohne_vertretung"
"""Its id. Its words stand in `usual_words.yaml`."""
MISSING = "was_fehlt"
"""What the office states with it: which proof is missing, or what is wrong with it."""


def with_usual_ground(source: Source, grounds: YamlNode) -> YamlNode:
    """The grounds of a service that refuses, with the usual one where the service needs it."""
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
