"""What our city does differently: the list in words, one change as a form with a preview before it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.catalogue.queries import CityStanding, get_edition_of
from allmende.domain.package import CityData, Overlay, OverlayChange, resolve
from allmende.domain.package.difference import OpenedPackage, tell_overlay
from allmende.domain.package.merge import merge
from allmende.domain.package.overlay import Verb
from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import drawing, editors, navigation, questions
from allmende.entrypoints.studio.adoption.editors import ChangeForm
from allmende.entrypoints.studio.adoption.places import AllowedChange, ChangeTarget, find_way, outline
from allmende.entrypoints.studio.adoption.posted import Posted, Wrong
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString
from allmende.usecases import change_city


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """What every page here stands on: the running release, the city's data, its changes."""

    standing: CityStanding
    edition: OpenedPackage
    own: change_city.Own

    @property
    def city(self) -> CityData:
        return self.own.city

    @property
    def overlay(self) -> Overlay:
        return self.own.overlay


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """The form of one change on its way: what was typed, what is wrong, what it would mean."""

    spot: ChangeForm
    place: ChangeTarget
    way: AllowedChange
    before: OverlayChange | None
    posted: Posted
    errors: dict[str, str] = field(default_factory=dict)
    preview: SafeString = inputs.EMPTY
    refused: SafeString = inputs.EMPTY


@officer(*STAFF)
@require_safe
def own(request: HttpRequest, service_id: str) -> HttpResponse:
    """Our changes of a service, and an outline where more can be made."""
    standing = navigation.get_standing(request, service_id)
    if standing.running is None:
        return HttpResponseRedirect(reverse("studio:adoption:service", args=[service_id]))
    ground, language, acts = _ground(request, standing), language_of(request), navigation.may_act(request)
    package = ground.edition.package
    merged = merge(package, package, ground.overlay)
    context = {
        **navigation.page(request, standing, "own"),
        "count": len(ground.overlay.changes),
        "changes": drawing.draw_own(service_id, ground.overlay, ground.edition, merged, language, acts=acts),
        "outline": drawing.draw_outline(service_id, outline(package, ground.overlay, language), acts=acts),
        "version": standing.running.release.version,
    }
    return render(request, "studio/adoption/own.html", context, city=ground.city)


@officer(*navigation.ACTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, service_id: str) -> HttpResponse:
    """A change at a place that the outline offers."""
    ground = _ground_or_404(request, service_id)
    verb, target = request.GET.get("was", ""), request.GET.get("stelle", "")
    package, language = ground.edition.package, language_of(request)
    found = find_way(package, verb, target, language)
    if found is None or found[1].locked:
        raise Http404
    spot = ChangeForm(package, ground.city, verb, target, language)
    posted = Posted.of(request.POST) if request.method == "POST" else Posted(editors.standard(spot))
    sheet = ChangeInput(spot, *found, None, posted)
    return _answer(request, ground, sheet) if request.method == "POST" else _show(request, ground, sheet)


@officer(*navigation.ACTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, service_id: str, change_id: str) -> HttpResponse:
    """A change we have: another value, or away with it."""
    ground = _ground_or_404(request, service_id)
    before = next((one for one in ground.overlay.changes if one.id == change_id), None)
    if before is None:
        return _gone(request, ground)
    package, language = ground.edition.package, language_of(request)
    spot = ChangeForm(package, ground.city, before.verb, before.target, language)
    told = tell_overlay(ground.edition, Overlay((before,)))[0].spoken(language)
    place, way = ChangeTarget(before.target, told), AllowedChange(before.verb, before.target, _("Anpassung ändern"))
    if request.method != "POST":
        entries = {**editors.entries_of(spot, before.value), "grund": [before.reason]}
        return _show(request, ground, ChangeInput(spot, place, way, before, Posted(entries)))
    posted = Posted.of(request.POST)
    sheet = ChangeInput(spot, place, way, before, posted)
    if posted.one("act") == "remove":
        rest = Overlay(tuple(one for one in ground.overlay.changes if one.id != change_id))
        return _store(request, ground, sheet, rest, "entfernt")
    return _answer(request, ground, sheet)


def _gone(request: HttpRequest, ground: OwnChanges) -> HttpResponse:
    """Somebody removed it meanwhile: what was typed stays, and would make a new change."""
    posted = Posted.of(request.POST)
    verb, target, language = posted.one("was"), posted.one("stelle"), language_of(request)
    found = find_way(ground.edition.package, verb, target, language)
    if request.method != "POST" or found is None or found[1].locked:
        raise Http404
    sheet = ChangeInput(ChangeForm(ground.edition.package, ground.city, verb, target, language), *found, None, posted)
    words = _("Diese Anpassung hat inzwischen jemand entfernt. Sie können sie neu anlegen.")
    return _show(request, ground, replace(sheet, refused=inputs.summary([("", words)])), status=422)


def _action(ground: OwnChanges, sheet: ChangeInput) -> str:
    """Where the form goes: to its change, or to a new one."""
    service_id = ground.standing.service_id
    if sheet.before:
        return reverse("studio:adoption:change", args=[service_id, sheet.before.id])
    return drawing.address_of_new(service_id, sheet.way)


def _answer(request: HttpRequest, ground: OwnChanges, sheet: ChangeInput) -> HttpResponse:
    """A posted form: show what it would mean, or store it."""
    try:
        wanted = _read(ground, sheet)
    except Wrong as wrong:
        return _show(request, ground, replace(sheet, errors=wrong.messages), status=422)
    overlay = _with(ground.overlay, wanted, sheet.before)
    problems = try_out(ground, overlay)
    if problems:
        refused = navigation.refusals(problems, language_of(request))
        return _show(request, ground, replace(sheet, refused=refused), status=422)
    if sheet.posted.one("act") == "save":
        return _store(request, ground, sheet, overlay, "gespeichert")
    told = tell_overlay(ground.edition, Overlay((wanted,)))
    preview = drawing.draw_told(told, language_of(request))
    return _show(request, ground, replace(sheet, preview=preview))


def _read(ground: OwnChanges, sheet: ChangeInput) -> OverlayChange:
    """The change as typed. Error: `Wrong`."""
    mistakes: dict[str, str] = {}
    value: Any = None
    reason = " ".join(sheet.posted.one("grund").split())[:500]
    if not reason:
        mistakes["grund"] = _("Bitte sagen Sie kurz, warum. Die anderen Städte lesen das.")
    try:
        value = editors.read(sheet.spot, sheet.posted)
    except Wrong as wrong:
        mistakes = {**wrong.messages, **mistakes}
    if mistakes:
        raise Wrong(mistakes)
    if sheet.before is None:
        verb = cast("Verb", sheet.spot.verb)
        change_id = editors.fresh_id(ground.overlay, verb, sheet.spot.target)
        return OverlayChange(verb, change_id, sheet.spot.target, value, reason)
    if sheet.before.verb == "add":
        value = questions.kept(sheet.before.value, value)
    return editors.with_value(sheet.before, value, reason)


def _with(overlay: Overlay, wanted: OverlayChange, before: OverlayChange | None) -> Overlay:
    if before is None:
        return Overlay((*overlay.changes, wanted))
    return Overlay(tuple(wanted if one.id == before.id else one for one in overlay.changes))


def try_out(ground: OwnChanges, overlay: Overlay) -> list[Problem]:
    """Would the running release still fit together with these changes?"""
    package = ground.edition.package
    merged = merge(package, package, overlay)
    if merged.conflicts:
        return [
            Problem("overlay.broken", conflict.detail or conflict.text, conflict.change.id)
            for conflict in merged.conflicts
        ]
    overlays = {**ground.city.overlays, package.id: overlay}
    found = resolve(package, replace(ground.city, overlays=overlays), ground.standing.day)
    return found if isinstance(found, list) else []


def _store(request: HttpRequest, ground: OwnChanges, sheet: ChangeInput, overlay: Overlay, word: str) -> HttpResponse:
    service_id = ground.standing.service_id
    done = change_city.change_overlay(
        person=person_of(request),
        service_id=service_id,
        changes=overlay,
        now=timezone.now(),
        seen=sheet.posted.one("seen"),
    )
    if isinstance(done, list):
        refused = navigation.refusals(done, language_of(request), _as_it_is(ground, sheet, language_of(request)))
        return _show(request, ground, replace(sheet, refused=refused), status=422)
    return HttpResponseRedirect(f"{reverse('studio:adoption:own', args=[service_id])}?neues={word}")


def _as_it_is(ground: OwnChanges, sheet: ChangeInput, language: str) -> list[str]:
    """What is stored at this change now, so that nobody overwrites it unseen."""
    if sheet.before is None:
        return []
    told = tell_overlay(ground.edition, Overlay((sheet.before,)))[0].spoken(language)
    return [_("Gespeichert ist jetzt: %(words)s") % {"words": told}]


def _show(request: HttpRequest, ground: OwnChanges, sheet: ChangeInput, status: int = 200) -> HttpResponse:
    around = FieldFrame(
        _("Warum machen Sie das anders?"),
        hint=_("Ein Satz. Die anderen Städte lesen ihn."),
        error=sheet.errors.get("grund", ""),
    )
    lines = [(inputs.place_of(name), words) for name, words in sheet.errors.items()]
    context = {
        **navigation.page(request, ground.standing, "own"),
        "title": sheet.way.words,
        "place": sheet.place,
        "before": sheet.before,
        "summary": inputs.summary(lines) or sheet.refused,
        "fields": editors.draw(sheet.spot, sheet.posted, sheet.errors),
        "reason": inputs.text("grund", sheet.posted.one("grund"), around, longest=500),
        "preview": sheet.preview,
        "seen": ground.own.seen,
        "action": _action(ground, sheet),
        "hidden": inputs.hidden("was", sheet.spot.verb) + inputs.hidden("stelle", sheet.spot.target),
        "own_id": inputs.hidden("id", sheet.posted.one("id")) if sheet.spot.verb == "add" else "",
    }
    return render(request, "studio/adoption/change.html", context, city=ground.city, status=status)


def _ground(request: HttpRequest, standing: CityStanding) -> OwnChanges:
    if standing.running is None:
        raise Http404
    own = change_city.overlay_of(city=city_key(request), service_id=standing.service_id, today=standing.day)
    return OwnChanges(standing, get_edition_of(standing.running.release.sha256), own)


def _ground_or_404(request: HttpRequest, service_id: str) -> OwnChanges:
    return _ground(request, navigation.get_standing(request, service_id))
