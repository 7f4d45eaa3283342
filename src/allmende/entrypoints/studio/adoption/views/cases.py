"""Running cases of a service: on which release they run, moving them over on purpose, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue.queries import CityStanding
from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.adoption import navigation
from allmende.entrypoints.studio.adoption.posted import Posted
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.entrypoints.studio.inputs import FieldFrame
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import badge
from allmende.ui.speak import spoken_date
from allmende.usecases import move_cases
from allmende.usecases.move_cases import MoveLine, MoveResult


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def cases(request: HttpRequest, service_id: str) -> HttpResponse:
    """How many cases run on which release. For whoever may move them, a dry run for each; POST moves the chosen ones, or back."""
    standing = navigation.get_standing(request, service_id)
    if request.method != "POST":
        return _show(request, standing, Posted(), inputs.EMPTY)
    navigation.need_actor(request)
    return _act(request, standing, Posted.of(request.POST))


def _act(request: HttpRequest, standing: CityStanding, posted: Posted) -> HttpResponse:
    chosen = posted.many("vorgang")
    if not chosen:
        words = _("Bitte wählen Sie mindestens einen Vorgang.")
        return _show(request, standing, posted, inputs.summary([("", words)]), status=422)
    seen = {case_id: _stand(said) for case_id, said in posted.below("stand.").items()}
    back = posted.one("act") == "back"
    common: dict[str, Any] = {
        "person": person_of(request),
        "case_ids": chosen,
        "reason": posted.one("grund"),
        "now": timezone.now(),
        "seen": {case_id: stand for case_id, stand in seen.items() if case_id in chosen},
    }
    if back:
        done = move_cases.move_back(**common)
    elif standing.running is None:
        return _show(request, standing, posted, inputs.EMPTY, status=422)
    else:
        done = move_cases.move(to_adoption=standing.running.id, **common)
    if isinstance(done, list):
        return _show(request, standing, posted, _refused(done, language_of(request)), status=422)
    if done.refused:
        return _show(request, standing, posted, inputs.EMPTY, done, status=422)
    word = "zurueckgezogen" if back else "umgezogen"
    return HttpResponseRedirect(f"{reverse('studio:adoption:cases', args=[standing.service_id])}?neues={word}")


def _stand(said: str) -> int:
    """At what point the preview saw a case; -1, which no case is at, for what no preview said."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else -1


def _refused(problems: Iterable[Problem], language: str) -> SafeString:
    lines = [
        (inputs.place_of("grund") if problem.where == "reason" else "", problem.text.spoken(language))
        for problem in problems
    ]
    return inputs.summary(lines)


def _partly(done: MoveResult, lines: Iterable[MoveLine], language: str) -> SafeString:
    """Some went, some did not: both is said, with the number people know the case by."""
    numbers = {line.case_id: line.reference for line in lines}
    said = [
        ("", f"{numbers.get(case_id, case_id[:8])}: {' '.join(one.text.spoken(language) for one in why)}")
        for case_id, why in done.refused
    ]
    gone = _("%(n)s Vorgänge sind umgezogen. Diese nicht:") % {"n": len(done.moved)}
    return inputs.summary(said, title=gone)


def _show(
    request: HttpRequest,
    standing: CityStanding,
    posted: Posted,
    summary: SafeString,
    done: MoveResult | None = None,
    status: int = 200,
) -> HttpResponse:
    key, language, page = city_key(request), language_of(request), _page(request)
    running = standing.running
    counted = move_cases.count_running(city=key, service_id=standing.service_id)
    lines: tuple[MoveLine, ...] = ()
    total = 0
    if running:
        where: dict[str, Any] = {"service_id": standing.service_id, "to_adoption": running.id}
        total = move_cases.count_movable(city=key, **where)
        lines = move_cases.preview_move(person=person_of(request), **where, now=timezone.now(), page=page)
    backs = move_cases.preview_back(person=person_of(request), service_id=standing.service_id, now=timezone.now())
    why = FieldFrame(_("Warum ziehen die Vorgänge um?"), hint=_("Das steht in jedem Vorgang im Verlauf."))
    back_why = FieldFrame(_("Warum nehmen Sie es zurück?"))
    chosen = set(posted.many("vorgang"))
    context = {
        **navigation.page(request, standing, "cases"),
        "summary": _partly(done, (*lines, *backs), language) if done else summary,
        "count": counted.count,
        "oldest": spoken_date(counted.oldest_on, language) if counted.oldest_on else "",
        "versions": sorted(counted.by_version.items()),
        "running": running.release.version if running else "",
        "lines": [_line(line, chosen, language) for line in lines],
        "total": total,
        "movable": any(line.possible for line in lines),
        "more": total > page * move_cases.PAGE,
        "page": page,
        "reason": inputs.text("grund", posted.one("grund"), why),
        "backs": [_line(back, chosen, language) for back in backs],
        "back_reason": _renamed(inputs.text("grund", "", back_why)),
    }
    return render(request, "studio/adoption/cases.html", context, status=status)


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("seite", "1")
    return int(asked) if asked.isdecimal() and 0 < int(asked) < 10_000 else 1


def _renamed(control: SafeString) -> SafeString:
    """The same input in the second form of the page needs an id of its own."""
    return SafeString(control.replace('"f-grund', '"f-grund-zurueck'))


def _line(move_line: MoveLine, chosen: set[str], language: str) -> dict[str, object]:
    differences = [text.spoken(language) for text in move_line.differences]
    reasons = [problem.text.spoken(language) for problem in move_line.reasons]
    state = badge("success", _("kann umziehen")) if move_line.possible else badge("warning", _("bleibt, wo er ist"))
    return {
        "id": move_line.case_id,
        "reference": move_line.reference,
        "received": spoken_date(move_line.received_on, language),
        "version": move_line.version,
        "to_version": move_line.to_version,
        "possible": move_line.possible,
        "state": state,
        "says": _list(differences or ([] if reasons else [_("Für diesen Vorgang ändert sich nichts.")])),
        "reasons": _list(reasons),
        "seen": move_line.seen,
        "chosen": move_line.case_id in chosen,
    }


def _list(sentences: Iterable[str]) -> SafeString:
    items = join(SafeString(f"<li>{esc(sentence)}</li>") for sentence in sentences)
    return SafeString(f"<ul>{items}</ul>") if items else inputs.EMPTY
