"""What every page of a draft needs: the draft, its package, who looks at it, and the frame with its tabs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import PackageDraft
from allmende.apps.commons.rules import may
from allmende.domain.cooperation import StaffMember
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.properties import name_of_kind
from allmende.domain.values import Problem
from allmende.entrypoints.studio.drafts.places import place_of
from allmende.entrypoints.studio.drafts.titles import kind_of, title_of
from allmende.entrypoints.studio.frame import person_of, render
from allmende.foundation.web.request import language_of
from allmende.ui.kern import crumbs


@dataclass(frozen=True)
class PlacedProblem:
    """A problem of the check with the place a person can open."""

    words: str
    severity: str
    address: str
    place: str
    href: str

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


@dataclass(frozen=True)
class DraftContext:
    """An open draft on somebody's screen."""

    draft: PackageDraft
    edition: OpenedPackage
    person: StaffMember
    language: str

    @property
    def may_change(self) -> bool:
        return self.draft.open and may(self.person, "draft") is None

    @property
    def why_not(self) -> str:
        """Why nothing can be changed here, in words; empty when it can."""
        if not self.draft.open:
            return _("Dieser Entwurf ist abgeschlossen. Er lässt sich nur noch ansehen.")
        problem = may(self.person, "draft")
        return problem.text.spoken(self.language) if problem else ""

    @cached_property
    def problems(self) -> tuple[PlacedProblem, ...]:
        """What the check says now, errors first."""
        found = [self._told(problem) for problem in commons.problems_of(self.draft.head_sha256)]
        return tuple(sorted(found, key=lambda one: not one.is_error))

    @property
    def errors(self) -> tuple[PlacedProblem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    def url(self, name: str, *more: object) -> str:
        """The address of a page of this draft."""
        return reverse(f"studio:drafts:{name}", args=[self.draft.id, *more])

    def part_url(self, address: str, name: str = "") -> str:
        """The form of a part; with the name of a property that very place in it."""
        mark = f"#eigenschaft-{quote(name)}" if name else ""
        return f"{self.url('part')}?stelle={quote(address, safe='')}{mark}"

    def title(self, address: str) -> str:
        return title_of(self.edition, address, self.language)

    def kind_name(self, address: str) -> str:
        return name_of_kind(kind_of(self.edition, address)).spoken(self.language)

    def _told(self, problem: Problem) -> PlacedProblem:
        address, name = place_of(self.edition, problem.where)
        place = f"{self.kind_name(address)} „{self.title(address)}“" if address else ""
        href = self.part_url(address, name) if address else ""
        return PlacedProblem(problem.text.spoken(self.language), problem.severity, address, place, href)


def open_desk(request: HttpRequest, draft_id: object) -> DraftContext:
    """The draft with everything. Error: 404."""
    view = commons.find_draft(str(draft_id))
    if view is None:
        raise Http404
    return DraftContext(view, commons.edition_of(str(draft_id)), person_of(request), language_of(request))


def render_draft(
    request: HttpRequest, template: str, desk: DraftContext, context: dict[str, object], *, here: str, status: int = 200
) -> HttpResponse:
    """A page of the draft, with the way here and the tabs. `here` is the tab."""
    draft = desk.draft
    trail = [
        (_("Werkstatt"), reverse("studio:home")),
        (draft.service_name.spoken(desk.language), reverse("studio:service", args=[draft.service_id])),
    ]
    if here != "draft":
        trail.append((draft.title, desk.url("draft")))
    frame: dict[str, object] = {
        "crumbs": crumbs(trail),
        "desk": desk,
        "draft": draft,
        "tabs": tabs_of(desk, here),
        "service_name": draft.service_name.spoken(desk.language),
        "may_change": desk.may_change,
        "why_not": desk.why_not,
    }
    return render(request, template, {**frame, **context}, status=status)


def tabs_of(desk: DraftContext, here: str) -> list[tuple[str, str, bool]]:
    """The pages of a draft: words, address, and whether it is this one. `here` is the name of the tab."""
    found = [
        ("draft", _("Überblick"), desk.url("draft")),
        ("texts", _("Texte"), desk.url("texts")),
        ("examples", _("Beispiele"), desk.url("examples")),
        ("history", _("Verlauf"), desk.url("history")),
        ("files", _("Dateien"), desk.url("files")),
        ("proposal", _("Vorschlag"), reverse("studio:reviews:proposal", args=[desk.draft.id])),
    ]
    return [(words, href, name == here) for name, words, href in found]
