"""Acts on a draft and its parts: begin, add, remove, move, undo, rename, put aside. Each is a POST that leads to a page."""

from __future__ import annotations

from typing import Literal

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.domain.package.edits import Edit
from allmende.domain.package.properties.types import Raw
from allmende.domain.values import Problem
from allmende.entrypoints.studio.drafts import arrange, controls, grow
from allmende.entrypoints.studio.drafts.additions import LETTER, additions
from allmende.entrypoints.studio.drafts.begin import begin_page, read_begin, tell_begin
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.controls import ControlsPage
from allmende.entrypoints.studio.drafts.forms import open_form
from allmende.entrypoints.studio.drafts.history import history_page
from allmende.entrypoints.studio.drafts.part import address_of, back_to, page, post_of
from allmende.entrypoints.studio.frame import person_of
from allmende.entrypoints.studio.inputs import place_of, summary
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.usecases import draft_package

DESIGNER = "gestaltung"


@officer(DESIGNER)
@require_POST
def begin(request: HttpRequest) -> HttpResponseBase:
    """A new draft of a service that is there, or of a new one."""
    person, now = person_of(request), timezone.now()
    service_id, title = request.POST.get("service", "")[:80], request.POST.get("title", "").strip()
    if not service_id:
        return _begin_new(request)
    words = title or _("Änderung von %(name)s") % {"name": person.name}
    made = draft_package.begin(person=person, service_id=service_id, title=words, now=now)
    if isinstance(made, list):
        return begin_page(request, [("", one.text.spoken(language_of(request))) for one in made])
    return HttpResponseRedirect(f"{reverse('studio:drafts:draft', args=[made.id])}?neues=begonnen")


def _begin_new(request: HttpRequest) -> HttpResponseBase:
    """A new service: first its name and pattern, then what the pattern asks."""
    asked = read_begin(request)
    if asked.unasked:
        return begin_page(request, [], asked)
    made = draft_package.begin_new(
        person=person_of(request),
        service_id="",
        name=asked.name,
        pattern=asked.pattern,
        answers=asked.answers or {},
        now=timezone.now(),
    )
    if isinstance(made, list):
        return begin_page(request, tell_begin(made, asked, language_of(request)), asked)
    return HttpResponseRedirect(f"{reverse('studio:drafts:draft', args=[made.id])}?neues=begonnen")


@officer(DESIGNER)
@require_POST
def add(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """Something new inside a part; its form opens where it asks for more."""
    desk, address = open_desk(request, draft_id), address_of(request)
    form = open_form(desk.edition, address)
    kind = request.POST.get("_kind", "")
    addition = next((addition for addition in additions(desk.edition.tree, address) if addition.kind == kind), None)
    if form is None or addition is None:
        raise Http404
    typed, problems, values = grow.read(addition, post_of(request))
    if not problems:
        made = addition.make(desk.edition.tree, address, values)
        refused = [made] if isinstance(made, Problem) else change(desk, made[0])
        if not refused and not isinstance(made, Problem):
            return HttpResponseRedirect(back_to(desk, made[1], "neu"))
        problems = {str(number): one for number, one in enumerate(refused)}
    return page(request, desk, form, adding=(addition, typed, problems), status=422)


@officer(DESIGNER)
@require_POST
def order(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """Remove a part, or move it among its kind."""
    desk, address = open_desk(request, draft_id), address_of(request)
    act = request.POST.get("_act", "")
    if act == "remove":
        return _remove(request, desk, address)
    if act not in ("up", "down"):
        raise Http404
    way: Literal["up", "down"] = "up" if act == "up" else "down"
    edits = arrange.moved(desk.edition.tree, address, way)
    refused = [edits] if isinstance(edits, Problem) else change(desk, edits)
    if refused:
        return _refused(request, desk, address, refused)
    return HttpResponseRedirect(back_to(desk, address, "bewegt"))


def _remove(request: HttpRequest, desk: DraftContext, address: str) -> HttpResponseBase:
    tree = desk.edition.tree
    if not arrange.may_remove(tree, address):
        return HttpResponseRedirect(f"{desk.url('draft')}?neues=entfernt")
    edits = arrange.removed(tree, address)
    refused = [edits] if isinstance(edits, Problem) else change(desk, edits)
    if refused:
        return _refused(request, desk, address, refused)
    part = tree.get(address)
    parent = part.parent if part is not None else ""
    if parent and tree[parent].kind not in ("texts", "use"):
        return HttpResponseRedirect(back_to(desk, parent, "entfernt"))
    return HttpResponseRedirect(f"{desk.url('draft')}?neues=entfernt")


def _refused(request: HttpRequest, desk: DraftContext, address: str, problems: list[Problem]) -> HttpResponseBase:
    fresh = open_desk(request, desk.draft.id)
    form = open_form(fresh.edition, address)
    if form is None:
        return HttpResponseRedirect(f"{desk.url('draft')}?neues=entfernt")
    return page(request, fresh, form, problems=problems, status=422)


def change(desk: DraftContext, edits: tuple[Edit, ...]) -> list[Problem]:
    """Make the edits; what refused them."""
    if not edits:
        return []
    done = draft_package.change(person=desk.person, draft_id=desk.draft.id, edits=edits, now=timezone.now())
    return done if isinstance(done, list) else []


@officer(DESIGNER)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_new(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """A new letter."""
    desk = open_desk(request, draft_id)
    typed: dict[str, Raw] = {}
    problems: dict[str, Problem] = {}
    if request.method == "POST":
        typed, problems, values = grow.read(LETTER, post_of(request))
        if not problems:
            made = LETTER.make(desk.edition.tree, "", values)
            refused = [made] if isinstance(made, Problem) else change(desk, made[0])
            if not refused and not isinstance(made, Problem):
                return HttpResponseRedirect(back_to(desk, made[1], "neu"))
            problems = {str(number): one for number, one in enumerate(refused)}
    labels = {question.key: question.label.spoken(desk.language) for question in LETTER.questions}
    lines = [
        (place_of(key) if key in labels else "", f"{labels.get(key, '')} {one.text.spoken(desk.language)}".strip())
        for key, one in problems.items()
    ]
    context: dict[str, object] = {
        "title": LETTER.title.spoken(desk.language),
        "form": controls.draw(LETTER.questions, ControlsPage(desk.language, typed=typed, problems=problems)),
        "summary": summary(lines),
    }
    return render_draft(request, "drafts/new.html", desk, context, here="part", status=422 if problems else 200)


@officer(DESIGNER)
@require_POST
def undo(request: HttpRequest, draft_id: object, seq: int) -> HttpResponseBase:
    """Take one change back."""
    desk = open_desk(request, draft_id)
    done = draft_package.undo(person=desk.person, draft_id=desk.draft.id, seq=seq, now=timezone.now())
    if isinstance(done, list):
        if all(one.code == "undo.done" for one in done):
            return HttpResponseRedirect(f"{desk.url('history')}?neues=zurueck")
        return history_page(request, desk, problems=done, status=409)
    return HttpResponseRedirect(f"{desk.url('history')}?neues=zurueck")


@officer(DESIGNER)
@require_POST
def settle(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """Another title, put aside, opened again."""
    desk, now = open_desk(request, draft_id), timezone.now()
    act = request.POST.get("_act", "")
    who = {"person": desk.person, "draft_id": desk.draft.id, "now": now}
    if act == "rename":
        done, word = draft_package.rename(**who, title=request.POST.get("title", "")), "umbenannt"  # type: ignore[arg-type]
    elif act == "close":
        done, word = draft_package.close(**who), "geschlossen"  # type: ignore[arg-type]
    elif act == "reopen":
        done, word = draft_package.reopen(**who), "offen"  # type: ignore[arg-type]
    else:
        raise Http404
    if isinstance(done, list):
        return history_page(request, open_desk(request, draft_id), problems=done, status=422)
    return HttpResponseRedirect(f"{desk.url('draft')}?neues={word}")
