"""For a head: whom new tasks of her offices go to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.apps.cases.rules import HEAD
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.routing import RouteRule
from allmende.domain.values import Problem
from allmende.entrypoints.office import screen
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.inbox import kind_words
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import route_tasks
from allmende.usecases.route_tasks import RuleInput


@officer(HEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest) -> HttpResponseBase:
    """The rules in their order, and a form for another. What is wrong stays in the fields."""
    person = officer_of(request)
    if request.method != "POST":
        return _page(request, RuleInput(unit=next(iter(person.units), "")), ())
    said = request.POST
    typed = RuleInput(
        unit=said.get("stelle", "")[:80],
        name=said.get("name", "")[:200],
        service=said.get("leistung", "")[:80],
        kind=said.get("art", "")[:20],
        first=said.get("erster", "")[:5],
        last=said.get("letzter", "")[:5],
        streets=said.get("strassen", "")[:20_000],
        officers=tuple(one[:40] for one in said.getlist("wer")[:50]),
    )
    problems = route_tasks.add_rule(city=city_key(request), officer=person, typed=typed, now=timezone.now())
    if problems:
        return _page(request, typed, problems)
    return HttpResponseRedirect(f"{reverse('office:routing')}?neues=regel")


@officer(HEAD)
@require_POST
def change(request: HttpRequest) -> HttpResponseBase:
    """One rule goes, or comes before the one above it. 404 where it is none of hers."""
    number, now = request.POST.get("regel", "")[:18], timezone.now()
    known = int(number) if number.isascii() and number.isdigit() else 0
    act = route_tasks.remove_rule if request.POST.get("tun") == "entfernen" else route_tasks.lift_rule
    if not act(officer=officer_of(request), rule_id=known, now=now):
        raise Http404
    return HttpResponseRedirect(f"{reverse('office:routing')}?neues=regel")


def _page(request: HttpRequest, typed: RuleInput, problems: tuple[Problem, ...]) -> HttpResponse:
    person, key, language = officer_of(request), city_key(request), language_of(request)
    city = catalogue.get_city(city=key)
    cards = catalogue.list_services(city=key, day=timezone.localdate(), language=language)
    services = {card.id: card.title for card in cards}
    units = {unit: city.units[unit].name.spoken(language) for unit in person.units if unit in city.units}
    people = {str(receiver.pk): receiver.name for receiver in route_tasks.list_receivers(person)}
    rows = [
        {
            "id": rule.id,
            "name": rule.rule.name,
            "unit": units.get(rule.unit, rule.unit),
            "when": _when(rule.rule, services),
            "who": ", ".join(people.get(who, _("nicht mehr da")) for who in rule.rule.officers),
        }
        for rule in route_tasks.list_rules(officer=person)
    ]
    context: dict[str, object] = {
        "news": screen.news(request.GET.get("neues", "")),
        "rows": rows,
        "typed": typed,
        "problems": {problem.where: problem.text.spoken(language) for problem in problems},
        "units": units.items(),
        "services": services.items(),
        "kinds": kind_words().items(),
        "people": [(who, name, who in typed.officers) for who, name in people.items()],
    }
    return render(request, "office/routing.html", context, city=city, status=422 if problems else 200)


def _when(rule: RouteRule, services: dict[str, str]) -> str:
    """What a rule names, in words."""
    said = [services.get(rule.service_id, rule.service_id)] if rule.service_id else []
    said += [kind_words().get(rule.kind, rule.kind)] if rule.kind else []
    if rule.first:
        letters = {"first": rule.first.upper(), "last": (rule.last or rule.first).upper()}
        said.append(_("Nachname %(first)s bis %(last)s") % letters)
    said += [", ".join(rule.streets)] if rule.streets else []
    return "; ".join(said) or _("alle Aufgaben")
