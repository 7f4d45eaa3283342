"""service.yaml of a source, with what process and decisions add → service.yaml of the exchange form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.package.parties import APPLICANT
from allmende.domain.values import Text
from allmende.formats.package.source.flow import ProcessSource
from allmende.formats.package.source.nodes import get, items, made, mapping, plain
from allmende.formats.package.source.source import Source
from allmende.formats.package.source.tables import Tables
from allmende.formats.schemas.shapes import check
from allmende.formats.schemas.source_service import SAME, SOURCE_SERVICE
from allmende.formats.yaml import YamlNode, YamlPlace


def expand_service(source: Source, flow: ProcessSource, tables: Tables) -> YamlNode | None:
    """service.yaml spelled out; None where the source has none or it is not sound (its problems are noted).

    `flow` holds the deadlines, the package's own over those of its pattern. One that no city may change (`fixed: true`)
    joins the service's fixed places.
    """
    part = source.part("service")
    if part is None:
        missing = Text.named("formats.package.source.service.no_service")
        source.complain("source.missing", missing, YamlPlace(source.file("service"), 1))
        return None
    wrong = check(SOURCE_SERVICE, part)
    source.problems += wrong
    if wrong:
        return None
    keys = mapping(part)
    same = {key.name: keys[key.name] for key in SAME if key.name in keys}
    said: dict[str, Any] = {
        "automatic_decision": flow.automatic_decision,
        "payment": flow.payment,
        "parameters": [_parameter(key, node) for key, node in mapping(keys.get("parameters")).items()],
        "tariffs": tables.tariffs,
        "deadlines": [_deadline(key, node) for key, node in flow.deadlines.items()],
        "refusal_grounds": tables.grounds,
        "decided": tables.decided,
        "processes": flow.processes,
        "fixed": _fixed(items(keys.get("fixed")), flow),
    }
    found = same | _parties(mapping(get(part, "parties"))) | {key: item for key, item in said.items() if item}
    return made(found, part.place)


def _parties(roles: Mapping[str, YamlNode]) -> dict[str, Any]:
    """Level and account of the applicant; the list of roles where there is more to say of them."""
    keys = mapping(roles[APPLICANT])
    found: dict[str, Any] = {"trust_level": keys["level"], "account": keys["account"]}
    own = {
        key: keys[key] for key in ("min", "max", "answers", "represented_by", "represented", "acts_from") if key in keys
    }
    others = [{"id": role, **mapping(said)} for role, said in roles.items() if role != APPLICANT]
    return found | ({"applicants": [{"id": APPLICANT, **own}, *others]} if own or others else {})


def _parameter(parameter_id: str, node: YamlNode) -> YamlNode:
    keys = {"required" if key == "needed" else key: item for key, item in mapping(node).items()}
    return made({"id": parameter_id, **keys}, node.place)


def _deadline(deadline_id: str, node: YamlNode) -> YamlNode:
    keys = {key: item for key, item in mapping(node).items() if key != "fixed"}
    return made({"id": deadline_id, **keys}, node.place)


def _fixed(own: list[YamlNode], flow: ProcessSource) -> list[YamlNode]:
    named = {str(node.value) for node in own}
    legal = {f"deadline.{key}": node.place for key, node in flow.deadlines.items() if plain(get(node, "fixed"))}
    return [*own, *(made(path, place) for path, place in legal.items() if path not in named)]
