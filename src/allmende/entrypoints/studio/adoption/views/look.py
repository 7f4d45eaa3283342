"""A release and our city on one page: what changes, what collides, what we must say, the examples, the decision.

Everything is one form: whatever is typed goes along from round to round, and nothing is stored before the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.forms import Field
from allmende.domain.forms.values import read as read_entry
from allmende.domain.package import ServicePackage
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import asks, conflicts, navigation
from allmende.entrypoints.studio.adoption.page import AdoptionInput, AdoptionPage, input_of, place_of
from allmende.entrypoints.studio.adoption.posted import Posted
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, join, prose
from allmende.ui.speak import spoken_date
from allmende.usecases import adopt_release
from allmende.usecases.adopting.baseline import read_baseline
from allmende.usecases.adopting.plan import AdoptionPlan, Wanted, make_plan
from allmende.usecases.adopting.rehearsing import rehearse
from allmende.usecases.rehearse_examples import Rehearsed

FAILED = Problem(
    "rehearsal.failed",
    Text.named("studio.adoption.views.look.rehearsal_failed"),
    "rehearsal",
)


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the form: the release, what was sent, what it comes to."""

    service_id: str
    sha: str
    package: ServicePackage
    posted: Posted
    errors: dict[str, str]
    look: AdoptionPlan


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, service_id: str, sha: str) -> HttpResponse:
    """Look at a release; POST plays the examples, decides, or puts it off."""
    if request.method != "POST":
        return _show(request, _round(request, service_id, sha, Posted()), None)
    navigation.need_actor(request)
    posted = Posted.of(request.POST)
    found = _round(request, service_id, sha, posted)
    act = _ACTS.get(posted.one("act"), _check)
    return act(request, found)


def _round(request: HttpRequest, service_id: str, sha: str, posted: Posted) -> Round:
    """Read what was sent against the release and the city as they are now."""
    release = catalogue.find_release(sha)
    if release is None or release.service_id != service_id:
        raise Http404
    package = catalogue.get_package_of(sha)
    errors: dict[str, str] = {}
    day = _first_day(posted, errors, language_of(request))
    values = _values(package, posted)
    baseline = read_baseline(city=city_key(request), service_id=service_id, today=navigation.today())
    present = baseline.present.city
    choices, wrong = conflicts.read_choices(baseline.overlay, package, present, posted, language_of(request))
    found = make_plan(baseline, Wanted(release_sha=sha, day=day, choices=choices, values=values))
    if isinstance(found, Problem):
        raise Http404
    errors |= wrong | _emptied(found, posted)
    return Round(service_id, sha, package, posted, errors, found)


def _values(package: ServicePackage, posted: Posted) -> dict[str, str]:
    """Everything typed for the city: parameters, offices, places."""
    found = {key: words.strip() for key, words in posted.below("value.").items()}
    return found | {
        spec.id: asks.read(spec, posted) for spec in package.sheet.parameters if asks.value_name(spec.id) in posted
    }


def _emptied(look: AdoptionPlan, posted: Posted) -> dict[str, str]:
    """Values that hold already and were emptied: nothing typed means "as it is", so it is better to ask."""
    words = _("Hier gilt schon ein Wert. Löschen können Sie ihn unter „Unsere Werte“.")
    held = [
        parameter.spec
        for parameter in look.inputs.parameters
        if parameter.now and asks.value_name(parameter.id) in posted
    ]
    return {asks.value_name(spec.id): words for spec in held if not asks.read(spec, posted)}


def _first_day(posted: Posted, errors: dict[str, str], language: str) -> date:
    """The first day: today, or the one that was typed."""
    if posted.one("ab") != "other":
        return navigation.today()
    return _day(posted, "ab_tag", errors, language) or navigation.today()


def _day(posted: Posted, name: str, errors: dict[str, str], language: str) -> date | None:
    found, refused = read_entry(Field(name, "date"), posted.one(name))
    if refused:
        errors[name] = refused[0].text.spoken(language)
    elif found is None:
        errors[name] = _("Bitte geben Sie einen Tag an.")
    return found if isinstance(found, date) else None


# --- what the buttons do ----------------------------------------------------------------------------------


def _check(request: HttpRequest, found: Round) -> HttpResponse:
    """Show the same page with what was typed."""
    return _show(request, found, rehearse(found.look) if found.posted.one("gespielt") else None)


def _rehearse(request: HttpRequest, found: Round) -> HttpResponse:
    """Play the examples with what was typed."""
    return _show(request, found, rehearse(found.look), place="beispiele")


def _adopt(request: HttpRequest, found: Round) -> HttpResponse:
    """Take the release over; the examples are played first."""
    if found.errors or found.look.why:
        return _show(request, found, None, found.look.why, status=422)
    played = rehearse(found.look)
    if played is None or played.failures:
        return _show(request, found, played, [FAILED], status=422)
    done = adopt_release.adopt(
        person=person_of(request), plan=found.look, seen=found.posted.one("seen"), now=timezone.now()
    )
    if isinstance(done, list):
        return _show(request, _round(request, found.service_id, found.sha, found.posted), played, done, status=422)
    word = "uebernommen" if found.look.day <= navigation.today() else "geplant"
    return HttpResponseRedirect(f"{reverse('studio:adoption:service', args=[found.service_id])}?neues={word}")


def _postpone(request: HttpRequest, found: Round) -> HttpResponse:
    """Decide later, with a day and a reason that all cities see."""
    errors: dict[str, str] = {}
    until = _day(found.posted, "bis", errors, language_of(request))
    reason = found.posted.one("weil").strip()
    if not reason:
        errors["weil"] = _("Bitte sagen Sie kurz, warum.")
    found.errors.clear()
    found.errors.update(errors)
    if errors or until is None:
        return _show(request, found, None, status=422)
    done = adopt_release.postpone(
        person=person_of(request),
        service_id=found.service_id,
        release_sha=found.sha,
        until=until,
        reason=reason,
        now=timezone.now(),
    )
    if isinstance(done, list):
        return _show(request, found, None, done, status=422)
    return HttpResponseRedirect(f"{reverse('studio:adoption:service', args=[found.service_id])}?neues=verschoben")


_ACTS = {"rehearse": _rehearse, "adopt": _adopt, "postpone": _postpone}


# --- the page ---------------------------------------------------------------------------------------------


def _show(
    request: HttpRequest,
    found: Round,
    played: Rehearsed | None,
    problems: object = (),
    *,
    place: str = "",
    status: int = 200,
) -> HttpResponse:
    language = language_of(request)
    said = list(problems) if isinstance(problems, (list, tuple)) else []
    city = found.look.baseline.present.city
    bare = AdoptionPage(
        found.look, city, found.package, AdoptionInput(found.posted, found.errors, bool(found.posted)), played, language
    )
    errors = dict(found.errors)
    for problem in said:
        name = input_of(problem)
        if name:
            errors.setdefault(name, _field_words(problem, bare))
    board = AdoptionPage(
        found.look, city, found.package, AdoptionInput(found.posted, errors, bool(found.posted)), played, language
    )
    lines = [(inputs.place_of(name), words) for name, words in found.errors.items()]
    lines += [(place_of(one), board.say(one)) for one in said if input_of(one) not in found.errors]
    new, old = found.look.new, found.look.old
    context = {
        **navigation.page(request, found.look.standing, "service"),
        "board": board,
        "look": found.look,
        "new": new,
        "old": old if found.look.standing.running else None,
        "older": bool(old and found.look.standing.running and old.newer_than(new)),
        "note": prose(new.note.get(language) or new.note.get("de", "")),
        "title": new.title.spoken(language),
        "released": spoken_date(timezone.localdate(new.released_at), language),
        "effective": spoken_date(new.effective_from, language) if new.effective_from else "",
        "compare": _compare(found.look),
        "summary": inputs.summary(lines),
        "jump": place,
        "played": "1" if played is not None else "",
        "decision": _decision(found, errors, language),
        "later": _later(found, errors),
        "later_open": bool({"bis", "weil"} & set(errors)) or found.posted.one("act") == "postpone",
        "oldest": spoken_date(found.look.running.oldest_on, language) if found.look.running.oldest_on else "",
    }
    return render(request, "studio/adoption/look.html", context, city=city, status=status)


def _field_words(problem: Problem, board: AdoptionPage) -> str:
    """A problem as it stands at its input: the question is there already."""
    known = {
        "ready.parameter": _("Bitte geben Sie einen Wert an."),
        "ready.slot": _("Bitte tragen Sie hier etwas ein."),
        "ready.unit": _("Bitte wählen Sie eine Stelle."),
    }
    return known.get(problem.code) or problem.text.spoken(board.language)


def _compare(look: AdoptionPlan) -> str:
    """Both releases side by side; nothing where there is only one."""
    if look.old is None:
        return ""
    return f"{reverse('studio:reviews:compare')}?{urlencode({'alt': look.old.sha256, 'neu': look.new.sha256})}"


def _decision(found: Round, errors: Mapping[str, str], language: str) -> SafeString:
    """From when on: as soon as possible, or on a day."""
    soonest = found.look.new.effective_from
    soon = _("Ab sofort")
    if soonest and soonest > navigation.today():
        soon = _("Sobald die Fassung gilt: ab %(day)s") % {"day": spoken_date(soonest, language)}
    options = (
        ("sofort", soon, _("Neue Anträge bekommen die neue Fassung.")),
        ("other", _("Ab einem Tag"), _("Bis dahin bleibt alles, wie es ist.")),
    )
    radios = inputs.radios("ab", found.posted.one("ab") or "sofort", options, FieldFrame(_("Ab wann soll das gelten?")))
    around = FieldFrame(
        _("An welchem Tag?"), hint=_("Tag, Monat, Jahr. Zum Beispiel 1.1.2027."), error=errors.get("ab_tag", ""),
        width="al-w-10",
    )  # fmt: skip
    day = inputs.text("ab_tag", found.posted.one("ab_tag"), around, longest=20)
    return SafeString(f'<div class="al-choose">{radios}<div class="al-choose__other">{day}</div></div>')


def _later(found: Round, errors: Mapping[str, str]) -> SafeString:
    until = FieldFrame(
        _("Bis wann?"), hint=_("Tag, Monat, Jahr. Zum Beispiel 1.1.2027."), error=errors.get("bis", ""), width="al-w-10"
    )
    why = FieldFrame(_("Warum?"), hint=_("Ein Satz. Die anderen Städte lesen ihn."), error=errors.get("weil", ""))
    day = inputs.text("bis", found.posted.one("bis"), until, longest=20)
    return join((day, inputs.area("weil", found.posted.one("weil"), why, rows=2, longest=1000)))
