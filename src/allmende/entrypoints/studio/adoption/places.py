"""The running release as an outline: at every place what a city may do there, and what it may not, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.domain.forms import Field, FormStep
from allmende.domain.package import Overlay, ServicePackage
from allmende.domain.package.overlay import LEVELS
from allmende.domain.package.properties import KINDS
from allmende.domain.package.properties.form import REQUIRED
from allmende.domain.package.properties.property import capital
from allmende.domain.package.properties.vocabularies import UNITS

FIXED = gettext_lazy("Für alle Städte festgelegt. Das darf keine Stadt ändern.")


@dataclass(frozen=True, slots=True)
class AllowedChange:
    """One thing a city may do at a place: verb and target of the change it would be. `locked`: why not."""

    verb: str
    target: str
    words: str
    locked: str = ""


@dataclass(frozen=True, slots=True)
class ChangeTarget:
    """A question, a step, a deadline, a text …; `ours` are the ids of our changes here."""

    address: str
    title: str
    about: str = ""
    ways: tuple[AllowedChange, ...] = ()
    ours: tuple[str, ...] = ()

    @property
    def locked(self) -> bool:
        return all(way.locked for way in self.ways)


@dataclass(frozen=True, slots=True)
class Chapter:
    id: str
    title: str
    places: tuple[ChangeTarget, ...]

    @property
    def ours(self) -> int:
        return sum(len(place.ours) for place in self.places)


def outline(package: ServicePackage, overlay: Overlay, language: str) -> tuple[Chapter, ...]:
    """Every place of that release, in the order people know it: form, deadlines, service, process, other texts."""
    chapters = [
        *(_step_chapter(package, step, number, language) for number, step in enumerate(package.form.steps, 1)),
        Chapter("fristen", _("Fristen"), tuple(_deadlines(package, language))),
        Chapter("leistung", _("Die Leistung im Ganzen"), (_whole(package, language),)),
        Chapter("ablauf", _("Wer was bearbeitet"), tuple(_tasks(package))),
        *_text_chapters(package, language),
    ]
    return tuple(_with_ours(chapter, overlay) for chapter in chapters if chapter.places)


def find_way(
    package: ServicePackage, verb: str, target: str, language: str
) -> tuple[ChangeTarget, AllowedChange] | None:
    """The place and the way with that verb and target; None where the release has none."""
    for chapter in outline(package, Overlay(), language):
        for place in chapter.places:
            for way in place.ways:
                if (way.verb, way.target) == (verb, target):
                    return place, way
    return None


def is_fixed(package: ServicePackage, *targets: str) -> bool:
    """Does the package forbid a change at one of these places, or around it?"""
    fixed = set(package.sheet.fixed)
    for target in targets:
        parts = target.split(".")
        if fixed & {".".join(parts[:count]) for count in range(2, len(parts) + 1)}:
            return True
    return False


def line_of(package: ServicePackage, text_id: str, language: str) -> str:
    """The first line of a text."""
    said = package.texts.spoken(text_id, language) or ""
    first = said.strip().split("\n", 1)[0]
    return first if len(first) <= 120 else f"{first[:119].rstrip()}…"


def _lock(condition: bool, words: object = FIXED) -> str:
    return str(words) if condition else ""


# --- the form ---------------------------------------------------------------------------------------------


def _step_chapter(package: ServicePackage, step: FormStep, number: int, language: str) -> Chapter:
    title = line_of(package, f"step.{step.id}.title", language) or step.id
    said = _("Schritt %(n)s: %(title)s") % {"n": number, "title": title}
    places = [_step(package, step, language)]
    places += [
        _question(package, inner, language, own=inner is field)
        for field in step.fields
        for inner in (field, *_inside(field))
    ]
    return Chapter(f"schritt-{step.id}", said, tuple(places))


def _inside(field: Field) -> Iterator[Field]:
    for inner in field.fields:
        yield inner
        yield from _inside(inner)


def _step(package: ServicePackage, step: FormStep, language: str) -> ChangeTarget:
    target = f"step.{step.id}"
    needed = any(field.required is not False or field.fixed for field in step.fields)
    fixed = is_fixed(package, target, *(f"field.{field.path}" for field in step.fields))
    hide = AllowedChange(
        "hide", target, _("Diesen Schritt weglassen"),
        _lock(fixed) or _lock(needed, _("In diesem Schritt stehen Pflichtfragen.")),
    )  # fmt: skip
    texts = _texts(package, {f"{target}.title": _("Überschrift ändern"), f"{target}.intro": _("Einleitung ändern")})
    return ChangeTarget(target, _("Der Schritt selbst"), "", (*texts, hide))


def _question(package: ServicePackage, field: Field, language: str, *, own: bool) -> ChangeTarget:
    target = f"field.{field.path}"
    ways = [*_question_texts(package, field, language)]
    if not field.kind.silent:
        ways.append(_hide(package, field))
    ways += [
        AllowedChange("set", f"{target}.{prop}", words, _lock(field.fixed or is_fixed(package, f"{target}.{prop}")))
        for prop, words in _properties(field, language)
    ]
    ways += _options(package, field, language)
    if own:
        ways.append(AllowedChange("add", target, _("Danach eine eigene Frage stellen")))
    title = line_of(package, f"{target}.label", language) or field.path
    return ChangeTarget(target, title, _about(field, language), tuple(ways))


def _about(field: Field, language: str) -> str:
    kind = field.kind.words.spoken(language)
    if not _is_asked(field):
        return kind
    duty = _("manchmal Pflicht") if isinstance(field.required, str) else REQUIRED.say(field.required).spoken(language)
    return f"{kind}, {duty}"


def _is_asked(field: Field) -> bool:
    """Is it itself answered: no note, no computed value, no group?"""
    return not field.kind.silent and field.kind.control != "rows"


def _hide(package: ServicePackage, field: Field) -> AllowedChange:
    target = f"field.{field.path}"
    locked = _lock(field.fixed or is_fixed(package, target)) or _lock(
        field.required is not False, _("Pflichtfragen lassen sich nicht weglassen.")
    )
    return AllowedChange("hide", target, _("Diese Frage nicht stellen"), locked)


def _properties(field: Field, language: str) -> Iterator[tuple[str, str]]:
    for said in KINDS["field"].properties:
        if said.act and (_is_asked(field) if said.name == "required" else said.name in field.kind.properties):
            yield said.name, capital(said.act).spoken(language)


def _options(package: ServicePackage, field: Field, language: str) -> Iterator[AllowedChange]:
    if field.options_from or len(field.options) < 2:
        return
    for option in field.options:
        target = f"field.{field.path}.option.{option.id}"
        said = option.label.spoken(language) or option.id
        words = _("Antwort „%(option)s“ nicht anbieten") % {"option": said}
        yield AllowedChange("hide", target, words, _lock(field.fixed or is_fixed(package, target)))


def _question_texts(package: ServicePackage, field: Field, language: str) -> Iterator[AllowedChange]:
    base = f"field.{field.path}"
    words = {
        f"{base}.label": _("Wortlaut ändern"),
        f"{base}.help": _("Hilfetext ändern"),
        f"{base}.purpose": _("Text „Warum fragen wir das?“ ändern"),
    }
    for option in field.options if not field.options_from else ():
        words[f"{base}.option.{option.id}"] = _("Antwort „%(option)s“ anders nennen") % {
            "option": option.label.spoken(language) or option.id
        }
    for check in field.checks:
        words[f"{base}.check.{check.id}"] = _("Fehlermeldung ändern")
    yield from _texts(package, words)


def _texts(package: ServicePackage, words: Mapping[str, str]) -> Iterator[AllowedChange]:
    for text_id, said in words.items():
        if text_id in package.texts:
            target = f"text.{text_id}"
            yield AllowedChange("replace", target, said, _lock(is_fixed(package, target)))


# --- the rest ---------------------------------------------------------------------------------------------


def _deadlines(package: ServicePackage, language: str) -> Iterator[ChangeTarget]:
    for deadline in package.sheet.deadlines:
        target = f"deadline.{deadline.id}.{deadline.unit}"
        now = _("jetzt %(n)s %(unit)s") % {"n": deadline.amount, "unit": UNITS[deadline.unit].spoken(language)}
        about = f"{now} ({deadline.basis})" if deadline.basis else now
        way = AllowedChange(
            "set", target, _("Länger oder kürzer"), _lock(is_fixed(package, f"deadline.{deadline.id}", target))
        )
        yield ChangeTarget(
            f"deadline.{deadline.id}", _("Frist „%(name)s“") % {"name": deadline.id.replace("_", " ")}, about, (way,)
        )


def _whole(package: ServicePackage, language: str) -> ChangeTarget:
    sheet = package.sheet
    locks = {"trust_level": _lock(sheet.trust_level == LEVELS[-1], _("Höher geht es nicht."))}
    ways = [
        AllowedChange("set", f"service.{one.name}", capital(one.act).spoken(language), locks.get(one.name, ""))
        for one in KINDS["service"].properties
        if one.act and (one.name != "automatic_decision" or sheet.automatic_decision)
    ]
    locked = tuple(
        AllowedChange(way.verb, way.target, way.words, _lock(is_fixed(package, way.target)) or way.locked)
        for way in ways
    )
    return ChangeTarget("service", line_of(package, "service.name", language) or sheet.id, "", locked)


def _tasks(package: ServicePackage) -> Iterator[ChangeTarget]:
    seen: set[str] = set()
    for definition in (package.process, *package.shared.values()):
        for node in definition.nodes.values():
            if node.element == "userTask" and node.id not in seen:
                seen.add(node.id)
                target = f"task.{node.id}"
                way = AllowedChange("route", target, _("An eine andere Stelle geben"), _lock(is_fixed(package, target)))
                yield ChangeTarget(target, node.name or node.id, "", (way,))


def _text_chapters(package: ServicePackage, language: str) -> Iterator[Chapter]:
    heads = {
        "service": _("Texte der Leistungsseite"),
        "notice": _("Texte der Schreiben"),
        "message": _("Texte der Nachrichten"),
        "process": _("Texte zum Stand des Vorgangs"),
        "ground": _("Gründe einer Ablehnung"),
        "fee": _("Texte der Gebühren"),
    }
    for kind, head in heads.items():
        ids = [text_id for text_id in package.texts if text_id.startswith(f"{kind}.")]
        yield Chapter(f"texte-{kind}", head, tuple(_text_place(package, text_id, language) for text_id in ids))


def _text_place(package: ServicePackage, text_id: str, language: str) -> ChangeTarget:
    ways = tuple(_texts(package, {text_id: _("Text ändern")}))
    return ChangeTarget(f"text.{text_id}", line_of(package, text_id, language) or text_id, "", ways)


def _with_ours(chapter: Chapter, overlay: Overlay) -> Chapter:
    return Chapter(chapter.id, chapter.title, tuple(_marked(place, overlay.changes) for place in chapter.places))


def _marked(place: ChangeTarget, changes: Iterable[object]) -> ChangeTarget:
    ways = {(way.verb, way.target) for way in place.ways}
    ours = tuple(change.id for change in changes if (change.verb, change.target) in ways)  # type: ignore[attr-defined]
    return ChangeTarget(place.address, place.title, place.about, place.ways, ours) if ours else place
