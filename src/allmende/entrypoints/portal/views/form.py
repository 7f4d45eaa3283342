"""The steps of an application: show, save, go on, go back; uploads and rows on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.applications import queries as applications
from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.applications.rules import NotFound
from allmende.apps.postbox import queries as postbox
from allmende.domain import forms
from allmende.domain.values import Problem
from allmende.entrypoints.portal import steps
from allmende.entrypoints.portal.access import access_of
from allmende.entrypoints.portal.steps import PROBLEMS, REVIEW, look, say, step_page, step_url
from allmende.entrypoints.portal.views.home import visitor
from allmende.foundation.access import capability
from allmende.foundation.languages import PREFIXES, other_than
from allmende.foundation.web.request import city_key, language_of
from allmende.foundation.web.uploads import why_lost
from allmende.ui.form.page import by_path, html_id
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import alert, link_button
from allmende.usecases import save_step, upload_file

FILES = "._files"
UNSENT = "post"
"""In the address of a step: look whether a mail about the draft came back. Says nothing about anybody."""
UPLOAD_ID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class SubmitAction:
    """What the person asked for with the button: `name` and, for some, `path` and `number` or `id`."""

    name: str
    path: str = ""
    rest: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> SubmitAction:
        """Unknown words count as "go on"; a long or forged value cannot do more than that."""
        name, _colon, more = request.POST.get("_action", "next")[:400].partition(":")
        path, _colon, rest = more.partition(":")
        if name not in WISHES or (name == "unlink" and not UPLOAD_ID.fullmatch(rest)):
            return cls("next")
        return cls(name, path, rest)


WISHES = frozenset({"next", "back", "later", "keep", "language", "goto", "add", "remove", "upload", "unlink", "times"})


@dataclass(slots=True)
class UploadOutcome:
    """What became of the files in a posted page: new ids by field, refusals by field."""

    ids: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@capability
@require_safe
def draft(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """Where the application was left: the step last seen, or its first."""
    found = get_draft(request, draft_id)
    if found.submitted:
        return HttpResponseRedirect(reverse("portal:case", args=[draft_id]))
    ids = [step.id for step in found.service.form.steps]
    here = step_url(draft_id, found.last_step if found.last_step in ids else ids[0])
    return HttpResponseRedirect(f"{here}?{UNSENT}" if postbox.list_failing(about=[draft_id]) else here)


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft_id: str, step_id: str) -> HttpResponseBase:
    """One step. GET shows it with everything typed so far; POST always saves, then does what was asked for."""
    if request.method == "POST":
        return _save(request, draft_id, step_id)
    found = get_draft(request, draft_id)
    if found.submitted:
        return HttpResponseRedirect(reverse("portal:case", args=[draft_id]))
    if not _has(found, step_id):
        raise Http404
    shown = look(found, step_id, timezone.localdate(), language_of(request), with_problems=PROBLEMS in request.GET)
    if step_id not in shown.steps:
        return HttpResponseRedirect(step_url(draft_id, nearest(found, shown.steps, step_id)))
    return step_page(request, found, shown, notice=_unsent(found) if UNSENT in request.GET else "")


def _unsent(draft: ApplicationDraft) -> SafeString | str:
    """That the link to go on later did not arrive, and where to put its address right."""
    if not postbox.list_failing(about=[draft.id]):
        return ""
    words = _("Unsere E-Mail mit dem Link zum Weitermachen kam nicht an. Bitte prüfen Sie die Adresse.")
    link = link_button(_("Adresse prüfen"), reverse("portal:later", args=[draft.id]), weight="secondary")
    return alert("warning", words, SafeString(f'<p class="al-actions">{link}</p>'))


def get_draft(request: HttpRequest, draft_id: str) -> ApplicationDraft:
    """The draft this visitor may open. Error: 404 for unknown, foreign and expired ones alike."""
    found = applications.get_draft(
        city=city_key(request), draft_id=draft_id, access=access_of(request, draft_id), today=timezone.localdate()
    )
    if found is None:
        raise Http404
    return found


def nearest(draft: ApplicationDraft, existing: tuple[str, ...], step_id: str) -> str:
    """A step that exists instead of one that is hidden now: the next one, else the last."""
    order = [one.id for one in draft.service.form.steps]
    later = [id_ for id_ in existing if order.index(id_) > order.index(step_id)]
    return (later or list(existing))[0 if later else -1]


def _has(draft: ApplicationDraft, step_id: str) -> bool:
    return any(one.id == step_id for one in draft.service.form.steps)


def _save(request: HttpRequest, draft_id: str, step_id: str) -> HttpResponseBase:
    wish, now = SubmitAction.of(request), timezone.now()
    access = access_of(request, draft_id)
    posted = posted_fields(request)
    try:
        taken = take_files(request, draft_id, posted)
        if wish.name == "unlink":
            posted[wish.path] = [id_ for id_ in posted.get(wish.path, []) if id_ != wish.rest]
            upload_file.remove_file(
                city=city_key(request), draft_id=draft_id, access=access, upload_id=wish.rest, now=now
            )
        saved = save_step.save_step(
            city=city_key(request), draft_id=draft_id, access=access, step_id=step_id, posted=posted, now=now
        )
    except KeyError as unknown:
        raise Http404 from unknown
    except NotFound:
        return _sent_already(request, draft_id)
    return _go_on(request, saved, step_id, wish, taken)


def _sent_already(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """A page of an application that was sent meanwhile (second tab, back button) leads to its case. Else: 404."""
    if not get_draft(request, draft_id).submitted:
        raise Http404
    return HttpResponseRedirect(reverse("portal:case", args=[draft_id]))


def _go_on(
    request: HttpRequest, saved: save_step.Saved, step_id: str, wish: SubmitAction, taken: UploadOutcome
) -> HttpResponseBase:
    """After saving: the page again, a fragment of it, or on to where the person wants."""
    draft_id, to_review = saved.draft.id, REVIEW in request.GET
    if wish.name == "keep":
        return HttpResponse(status=204)
    if request.headers.get("HX-Request") == "true":
        shown = look(saved.draft, step_id, timezone.localdate(), language_of(request), upload_problems=taken.problems)
        return steps.fragment(shown)
    if saved.elsewhere:
        shown = look(
            saved.draft,
            step_id,
            timezone.localdate(),
            language_of(request),
            with_problems=wish.name == "next",
            upload_problems=taken.problems,
        )
        if step_id in shown.steps:
            notice = _said_elsewhere(saved, language_of(request))
            return step_page(request, saved.draft, shown, notice=notice, stored=saved.shown)
    if wish.name in ("add", "remove", "unlink", "upload", "times") and not taken.problems:
        return HttpResponseRedirect(step_url(draft_id, step_id, to_review=to_review, mark=_mark(wish, saved.draft)))
    if wish.name in ("back", "later", "language", "goto"):
        return HttpResponseRedirect(_elsewhere(request, saved, step_id, wish))
    if saved.checked.problems or taken.problems:
        asked = wish.name == "next"
        if asked and not taken.problems and step_id in saved.checked.steps:
            return HttpResponseRedirect(step_url(draft_id, step_id, to_review=to_review, problems=True))
        shown = look(
            saved.draft,
            step_id,
            timezone.localdate(),
            language_of(request),
            with_problems=asked,
            upload_problems=taken.problems,
        )
        if step_id in shown.steps:
            return step_page(request, saved.draft, shown)
    if saved.unseen:
        shown = look(saved.draft, step_id, timezone.localdate(), language_of(request))
        words = _("Hier ist eine Frage dazugekommen. Sie können sie auch später beantworten.")
        return step_page(request, saved.draft, shown, notice=alert("info", words, role="status"))
    if to_review or saved.next_step is None:
        return HttpResponseRedirect(reverse("portal:review", args=[draft_id]))
    return HttpResponseRedirect(step_url(draft_id, saved.next_step))


def _said_elsewhere(saved: save_step.Saved, language: str) -> SafeString:
    """What another window says, by question; what this one says stands in its fields and counts when sent again."""
    lines = []
    for id_, (value, entry) in (saved.elsewhere or {}).items():
        item = saved.draft.service.form.find(id_)
        if item is None:
            continue
        label = item.label.spoken(language)
        said = _as_typed(entry) if value is None else forms.spoken(item, value, language)
        words = _("Dort steht bei „%(field)s“: %(value)s") if said else _("Dort ist „%(field)s“ leer.")
        lines.append(f"<li>{esc(words % {'field': label, 'value': said})}</li>")
    note = esc(_("Unten stehen Ihre Angaben aus diesem Fenster. Mit „Weiter“ gelten diese."))
    return alert(
        "warning",
        _("In einem anderen Fenster steht etwas anderes"),
        SafeString(f"<ul>{join(lines)}</ul><p>{note}</p>"),
        role="alert",
    )


def _as_typed(entry: Any) -> str:
    """An entry that is no valid answer, as it was typed; rows are counted."""
    match entry:
        case str():
            return entry
        case dict():
            return ", ".join(value for value in entry.values() if isinstance(value, str) and value)
        case [dict(), *_]:
            return ngettext("%(count)s Zeile", "%(count)s Zeilen", len(entry)) % {"count": len(entry)}
    return ""


def _elsewhere(request: HttpRequest, saved: save_step.Saved, step_id: str, wish: SubmitAction) -> str:
    """Where "back", "later", another language or a step in the list leads. What was typed is saved already."""
    draft_id = saved.draft.id
    if wish.name == "later":
        return f"{reverse('portal:later', args=[draft_id])}?schritt={step_id}"
    if wish.name == "language":
        return switched(request, step_url(draft_id, step_id, to_review=REVIEW in request.GET))
    existing = saved.checked.steps
    if wish.name == "goto" and wish.path in existing:
        return step_url(draft_id, wish.path)
    before = steps.step_before(existing, step_id) if step_id in existing else None
    return step_url(draft_id, before or existing[0])


def switched(request: HttpRequest, url: str) -> str:
    """The same address in the other language."""
    language = language_of(request)
    return f"{PREFIXES[other_than(language)]}{url.removeprefix(PREFIXES[language])}"


def _mark(wish: SubmitAction, draft: ApplicationDraft) -> str:
    """The id to jump to after adding a row or changing files."""
    if wish.name != "add":
        return html_id(wish.path)
    rows = draft.entries.get(wish.path)
    return f"{html_id(wish.path)}-{len(rows) - 1}" if isinstance(rows, list) and rows else html_id(wish.path)


def posted_fields(request: HttpRequest) -> dict[str, list[str]]:
    """What a page of questions sent, fields by their path; files are taken by `take_files`."""
    return by_path((name, values) for name, values in request.POST.lists() if not name.endswith(FILES))


def take_files(request: HttpRequest, draft_id: str, posted: dict[str, list[str]]) -> UploadOutcome:
    """Store the files of a posted page and put their ids beside those already there. Refusals are kept by field."""
    taken = UploadOutcome()
    for name, files in by_path(request.FILES.lists()).items():
        path = name.removesuffix(FILES)
        if path == name or path not in posted:
            continue
        for file in files:
            _take(request, draft_id, path, file, [*posted[path], *taken.ids.get(path, [])], taken)
        posted[path] = [*(id_ for id_ in posted[path] if id_), *taken.ids.get(path, [])]
    return taken


def _take(
    request: HttpRequest, draft_id: str, path: str, file: UploadedFile[Any], there: list[str], taken: UploadOutcome
) -> None:
    lost = why_lost(file)
    if lost:
        words = {
            "large": _("Die Dateien sind zusammen zu groß. Bitte laden Sie sie einzeln hoch."),
            "full": _("Wir können gerade keine Dateien annehmen. Bitte versuchen Sie es später."),
        }
        taken.problems.setdefault(path, words[lost])
        return
    outcome = upload_file.upload_file(
        city=city_key(request),
        draft_id=draft_id,
        access=access_of(request, draft_id),
        path=path,
        filename=file.name or "",
        content=file.read(),
        there=there,
        visitor=visitor(request),
        now=timezone.now(),
    )
    if isinstance(outcome, Problem):
        taken.problems.setdefault(path, say(outcome, request))
    else:
        taken.ids.setdefault(path, []).append(outcome.id)
