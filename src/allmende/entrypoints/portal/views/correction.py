"""The office asked for something: the named fields open again, and only those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView, CorrectionView
from allmende.domain import forms
from allmende.domain.matter import Matter
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.steps import confirmed_values
from allmende.entrypoints.portal.views.case import case_page, get_case, to_case
from allmende.entrypoints.portal.views.form import Taken, Wish, posted_fields, take_files
from allmende.foundation.access import capability
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.form import StepPage, Uploaded, render_error_summary, render_fields
from allmende.ui.html import prose
from allmende.ui.speak import spoken_date
from allmende.usecases import answer_correction

OVER = Problem(
    "correction.over",
    Text(
        "Dazu haben wir schon eine Antwort, oder die Zeit dafür ist um. Ihre Angaben stehen hier. Möchten Sie sie uns trotzdem "
        "schicken? Dann senden Sie diese Nachricht.",
        "We already have an answer to this, or the time for it is over. What you typed is here. Would you like to send it to us "
        "all the same? Then send this message.",
    ),
    "nachricht",
)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET shows the open fields with what was answered before; POST sends them. Nothing else can be changed here."""
    found = get_case(request, case_id)
    if found.correction is None:
        return _over(request, found) if request.method == "POST" else to_case(case_id)
    matter = cases.find_matter(case_id=case_id, today=timezone.localdate())
    if request.method == "POST":
        return _answer(request, found, found.correction, matter)
    return _page(request, found, found.correction, _drawn(matter, found.correction, {}, language_of(request)))


def _answer(request: HttpRequest, found: CaseView, asked: CorrectionView, matter: Matter) -> HttpResponseBase:
    wish, language = Wish.of(request), language_of(request)
    posted = posted_fields(request)
    taken = take_files(request, found.id, posted)
    if wish.name == "unlink":
        posted[wish.path] = [id_ for id_ in posted.get(wish.path, []) if id_ != wish.rest]
    partial = request.headers.get("HX-Request") == "true"
    if partial or taken.problems or wish.name in ("add", "remove", "upload", "unlink"):
        drawn = _drawn(matter, asked, _typed(matter, asked, posted, wish), language, taken=taken)
        return HttpResponse(render_fields(drawn)) if partial else _page(request, found, asked, drawn)
    try:
        outcome = answer_correction.answer_correction(
            city=city_key(request),
            case_id=found.id,
            access=access_of(request, found.id),
            posted=posted,
            now=timezone.now(),
        )
    except NotFound as unknown:
        raise Http404 from unknown
    if outcome.done:
        return to_case(found.id)
    drawn = _drawn(matter, asked, outcome.entries, language, problems=outcome.checked.problems)
    return _page(request, found, asked, drawn)


def _over(request: HttpRequest, found: CaseView) -> HttpResponseBase:
    """Nothing is asked any more: answered in another window, or too late. What was typed and is not there becomes a message."""
    posted = posted_fields(request)
    fields = [item.id for step in found.service.form.steps for item in step.fields]
    typed = answer_correction.read(found.matter, fields, posted)
    known = answer_correction.entries_of(found.matter)
    checked = answer_correction.check(found.matter, {**known, **typed}, found.id, found.matter.received_on)
    lines = [
        f"{item.label.spoken(language_of(request))}: {words}"
        for item in found.service.form.fields()
        if item.id in typed
        and checked.answers.get(item.id) != found.answers.get(item.id)
        and (words := "; ".join(_words(typed[item.id])))
    ]
    said = forms.disputed_in(typed)
    lines += [said] if said != found.matter.applicant.disputed else []
    if not lines:
        return to_case(found.id)
    return case_page(request, found, message_text="\n".join(lines), message_problem=OVER)


def _words(entry: Any) -> Iterator[str]:
    """The words in what was typed, row by row."""
    match entry:
        case str():
            yield from filter(None, (entry.strip(),))
        case Mapping():
            yield from filter(None, (", ".join(word for part in entry.values() for word in _words(part)),))
        case list() | tuple():
            for one in entry:
                yield from _words(one)


def _typed(matter: Matter, asked: CorrectionView, posted: Mapping[str, list[str]], wish: Wish) -> dict[str, Any]:
    """What stands in the page now, with a row more or less where that was asked for."""
    names, form = _names(asked), matter.service.form
    typed = answer_correction.read(matter, asked.fields, posted)
    if wish.name == "add" and wish.path in names:
        return forms.add_row(form, typed, wish.path)
    if wish.name == "remove" and wish.path in names and wish.rest.isdecimal():
        return forms.remove_row(form, typed, wish.path, int(wish.rest[:4]))
    return typed


def _drawn(
    matter: Matter,
    asked: CorrectionView,
    typed: Mapping[str, Any],
    language: str,
    *,
    problems: tuple[Problem, ...] = (),
    taken: Taken | None = None,
) -> StepPage:
    form, names = matter.service.form, _names(asked)
    said = {forms.DISPUTED: matter.applicant.disputed}
    entries = {**answer_correction.entries_of(matter), **said, **asked.entries, **typed}
    checked = answer_correction.check(matter, entries, matter.case_id, matter.received_on)
    fields = tuple(item for step in form.steps for item in step.fields if item.id in names)
    deciding = frozenset().union(*(form.deciding(step.id) for step in form.steps))
    stored = applications.list_uploads(draft_id=matter.case_id)
    step = forms.Step("korrektur", fields=fields)
    return StepPage(
        step=step,
        entries=entries,
        confirmed=confirmed_values(step, checked, language),
        identity=matter.applicant.identity,
        disputable=bool(checked.confirmed),
        visible=checked.visible,
        language=language,
        required=checked.required,
        problems=problems,
        options=checked.options,
        deciding=deciding & names,
        uploads={id_: Uploaded(id_, one.name, one.size) for id_, one in stored.items()},
        upload_problems=taken.problems if taken else {},
    )


def _names(asked: CorrectionView) -> frozenset[str]:
    """The fields that are open: whole fields, also where only a row or a part was named."""
    return frozenset(path.partition(".")[0] for path in asked.fields)


def _page(
    request: HttpRequest, found: CaseView, asked: CorrectionView, drawn: StepPage, *, status: int = 200
) -> HttpResponse:
    language = language_of(request)
    due = _("Bitte bis zum %(day)s.") % {"day": spoken_date(asked.due_on, language)} if asked.due_on else ""
    unit = found.service.unit
    context: dict[str, object] = {
        "errors": render_error_summary(drawn),
        "fields": render_fields(drawn),
        "text": prose(asked.text),
        "from_words": unit.name.spoken(language) if unit else found.service.city.name,
        "due_words": due,
        "action": reverse("portal:correction", args=[found.id]),
        "back_url": reverse("portal:case", args=[found.id]),
    }
    return render(request, "portal/correction.html", context, city=found.service.city, status=status)
