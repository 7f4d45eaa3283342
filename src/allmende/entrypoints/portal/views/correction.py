"""Answers after sending: what the office asked for again, or what is missing; those fields are open, and only those.

Only "Absenden" sends. Everything else posted here is kept like a draft and leads to the page by GET again, so that the
browser's way back never asks to post a form twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import NotFound
from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView
from allmende.domain import forms
from allmende.domain.matter import Matter
from allmende.domain.matter.answering import entries_of, limit_to
from allmende.domain.matter.completeness import field_of, list_open
from allmende.domain.matter.telling.following import paper_words, received_words, until_words
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.steps import PROBLEMS, confirmed_values
from allmende.entrypoints.portal.views.case import MessageInput, case_page, get_case, to_case
from allmende.entrypoints.portal.views.form import FILES, SubmitAction, UploadOutcome, posted_fields, take_files
from allmende.foundation.access import capability
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.form import StepPage, Uploaded, render_error_summary, render_fields
from allmende.ui.form.page import by_path
from allmende.ui.html import prose
from allmende.ui.speak import spoken_date
from allmende.usecases import answer_correction, upload_file
from allmende.usecases import hand_in as handing_in

OVER = Problem(
    "correction.over",
    Text.named("portal.views.correction.correction_over"),
    "nachricht",
)


Answering = Callable[..., answer_correction.Answered]
Looking = Callable[[Matter, Sequence[str], Mapping[str, Any]], forms.CheckedEntries]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The open fields as paths, the words above them, and who takes, keeps and looks at the answers. `entries`: typed and not sent.

    `demanded`: each needs an answer now, and whole groups are open; else only the paths themselves.
    """

    fields: tuple[str, ...]
    text: str
    due: str
    title: str
    action: str
    answer: Answering
    keep: Callable[..., None]
    look: Looking
    demanded: bool
    entries: Mapping[str, Any] = field(default_factory=dict)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET shows the open fields with what was answered before; POST sends them. Nothing else can be changed here."""
    found = get_case(request, case_id)
    return _show(request, found, _requested(found, language_of(request)))


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """GET shows what is missing; POST sends what came of it, the rest may follow. Nothing else can be changed here."""
    found = get_case(request, case_id)
    return _show(request, found, _missing(found, language_of(request)))


def _requested(found: CaseView, language: str) -> Open | None:
    asked = found.correction
    if asked is None:
        return None
    return Open(
        fields=asked.fields,
        text=asked.text,
        due=_("Bitte bis zum %(day)s.") % {"day": spoken_date(asked.due_on, language)} if asked.due_on else "",
        title=_("Angaben ergänzen"),
        action=reverse("portal:correction", args=[found.id]),
        answer=answer_correction.answer_correction,
        keep=answer_correction.keep_correction,
        look=answer_correction.look_at_correction,
        demanded=True,
        entries=asked.entries,
    )


def _missing(found: CaseView, language: str) -> Open | None:
    fields = list_open(found.matter, timezone.localdate())
    if not fields:
        return None
    return Open(
        fields=fields,
        text=f"{received_words(found.matter, language)} {paper_words(found.service, language)}",
        due=until_words(found.service, found.matter.received_on, language),
        title=_("Nachreichen"),
        action=reverse("portal:hand_in", args=[found.id]),
        answer=handing_in.hand_in,
        keep=handing_in.keep_typed,
        look=handing_in.look_at_missing,
        demanded=False,
        entries=limit_to(fields, entries_of(found.matter), applications.find_typed(application_id=found.id)),
    )


def _show(request: HttpRequest, found: CaseView, asked: Open | None) -> HttpResponseBase:
    if asked is None:
        return _over(request, found, posted_fields(request)) if request.method == "POST" else to_case(found.id)
    matter = cases.find_matter(case_id=found.id, today=timezone.localdate())
    if request.method == "POST":
        return _answer(request, found, asked, matter)
    problems = asked.look(matter, asked.fields, asked.entries).problems if PROBLEMS in request.GET else ()
    return _page(request, found, asked, _drawn(matter, asked, {}, language_of(request), problems=problems))


def _answer(request: HttpRequest, found: CaseView, asked: Open, matter: Matter) -> HttpResponseBase:
    wish, language = SubmitAction.of(request), language_of(request)
    if wish.name == "next" and request.POST.get("_action", "next") != "next":
        wish = SubmitAction("keep")  # no button of this page: what nobody knows sends nothing
    posted = posted_fields(request)
    partial = request.headers.get("HX-Request") == "true"
    who = {
        "city": city_key(request),
        "case_id": found.id,
        "access": access_of(request, found.id),
        "now": timezone.now(),
    }
    try:
        taken = take_files(request, found.id, posted)
        if wish.name == "unlink":
            posted[wish.path] = [id_ for id_ in posted.get(wish.path, []) if id_ != wish.rest]
        if partial or taken.problems or wish.name != "next":
            typed = _typed(matter, asked, posted, wish)
            asked.keep(**who, entries=typed)
            if not (partial or taken.problems):
                return HttpResponse(status=204) if wish.name == "keep" else HttpResponseRedirect(asked.action)
            drawn = _drawn(matter, asked, typed, language, taken=taken)
            return HttpResponse(render_fields(drawn)) if partial else _page(request, found, asked, drawn)
        outcome = asked.answer(**who, posted=posted)
    except NotFound:
        # Answered in another window since this request looked. Whoever may not open it gets 404.
        return _over(request, get_case(request, found.id), posted)
    if outcome.late:
        return _over(request, get_case(request, found.id), posted)
    return to_case(found.id) if outcome.done else HttpResponseRedirect(f"{asked.action}?{PROBLEMS}=1")


def _over(request: HttpRequest, found: CaseView, posted: Mapping[str, list[str]]) -> HttpResponseBase:
    """This is not asked any more: answered in another window, or too late. What was typed and is not there becomes a message.

    Files are named in it; they are not with the answers.
    """
    fields = [item.id for step in found.service.form.steps for item in step.fields]
    typed = answer_correction.read(found.matter, fields, posted)
    known = entries_of(found.matter)
    checked = answer_correction.check(found.matter, {**known, **typed}, found.id)
    stored = {id_: one.name for id_, one in applications.list_uploads(draft_id=found.id).items()}
    lines = [
        f"{item.label.spoken(language_of(request))}: {words}"
        for item in found.service.form.fields()
        if item.id in typed
        and checked.answers.get(item.id) != found.answers.get(item.id)
        and (words := "; ".join(_words(_named(item, typed[item.id], stored))))
    ]
    lines += _files_in(request, found, posted)
    said = forms.disputed_in(typed)
    lines += [said] if said != found.matter.applicant.disputed else []
    if not lines:
        return to_case(found.id)
    return case_page(request, found, typed=MessageInput("\n".join(lines), problem=OVER))


def _named(item: forms.Field, entry: Any, names: Mapping[str, str]) -> Any:
    """Files by their names."""
    if item.type != "file" or not isinstance(entry, list):
        return entry
    return [names[id_] for id_ in entry if isinstance(id_, str) and id_ in names]


def _files_in(request: HttpRequest, found: CaseView, posted: Mapping[str, list[str]]) -> Iterator[str]:
    """Files that came with the page and were not stored, for nothing asked for them any more."""
    for name, files in by_path(request.FILES.lists()).items():
        path = name.removesuffix(FILES)
        item = found.service.form.find(".".join(part for part in path.split(".") if not part.isdecimal()))
        if item is not None and path != name and not any(posted.get(path, ())):
            names = ", ".join(upload_file.safe_name(file.name or "") for file in files)
            yield f"{item.label.spoken(language_of(request))}: {names}"


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


def _typed(matter: Matter, asked: Open, posted: Mapping[str, list[str]], wish: SubmitAction) -> dict[str, Any]:
    """What stands in the page now, with a row more or less where that was asked for."""
    names, form = _names(asked), matter.service.form
    typed = answer_correction.read(matter, asked.fields, posted)
    if not asked.demanded:
        typed = limit_to(asked.fields, entries_of(matter), typed)
        names &= frozenset(asked.fields)
    if wish.name == "add" and wish.path in names:
        return forms.add_row(form, typed, wish.path)
    if wish.name == "remove" and wish.path in names and wish.rest.isdecimal():
        return forms.remove_row(form, typed, wish.path, int(wish.rest[:4]))
    return typed


def _drawn(
    matter: Matter,
    asked: Open,
    typed: Mapping[str, Any],
    language: str,
    *,
    problems: tuple[Problem, ...] = (),
    taken: UploadOutcome | None = None,
) -> StepPage:
    form, names = matter.service.form, _names(asked)
    said = {forms.DISPUTED: matter.applicant.disputed}
    entries = {**entries_of(matter), **said, **asked.entries, **typed}
    checked = answer_correction.check(matter, entries, matter.case_id)
    fields = tuple(item for step in form.steps for item in step.fields if item.id in names)
    deciding = frozenset().union(*(form.deciding(step.id) for step in form.steps))
    stored = applications.list_uploads(draft_id=matter.case_id)
    step = forms.FormStep("korrektur", fields=fields)
    return StepPage(
        step=step,
        entries=entries,
        confirmed=confirmed_values(step, checked, language),
        identity=matter.applicant.identity,
        disputable=bool(checked.confirmed),
        visible=checked.visible if asked.demanded else _lacking(asked, checked.visible),
        fixed=frozenset() if asked.demanded else names - frozenset(asked.fields),
        language=language,
        required=checked.required | (checked.later if asked.demanded else frozenset()),
        later=frozenset() if asked.demanded else checked.later,
        problems=problems,
        options=checked.options,
        deciding=deciding & names,
        uploads={id_: Uploaded(id_, one.name, one.size) for id_, one in stored.items()},
        upload_problems=taken.problems if taken else {},
    )


def _lacking(asked: Open, visible: frozenset[str]) -> frozenset[str]:
    """What of a page is drawn where only what is missing is open: of a row of a group nothing else."""
    return frozenset(
        path for path in visible if path in asked.fields or "." not in path or field_of(path) in asked.fields
    )


def _names(asked: Open) -> frozenset[str]:
    """The fields that are open: whole fields, also where only a row or a part was named."""
    return frozenset(path.partition(".")[0] for path in asked.fields)


def _page(request: HttpRequest, found: CaseView, asked: Open, drawn: StepPage, *, status: int = 200) -> HttpResponse:
    unit = found.service.unit
    context: dict[str, object] = {
        "title": asked.title,
        "errors": render_error_summary(drawn),
        "fields": render_fields(drawn),
        "text": prose(asked.text),
        "from_words": unit.name.spoken(language_of(request)) if unit else found.service.city.name,
        "due_words": asked.due,
        "action": asked.action,
        "back_url": reverse("portal:case", args=[found.id]),
    }
    return render(request, "portal/correction.html", context, city=found.service.city, status=status)
