"""Where a new release and our own changes meet: old, new and ours side by side, and the choice.

draw_conflict, draw_idle   HTML of one place       read_choices   what was chosen, by id of the change
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from allmende.domain.package import CityData, Overlay, OverlayChange, ServicePackage
from allmende.domain.package.difference import ToldChange as Told
from allmende.domain.package.merge import Conflict, ConflictChoice, Idle
from allmende.domain.package.wording import value as in_words
from allmende.domain.values import Text
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import editors
from allmende.entrypoints.studio.adoption.editors import ChangeForm
from allmende.entrypoints.studio.adoption.places import line_of
from allmende.entrypoints.studio.adoption.posted import Posted, Wrong
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.ui.html import SafeString, esc, join, prose, tag

WITH_OTHER = ("set", "replace", "route")
"""Verbs whose value may be another one; hiding and adding have none that could be typed here."""


def choice_name(change_id: str) -> str:
    return f"wahl.{change_id}"


def spot_of(change: OverlayChange, new: ServicePackage, city: CityData, language: str) -> ChangeForm:
    """The editor for another value of that change, in the new release."""
    return ChangeForm(new, city, change.verb, change.target, language, prefix=f"anders.{change.id}.")


def read_choices(
    given: Overlay, new: ServicePackage, city: CityData, posted: Posted, language: str
) -> tuple[dict[str, ConflictChoice], dict[str, str]]:
    """What was chosen so far, and what is wrong with other values (name of the input → words).

    Choices are read as sent, also where nothing collides any more: the same form sent twice means the same.
    """
    ours = {change.id: change for change in given.changes}
    choices: dict[str, ConflictChoice] = {}
    wrong: dict[str, str] = {}
    for change_id, pick in posted.below(choice_name("")).items():
        change = ours.get(change_id)
        if pick in ("take_new", "keep_ours"):
            choices[change_id] = ConflictChoice(pick)  # type: ignore[arg-type]
        elif pick == "other" and change is not None and change.verb in WITH_OTHER:
            try:
                choices[change_id] = ConflictChoice("other", editors.read(spot_of(change, new, city, language), posted))
            except Wrong as mistakes:
                wrong |= mistakes.messages
    for change_id, on in posted.below("weg.").items():
        if on == "on":
            choices[change_id] = ConflictChoice("take_new")
    return choices, wrong


def draw_conflict(
    conflict: Conflict,
    told: str,
    new: ServicePackage,
    city: CityData,
    posted: Posted,
    errors: Mapping[str, str],
    language: str,
) -> SafeString:
    """One place: what we do, why it collides, three sides, the choice."""
    change = conflict.change
    name = choice_name(change.id)
    reason = (
        tag("p", _("Unser Grund: %(reason)s") % {"reason": change.reason}, class_="al-muted") if change.reason else ""
    )
    why = conflict.text.spoken(language) + (f" {conflict.detail.spoken(language)}" if conflict.detail else "")
    around = FieldFrame(_("Was soll bei uns gelten?"), error=errors.get(name, ""))
    options = [(pick, *_pick_words(pick)) for pick in conflict.picks if pick != "other" or change.verb in WITH_OTHER]
    radios = inputs.radios(name, posted.one(name), options, around)
    return SafeString(
        f'<div class="al-box al-choose"><h3 class="kern-title">{esc(told)}</h3>{reason}<p>{esc(why)}</p>'
        f"{_sides(conflict, new, city, language)}{radios}{_other(conflict, new, city, posted, errors, language)}</div>"
    )


def draw_idle(idle: Idle, told: str, posted: Posted, language: str) -> SafeString:
    """A change of ours that no longer does anything; it may go."""
    said = tag("p", idle.text.spoken(language), class_="al-muted")
    if not idle.stays:
        end = tag("p", _("Unsere Änderung fällt von selbst weg."))
    else:
        name = f"weg.{idle.change.id}"
        end = inputs.tick(name, posted.one(name) == "on", _("Unsere Änderung entfernen"))
    return SafeString(f'<div class="al-box"><h3 class="kern-title">{esc(told)}</h3>{said}{end}</div>')


def _pick_words(pick: str) -> tuple[str, str]:
    return {
        "take_new": (_("Das Neue übernehmen"), _("Unsere Anpassung fällt weg.")),
        "keep_ours": (_("Bei unserem bleiben"), _("Das Neue gilt bei uns an dieser Stelle nicht.")),
        "other": (_("Etwas Drittes"), _("Bitte unten angeben.")),
    }[pick]


def _sides(conflict: Conflict, new: ServicePackage, city: CityData, language: str) -> SafeString:
    heads = (_("Bisher"), _("Neu"), _("Bei uns"))
    values = (conflict.old, conflict.new, conflict.ours)
    change = conflict.change
    said = [
        say(change, value, new, city, language, ours=number == 2) if value is not None or number == 2 else None
        for number, value in enumerate(values)
    ]
    gone = tag("span", _("gibt es nicht mehr"), class_="al-muted") if conflict.kind == "gone" else None
    said[1] = said[1] or gone
    cells = [
        f"<div><dt>{esc(head)}</dt><dd>{esc(words)}</dd></div>"
        for head, words in zip(heads, said, strict=True)
        if words
    ]
    return SafeString(f'<dl class="al-sides">{"".join(cells)}</dl>') if len(cells) > 1 else inputs.EMPTY


def _other(
    conflict: Conflict, new: ServicePackage, city: CityData, posted: Posted, errors: Mapping[str, str], language: str
) -> SafeString:
    if "other" not in conflict.picks or conflict.change.verb not in WITH_OTHER:
        return inputs.EMPTY
    spot = spot_of(conflict.change, new, city, language)
    if editors.sort_of(spot) == "hide":
        return inputs.EMPTY
    begun = any(name.startswith(spot.prefix) for name in posted.values)
    shown = posted if begun else Posted(editors.entries_of(spot, conflict.change.value))
    drawn = editors.draw(spot, shown, errors)
    head = tag("p", _("Nur wenn Sie „Etwas Drittes“ wählen:"), class_="al-muted al-small")
    return SafeString(f'<div class="al-choose__other al-stack">{head}{drawn}</div>')


def say(
    change: OverlayChange, value: Any, package: ServicePackage, city: CityData, language: str, *, ours: bool
) -> SafeString | str:
    """A value at that place as people say it."""
    if change.verb == "replace":
        return _texts(value)
    if change.verb == "route":
        unit = city.units.get(str(value)) if ours else None
        return unit.name.spoken(language) if unit else str(value)
    if change.verb == "add":
        return (
            ((change.value[1].get(f"field.{value}.label") or Text(str(value))).spoken(language)) if ours else str(value)
        )
    if change.verb == "hide":
        return _hidden(change, value, package, language, ours=ours)
    return _set(change, value, language)


def _set(change: OverlayChange, value: Any, language: str) -> str:
    described = editors.described(change.target)
    if change.target.startswith("deadline."):
        return f"{value} {described.label.spoken(language)}" if described else str(value)
    if change.target == "service.automatic_decision":
        return str(value) if value else _("ein Mensch entscheidet")
    return (described.value.say(value) if described else in_words(value)).spoken(language)


def _hidden(change: OverlayChange, value: Any, package: ServicePackage, language: str, *, ours: bool) -> str:
    if ours:
        return _("wird weggelassen")
    if isinstance(value, (frozenset, set, tuple, list)):
        return ", ".join(line_of(package, f"field.{path}.label", language) or path for path in sorted(value))
    return in_words(value).spoken(language)


def _texts(value: Any) -> SafeString:
    """A text in all languages in which it differs."""
    names = {"de": _("Deutsch"), "en": _("Englisch"), "de-leicht": _("Leichte Sprache")}
    several = len([words for words in value.values() if words]) > 1

    def one(language: str, words: str) -> SafeString:
        head = tag("p", names.get(language, language), class_="al-muted al-small") if several else inputs.EMPTY
        return SafeString(f'{head}<div lang="{esc(language[:2])}">{prose(words)}</div>')

    return join(one(language, words) for language, words in value.items() if words)


def only(change: OverlayChange) -> Overlay:
    """An overlay of one change."""
    return Overlay((change,))


def told(changes: Iterable[Told], language: str) -> str:
    """Sentences in a row."""
    return " ".join(change.spoken(language) for change in changes)
