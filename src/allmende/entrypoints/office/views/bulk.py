"""Chosen lines of the inbox: what should happen, a preview of each, then done. The form carries everything from page to page."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.values import Problem
from allmende.entrypoints.office import rows
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views import inbox
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.usecases import act_in_bulk
from allmende.usecases.act_in_bulk import MOST, BulkInput, BulkLine, BulkPlan, SeenTask


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponseBase:
    """POST only: from the inbox to the choice, to the preview, to what was done. Without anything chosen, the inbox."""
    if request.method != "POST":
        return HttpResponseRedirect(inbox.address(inbox.read_filter({})))
    chosen, step = inbox.read_query(request.POST.get("ansicht", "")), request.POST.get("_action", "")
    said = request.POST.getlist("seite" if "alle" in request.POST else "auswahl")
    items, person, now = _read_items(said), officer_of(request), timezone.now()
    wish = BulkInput(
        act=request.POST.get("was", "")[:20],
        to=request.POST.get("an", "")[:40],
        until=request.POST.get("bis", "")[:40],
        note=request.POST.get("warum", "")[:300],
    )
    plan = act_in_bulk.read_plan(wish, person, now) if step else None
    problems = plan if isinstance(plan, tuple) else ()
    planned = plan if isinstance(plan, BulkPlan) else None
    act = act_in_bulk.carry_out if planned and step == "do" else None
    key = city_key(request)
    lines = (
        act(city=key, officer=person, plan=planned, items=items, now=now)
        if act and planned
        else act_in_bulk.preview(city=key, officer=person, plan=planned, items=items, now=now)
    )
    if isinstance(lines, Problem):
        return inbox.page(request, chosen, unchosen=lines)
    return _page(request, inbox.query_of(chosen), lines, wish, planned, problems, done=act is not None)


def _page(
    request: HttpRequest,
    query: str,
    lines: tuple[BulkLine, ...],
    wish: BulkInput,
    plan: BulkPlan | None,
    problems: tuple[Problem, ...],
    *,
    done: bool,
) -> HttpResponse:
    person, language, key = officer_of(request), language_of(request), city_key(request)
    cards = catalogue.list_services(city=key, day=timezone.localdate(), language=language)
    names = {card.id: card.title for card in cards}
    works = [line for line in lines if line.refused is None]
    said = {problem.where: problem.text.spoken(language) for problem in problems}
    context: dict[str, object] = {
        "query": query,
        "back": inbox.at(query),
        "wish": wish,
        "colleagues": [
            (str(colleague.pk), colleague.name, str(colleague.pk) == wish.to)
            for colleague in act_in_bulk.list_colleagues(person)
        ],
        "problems": said,
        "planned": plan is not None,
        "done": done,
        "items": [f"{line.item.task_id}.{line.item.version}" for line in lines],
        "rows": [_row(line, plan, names, str(person.pk), language, done=done) for line in lines],
        "summary": _summary(len(works), len(lines) - len(works), done=done) if plan else "",
        "works": len(works),
    }
    return render(request, "office/bulk.html", context, status=422 if problems else 200)


def _row(
    line: BulkLine, plan: BulkPlan | None, names: dict[str, str], officer_id: str, language: str, *, done: bool
) -> dict[str, object]:
    """The line as the inbox writes it, and what becomes of it."""
    shown: dict[str, object] = {"title": _("Nicht mehr da")}
    if line.task:
        shown = rows.task_row(line.task, names, officer_id, language)
    if line.refused:
        words = line.refused.text.spoken(language)
        return shown | {"tone": "danger", "says": _("Geht nicht: %(why)s") % {"why": words}}
    if plan is None:
        return shown | {"tone": "info", "says": ""}
    return shown | {"tone": "success" if done else "info", "says": plan.says.spoken(language)}


def _summary(works: int, fails: int, *, done: bool) -> str:
    """How many, in a sentence or two."""
    if done:
        said = ngettext(
            "%(n)s Aufgabe ist erledigt wie gewünscht.", "%(n)s Aufgaben sind erledigt wie gewünscht.", works
        )
    else:
        said = ngettext("Bei %(n)s Aufgabe geht es.", "Bei %(n)s Aufgaben geht es.", works)
    words = [said % {"n": works}]
    if fails:
        told = ngettext("%(n)s bleibt, wie sie ist.", "%(n)s bleiben, wie sie sind.", fails)
        words.append(told % {"n": fails})
    return " ".join(words)


def _read_items(said: Iterable[str]) -> tuple[SeenTask, ...]:
    """The chosen lines, each once; one more than allowed, so that too many are told. What is none is left out."""
    found: dict[str, SeenTask] = {}
    for one in said:
        key, _dot, version = one.partition(".")
        try:
            task_id = str(UUID(key))
        except ValueError:
            continue
        if version.isascii() and version.isdigit() and len(version) < 10:
            found.setdefault(task_id, SeenTask(task_id, int(version)))
    return tuple(found.values())[: MOST + 1]
