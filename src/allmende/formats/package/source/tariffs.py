"""Tariffs, grounds and decided data of decisions.yaml as the lists that service.yaml holds."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.values import Text
from allmende.formats.package.source.expressions import spelled_out_node
from allmende.formats.package.source.nodes import get, items, made, mapping
from allmende.formats.package.source.source import Source
from allmende.formats.yaml import YamlNode

LASTING = ("basis", "status", "source", "note", "checked")
"""What may stand once at the tariff for all its amounts."""
STATED = ("type", "value", "check", "print")
PERSON = "person"
"""`fits` of a ground that only a person can judge, in every case."""
DATUM = ("type", "when", "needed", "value", "check", "options", "minimum", "maximum", "basis", "reasons", "less")


def expand_tariffs(source: Source, tariffs: YamlNode) -> YamlNode:
    """`{from, until, amount, …}`, newest first → values with `valid_from` and `valid_to`.

    An amount holds until the day the next one begins, or until `until`; like every `valid_to` that is the first day on
    which it no longer holds.
    """
    found = [made({"id": key, "values": _values(source, node)}, node.place) for key, node in mapping(tariffs).items()]
    return YamlNode(found, tariffs.place)


def _values(source: Source, tariff: YamlNode) -> YamlNode:
    found: list[YamlNode] = []
    newer: YamlNode | None = None
    for row in items(get(tariff, "values")):
        begins = mapping(row)["from"]
        ends = get(row, "until") or (newer and YamlNode(newer.value, row.place))
        _check_period(source, begins, ends, newer)
        found.append(_value(source, tariff, row, ends if ends and str(ends.value) > str(begins.value) else None))
        newer = begins
    return YamlNode(found, tariff.place)


def _check_period(source: Source, begins: YamlNode, ends: YamlNode | None, newer: YamlNode | None) -> None:
    """Days are written so that their order as words is their order in time."""
    if newer is not None and str(begins.value) >= str(newer.value):
        words = Text.named("formats.package.source.tariffs.not_earlier", newer=newer.value)
        source.complain("source.tariff", words, begins)
    elif ends is not None and str(ends.value) <= str(begins.value):
        words = Text.named("formats.package.source.tariffs.ends_early", ends=ends.value, begins=begins.value)
        source.complain("source.tariff", words, ends)
    elif newer is not None and ends is not None and str(ends.value) > str(newer.value):
        words = Text.named("formats.package.source.tariffs.until_too_late", day=newer.value)
        source.complain("source.tariff", words, ends)
    elif newer is not None and ends is not None and str(ends.value) < str(newer.value):
        words = Text.named("formats.package.source.tariffs.no_amount", ends=ends.value, next=newer.value)
        source.complain("source.tariff", words, ends, severity="warning")


def _value(source: Source, tariff: YamlNode, row: YamlNode, ends: YamlNode | None) -> YamlNode:
    said = {key: node for key in LASTING if (node := get(row, key) or get(tariff, key)) is not None}
    for key in ("basis", "status"):
        if key not in said:
            source.complain("source.tariff", Text.named("formats.package.source.tariffs.missing", key=key), row)
    dates = {"valid_from": mapping(row)["from"], "valid_to": ends}
    whole = {"value": mapping(row)["amount"], **dates, **said}
    return made({key: node for key, node in whole.items() if node is not None}, row.place)


def expand_grounds(source: Source, grounds: YamlNode, names: Mapping[str, str]) -> YamlNode:
    """Ground → `{id, legal_basis, when, judged, discretion, unauthorised, state}`."""
    found: list[YamlNode] = []
    for key, node in mapping(grounds).items():
        if not mapping(get(node, "state")):
            words = Text.named("formats.package.source.tariffs.no_statement")
            source.complain("source.ground", words, get(node, "state") or node)
        fits = get(node, "fits")
        if fits and str(fits.value) in ("true", "false"):
            words = Text.named("formats.package.source.tariffs.fits")
            source.complain("source.fits", words, fits)
        by_person = fits is not None and fits.value == PERSON
        whole = {
            "id": key,
            "legal_basis": get(node, "basis"),
            "when": None if fits is None or by_person else spelled_out_node(fits, names),
            "judged": YamlNode(True, fits.place) if fits and by_person else get(node, "judged"),
            "discretion": get(node, "discretion"),
            "unauthorised": get(node, "unauthorised"),
            "state": [
                made({"id": name, **_said(one, STATED, names)}, one.place)
                for name, one in mapping(get(node, "state")).items()
            ],
        }
        found.append(made({name: value for name, value in whole.items() if value is not None}, node.place))
    return YamlNode(found, grounds.place)


def expand_decided(decided: YamlNode, names: Mapping[str, str]) -> YamlNode:
    """Outcome → datum → `{id, outcome, type, …}`."""
    found = [
        made({"id": key, "outcome": outcome, **_said(node, DATUM, names)}, node.place)
        for outcome, data in mapping(decided).items()
        for key, node in mapping(data).items()
    ]
    return YamlNode(found, decided.place)


def _said(node: YamlNode, keys: tuple[str, ...], names: Mapping[str, str]) -> dict[str, YamlNode]:
    """What an entry says, in the order of the exchange form; names in its FEEL are written out."""
    said = {key: mapping(node)[key] for key in keys if key in mapping(node)}
    return {
        key: spelled_out_node(one, names) if key in ("when", "value", "check", "reasons") else one
        for key, one in said.items()
    }
