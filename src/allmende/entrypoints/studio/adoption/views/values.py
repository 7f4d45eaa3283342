"""What our city sets for a service: each value with its history, and a new one from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue.queries import CityStanding, Present, get_package_of, get_present
from allmende.domain.forms import Field
from allmende.domain.forms.values import read as read_entry
from allmende.domain.package import CityData, DatedValue, ParameterSpec, ServicePackage
from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import asks, navigation
from allmende.entrypoints.studio.adoption.posted import Posted
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc
from allmende.ui.kern import badge, table
from allmende.ui.speak import spoken_date
from allmende.usecases import change_city


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value as the page shows it. `open`: its form is unfolded."""

    id: str
    question: str
    now: str
    since: str
    mark: SafeString
    history: SafeString
    form: SafeString
    open: bool


@dataclass(frozen=True, slots=True)
class ValuesInput:
    """The one form that was sent, and what is wrong with it (name of the input → words)."""

    parameter: str
    posted: Posted
    errors: Mapping[str, str]


NOTHING = ValuesInput("", Posted(), {})


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def values(request: HttpRequest, service_id: str) -> HttpResponse:
    """All values of the running release; POST sets one of them."""
    standing = navigation.get_standing(request, service_id)
    if standing.running is None:
        return HttpResponseRedirect(reverse("studio:adoption:service", args=[service_id]))
    present = get_present(city=city_key(request))
    package = get_package_of(standing.running.release.sha256)
    if request.method != "POST":
        return _show(request, standing, present, package, NOTHING)
    navigation.need_actor(request)
    return _set(request, standing, present, package, Posted.of(request.POST))


def _set(
    request: HttpRequest, standing: CityStanding, present: Present, package: ServicePackage, posted: Posted
) -> HttpResponse:
    spec = package.sheet.parameter(posted.one("wert"))
    if spec is None:
        raise Http404
    errors: dict[str, str] = {}
    first = _day(posted, errors, language_of(request))
    raw = asks.read(spec, posted)
    if not raw and spec.required:
        errors[asks.value_name(spec.id)] = _("Bitte geben Sie den neuen Wert an.")
    basis = " ".join(posted.one("grundlage").split())[:500]
    if not basis:
        errors["grundlage"] = _("Bitte nennen Sie die Satzung oder den Beschluss.")
    if errors or first is None:
        return _show(request, standing, present, package, ValuesInput(spec.id, posted, errors), status=422)
    done = change_city.set_value(
        person=person_of(request),
        service_id=standing.service_id,
        parameter=spec.id,
        raw=raw,
        valid_from=first,
        legal_basis=basis,
        now=timezone.now(),
        seen=posted.one("seen"),
    )
    if isinstance(done, list):
        entry = ValuesInput(spec.id, posted, _places(done, spec, language_of(request)))
        return _show(request, standing, present, package, entry, status=422)
    target = reverse("studio:adoption:values", args=[standing.service_id])
    return HttpResponseRedirect(f"{target}?neues=wert#p-{spec.id}")


def _day(posted: Posted, errors: dict[str, str], language: str) -> date | None:
    found, refused = read_entry(Field("ab", "date"), posted.one("ab"))
    if refused:
        errors["ab"] = refused[0].text.spoken(language)
    elif found is None:
        errors["ab"] = _("Bitte sagen Sie, ab wann der Wert gilt.")
    return found if isinstance(found, date) else None


def _places(problems: list[Problem], spec: ParameterSpec, language: str) -> dict[str, str]:
    """Problems of the use case at the input they belong to."""
    known = {"valid_from": "ab", "legal_basis": "grundlage"}
    return {
        known.get(
            problem.where, asks.value_name(spec.id) if problem.where.startswith("value:") else ""
        ): problem.text.spoken(language)
        for problem in problems
    }


def _show(
    request: HttpRequest,
    standing: CityStanding,
    present: Present,
    package: ServicePackage,
    entry: ValuesInput,
    status: int = 200,
) -> HttpResponse:
    language = language_of(request)
    lines = [(inputs.place_of(name) if name else "", words) for name, words in entry.errors.items()]
    rows = [_row(request, standing, present.city, package, spec, entry, language) for spec in package.sheet.parameters]
    context = {
        **navigation.page(request, standing, "values"),
        "rows": rows,
        "summary": inputs.summary(lines),
        "seen": present.sha256,
    }
    return render(request, "studio/adoption/values.html", context, city=present.city, status=status)


def _row(
    request: HttpRequest,
    standing: CityStanding,
    city: CityData,
    package: ServicePackage,
    spec: ParameterSpec,
    entry: ValuesInput,
    language: str,
) -> ValueRow:
    now = city.value(standing.service_id, spec.id, standing.day)
    mine = entry.parameter == spec.id
    return ValueRow(
        id=spec.id,
        question=asks.question_of(package, spec, language),
        now=asks.say(package, spec, now.value, language) if now else "",
        since=_since(now, language),
        mark=_mark(spec, now),
        history=_history(package, spec, city, language),
        form=_form(package, spec, now, entry if mine else NOTHING, language),
        open=mine,
    )


def _since(now: DatedValue | None, language: str) -> str:
    if now is None or now.valid.first is None:
        return ""
    return _("seit %(day)s, %(basis)s") % {"day": spoken_date(now.valid.first, language), "basis": now.basis}


def _mark(spec: ParameterSpec, now: DatedValue | None) -> SafeString:
    if now is None:
        return badge("danger", _("fehlt")) if spec.required else badge("info", _("nicht gesetzt"))
    if now.status == "illustrative":
        return badge("warning", _("nur ein Beispielwert"))
    return inputs.EMPTY


def _dated(city: CityData, service_id: str, parameter: str) -> Iterator[DatedValue]:
    """All values of a parameter, newest first; the city's common ones where the service has none of its own."""
    for owner in (service_id, None):
        found = [one for one in city.parameters if one.service == owner and one.id == parameter]
        if found:
            yield from sorted(found, key=lambda one: one.valid.first or date.min, reverse=True)
            return


def _history(package: ServicePackage, spec: ParameterSpec, city: CityData, language: str) -> SafeString:
    rows = [
        (
            spoken_date(one.valid.first, language) if one.valid.first else "–",
            spoken_date(one.valid.until, language) if one.valid.until else _("offen"),
            asks.say(package, spec, one.value, language),
            one.basis,
        )
        for one in _dated(city, package.id, spec.id)
    ]
    if not rows:
        return inputs.EMPTY
    caption = _("Verlauf: %(question)s") % {"question": asks.question_of(package, spec, language)}
    return table(caption, (_("Ab"), _("Bis vor"), _("Wert"), _("Rechtsgrundlage")), rows, hide_caption=True)


def _form(
    package: ServicePackage, spec: ParameterSpec, now: DatedValue | None, entry: ValuesInput, language: str
) -> SafeString:
    """Inputs for a new value. Names repeat from form to form; ids get the parameter's name."""
    sent = bool(entry.parameter)
    typed = asks.read(spec, entry.posted) if sent else asks.text_of(now.value if now else None, spec)
    value = asks.draw(package, spec, typed, error=entry.errors.get(asks.value_name(spec.id), ""), language=language)
    first = FieldFrame(
        _("Gilt ab"),
        hint=_("Tag, Monat, Jahr. Zum Beispiel 1.1.2027."),
        error=entry.errors.get("ab", ""),
        width="al-w-10",
    )
    basis = FieldFrame(_("Satzung oder Beschluss"), hint=spec.basis, error=entry.errors.get("grundlage", ""))
    return SafeString(
        f'<input type="hidden" name="wert" value="{esc(spec.id)}">{value}'
        f"{_apart(inputs.text('ab', entry.posted.one('ab'), first), 'ab', spec, sent)}"
        f"{_apart(inputs.text('grundlage', entry.posted.one('grundlage'), basis), 'grundlage', spec, sent)}"
    )


def _apart(control: SafeString, name: str, spec: ParameterSpec, sent: bool) -> SafeString:
    """One page has many of these forms: only the one that was sent keeps the plain ids its errors link to."""
    if sent:
        return control
    place = inputs.place_of(name)
    return SafeString(control.replace(f'"{place}', f'"{place}-{spec.id}'))
