"""A designer gives her draft to the other cities: title, reason, version, the day it should hold from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.commons import queries as commons
from allmende.apps.commons.queries import PackageDraft
from allmende.domain.cooperation.versions import read_version
from allmende.domain.package.difference import ToldChange
from allmende.domain.values import Problem
from allmende.entrypoints.studio.frame import person_of, render
from allmende.entrypoints.studio.reviews.views.acts import problems_in
from allmende.entrypoints.studio.reviews.views.proposal import get_draft
from allmende.entrypoints.studio.typed import Fields, PostedValues, posted, read_day, too_long, written_day
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.ui.html import EMPTY, SafeString, join, tag
from allmende.ui.kern import alert
from allmende.usecases import review_package

FIELDS = ("title", "why", "version", "wanted_from")
LIMITS = {"title": 200, "why": 5000, "version": 20, "wanted_from": 20}
SMALL = ("text.", "example.", "file.")
"""Changes that nobody outside has to act on."""


@officer("gestaltung")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """The form, and what is done with it."""
    draft = get_draft(str(draft_id))
    if request.method != "POST" and not draft.open:
        return HttpResponseRedirect(reverse("studio:reviews:proposal", args=[draft.id]))
    if request.method != "POST":
        return _page(request, draft, PostedValues(values=_known(draft)))
    values = posted(request, *FIELDS)
    day = read_day(values["wanted_from"], "wanted_from") if values["wanted_from"] else None
    problems = too_long(values, LIMITS)
    if isinstance(day, Problem):
        problems = (*problems, day)
    if not problems:
        problems = _proposed(request, draft, values, day if isinstance(day, date) else None)
    if problems:
        return _page(request, draft, PostedValues("propose", values, problems), status=422)
    return HttpResponseRedirect(f"{reverse('studio:reviews:proposal', args=[draft.id])}?neues=vorgeschlagen")


def _proposed(
    request: HttpRequest, draft: PackageDraft, values: dict[str, str], day: date | None
) -> tuple[Problem, ...]:
    found = review_package.propose(
        person=person_of(request),
        draft_id=draft.id,
        title=values["title"],
        why=values["why"],
        version=values["version"],
        wanted_from=day,
        now=timezone.now(),
    )
    return problems_in(found)


def _known(draft: PackageDraft) -> dict[str, str]:
    """What the form says at first: what was proposed before, else a version that fits the changes."""
    base = draft.base.version if draft.base else ""
    own = draft.version if draft.version != base else ""
    return {
        "title": draft.title,
        "why": draft.why,
        "version": own or suggested(base, commons.changes_of(draft.id)),
        "wanted_from": written_day(draft.wanted_from),
    }


def suggested(base: str, changes: Sequence[ToldChange]) -> str:
    """The version that usually fits: a small step for words alone, a larger one for anything else.

    >>> suggested("1.2.3", ())
    '1.2.4'
    >>> suggested("", ())
    '1.0.0'
    """
    patch, minor, _major = steps(base)
    return patch if base and all(change.code.startswith(SMALL) for change in changes) else minor


def steps(base: str) -> tuple[str, str, str]:
    """The next small, middle and large version after this one.

    >>> steps("1.2.3"), steps("")
    (('1.2.4', '1.3.0', '2.0.0'), ('1.0.0', '1.0.0', '1.0.0'))
    """
    found = read_version(base)
    if found is None:
        return "1.0.0", "1.0.0", "1.0.0"
    major, minor, patch = found
    return f"{major}.{minor}.{patch + 1}", f"{major}.{minor + 1}.0", f"{major + 1}.0.0"


def _page(request: HttpRequest, draft: PackageDraft, typed: PostedValues, status: int = 200) -> HttpResponse:
    language = language_of(request)
    found = commons.problems_of(draft.head_sha256)
    errors = [one for one in found if one.severity == "error"]
    context: dict[str, object] = {
        "draft": draft,
        "service_name": draft.service_name.spoken(language),
        "errors": typed.summary(FIELDS, language),
        "check": _check(draft, errors, language),
        "warnings": [one.text.spoken(language) for one in found if one.severity != "error"],
        "fields": _fields(draft, typed, language),
        "again": draft.state == "review",
    }
    return render(request, "reviews/propose.html", context, status=status)


def _check(draft: PackageDraft, errors: Sequence[Problem], language: str) -> SafeString:
    """What must be put right before, and where."""
    if not errors:
        return EMPTY
    lines = tag("ul", join(tag("li", error.text.spoken(language)) for error in errors[:20]))
    href = reverse("studio:drafts:draft", args=[draft.id])
    link = tag("p", tag("a", _("Im Entwurf verbessern"), class_="kern-link", href=href))
    return alert("warning", _("Vorher ist noch etwas zu verbessern"), lines + link)


def _fields(draft: PackageDraft, typed: PostedValues, language: str) -> SafeString:
    form = Fields(typed, language)
    why = _("Das lesen die anderen Städte zuerst. Später steht es bei der Fassung.")
    day = _("Zum Beispiel 1.3.2027. Leer: so bald wie möglich.")
    return join(
        (
            form.text("title", _("Worum geht es?"), _("Ein kurzer Satz."), longest=200),
            form.area("why", _("Warum ist das nötig?"), why, rows=6),
            _version(draft, form),
            form.day("wanted_from", _("Ab wann soll es gelten?"), day, mark=True),
        )
    )


def _version(draft: PackageDraft, form: Fields) -> SafeString:
    """The version in plain words: how much others have to look at."""
    base = draft.base.version if draft.base else ""
    if not base:
        hint = _("Drei Zahlen, zum Beispiel 1.0.0.")
        return form.text("version", _("Fassung"), hint, width="al-w-10")
    patch, minor, major = steps(base)
    options = [
        (patch, _("Klein: %(version)s") % {"version": patch}, _("Nur Wörter oder Fehler. Niemand muss etwas tun.")),
        (
            minor,
            _("Mittel: %(version)s") % {"version": minor},
            _("Fragen, Gebühren, Schreiben oder Fristen ändern sich."),
        ),
        (
            major,
            _("Groß: %(version)s") % {"version": major},
            _("Der Ablauf wird anders. Die Städte müssen ihre Anpassungen prüfen."),
        ),
    ]
    chosen = form.typed.value("version")
    if chosen and chosen not in (patch, minor, major):
        options.append((chosen, _("Wie bisher: %(version)s") % {"version": chosen}, ""))
    return form.radios("version", _("Wie groß ist die Änderung?"), options)
