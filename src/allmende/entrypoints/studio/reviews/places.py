"""Addresses of a package's parts as people call them: `field.telefon` is the question “Phone number”."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.domain.package.difference.sorting import EditGroup
from allmende.domain.package.difference.telling import EditTelling
from allmende.domain.package.difference.writing import describe
from allmende.domain.package.edits import Tree

LANGUAGES = ("de", "en", "de-leicht")
LISTED = (
    *("service", "applicant", "parameter", "tariff", "deadline", "ground", "step", "field"),
    *("notice", "table", "literal", "node", "example"),
)
"""Kinds of parts a reviewer may pick from a list; all others are reached from the change or from the draft."""


def anchor(address: str) -> str:
    """The name of a place inside a page; the same for the same address."""
    return f"ort-{sha256(address.encode()).hexdigest()[:10]}"


def spoken_place(address: str, names: DifferenceNames, language: str) -> str:
    """What people call the part at this address; the address itself where there is no better name."""
    if not address:
        return _("Das Ganze")
    if address.startswith("file:"):
        return _("Datei „%(name)s“") % {"name": address.removeprefix("file:")}
    scope, kind, name = split(address)
    said = _said(scope, kind, name, names, language) or address
    return said + names.where(scope).spoken(language)


def _said(scope: str, kind: str, name: str, names: DifferenceNames, language: str) -> str:
    if kind == "text":
        return _text(scope, name, names, language)
    if kind == "field":
        return _field(scope, name, names, language)
    if kind in WHOLE:
        return str(WHOLE[kind])
    words = _called(scope, kind, name, names, language)
    return str(KINDS[kind]) % {"words": words} if kind in KINDS else ""


def _called(scope: str, kind: str, name: str, names: DifferenceNames, language: str) -> str:
    """The name of one thing, without its kind."""
    first, _dot, rest = name.partition(".")
    plain = {
        "step": names.step,
        "parameter": names.parameter,
        "ground": names.ground,
    }
    if kind in plain:
        return plain[kind](name).spoken(language)
    if kind == "tariff":
        return names.tariff(first).spoken(language)
    if kind == "notice":
        paragraph = rest.rpartition(".")[2]
        subject = names.notice(first).spoken(language)
        return f"{subject}: {paragraph}" if paragraph else subject
    if kind == "node":
        return names.node(name, scope).spoken(language)
    if kind in ("table", "rule"):
        found = names.table(first)
        return found[0] if found else first
    return name


def _field(scope: str, name: str, names: DifferenceNames, language: str) -> str:
    path, _option, option = name.partition(".option.")
    path, _check, check = path.partition(".check.")
    label = names.field(path, scope).spoken(language)
    if option:
        answer = names.option(path, option, scope).spoken(language)
        return _("Frage „%(label)s“, Antwort „%(answer)s“") % {"label": label, "answer": answer}
    if check:
        return _("Frage „%(label)s“, Prüfung „%(check)s“") % {"label": label, "check": check}
    return _("Frage „%(label)s“") % {"label": label}


def _text(scope: str, name: str, names: DifferenceNames, language: str) -> str:
    """What a text is for: of which question, letter, station; `name` may begin with its language."""
    first, _dot, rest = name.partition(".")
    said_in, text_id = (first, rest) if first in LANGUAGES else ("", name)
    spoken = f" ({language_name(said_in)})" if said_in else ""
    inner = text_id if scope.startswith("_blocks/") else text_id.removeprefix("field.")
    if inner.endswith(".label") and (scope.startswith("_blocks/") or text_id.startswith("field.")):
        return _field(scope, inner.removesuffix(".label"), names, language) + spoken
    bundle = EditGroup(f"{scope}:text.{text_id}" if scope else f"text.{text_id}", "text")
    place, _audiences = describe(EditTelling(bundle, names, scope, "text", text_id))
    return place.spoken(language) + spoken


def language_name(code: str) -> str:
    """`de` → Deutsch."""
    names = {"de": _("Deutsch"), "en": _("Englisch"), "de-leicht": _("Leichte Sprache")}
    return names.get(code, code)


def list_places(edition: OpenedPackage, language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Parts to pick from, by kind: (kind, ((address, name), …)). Shared blocks and single texts are left out."""
    names = DifferenceNames(edition, edition)
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in LISTED}
    for address, kind in _listed(edition.tree):
        words = spoken_place(address, names, language)
        found[kind].append((address, words))
    return tuple((str(GROUPS[kind]), tuple(rows)) for kind, rows in found.items() if rows)


def _listed(tree: Tree) -> Iterator[tuple[str, str]]:
    for address in tree:
        scope, kind, name = split(address)
        inner = kind == "field" and (".option." in name or ".check." in name)
        paragraph = kind in ("notice", "tariff") and "." in name
        if kind in LISTED and not scope and not inner and not paragraph:
            yield address, kind


KINDS = {
    "step": gettext_lazy("Schritt „%(words)s“"),
    "parameter": gettext_lazy("Wert der Stadt „%(words)s“"),
    "tariff": gettext_lazy("Gebühr „%(words)s“"),
    "deadline": gettext_lazy("Frist „%(words)s“"),
    "ground": gettext_lazy("Ablehnungsgrund „%(words)s“"),
    "applicant": gettext_lazy("Wer beantragen darf „%(words)s“"),
    "notice": gettext_lazy("Schreiben „%(words)s“"),
    "node": gettext_lazy("Station „%(words)s“"),
    "flow": gettext_lazy("Verbindung „%(words)s“"),
    "table": gettext_lazy("Tabelle „%(words)s“"),
    "rule": gettext_lazy("Zeile der Tabelle „%(words)s“"),
    "literal": gettext_lazy("Rechenregel „%(words)s“"),
    "example": gettext_lazy("Beispiel „%(words)s“"),
    "use": gettext_lazy("Baustein „%(words)s“"),
}
WHOLE = {
    "service": gettext_lazy("Steckbrief der Leistung"),
    "form": gettext_lazy("Formular"),
    "process": gettext_lazy("Ablauf"),
    "decisions": gettext_lazy("Tabellen und Rechenregeln"),
    "texts": gettext_lazy("Texte"),
    "about": gettext_lazy("Beschreibung des Ablaufs"),
}
GROUPS = {
    "service": gettext_lazy("Steckbrief der Leistung"),
    "applicant": gettext_lazy("Wer beantragen darf"),
    "parameter": gettext_lazy("Werte der Städte"),
    "tariff": gettext_lazy("Gebühren"),
    "deadline": gettext_lazy("Fristen"),
    "ground": gettext_lazy("Ablehnungsgründe"),
    "step": gettext_lazy("Schritte"),
    "field": gettext_lazy("Fragen"),
    "notice": gettext_lazy("Schreiben"),
    "table": gettext_lazy("Tabellen"),
    "literal": gettext_lazy("Rechenregeln"),
    "node": gettext_lazy("Stationen"),
    "example": gettext_lazy("Beispiele"),
}
