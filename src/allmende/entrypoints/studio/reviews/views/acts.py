"""What people do on the proposal's page itself: comment, settle, give their word, take back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from allmende.apps.commons import queries as commons
from allmende.domain.cooperation import ROLES
from allmende.domain.cooperation.review import KINDS, Says
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.frame import person_of
from allmende.entrypoints.studio.reviews import panel
from allmende.entrypoints.studio.reviews.threads import COMMENT
from allmende.entrypoints.studio.reviews.views.proposal import get_draft, page
from allmende.entrypoints.studio.typed import LONGEST, PostedValues, posted, too_long
from allmende.foundation.access import officer
from allmende.usecases import review_package

ANY = tuple(ROLES)
SAYS: dict[str, Says] = {"approve": "approve", "object": "object"}


@officer(*ANY)
@require_POST
def comment(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """Words at a place, or an answer to somebody's words."""
    draft = get_draft(str(draft_id))
    typed = posted(request, "adresse", "antwort", "text")
    problems = too_long(typed, {"text": LONGEST})
    found: Any = problems or review_package.comment(
        person=person_of(request),
        draft_id=draft.id,
        address=typed["adresse"],
        text=typed["text"],
        answers=_number(typed["antwort"]),
        now=timezone.now(),
    )
    if problems_in(found):
        kept = PostedValues(COMMENT, typed, _at_field(problems_in(found), "text"))
        return page(request, draft, typed=kept, status=422)
    number = getattr(found, "id", "")
    return _back(
        request, draft.id, "angemerkt", f"anmerkung-{typed['antwort'] or number}" if typed["antwort"] or number else ""
    )


@officer(*ANY)
@require_POST
def resolve(request: HttpRequest, draft_id: str, comment_id: int) -> HttpResponseBase:
    """This comment is settled."""
    draft = get_draft(str(draft_id))
    if all(one.id != comment_id for one in commons.list_comments(draft.id)):
        raise Http404
    found = review_package.resolve_comment(person=person_of(request), comment_id=comment_id, now=timezone.now())
    if problems_in(found):
        return page(request, draft, typed=PostedValues(problems=problems_in(found)), status=422)
    return _back(request, draft.id, "erledigt", f"anmerkung-{comment_id}")


@officer("begutachtung", "recht", "datenschutz")
@require_POST
def verdict(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """Approve or object, to the state that was on the screen."""
    draft = get_draft(str(draft_id))
    kind = request.POST.get("kind", "")
    if kind not in KINDS:
        raise Http404
    typed = posted(request, "kind", "seq", f"says.{kind}", f"text.{kind}")
    problems: tuple[Problem, ...] = too_long(typed, {f"text.{kind}": LONGEST})
    says = SAYS.get(typed[f"says.{kind}"])
    if says is None:
        words = Text.named("studio.reviews.views.acts.please_choose_approve_or_object")
        problems = (*problems, Problem("verdict.says", words, f"says.{kind}"))
    found: Any = problems or review_package.give_verdict(
        person=person_of(request),
        draft_id=draft.id,
        kind=kind,
        says=says or "object",
        text=typed[f"text.{kind}"],
        seq=_number(typed["seq"]) or 0,
        now=timezone.now(),
    )
    if problems_in(found):
        kept = PostedValues(panel.VERDICT, typed, tuple(_of_kind(problem, kind) for problem in problems_in(found)))
        return page(request, get_draft(draft.id), typed=kept, status=422)
    return _back(request, draft.id, "gesagt")


@officer("gestaltung")
@require_POST
def take_back(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """The proposal becomes a draft again."""
    draft = get_draft(str(draft_id))
    found = review_package.take_back(person=person_of(request), draft_id=draft.id, now=timezone.now())
    if problems_in(found):
        return page(request, draft, typed=PostedValues(problems=problems_in(found)), status=422)
    return _back(request, draft.id, "zurueckgezogen")


def problems_in(found: Any) -> tuple[Problem, ...]:
    """The refusals in what a use case gave back; none where it did what it was asked."""
    if isinstance(found, Problem):
        return (found,)
    if isinstance(found, (list, tuple)):
        return tuple(one for one in found if isinstance(one, Problem))
    return ()


def _at_field(problems: tuple[Problem, ...], name: str) -> tuple[Problem, ...]:
    """A form with one field: whatever is wrong is said there."""
    return tuple(Problem(problem.code, problem.text, name) for problem in problems)


def _of_kind(problem: Problem, kind: str) -> Problem:
    """The fields of the form carry its kind, so that several may stand on one page."""
    where = f"{problem.where}.{kind}" if problem.where in ("text", "says") else problem.where
    return Problem(problem.code, problem.text, where)


def _number(raw: str) -> int | None:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 12 else None


def _back(request: HttpRequest, draft_id: str, news: str, mark: str = "") -> HttpResponseRedirect:
    number = _number(request.POST.get("seite", ""))
    where = f"&seite={number}" if number else ""
    url = f"{reverse('studio:reviews:proposal', args=[draft_id])}?neues={news}{where}"
    return HttpResponseRedirect(f"{url}#{mark}" if mark else url)
