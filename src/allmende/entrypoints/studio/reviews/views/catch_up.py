"""Another release came in between: the draft is brought up to it, what collides is shown from all three sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import PackageDraft
from allmende.apps.commons.rules import NEEDED
from allmende.domain.package.difference import ToldChange
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.domain.package.edits import ABSENT, Add, Edit, Move, Remove, Set
from allmende.domain.package.merge import DraftConflict
from allmende.domain.package.wording import value
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.frame import person_of, render
from allmende.entrypoints.studio.reviews.places import spoken_place
from allmende.entrypoints.studio.reviews.views.acts import problems_in
from allmende.entrypoints.studio.reviews.views.proposal import get_draft
from allmende.entrypoints.studio.typed import Fields, PostedValues
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.ui.html import EMPTY, SafeString, inline_lines
from allmende.usecases import release_package
from allmende.usecases.release_package import key_of

LEAD = "wahl."
MINE, THEIRS = "mine", "theirs"


@officer(*NEEDED["draft"])
@require_http_methods(["GET", "HEAD", "POST"])
def catch_up(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """What both changed, with a choice for each collision."""
    draft = get_draft(str(draft_id))
    here = reverse("studio:reviews:proposal", args=[draft.id])
    if not draft.behind:
        return HttpResponseRedirect(here)
    found = release_package.look_at_catch_up(draft_id=draft.id)
    if found is None:
        return HttpResponseRedirect(here)
    if request.method != "POST":
        return _page(request, draft, found, PostedValues())
    typed = {key: request.POST.get(key, "") for key in request.POST if key.startswith(LEAD)}
    open_ = [key for key in map(key_of, found.conflicts) if typed.get(LEAD + key) not in (MINE, THEIRS)]
    problems: tuple[Problem, ...] = tuple(_not_chosen(key) for key in open_)
    if not problems:
        choices = {key: typed[LEAD + key] == MINE for key in map(key_of, found.conflicts)}
        problems = problems_in(
            release_package.catch_up(person=person_of(request), draft_id=draft.id, choices=choices, now=timezone.now())
        )
    if problems:
        return _page(request, draft, found, PostedValues("catch_up", typed, problems), status=422)
    return HttpResponseRedirect(f"{here}?neues=nachgezogen")


def _not_chosen(key: str) -> Problem:
    return Problem("catch_up.open", Text.named("studio.reviews.views.catch_up.catch_up_open"), LEAD + key)


def _page(
    request: HttpRequest, draft: PackageDraft, found: release_package.CatchUp, typed: PostedValues, status: int = 200
) -> HttpResponse:
    language = language_of(request)
    old = catalogue.get_edition_of(found.base.sha256) if found.base else commons.edition_of(draft.id, 0)
    names = DifferenceNames(old, commons.edition_of(draft.id))
    theirs = catalogue.changes_between(found.base.sha256, found.latest.sha256) if found.base else ()
    mine = commons.changes_of(draft.id)
    base = found.base.version if found.base else ""
    sides = _Sides(names, mine, theirs, base, found.latest.version, Fields(typed, language))
    count = len(found.conflicts)
    context: dict[str, object] = {
        "draft": draft,
        "service_name": draft.service_name.spoken(language),
        "base": found.base,
        "latest": found.latest,
        "errors": typed.summary([LEAD + key_of(conflict) for conflict in found.conflicts], language),
        "fits": ngettext("%(n)d Ihrer Änderungen passt", "%(n)d Ihrer Änderungen passen", found.applied)
        % {"n": found.applied},
        "agreed": found.agreed,
        "count": count,
        "conflicts": [sides.conflict(conflict) for conflict in found.conflicts],
        "theirs": [their.spoken(language) for their in theirs[:40]],
        "compare": f"{reverse('studio:reviews:compare')}?alt={found.base.sha256}&neu={found.latest.sha256}"
        if found.base
        else "",
    }
    return render(request, "reviews/catch_up.html", context, status=status)


@dataclass(frozen=True, slots=True)
class _Sides:
    """Tells one collision from all three sides. `base` and `latest` are the versions of the old and the new release."""

    names: DifferenceNames
    mine: tuple[ToldChange, ...]
    theirs: tuple[ToldChange, ...]
    base: str
    latest: str
    form: Fields

    @property
    def language(self) -> str:
        return self.form.language

    def conflict(self, draft_conflict: DraftConflict) -> dict[str, object]:
        """The place, what both did there in words, the values, the choice."""
        options = (
            (THEIRS, _("Fassung %(version)s nehmen") % {"version": self.latest}, ""),
            (MINE, _("Ihren Entwurf behalten"), ""),
        )
        return {
            "place": spoken_place(draft_conflict.target, self.names, self.language),
            "why": self._why(draft_conflict),
            "sides": self._side_rows(draft_conflict),
            "choice": self.form.radios(LEAD + key_of(draft_conflict), _("Was soll gelten?"), options),
        }

    def _why(self, draft_conflict: DraftConflict) -> str:
        words = {
            "both": _("Sie und die neue Fassung ändern dieselbe Stelle."),
            "gone": _("Diese Stelle gibt es in der neuen Fassung nicht mehr."),
            "there": _("Beide haben hier etwas mit demselben Namen angelegt."),
        }
        return words[draft_conflict.kind]

    def _side_rows(self, draft_conflict: DraftConflict) -> list[tuple[str, SafeString]]:
        """Texts as they read on all three sides; anything else in sentences, which say what was before."""
        newer, own = _("Fassung %(version)s") % {"version": self.latest}, _("Ihr Entwurf")
        if split(draft_conflict.target)[1] == "text":
            before = _("Bisher (Fassung %(version)s)") % {"version": self.base}
            return [
                (before, self._shown(draft_conflict.base)),
                (newer, self._shown(draft_conflict.theirs)),
                (own, self._shown(draft_conflict.mine)),
            ]
        theirs, mine = self._said(self.theirs, draft_conflict), self._said(self.mine, draft_conflict)
        return [(newer, theirs or self._shown(draft_conflict.theirs)), (own, mine or self._shown(draft_conflict.mine))]

    def _shown(self, raw: object) -> SafeString:
        """A value as it stands there; nothing where there is none."""
        if raw is ABSENT or raw is None or raw == "":
            return EMPTY
        return inline_lines(raw if isinstance(raw, str) else value(raw).spoken(self.language))

    def _said(self, changes: Iterable[ToldChange], draft_conflict: DraftConflict) -> SafeString:
        """What was done there, in sentences."""
        said = [
            change.spoken(self.language)
            for change in changes
            if any(_same_place(edit, draft_conflict.edit) for edit in change.edits)
        ]
        return inline_lines("\n".join(said)) if said else EMPTY


def _same_place(edit: Edit, other: Edit) -> bool:
    if isinstance(edit, Set) and isinstance(other, Set):
        return (edit.target, edit.name) == (other.target, other.name)
    return other.target in set(_addresses(edit)) or edit.target == other.target


def _addresses(edit: Edit) -> Iterator[str]:
    yield edit.target
    if isinstance(edit, (Add, Remove)):
        yield from (part.address for part in edit.parts)
    if isinstance(edit, Move):
        yield edit.parent
