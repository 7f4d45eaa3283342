"""Writing to the person from a template, or that her answer takes longer; and the templates of the head's offices."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.cases.rules import HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter import deeming, speech
from allmende.domain.notices.editing import ADDED
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.letter_editor import place_name
from allmende.entrypoints.office.views.case import get_case, hidden, who
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.speak import spoken_date
from allmende.usecases import message_templates, read_case
from allmende.usecases.delay_answer import delay_answer, may_delay
from allmende.usecases.extend_period import extend_period
from allmende.usecases.message_templates import TemplateInput


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """A message from a template; POST sends the interim notice. What cannot be sent stays in the fields."""
    with hidden():
        read_case.need(**who(request, case_id), act="write")
    if request.method != "POST":
        return _page(request, case_id)
    key = request.POST.get("key", "")[:80] or secrets.token_urlsafe(16)
    day, reason = request.POST.get("tag", "")[:40], request.POST.get("grund", "").replace("\r\n", "\n")[:2_000]
    extends = request.POST.get("_action") == "verlaengern"
    act = extend_period if extends else delay_answer
    problems = act(**who(request, case_id), typed=day, reason=reason, key=key)
    if problems:
        return _page(request, case_id, day, reason, problems)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues=gesendet#nachrichten")


def _page(
    request: HttpRequest, case_id: str, day: str = "", reason: str = "", problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    opened, language = get_case(request, case_id), language_of(request)
    found = opened.case
    fitting = message_templates.list_fitting(found=found)
    chosen = next((one for one in fitting if str(one.id) == request.GET.get("vorlage")), None)
    subject, text = message_templates.fill(chosen, found) if chosen else ("", "")
    expected = speech.expected_of(found.case.matter)
    period = deeming.find_period(found.case.matter, timezone.localdate())
    context: dict[str, object] = {
        "case": found.case,
        "service_name": found.case.service.text("service.name", language) or found.case.service.sheet.id,
        "templates": fitting,
        "chosen": chosen,
        "subject": subject,
        "text": text,
        "key": secrets.token_urlsafe(16),
        "may_delay": may_delay(found.case.matter),
        "decide_by": spoken_date(period.day, language) if period and period.day else "",
        "may_extend": period is not None and period.day is not None and period.extended is None,
        "expected": spoken_date(expected, language) if expected else "",
        "day": day,
        "reason": reason,
        "said": {problem.where: problem.text.spoken(language) for problem in problems if problem.where},
        "errors": [problem.text.spoken(language) for problem in problems],
    }
    city = found.case.service.city
    return render(request, "office/writing.html", context, city=city, status=422 if problems else 200)


@officer(HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: HttpRequest) -> HttpResponseBase:
    """The templates of the head's offices, and a form for another. What is wrong stays in the fields."""
    person = officer_of(request)
    if request.method != "POST":
        return _templates(request, TemplateInput(unit=next(iter(person.units), "")), ())
    said = request.POST
    typed = TemplateInput(
        unit=said.get("stelle", "")[:80],
        service=said.get("leistung", "")[:80],
        name=said.get("name", "")[:200],
        subject=said.get("betreff", "")[:200],
        text=said.get("text", "").replace("\r\n", "\n")[:10_000],
        place=said.get("stelle_im_brief", "")[:20],
    )
    problems = message_templates.save_template(city=city_key(request), officer=person, typed=typed, now=timezone.now())
    return _templates(request, typed, problems) if problems else HttpResponseRedirect(reverse("office:templates"))


@officer(HEAD)
@require_POST
def remove(request: HttpRequest) -> HttpResponseBase:
    """One template goes. 404 where it is none of hers."""
    number = request.POST.get("vorlage", "")[:18]
    known = int(number) if number.isascii() and number.isdigit() else 0
    if not message_templates.remove_template(officer=officer_of(request), template_id=known, now=timezone.now()):
        raise Http404
    return HttpResponseRedirect(reverse("office:templates"))


def _templates(request: HttpRequest, typed: TemplateInput, problems: tuple[Problem, ...]) -> HttpResponse:
    person, key, language = officer_of(request), city_key(request), language_of(request)
    city = catalogue.get_city(city=key)
    cards = catalogue.list_services(city=key, day=timezone.localdate(), language=language)
    services = {card.id: card.title for card in cards}
    units = {unit: city.units[unit].name.spoken(language) for unit in person.units if unit in city.units}
    context: dict[str, object] = {
        "rows": [
            {
                "id": one.id,
                "name": one.name,
                "unit": units.get(one.unit, one.unit),
                "service": services.get(one.service, one.service),
                "text": one.text,
                "place": place_name(one.place) if one.place else "",
            }
            for one in message_templates.list_own(officer=person)
        ],
        "units": [(unit, name, unit == typed.unit) for unit, name in units.items()],
        "services": [(one, name, one == typed.service) for one, name in services.items()],
        "typed": typed,
        "places": [(one, place_name(one), one == typed.place) for one in ADDED],
        "holes": message_templates.HOLES,
        "errors": [problem.text.spoken(language) for problem in problems],
        "said": {problem.where: problem.text.spoken(language) for problem in problems},
    }
    return render(request, "office/templates.html", context, city=city, status=422 if problems else 200)
