"""What a city sets for a service, as questions in plain words: input by kind, unit, legal hint, suggestion.

A value travels as text: ids joined by commas where several may be chosen, one line each for a city's own options.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from allmende.domain.forms.types.numbers import number
from allmende.domain.package import ParameterSpec, ServicePackage
from allmende.domain.package.asking import say_typed
from allmende.domain.values import Money
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption.posted import Posted
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.ui.html import SafeString, esc, icon
from allmende.ui.speak import spoken_date

NUMBERS = ("money", "decimal", "integer")
SHORT_UNIT = 8


def value_name(parameter_id: str) -> str:
    return f"value.{parameter_id}"


def question_of(package: ServicePackage, spec: ParameterSpec, language: str) -> str:
    """The question in plain words; the id where the package has none."""
    return package.texts.spoken(f"parameter.{spec.id}.question", language) or spec.id.replace("_", " ")


def draw(
    package: ServicePackage,
    spec: ParameterSpec,
    typed: str,
    *,
    error: str = "",
    mark: str = "",
    language: str,
    name: str = "",
) -> SafeString:
    """The question with its input. `typed` is the value as text, `mark` a remark such as "suggestion"."""
    name = name or value_name(spec.id)
    around = FieldFrame(
        question_of(package, spec, language),
        hint=_hint(package, spec, mark, language),
        error=error,
        mark=not spec.required,
        unit=_unit(spec) if spec.type in NUMBERS else "",
        width="al-w-10" if spec.type in (*NUMBERS, "date") else "",
        mode="decimal" if spec.type in NUMBERS else "",
    )
    return _control(package, spec, name, typed, around, language)


def text_of(raw: Any, spec: ParameterSpec) -> str:
    """A value as it stands in the city's data, as text for the input."""
    return say_typed(spec, raw)


def read(spec: ParameterSpec, posted: Posted, name: str = "") -> str:
    """What was typed, as one text."""
    name = name or value_name(spec.id)
    return ",".join(posted.many(name)) if spec.type == "choices" else posted.one(name).strip()


def say(package: ServicePackage, spec: ParameterSpec, raw: Any, language: str) -> str:
    """A value of the city's data as people say it."""
    if raw is None or raw in ("", []):
        return _("nicht gesetzt")
    if isinstance(raw, bool):
        return _("ja") if raw else _("nein")
    if spec.type == "options":
        return ", ".join(str(one.get(language) or one["de"]) for one in raw if isinstance(one, Mapping))
    if spec.type in ("choice", "choices"):
        chosen = raw if isinstance(raw, (list, tuple)) else [raw]
        return ", ".join(option_label(package, spec, str(one), language) for one in chosen)
    if spec.type == "date":
        return spoken_date(date.fromisoformat(str(raw)), language)
    return _amount(spec, raw, language) if spec.type in NUMBERS else str(raw)


def option_label(package: ServicePackage, spec: ParameterSpec, option: str, language: str) -> str:
    """How an option of a parameter is called; its id where it has no name."""
    own = package.texts.spoken(f"parameter.{spec.id}.option.{option}", language)
    if own:
        return own
    for field in package.form.fields():
        if field.options_from == f"parameter:{spec.id}":
            return package.texts.spoken(f"field.{field.path}.option.{option}", language) or option
    return option


def _amount(spec: ParameterSpec, raw: Any, language: str) -> str:
    try:
        amount = Decimal(str(raw))
    except InvalidOperation:
        return str(raw)
    if spec.type == "money":
        said, rest = Money(amount).spoken(language), spec.unit.removeprefix("EUR").strip()
    else:
        said, rest = number(amount, language), spec.unit
    return f"{said} {rest}".strip()


def _control(
    package: ServicePackage, spec: ParameterSpec, name: str, typed: str, around: FieldFrame, language: str
) -> SafeString:
    options = [(option, option_label(package, spec, option, language)) for option in spec.options]
    if spec.type == "boolean":
        return inputs.radios(name, typed, (("ja", _("Ja"), ""), ("nein", _("Nein"), "")), around)
    if spec.type == "choice":
        return inputs.select(name, typed, options, around)
    if spec.type == "choices":
        return inputs.boxes(name, typed.split(","), options, around)
    if spec.type == "options":
        return inputs.area(name, typed, around, rows=4)
    return inputs.text(name, typed, around)


def _unit(spec: ParameterSpec) -> str:
    """The unit as it stands behind the input: only what is short enough."""
    unit = spec.unit.replace("EUR", "€") or ("€" if spec.type == "money" else "")
    if unit.startswith("€"):
        return "€"
    return unit if len(unit) <= SHORT_UNIT else ""


def _long_unit(spec: ParameterSpec) -> str:
    """The unit in words, where there is more to say than the input has room for."""
    unit = spec.unit.replace("EUR", "€")
    return "" if unit == _unit(spec) or spec.type not in NUMBERS else unit


def _hint(package: ServicePackage, spec: ParameterSpec, mark: str, language: str) -> SafeString | str:
    """Suggestion, help, example and law, each in its own line."""
    lines = []
    if mark:
        lines.append(f'<span class="al-mark">{icon("info", "small")}{esc(mark)}</span>')
    examples = {
        "money": _("Zum Beispiel 25,50."),
        "date": _("Zum Beispiel 1.2.2027."),
        "options": _("Je Zeile eine Antwort: Kennung: Deutsch | Englisch. Zum Beispiel: rathaus: Rathaus | Town hall"),
    }
    said = (package.texts.spoken(f"parameter.{spec.id}.hint", language), examples.get(spec.type))
    lines += [esc(words) for words in said if words]
    if _long_unit(spec):
        lines.append(esc(_("Einheit: %(unit)s") % {"unit": _long_unit(spec)}))
    if spec.basis:
        lines.append(esc(_("Rechtsgrundlage: %(law)s") % {"law": spec.basis}))
    return SafeString("<br>".join(lines))
