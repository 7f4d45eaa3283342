"""The inbox: what is due, what waits, whose it is. Tab, filter and page live in the address, which can be saved under a name;
searching is another page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.cases.awaiting import WaitPage
from allmende.apps.cases.inbox import DUES, KINDS, WHOSE, Due, InboxFilter, InboxPage, Whose
from allmende.apps.cases.rules import AUDITOR, CONTROL, DISCLOSURE
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.matter.waits import WAITS_FOR, WaitsFor
from allmende.domain.package import CityData
from allmende.domain.values import Problem
from allmende.entrypoints.office import rows, screen
from allmende.entrypoints.office.frame import officer_of, render
from allmende.foundation.access import officer
from allmende.foundation.identity import absences, officers
from allmende.foundation.identity.absences import Away
from allmende.foundation.identity.models import Officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.speak import spoken_number
from allmende.usecases import read_case, save_view


@dataclass(frozen=True, slots=True)
class FilterControl:
    """One control of the filter: its name in the address, its label, and value, words and whether chosen of each option."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@officer()
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What is to be done, or waits, for this person's roles and units and fits the filter, the most urgent first."""
    return page(request, read_filter(request.GET), request.GET.get("nach", ""))


def page(
    request: HttpRequest,
    chosen: InboxFilter,
    after: str = "",
    *,
    name: tuple[str, Problem | None] = ("", None),
    unchosen: Problem | None = None,
) -> HttpResponse:
    """The inbox with that filter. `name`: what was typed to save the view under, and why that is not possible. `unchosen`: why
    nothing could be done with the chosen lines."""
    person, key, language = officer_of(request), city_key(request), language_of(request)
    city = catalogue.get_city(city=key)
    cards = catalogue.list_services(city=key, day=timezone.localdate(), language=language)
    names = {card.id: card.title for card in cards}
    away = absences.list_away(timezone.localdate())
    found, lines = _lines(request, chosen, after, names, away)
    here = query_of(chosen)
    views = [
        {"id": view.id, "name": view.name, "href": at(view.query), "here": view.query == here}
        for view in save_view.list_views(officer=person)
    ]
    wrong = unchosen.text.spoken(language) if unchosen else ""
    context: dict[str, object] = {
        "news": screen.news(request.GET.get("neues", ""), wrong),
        "whose": chosen.whose,
        "tabs": _tabs(
            chosen,
            saved=any(view["here"] for view in views),
            deputy=any(one.substitute_id == str(person.pk) for one in away.values()),
        ),
        "views": views,
        "query": here,
        "view_name": name[0],
        "view_problem": name[1].text.spoken(language) if name[1] else "",
        "selectable": chosen.whose not in ("waiting", "done"),
        "choices": _choices(chosen, names, city, person, language) if person.units else (),
        "narrows": chosen.narrows,
        "everything": address(InboxFilter(chosen.whose)),
        "rows": lines,
        "count_words": _count_words(found, language, waiting=chosen.whose == "waiting"),
        "first": address(chosen) if after else "",
        "next": address(chosen, found.after) if found.after else "",
        "empty": _empty_words(chosen, later=bool(after)) if person.units else _no_unit(person.roles),
    }
    return render(request, "office/inbox.html", context, city=city, status=422 if name[1] or unchosen else 200)


def _lines(
    request: HttpRequest, chosen: InboxFilter, after: str, names: Mapping[str, str], away: Mapping[str, Away]
) -> tuple[InboxPage | WaitPage, list[dict[str, object]]]:
    """A page of tasks, or of cases that wait, and its lines ready to be written."""
    person, key, language, now = officer_of(request), city_key(request), language_of(request), timezone.now()
    if chosen.whose == "waiting":
        waiting = read_case.list_waiting(city=key, officer=person, chosen=chosen, after=after, now=now)
        return waiting, rows.wait_rows(waiting.lines, names, language)
    tasks = read_case.list_inbox(city=key, officer=person, chosen=chosen, after=after, now=now)
    return tasks, rows.task_rows(tasks.lines, names, str(person.pk), language, away)


@officer()
@require_POST
def save(request: HttpRequest) -> HttpResponseBase:
    """Keep the filter that is shown under a name. A name that cannot be taken stays in its field."""
    chosen, typed = read_query(request.POST.get("ansicht", "")), request.POST.get("name", "")[:200]
    problem = save_view.save_view(officer=officer_of(request), name=typed, query=query_of(chosen), now=timezone.now())
    if problem:
        return page(request, chosen, name=(typed, problem))
    return HttpResponseRedirect(address(chosen, news="gemerkt"))


@officer()
@require_POST
def forget(request: HttpRequest) -> HttpResponseBase:
    """Remove one of her own saved views. One that is gone already is gone."""
    number = request.POST.get("ansicht", "")[:18]
    if number.isascii() and number.isdigit():
        save_view.remove_view(officer=officer_of(request), view_id=int(number))
    return HttpResponseRedirect(f"{reverse('office:inbox')}?neues=vergessen")


def read_filter(said: Mapping[str, str]) -> InboxFilter:
    """The filter an address holds. What is not understood filters nothing."""
    whose: Whose = next((one for one in WHOSE if one == said.get("wer")), "open")
    due: Due = next((due for due in DUES if due == said.get("frist")), "")
    on: WaitsFor | Literal[""] = next((wait for wait in WAITS_FOR if wait == said.get("auf")), "")
    kind, waits = said.get("art", ""), whose == "waiting"
    return InboxFilter(
        whose,
        service=said.get("leistung", "")[:80],
        unit=said.get("stelle", "")[:80],
        kind=kind if kind in KINDS and not waits else "",
        due="" if whose == "done" or waits else due,
        on=on if waits else "",
        officer=_id(said.get("bei", "")),
    )


def query_of(chosen: InboxFilter, after: str = "", news: str = "") -> str:
    """That filter as the inbox's address says it."""
    said = {
        "wer": chosen.whose, "leistung": chosen.service, "stelle": chosen.unit, "art": chosen.kind, "frist": chosen.due,
        "auf": chosen.on, "bei": chosen.officer, "nach": after, "neues": news,
    }  # fmt: skip
    return urlencode({name: value for name, value in said.items() if value})


def address(chosen: InboxFilter, after: str = "", news: str = "") -> str:
    """Where the inbox shows that."""
    return at(query_of(chosen, after, news))


def at(query: str) -> str:
    """Where the inbox shows what that query says."""
    return f"{reverse('office:inbox')}?{query}"


def read_query(query: str) -> InboxFilter:
    """The filter that query says."""
    return read_filter(dict(parse_qsl(query[:1000])))


def _id(said: str) -> str:
    try:
        return str(UUID(said))
    except ValueError:
        return ""


def _tabs(chosen: InboxFilter, *, saved: bool, deputy: bool) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the one shown. The rest of the filter stays; a saved view that is shown has a tab of its own. `deputy`:
    she stands in for somebody."""
    labels = {
        "open": _("Alle offenen"),
        "mine": _("Meine"),
        "deputy": _("In Vertretung"),
        "free": _("Noch frei"),
        "waiting": _("Wartet auf andere"),
        "aside": _("Zurückgestellt"),
        "done": _("Erledigt"),
    }
    found = []
    for one in WHOSE:
        if one == "deputy" and not deputy and chosen.whose != "deputy":
            continue
        there = read_filter(dict(parse_qsl(query_of(replace(chosen, whose=one)))))
        found.append((labels[one], address(there), one == chosen.whose and not saved))
    return found


def _choices(
    chosen: InboxFilter, names: Mapping[str, str], city: CityData, person: Officer, language: str
) -> tuple[FilterControl, ...]:
    units = {unit: city.units[unit].name.spoken(language) for unit in person.units if unit in city.units}
    dues = {
        "late": _("überfällig"),
        "today": _("heute"),
        "soon": _("in den nächsten drei Tagen"),
        "later": _("später oder ohne Frist"),
        "none": _("ohne Frist"),
    }
    waits = {
        "citizen": _("die Person"),
        "office": _("eine andere Stelle"),
        "payment": _("die Zahlung"),
        "appointment": _("den Termin"),
    }
    found = [_choice("leistung", _("Leistung"), _("alle Leistungen"), names.items(), chosen.service)]
    if len(units) > 1:
        found.append(_choice("stelle", _("Stelle"), _("alle meine Stellen"), units.items(), chosen.unit))
    if chosen.whose == "waiting":
        found.append(_choice("auf", _("Wartet auf"), _("egal auf wen"), waits.items(), chosen.on))
        found.append(_by_whom(chosen, person))
        return tuple(found)
    found.append(_choice("art", _("Art der Aufgabe"), _("jede Art"), kind_words().items(), chosen.kind))
    if chosen.whose != "done":
        found.append(_choice("frist", _("Fällig"), _("egal wann"), dues.items(), chosen.due))
    if chosen.officer:
        found.append(_by_whom(chosen, person))
    return tuple(found)


def kind_words() -> dict[str, str]:
    """What the kinds of tasks are called."""
    return {
        "process": _("Prüfen und entscheiden"),
        "message": _("Nachricht"),
        "treasury": _("Geld"),
        "trouble": _("Störung"),
    }


def _by_whom(chosen: InboxFilter, person: Officer) -> FilterControl:
    colleague = officers.names_of([chosen.officer]) if chosen.officer not in ("", str(person.pk)) else {}
    options = {str(person.pk): _("mir"), **colleague}
    return _choice("bei", _("Liegt bei oder bearbeitet von"), _("egal wem"), options.items(), chosen.officer)


def _choice(name: str, label: str, every: str, options: Iterable[tuple[str, str]], chosen: str) -> FilterControl:
    """With what is chosen among the options even where the list does not know it: a service that ended has open tasks, too."""
    there = dict(options)
    if chosen:
        there.setdefault(chosen, chosen)
    return FilterControl(
        name, label, (("", every, not chosen), *((key, text, key == chosen) for key, text in there.items()))
    )


def _count_words(page: InboxPage | WaitPage, language: str, *, waiting: bool) -> str:
    """How many there are, never how many are shown."""
    number = {"n": spoken_number(page.count, language)}
    if waiting:
        return (
            _("Mehr als %(n)s Vorgänge warten") % number
            if page.more
            else ngettext("%(n)s Vorgang wartet", "%(n)s Vorgänge warten", page.count) % number
        )
    if page.more:
        return _("Mehr als %(n)s Aufgaben") % number
    return ngettext("%(n)s Aufgabe", "%(n)s Aufgaben", page.count) % number


def _no_unit(roles: Collection[str]) -> str:
    if CONTROL in roles:
        return _("Sie öffnen keine Vorgänge. Ob ein Ausweis gilt, prüfen Sie unter „Kontrolle“.")
    if DISCLOSURE in roles:
        return _(
            "Sie öffnen keine Vorgänge. Was die Stadt über eine Person weiß, stellen Sie unter „Auskunft“ zusammen."
        )
    if AUDITOR in roles:
        return _("Sie öffnen keine Vorgänge. Wer welchen geöffnet hat, sehen Sie unter „Leseprotokoll“.")
    return _("Sie gehören noch zu keiner Stelle. Darum sehen Sie hier nichts. Fragen Sie Ihre Leitung.")


def _empty_words(chosen: InboxFilter, *, later: bool) -> str:
    if later:
        return _("Hier steht nichts mehr. Zurück zum Anfang der Liste.")
    if chosen.narrows and chosen.whose == "waiting":
        return _("Dazu wartet kein Vorgang. Nehmen Sie eine Einschränkung weg.")
    if chosen.narrows:
        return _("Dazu gibt es keine Aufgabe. Nehmen Sie eine Einschränkung weg.")
    return {
        "mine": _("Sie haben gerade keine Aufgabe. Nehmen Sie sich eine unter „Noch frei“."),
        "free": _("Gerade wartet nichts. Alles ist verteilt."),
        "deputy": _("Wen Sie vertreten, hat gerade nichts, das Sie erledigen können."),
        "waiting": _("Gerade wartet kein Vorgang auf andere. Was zu tun ist, steht unter „Alle offenen“."),
        "aside": _("Gerade ist nichts zurückgestellt."),
        "done": _("Hier steht, was Sie und Ihr Team erledigt haben. Noch ist es leer."),
    }.get(chosen.whose, _("Alles erledigt. Neue Aufgaben erscheinen hier von selbst."))
