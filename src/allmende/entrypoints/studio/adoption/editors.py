"""A change of an overlay as a form, and the form as a change again. One editor per sort of change.

entries_of(change)  what an existing change looks like in the form     draw  the inputs     read  a value, or what is wrong
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from allmende.domain.forms import MEDIA_TYPES, Field
from allmende.domain.forms.values import read as read_entry
from allmende.domain.package import CityData, Overlay, OverlayChange, ServicePackage
from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties.form import REQUIRED
from allmende.domain.package.properties.property import capital
from allmende.domain.package.properties.types import (
    BoundType,
    ChoiceType,
    FlagOrExpressionType,
    MegabytesType,
    RowsType,
    SeveralType,
    ValueType,
    WholeType,
)
from allmende.domain.package.properties.vocabularies import LEVELS, MEDIA
from allmende.domain.values import Text
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import questions
from allmende.entrypoints.studio.adoption.posted import Posted, Wrong
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.ui.html import SafeString, join

LANGUAGES = ("de", "en", "de-leicht")


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """Where a change is made: the release, the city, verb and target. `prefix` keeps several forms on one page apart."""

    package: ServicePackage
    city: CityData
    verb: str
    target: str
    language: str
    prefix: str = ""

    def name(self, part: str = "wert") -> str:
        return f"{self.prefix}{part}"

    @property
    def prop(self) -> str:
        return self.target.rpartition(".")[2]

    @property
    def described(self) -> Property | None:
        return described(self.target)

    @property
    def label(self) -> str:
        """What people call the property that is set."""
        return self.described.heading.spoken(self.language) if self.described else self.prop

    @property
    def field(self) -> Field | None:
        """The question concerned, of targets such as `field.<path>.<property>`."""
        return self.package.form.find(self.target.removeprefix("field.").rpartition(".")[0])

    @property
    def text_id(self) -> str:
        return self.target.removeprefix("text.")


def described(target: str) -> Property | None:
    """The property that a target such as `field.<path>.<property>` names."""
    kind = KINDS.get(target.partition(".")[0])
    return kind.find(target.rpartition(".")[2]) if kind else None


def draw(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    """The inputs of that change, filled with what was typed. Nothing for changes that need no value."""
    return _EDITORS[sort_of(spot)].draw(spot, posted, errors)


def read(spot: ChangeForm, posted: Posted) -> Any:
    """The value of the change. Error: `Wrong` with the place and words for each mistake."""
    return _EDITORS[sort_of(spot)].read(spot, posted)


def entries_of(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    """What the form shows for a value that is there already."""
    return {spot.name(part): words for part, words in _EDITORS[sort_of(spot)].entries(spot, value).items()}


def standard(spot: ChangeForm) -> dict[str, list[str]]:
    """What the form shows at first: what the release says."""
    if spot.verb == "replace":
        return entries_of(spot, spot.package.texts.find(spot.text_id) or Text(""))
    if spot.verb == "set" and spot.target.startswith("deadline."):
        name = spot.target.split(".")[1]
        found = next((deadline.amount for deadline in spot.package.sheet.deadlines if deadline.id == name), None)
        return entries_of(spot, found)
    if spot.verb == "set" and spot.target.startswith("service."):
        return entries_of(spot, getattr(spot.package.sheet, spot.prop, None))
    if spot.verb == "set" and spot.field is not None:
        now = getattr(spot.field, spot.prop, None)
        return entries_of(spot, [option.id for option in spot.field.options] if spot.prop == "options" else now)
    return {}


def sort_of(spot: ChangeForm) -> str:
    """Which editor: by verb, and for `set` by property."""
    if spot.verb != "set":
        return spot.verb
    if spot.target == "service.automatic_decision":
        return "hide"
    value = spot.described.value if spot.described else None
    return next((sort for kind, sort in _SORTS.items() if isinstance(value, kind)), "formula")


def fresh_id(overlay: Overlay, verb: str, target: str) -> str:
    """An id for a new change, made of what it does."""
    words = re.sub(r"[^a-z0-9]+", "_", target.lower().partition(".")[2]).strip("_")
    base = f"{verb}_{words}"[:50].rstrip("_")
    taken = {change.id for change in overlay.changes}
    found, number = base, 2
    while found in taken:
        found, number = f"{base}_{number}", number + 1
    return found


# --- the editors ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Editor:
    draw: Callable[[ChangeForm, Posted, Mapping[str, str]], SafeString]
    read: Callable[[ChangeForm, Posted], Any]
    entries: Callable[[ChangeForm, Any], dict[str, list[str]]]


def _one(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    return {"wert": ["" if value is None else str(value)]}


def _around(spot: ChangeForm, errors: Mapping[str, str], label: str, **more: Any) -> FieldFrame:
    return FieldFrame(label, error=errors.get(spot.name(), ""), **more)


def _draw_words(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    said = spot.package.texts.find(spot.text_id) or Text("")
    labels = {"de": _("Auf Deutsch"), "en": _("Auf Englisch"), "de-leicht": _("In Leichter Sprache")}
    hint = _("Platzhalter wie {{ … }} bitte stehen lassen.") if "{{" in said["de"] else ""
    drawn = []
    for language in LANGUAGES:
        if language == "de-leicht" and language not in said:
            continue
        name = spot.name(language)
        around = FieldFrame(
            labels[language], hint=hint, error=errors.get(name, ""), lang=language[:2], mark=language != "de"
        )
        rows = max(2, min(12, said.get(language, "").count("\n") + len(said.get(language, "")) // 70 + 1))
        drawn.append(inputs.area(name, posted.one(name), around, rows=rows))
    return join(drawn)


def _read_words(spot: ChangeForm, posted: Posted) -> Text:
    release = spot.package.texts.find(spot.text_id) or Text("")
    typed = {language: posted.one(spot.name(language)).strip() for language in LANGUAGES}
    if not typed["de"]:
        raise Wrong({spot.name("de"): _("Bitte geben Sie den deutschen Text an.")})
    changed = {
        language: words for language, words in typed.items() if words and words != release.get(language, "").strip()
    }
    if not changed:
        raise Wrong({spot.name("de"): _("Dieser Text ist wie in der Fassung für alle. Bitte ändern Sie ihn.")})
    return Text.of({"de": typed["de"], **changed})


def _entries_words(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    release = spot.package.texts.find(spot.text_id) or Text("")
    return {language: [value.get(language) or release.get(language, "")] for language in LANGUAGES}


def _draw_nothing(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    return inputs.EMPTY


_FLAGS = {"ja": True, "nein": False}


def _draw_flag(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    options = [(key, capital(REQUIRED.say(value)).spoken(spot.language), "") for key, value in _FLAGS.items()]
    return inputs.radios(spot.name(), posted.one(spot.name()), options, _around(spot, errors, _("Muss man antworten?")))


def _read_flag(spot: ChangeForm, posted: Posted) -> bool:
    typed = posted.one(spot.name())
    if typed not in _FLAGS:
        raise Wrong({spot.name(): _("Bitte wählen Sie eine Antwort.")})
    return _FLAGS[typed]


def _entries_flag(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    return {"wert": ["ja" if value is True else "nein" if value is False else ""]}


def _draw_whole(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    length = spot.target.startswith("deadline.")
    label = _("Neue Frist") if length else spot.label
    unit = spot.label if length else "MB" if sort_of(spot) == "size" else ""
    around = _around(spot, errors, label, unit=unit, mode="numeric", width="al-w-6")
    return inputs.text(spot.name(), posted.one(spot.name()), around, longest=12)


def _read_whole(spot: ChangeForm, posted: Posted) -> int:
    value = spot.described.value if spot.described else None
    least, most = (value.least, value.most) if isinstance(value, (WholeType, MegabytesType)) else (1, None)
    found = _typed(spot, "integer", posted)
    if found is None or not (least or 0) <= found <= (most or found):
        raise Wrong(
            {spot.name(): _("Bitte geben Sie eine ganze Zahl von %(a)s bis %(b)s an.") % {"a": least, "b": most}}
        )
    return int(found)


def _read_size(spot: ChangeForm, posted: Posted) -> str:
    return f"{_read_whole(spot, posted)} MB"


def _entries_size(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    if isinstance(value, int):
        return {"wert": [str(value // 1_000_000)]}
    return {"wert": [str(value or "").removesuffix(" MB")]}


def _draw_bound(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    hint = _("Zum Beispiel 1.2.2027.") if spot.field and spot.field.type == "date" else ""
    return inputs.text(
        spot.name(), posted.one(spot.name()), _around(spot, errors, spot.label, hint=hint, width="al-w-10")
    )


def _read_bound(spot: ChangeForm, posted: Posted) -> Any:
    kind = spot.field.type if spot.field else "decimal"
    found = _typed(spot, kind, posted)
    if found is None:
        raise Wrong({spot.name(): _("Bitte geben Sie einen Wert an.")})
    return _plain(found, kind)


def _plain(found: Any, kind: str) -> Any:
    if isinstance(found, date):
        return found.isoformat()
    return int(found) if kind in ("integer", "year") else str(found)


def _entries_bound(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    if spot.field and spot.field.type == "date" and value:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
        return {"wert": [f"{day.day}.{day.month}.{day.year}"]}
    return {"wert": [str(value).replace(".", ",") if value is not None else ""]}


def _draw_kinds(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    options = [(kind, MEDIA[kind].spoken(spot.language)) for kind in MEDIA_TYPES]
    return inputs.boxes(spot.name(), posted.many(spot.name()), options, _around(spot, errors, spot.label))


def _read_kinds(spot: ChangeForm, posted: Posted) -> list[str]:
    chosen = [kind for kind in MEDIA_TYPES if kind in posted.many(spot.name())]
    if not chosen:
        raise Wrong({spot.name(): _("Bitte wählen Sie mindestens eine Art.")})
    return chosen


def _entries_list(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    return {"wert": [str(one) for one in value or ()]}


def _draw_options(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    known = spot.field.options if spot.field else ()
    options = [(one.id, one.label.spoken(spot.language) or one.id) for one in known]
    return inputs.boxes(
        spot.name(), posted.many(spot.name()), options, _around(spot, errors, _("Diese Antworten bieten wir an"))
    )


def _read_options(spot: ChangeForm, posted: Posted) -> list[str]:
    known = [option.id for option in spot.field.options] if spot.field else []
    chosen = [one for one in known if one in posted.many(spot.name())]
    if not chosen:
        raise Wrong({spot.name(): _("Bitte lassen Sie mindestens eine Antwort stehen.")})
    return chosen


def picks_of(spot: ChangeForm) -> list[tuple[str, str, str]]:
    """What may be chosen for a property of the service: value, words, what it means."""
    value = spot.described.value if spot.described else None
    found = list(value.words.items()) if isinstance(value, ChoiceType) else []
    if spot.prop == "trust_level":
        found = found[list(LEVELS).index(spot.package.sheet.trust_level) :]
    return [(key, capital(words).spoken(spot.language), "") for key, words in found]


def _draw_pick(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    hint = _("Es darf nur höher werden.") if spot.prop == "trust_level" else ""
    around = _around(spot, errors, spot.label, hint=hint)
    return inputs.radios(spot.name(), posted.one(spot.name()), picks_of(spot), around)


def _read_pick(spot: ChangeForm, posted: Posted) -> str:
    typed = posted.one(spot.name())
    if typed not in [key for key, _words, _hint in picks_of(spot)]:
        raise Wrong({spot.name(): _("Bitte wählen Sie eine Antwort.")})
    return typed


def _draw_unit(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    options = [(key, unit.name.spoken(spot.language)) for key, unit in spot.city.units.items()]
    return inputs.select(
        spot.name(), posted.one(spot.name()), options, _around(spot, errors, _("Diese Stelle macht das bei uns"))
    )


def _read_unit(spot: ChangeForm, posted: Posted) -> str:
    typed = posted.one(spot.name())
    if typed not in spot.city.units:
        raise Wrong({spot.name(): _("Bitte wählen Sie eine Stelle.")})
    return typed


def _draw_formula(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    around = _around(spot, errors, _("Wert, als Formel (FEEL)"), hint=_('Zum Beispiel: "einfach" oder true.'))
    return inputs.text(spot.name(), posted.one(spot.name()), around)


def _read_formula(spot: ChangeForm, posted: Posted) -> str | None:
    return posted.one(spot.name()).strip() or None


def _typed(spot: ChangeForm, kind: str, posted: Posted) -> Any:
    value, refused = read_entry(Field("wert", kind), posted.one(spot.name()))
    if refused:
        raise Wrong({spot.name(): refused[0].text.spoken(spot.language)})
    return value


def _draw_own(spot: ChangeForm, posted: Posted, errors: Mapping[str, str]) -> SafeString:
    return questions.draw(spot.prefix, posted, errors, spot.language)


def _read_own(spot: ChangeForm, posted: Posted) -> Any:
    return questions.read(spot.prefix, posted, spot.package)


def _entries_own(spot: ChangeForm, value: Any) -> dict[str, list[str]]:
    return questions.entries_of(*value)


def _none(spot: ChangeForm, posted: Posted) -> None:
    return None


_EDITORS: Mapping[str, Editor] = {
    "replace": Editor(_draw_words, _read_words, _entries_words),
    "hide": Editor(_draw_nothing, _none, lambda spot, value: {}),
    "flag": Editor(_draw_flag, _read_flag, _entries_flag),
    "whole": Editor(_draw_whole, _read_whole, _one),
    "size": Editor(_draw_whole, _read_size, _entries_size),
    "bound": Editor(_draw_bound, _read_bound, _entries_bound),
    "kinds": Editor(_draw_kinds, _read_kinds, _entries_list),
    "options": Editor(_draw_options, _read_options, _entries_list),
    "pick": Editor(_draw_pick, _read_pick, _one),
    "route": Editor(_draw_unit, _read_unit, _one),
    "formula": Editor(_draw_formula, _read_formula, _one),
    "add": Editor(_draw_own, _read_own, _entries_own),
}


_SORTS: Mapping[type[ValueType], str] = {
    FlagOrExpressionType: "flag",
    SeveralType: "kinds",
    RowsType: "options",
    MegabytesType: "size",
    WholeType: "whole",
    BoundType: "bound",
    ChoiceType: "pick",
}
"""By type of the property, the more special first; what is none of them is typed as a formula."""


def with_value(change: OverlayChange, value: Any, reason: str) -> OverlayChange:
    """The same change with another value and reason; where it was written no longer matters."""
    return replace(change, value=value, reason=reason, source="")
