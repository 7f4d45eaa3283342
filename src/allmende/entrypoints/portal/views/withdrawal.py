"""The applicant takes an application back: first the question what exactly and what it means, then the act.

Where several things are applied for, or several people by one who acts for them, she chooses: one of the things, some of the people.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView
from allmende.domain.forms.values import spoken
from allmende.domain.matter.items import AppliedItem, list_items
from allmende.domain.matter.speech import person_name
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal import service_texts
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.case import get_case, to_case
from allmende.foundation.access import capability
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form.frame import check
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import alert, button
from allmende.usecases import withdraw
from allmende.usecases.applied_together import Together, list_for_citizen

ALL = "alles"
CHOOSE = Problem("withdraw.choose", Text.named("portal.views.withdrawal.choose"), "was")


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET asks whether it is meant; POST withdraws the application, one of several things in it, or those of several people."""
    found = get_case(request, case_id)
    if found.bound:
        return to_case(case_id)
    others = _others(request, found)
    items, people = list_items(found.matter), [one for one in others if _is_free(request, one)]
    if request.method == "POST":
        problem = _withdraw(request, found, items, people)
        if problem is None:
            return to_case(case_id)
        words = alert("danger", _("Das geht so nicht"), problem.text.spoken(language_of(request)))
        return _page(request, found, words, items, people, others)
    return _page(request, found, "", items, people, others)


def _withdraw(
    request: HttpRequest, found: CaseView, items: tuple[AppliedItem, ...], people: list[Together]
) -> Problem | None:
    """What was chosen; an application of one person and one thing leaves no choice."""
    what = request.POST.get("was", "") if items else ALL
    chosen = request.POST.getlist("fuer") if people else [found.id]
    if not what or (what == ALL and not chosen):
        return CHOOSE
    city, now = city_key(request), timezone.now()
    if what != ALL:
        access = access_of(request, found.id)
        return withdraw.withdraw_item(city=city, case_id=found.id, access=access, item_id=what, now=now)
    for case_id in [one for one in (found.id, *(one.case_id for one in people)) if one in chosen]:
        problem = withdraw.withdraw(city=city, case_id=case_id, access=access_of(request, case_id), now=now)
        if problem is not None:
            return problem
    return None


def _page(
    request: HttpRequest,
    found: CaseView,
    problem: SafeString | str,
    items: tuple[AppliedItem, ...],
    people: list[Together],
    others: list[Together],
) -> HttpResponse:
    said = (
        _("Wir bearbeiten den Antrag dann nicht weiter. Das können Sie nicht rückgängig machen."),
        _(
            "Ziehen Sie nur einen Teil zurück, läuft der Rest weiter. Wir berechnen die Gebühr neu. Was Sie zu viel bezahlt haben, bekommen Sie zurück."
        )
        if items
        else "",
        service_texts.text(found.service, "service.withdrawing", language_of(request)),
        _going_on([one for one in others if one not in people]),
    )
    context: dict[str, object] = {
        "title": _("Antrag zurückziehen?"),
        "problem": problem,
        "words": SafeString(_which(found, language_of(request)) + join(prose(words) for words in said if words)),
        "fields": SafeString(_whom(found, people) + _what(items, language_of(request))),
        "action": reverse("portal:withdraw", args=[found.id]),
        "button": button(_("Ja, zurückziehen") if items or people else _("Ja, Antrag zurückziehen")),
        "back_url": reverse("portal:case", args=[found.id]),
        "back_words": _("Nein, zurück"),
    }
    return render(request, "portal/confirm.html", context, city=found.service.city)


def _which(found: CaseView, language: str) -> SafeString:
    """The application by service, person and number."""
    party = found.matter.party
    rows = (
        (_("Leistung"), service_texts.name(found.service, language)),
        (_("Person"), party.name if party else person_name(found.matter)),
        (_("Nummer"), found.reference),
    )
    lines = join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in rows if value)
    return SafeString(f'<dl class="al-answers">{lines}</dl>')


def _what(items: tuple[AppliedItem, ...], language: str) -> SafeString | str:
    """The whole, or one of several things."""
    if not items:
        return ""
    lines = [check("radio", "was-alles", "was", ALL, esc(_("Den ganzen Antrag")), checked=False)]
    lines += [
        check("radio", f"was-{number}", "was", item.id, esc(_describe(item, language)), checked=False)
        for number, item in enumerate(items)
    ]
    return _choice(_("Was möchten Sie zurückziehen?"), lines)


def _describe(item: AppliedItem, language: str) -> str:
    said = [
        spoken(field, item.answers[field.id], language)
        for field in item.group.fields
        if field.type != "file" and item.answers.get(field.id) is not None
    ]
    return f"{item.title.spoken(language)}: {', '.join(said)}" if said else item.title.spoken(language)


def _whom(found: CaseView, people: list[Together]) -> SafeString | str:
    """Whose applications: hers, and those of the people she acts for."""
    if not people:
        return ""
    party = found.matter.party
    everybody = [(found.id, party.name if party else found.reference)]
    everybody += [(one.case_id, one.name) for one in people]
    lines = [
        check("checkbox", f"fuer-{number}", "fuer", case_id, esc(name), checked=case_id == found.id)
        for number, (case_id, name) in enumerate(everybody)
    ]
    return _choice(_("Wessen Antrag möchten Sie zurückziehen?"), lines)


def _choice(legend: str, lines: list[SafeString]) -> SafeString:
    return SafeString(
        f'<fieldset class="kern-fieldset al-choice-box"><legend class="kern-label">{esc(legend)}</legend>'
        f'<div class="kern-fieldset__body">{join(lines)}</div></fieldset>'
    )


def _others(request: HttpRequest, found: CaseView) -> list[Together]:
    """The cases of the others in a joint application who still apply."""
    if found.matter.party is None:
        return []
    others = list_for_citizen(
        city=city_key(request), case_id=found.id, access_to=lambda case_id: access_of(request, case_id)
    )
    return [other for other in others if other.confirmation != "declined" and other.name]


def _is_free(request: HttpRequest, together: Together) -> bool:
    """May this visitor take that application back, too?"""
    if not together.opens:
        return False
    seen = cases.get_case(
        city=city_key(request), case_id=together.case_id, access=access_of(request, together.case_id),
        today=timezone.localdate(),
    )  # fmt: skip
    return seen is not None and seen.bound is None


def _going_on(others: list[Together]) -> str:
    """That the applications of the others in a joint application are not taken back with it."""
    names = ", ".join(other.name for other in others)
    if not names:
        return ""
    return _("Sie ziehen nur diesen Antrag zurück. Nicht zurückgezogen werden die Anträge von: %(names)s.") % {
        "names": names
    }
