"""Print and post: all letters that wait, printed in one go, noted as sent or as come back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.ports import Unavailable
from allmende.domain.values import Problem, Text, spoken_day
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.posting import line_of
from allmende.entrypoints.office.views.case import hidden
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import alert
from allmende.ui.speak import spoken_number
from allmende.usecases import print_letters
from allmende.usecases.print_letters import Noted

AWAY = Problem(
    "printing.away",
    Text.named("office.views.posting.printing_away"),
)


@dataclass(frozen=True, slots=True)
class PostingInput:
    """What was chosen and typed and not noted: it stays there."""

    chosen: tuple[str, ...] = ()
    ways: tuple[tuple[str, str], ...] = ()
    day: str = ""
    problem: Problem | None = None
    noted: Noted | None = None


NOTHING_TYPED = PostingInput()


@officer()
@require_safe
def posting(request: HttpRequest) -> HttpResponse:
    """Letters that wait for the post, the oldest first; on the other tab those that went."""
    return _page(request, NOTHING_TYPED)


@officer()
@require_safe
def letter(request: HttpRequest, task_id: str) -> HttpResponse:
    """The one letter of a task, to be printed."""
    with hidden():
        found, content = print_letters.read_letter(
            city=city_key(request), task_id=str(task_id), officer=officer_of(request), now=timezone.now()
        )
    return _pdf(content, f"{found.task.reference}.pdf")


@officer()
@require_POST
def printed(request: HttpRequest) -> HttpResponseBase:
    """The chosen letters as one PDF behind the list for the post."""
    typed = _read(request)
    try:
        with hidden():
            found = print_letters.print_letters(
                city=city_key(request),
                officer=officer_of(request),
                task_ids=typed.chosen,
                duplex=request.POST.get("beidseitig") == "1",
                now=timezone.now(),
            )
    except Unavailable:
        found = AWAY
    if isinstance(found, Problem):
        return _page(request, _with(typed, problem=found), status=422)
    return _pdf(found, f"post-{timezone.localdate().isoformat()}.pdf")


@officer()
@require_POST
def sent(request: HttpRequest) -> HttpResponseBase:
    """The chosen letters went on their way on that day, each for itself."""
    typed = _read(request)
    ways = {task_id: way for task_id, way in typed.ways if task_id in typed.chosen}
    with hidden():
        noted = print_letters.note_sent(
            city=city_key(request), officer=officer_of(request), ways=ways, typed=typed.day, now=timezone.now()
        )
    return _after(request, typed, noted, "versandt")


@officer()
@require_POST
def returned(request: HttpRequest) -> HttpResponseBase:
    """The chosen letters came back on that day, each for itself."""
    typed = _read(request)
    with hidden():
        noted = print_letters.note_returned(
            city=city_key(request),
            officer=officer_of(request),
            task_ids=typed.chosen,
            typed=typed.day,
            now=timezone.now(),
        )
    return _after(request, typed, noted, "zurueck")


def _after(request: HttpRequest, typed: PostingInput, noted: Noted | Problem, news: str) -> HttpResponseBase:
    if isinstance(noted, Problem):
        return _page(request, _with(typed, problem=noted), status=422)
    if noted.problems:
        left = tuple(one for one in typed.chosen if one in noted.problems)
        return _page(request, _with(typed, chosen=left, noted=noted), status=422)
    said = {**_place(request), "neues": news, "n": str(noted.done)}
    said.pop("nach", None)
    return HttpResponseRedirect(f"{reverse('office:posting')}?{urlencode(said)}")


def _with(
    typed: PostingInput,
    *,
    chosen: tuple[str, ...] | None = None,
    problem: Problem | None = None,
    noted: Noted | None = None,
) -> PostingInput:
    return PostingInput(typed.chosen if chosen is None else chosen, typed.ways, typed.day, problem, noted)


def _read(request: HttpRequest) -> PostingInput:
    posted = request.POST
    chosen = tuple(one for one in posted.getlist("brief")[: print_letters.MOST] if _is_id(one))
    return PostingInput(
        chosen=chosen,
        ways=tuple((one, posted.get(f"weg-{one}", "")[:40]) for one in chosen),
        day=posted.get("tag", "")[:40],
    )


def _is_id(typed: str) -> bool:
    """Is it an id at all? No page of ours posts anything else."""
    try:
        return str(UUID(typed)) == typed
    except ValueError:
        return False


def _place(request: HttpRequest) -> dict[str, str]:
    """Where in the list she is: tab, office, page."""
    said = request.GET if request.method in ("GET", "HEAD") else request.POST
    place = {
        "wer": "weg" if said.get("wer") == "weg" else "",
        "stelle": said.get("stelle", "")[:80],
        "nach": said.get("nach", "")[:40],
    }
    return {name: value for name, value in place.items() if value}


def _address(place: dict[str, str], **more: str) -> str:
    said = {name: value for name, value in {**place, **more}.items() if value}
    return f"{reverse('office:posting')}?{urlencode(said)}" if said else reverse("office:posting")


def _page(request: HttpRequest, typed: PostingInput, *, status: int = 200) -> HttpResponse:
    person, key, language = officer_of(request), city_key(request), language_of(request)
    city, place = catalogue.get_city(city=key), _place(request)
    went = "wer" in place
    found = print_letters.list_letters(
        city=key,
        officer=person,
        sent=went,
        unit=place.get("stelle", ""),
        after=place.get("nach", ""),
        now=timezone.now(),
    )
    cards = catalogue.list_services(city=key, day=timezone.localdate(), language=language)
    names = {card.id: card.title for card in cards}
    units = {unit: city.units[unit].name.spoken(language) for unit in person.units if unit in city.units}
    lines = [line_of(one, names, str(person.pk), typed.chosen, dict(typed.ways), language) for one in found.letters]
    start = {name: value for name, value in place.items() if name != "nach"}
    context: dict[str, object] = {
        "news": _news(request, typed, language),
        "tabs": [
            (_("Wartet auf die Post"), _address({**start, "wer": ""}), not went),
            (_("Versandt"), _address({**start, "wer": "weg"}), went),
        ],
        "went": went,
        "place": place,
        "units": [(unit, name, unit == place.get("stelle")) for unit, name in units.items()] if len(units) > 1 else [],
        "rows": lines,
        "count_words": _count_words(found, language),
        "day": typed.day or ("" if went else spoken_day(timezone.localdate(), "de")),
        "first": _address(start) if "nach" in place else "",
        "next": _address(start, nach=found.after) if found.after else "",
        "empty": _("Hier ist noch nichts.") if went else _("Gerade wartet kein Schreiben auf die Post."),
    }
    return render(request, "office/posting.html", context, city=city, status=status)


def _news(request: HttpRequest, typed: PostingInput, language: str) -> SafeString:
    """What was noted, and what was not and why."""
    if typed.problem:
        return _focused(alert("danger", typed.problem.text.spoken(language)))
    if typed.noted:
        items = join(
            SafeString(f"<li>{esc(typed.noted.numbers[task])}: {esc(why.text.spoken(language))}</li>")
            for task, why in typed.noted.problems.items()
        )
        done = ngettext("%(n)s Schreiben ist eingetragen.", "%(n)s Schreiben sind eingetragen.", typed.noted.done)
        said = esc(done % {"n": typed.noted.done})
        body = SafeString(f'<p class="kern-body">{said}</p><ul class="kern-list">{items}</ul>')
        return _focused(alert("warning", _("Nicht alles ist eingetragen"), body))
    number = request.GET.get("n", "")
    if request.GET.get("neues") not in ("versandt", "zurueck") or not number.isdecimal():
        return SafeString("")
    count = int(number[:4])
    words = ngettext("%(n)s Schreiben ist eingetragen.", "%(n)s Schreiben sind eingetragen.", count) % {"n": count}
    if request.GET["neues"] == "zurueck":
        again = _("Für jedes liegt eine neue Aufgabe bereit.")
        words = f"{words} {again}"
    return _focused(alert("success", words, role="status"))


def _focused(words: SafeString) -> SafeString:
    return SafeString(f'<div class="al-news" tabindex="-1" data-focus>{words}</div>')


def _count_words(found: print_letters.LettersPage, language: str) -> str:
    if found.more:
        return _("Mehr als %(n)s Schreiben") % {"n": spoken_number(found.count, language)}
    return ngettext("%(n)s Schreiben", "%(n)s Schreiben", found.count) % {"n": spoken_number(found.count, language)}


def _pdf(content: bytes, name: str) -> HttpResponse:
    heads = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=heads)
