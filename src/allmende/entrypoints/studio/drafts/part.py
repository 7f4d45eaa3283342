"""The form of one part: shown, checked, saved. What others changed meanwhile is shown beside what was typed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.commons import queries as commons
from allmende.domain.package.properties.types import ExpressionType, FlagOrExpressionType, Post, Raw
from allmende.domain.values import Problem
from allmende.entrypoints.studio.drafts import controls, drawing, inside, names, offers
from allmende.entrypoints.studio.drafts.additions import additions
from allmende.entrypoints.studio.drafts.arrange import may_remove, neighbours
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.controls import ControlsPage
from allmende.entrypoints.studio.drafts.forms import FormQuestion, PartForm, Sent, edits_of, open_form, read_post
from allmende.entrypoints.studio.drafts.grow import Addition
from allmende.entrypoints.studio.drafts.outline_page import count_comments, news
from allmende.entrypoints.studio.drafts.speaking import Conditions
from allmende.entrypoints.studio.frame import STAFF, city_name
from allmende.entrypoints.studio.inputs import place_of, summary
from allmende.foundation.access import officer
from allmende.ui.html import SafeString, join, tag
from allmende.usecases import draft_package

STALE = ("edit.stale", "edit.gone", "edit.there", "edit.place")


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """GET shows the form. POST saves it, or only looks at one expression."""
    desk, address = open_desk(request, draft_id), address_of(request)
    form = open_form(desk.edition, address)
    if request.method != "POST":
        if form is None:
            raise Http404
        return page(request, desk, form)
    if not desk.may_change:
        raise PermissionDenied
    if form is None:
        return gone(request, desk)
    if request.POST.get("_check"):
        return look(request, desk, form)
    return save(request, desk, form)


def address_of(request: HttpRequest) -> str:
    """The address the page is about."""
    return request.GET.get("stelle", "")[:400]


def post_of(request: HttpRequest) -> Post:
    return {name: [str(value) for value in values] for name, values in request.POST.lists()}


def save(request: HttpRequest, desk: DraftContext, form: PartForm) -> HttpResponseBase:
    """Make the edits; show the form again where that is not possible."""
    post = post_of(request)
    sent = read_post(form, post, request.POST.get("was", ""))
    if sent.problems or sent.stale:
        return again(request, desk, form, sent)
    edits = edits_of(desk.edition.tree, form, sent.changes)
    if isinstance(edits, Problem):
        return again(request, desk, form, sent, [edits])
    if edits:
        done = draft_package.change(person=desk.person, draft_id=desk.draft.id, edits=edits, now=timezone.now())
        if isinstance(done, list):
            return refused(request, desk, form, done)
    return HttpResponseRedirect(back_to(desk, form.address, "gespeichert" if edits else "gleich"))


def refused(request: HttpRequest, desk: DraftContext, form: PartForm, problems: list[Problem]) -> HttpResponseBase:
    """Somebody was faster in this very moment, or the result cannot be read."""
    desk = open_desk(request, desk.draft.id)
    now = open_form(desk.edition, form.address)
    if now is None:
        return gone(request, desk)
    sent = read_post(now, post_of(request), request.POST.get("was", ""))
    others = [problem for problem in problems if problem.code not in STALE or not sent.stale]
    return again(request, desk, now, sent, others)


def again(
    request: HttpRequest, desk: DraftContext, form: PartForm, sent: Sent, problems: list[Problem] | None = None
) -> HttpResponse:
    """The form with everything typed. 409 where others were faster, 422 where something is wrong."""
    status = 409 if sent.stale and not sent.problems else 422
    was = form.was() if not sent.problems else request.POST.get("was", "")[:100_000]
    return page(request, desk, form, sent=sent, problems=problems or [], was=was, status=status)


def look(request: HttpRequest, desk: DraftContext, form: PartForm) -> HttpResponse:
    """What the check says about one expression as it is typed. Nothing is saved."""
    post, key = post_of(request), request.POST["_check"]
    asked = [
        *form.questions,
        *(question for more in additions(desk.edition.tree, form.address) for question in more.questions),
    ]
    question = next((one for one in asked if one.key == key), None)
    if question is None:
        raise Http404
    raw = question.input.take(post, key)
    said = spoken_findings(desk, form.address, question, raw)
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(said)
    sent = read_post(form, post, request.POST.get("was", ""))
    sent = replace(sent, problems={}, stale={})
    return page(request, desk, form, sent=sent, checked={key: said}, was=request.POST.get("was", "")[:100_000])


def spoken_findings(desk: DraftContext, address: str, question: FormQuestion, raw: Raw) -> SafeString:
    """The findings as a list, or that all is well."""
    input_ = question.input
    text = raw[1] if isinstance(input_, FlagOrExpressionType) else raw
    feel = input_ if isinstance(input_, ExpressionType) else ExpressionType("form", "boolean")
    found = names.findings(desk.edition, address, feel, str(text))
    if found:
        return SafeString(
            f'<ul class="al-outline">{join(tag("li", one.text.spoken(desk.language)) for one in found)}</ul>'
        )
    if not str(text).strip():
        return tag("p", _("Hier steht nichts."))
    said = Conditions(desk.edition, desk.language).sentence(str(text))
    more = " " + _("Das heißt: %(words)s.") % {"words": said} if said else ""
    return tag("p", _("Das ist in Ordnung.") + more)


def back_to(desk: DraftContext, address: str, word: str) -> str:
    """The form again, saying what happened."""
    return f"{desk.part_url(address)}&neues={word}"


def gone(request: HttpRequest, desk: DraftContext) -> HttpResponse:
    """Somebody removed the part while its form was open: what was typed is shown, so that nothing is lost."""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value and not name.startswith(("_", "was", "csrf"))
    ]
    return render_draft(request, "drafts/gone.html", desk, {"typed": typed}, here="part", status=409)


# --- drawing ----------------------------------------------------------------------------------------------


def page(
    request: HttpRequest,
    desk: DraftContext,
    form: PartForm,
    *,
    sent: Sent | None = None,
    problems: list[Problem] | None = None,
    checked: dict[str, SafeString] | None = None,
    was: str = "",
    adding: tuple[Addition, dict[str, Raw], dict[str, Problem]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form of a part with what lies inside it and what can be done with it."""
    address, tree = form.address, desk.edition.tree
    more = additions(tree, address) if desk.may_change else ()
    asked = [*form.questions, *(question for addition in more for question in addition.questions)]
    lists = offers.wanted(asked)
    drawn = ControlsPage(
        desk.language,
        typed=sent.typed if sent else {},
        problems=sent.problems if sent else {},
        theirs={key: (raw, who(desk, form, key)) for key, raw in sent.stale.items()} if sent else {},
        checked=checked or {},
        offers=lists,
        check_url=desk.part_url(address) if desk.may_change else "",
    )
    comments = count_comments(desk)
    before, after = neighbours(tree, address)
    context: dict[str, object] = {
        "address": address,
        "kind": desk.kind_name(address),
        "title": desk.title(address),
        "around": inside.ancestors(desk, address),
        "views": inside.views(desk, address),
        "news": news(request.GET.get("neues", "")),
        "summary": _summary(form, sent, problems or [], desk.language, adding),
        "form": controls.draw(form.questions, drawn),
        "has_form": bool(form.questions),
        "was": was or form.was(),
        "action": desk.part_url(address),
        "here": drawing.problems([problem for problem in desk.problems if problem.address == address])
        if _told(desk, address)
        else "",
        "verdict": drawing.verdict(desk),
        "contents": inside.contents(desk, address, comments),
        "additions": [_addition(one, drawn, adding) for one in more],
        "file": inside.file_of(address),
        "can_remove": desk.may_change and may_remove(tree, address),
        "up": before is not None and desk.may_change,
        "down": after is not None and desk.may_change,
        "names": _names(desk, form) if _has_feel(asked) else (),
        "lists": offers.lists(desk.edition, lists, desk.language),
        "comments": [
            comment for comment in commons.list_comments(desk.draft.id) if comment.address == address and comment.open
        ],
        "comment_url": _comment_url(desk, address),
        "touched": _touched(desk, address),
        "is_shared": ":" in address and not address.startswith("file:"),
        "outline_mark": f"{desk.url('draft')}#t-{address}",
    }
    return render_draft(request, "drafts/part.html", desk, context, here="part", status=status)


def _comment_url(desk: DraftContext, address: str) -> str:
    """Where something is said about this very place."""
    return f"{reverse('studio:reviews:proposal', args=[desk.draft.id])}?an={quote(address, safe='')}"


def _told(desk: DraftContext, address: str) -> bool:
    return any(problem.address == address for problem in desk.problems)


def _summary(
    form: PartForm,
    sent: Sent | None,
    problems: list[Problem],
    language: str,
    adding: tuple[Addition, dict[str, Raw], dict[str, Problem]] | None,
) -> SafeString:
    """What is wrong, at the top, each with a link to its place."""
    lines = [("", problem.text.spoken(language)) for problem in problems]
    labels = {question.key: question for question in form.questions}
    for key, one in (sent.problems if sent else {}).items():
        lines.append((place_of(key), f"{labels[key].label.spoken(language)}: {one.text.spoken(language)}"))
    for key in sent.stale if sent else ():
        words = _("%(what)s: Das hat inzwischen jemand geändert. Bitte vergleichen Sie.")
        lines.append((place_of(key), words % {"what": labels[key].label.spoken(language)}))
    if adding:
        asked = {question.key: question for question in adding[0].questions}
        for key, one in adding[2].items():
            label = f"{asked[key].label.spoken(language)}: " if key in asked else ""
            lines.append((place_of(key) if key in asked else "", f"{label}{one.text.spoken(language)}"))
    return summary(lines)


def _addition(
    addition: Addition, drawn: ControlsPage, adding: tuple[Addition, dict[str, Raw], dict[str, Problem]] | None
) -> dict[str, object]:
    """The form that adds something; open where it was sent and could not be made."""
    mine = adding is not None and adding[0].kind == addition.kind
    shown = (
        replace(drawn, typed=adding[1], problems=adding[2])
        if adding and mine
        else replace(drawn, typed={}, problems={})
    )
    return {
        "kind": addition.kind,
        "title": addition.title.spoken(drawn.language),
        "form": controls.draw(addition.questions, shown),
        "open": mine,
    }


def _names(desk: DraftContext, form: PartForm) -> tuple[names.NameLine, ...]:
    scope = names.scopes_of(desk.edition.tree.get(form.address))
    return names.list_names(desk.edition, form.address, scope, desk.language)


def _has_feel(questions: list[FormQuestion]) -> bool:
    return any(isinstance(question.input, (ExpressionType, FlagOrExpressionType)) for question in questions)


def who(desk: DraftContext, form: PartForm, key: str) -> str:
    """Who changed that place last."""
    question = next(question for question in form.questions if question.key == key)
    target = f"{question.scope}text.{question.name}.{question.target}" if question.is_text else question.target
    return _name(desk, target)


def _name(desk: DraftContext, target: str) -> str:
    found = commons.last_touch(desk.draft.id, target)
    return f"{found[0].name}, {city_name(found[0].city)}" if found else ""


def _touched(desk: DraftContext, address: str) -> str:
    """Who changed this part last, in a sentence; empty where nobody did in this draft."""
    found = commons.last_touch(desk.draft.id, address)
    if found is None:
        return ""
    author, _at = found
    return _("Zuletzt geändert von %(name)s, %(city)s.") % {"name": author.name, "city": city_name(author.city)}
