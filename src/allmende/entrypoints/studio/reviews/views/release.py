"""A proposal becomes a release; a release is withdrawn."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine
from allmende.apps.commons.queries import PackageDraft
from allmende.apps.commons.rules import NEEDED
from allmende.domain.values import Problem, Text, local_day
from allmende.entrypoints.studio.frame import person_of, render
from allmende.entrypoints.studio.reviews import panel
from allmende.entrypoints.studio.reviews.views.acts import problems_in
from allmende.entrypoints.studio.reviews.views.proposal import around_of, get_draft
from allmende.entrypoints.studio.typed import Fields, PostedValues, posted, read_day, too_long, written_day
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.ui.html import SafeString, join
from allmende.ui.speak import spoken_date
from allmende.usecases import release_package

FIELDS = ("effective_from", "note.de", "note.en")
EXAMPLE = "release.example"
LIMITS = {"effective_from": 20, "note.de": 5000, "note.en": 5000}


@officer(*NEEDED["release"])
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """The form that makes the release, with what follows from it."""
    draft = get_draft(str(draft_id))
    if draft.state == "released" or (request.method != "POST" and not draft.open):
        return HttpResponseRedirect(reverse("studio:reviews:proposal", args=[draft.id]))
    if request.method != "POST":
        return _page(request, draft, PostedValues(values=_known(draft)))
    values = posted(request, *FIELDS)
    day = read_day(values["effective_from"], "effective_from") if values["effective_from"] else None
    problems = too_long(values, LIMITS)
    if isinstance(day, Problem):
        return _page(request, draft, PostedValues("release", values, (*problems, day)), status=422)
    problems = problems or _released(request, draft, day, values)
    if problems:
        return _page(request, get_draft(draft.id), PostedValues("release", values, problems), status=422)
    return HttpResponseRedirect(f"{reverse('studio:reviews:proposal', args=[draft.id])}?neues=freigegeben")


def _released(
    request: HttpRequest, draft: PackageDraft, day: date | None, values: dict[str, str]
) -> tuple[Problem, ...]:
    note = {language: values[f"note.{language}"] for language in ("de", "en") if values[f"note.{language}"]}
    found = release_package.release(
        person=person_of(request), draft_id=draft.id, effective_from=day, note=note, now=timezone.now()
    )
    return problems_in(found)


def _known(draft: PackageDraft) -> dict[str, str]:
    """What the form says at first: the day that was wished for if it still lies ahead, else today; the author's reason."""
    today = timezone.localdate()
    day = draft.wanted_from if draft.wanted_from and draft.wanted_from > today else today
    return {"effective_from": written_day(day), "note.de": draft.why}


def _page(request: HttpRequest, draft: PackageDraft, typed: PostedValues, status: int = 200) -> HttpResponse:
    around = around_of(request, draft)
    language = around.language
    context: dict[str, object] = {
        "draft": draft,
        "service_name": draft.service_name.spoken(language),
        "errors": _errors(typed, language),
        "examples": [problem.text.spoken(language) for problem in typed.problems if problem.code == EXAMPLE],
        "behind": panel.behind_notice(around),
        "missing": panel.missing_list(around),
        "voices": panel.voices(around),
        "releasable": around.state.releasable and not draft.behind,
        "open_comments": around.state.open_comments,
        "fields": _fields(typed, language),
    }
    return render(request, "reviews/release.html", context, status=status)


def _errors(typed: PostedValues, language: str) -> SafeString:
    """What is wrong, above the form; examples that fail are one line, each is told below."""
    failed = [problem for problem in typed.problems if problem.code == EXAMPLE]
    others = tuple(problem for problem in typed.problems if problem.code != EXAMPLE)
    if failed:
        words = Text.named("studio.reviews.views.release.not_all_examples_turn_out")
        others = (*others, Problem(EXAMPLE, words))
    return PostedValues(typed.form, typed.values, others).summary(FIELDS, language)


def _fields(typed: PostedValues, language: str) -> SafeString:
    form = Fields(typed, language)
    first = _("Zum Beispiel 1.3.2027. Vorher bietet sie keine Stadt an. Leer: sofort.")
    words = _("Das lesen alle Städte, bevor sie übernehmen.")
    return join(
        (
            form.day("effective_from", _("Ab wann gilt die neue Fassung?"), first),
            form.area("note.de", _("Was ist neu? (Deutsch)"), words, rows=5, lang="" if language == "de" else "de"),
            form.area(
                "note.en", _("Was ist neu? (Englisch)"), rows=5, mark=True, lang="" if language == "en" else "en"
            ),
        )
    )


# --- withdrawing ---------------------------------------------------------------------------------------------


@officer(*NEEDED["withdraw"])
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, sha: str) -> HttpResponseBase:
    """A release that must no longer be taken over: with a reason that every city reads."""
    line = catalogue.find_release(sha256=sha)
    if line is None:
        raise Http404
    if request.method != "POST" or line.withdrawn:
        return _withdraw_page(request, line, PostedValues())
    values = posted(request, "reason")
    problems = too_long(values, {"reason": 2000})
    if not values["reason"]:
        words = Text.named("studio.reviews.views.release.please_write_why")
        problems = (Problem("withdraw.reason", words, "reason"),)
    if not problems:
        found = release_package.withdraw(
            person=person_of(request), release_sha=sha, reason=values["reason"], now=timezone.now()
        )
        problems = problems_in(found)
    if problems:
        return _withdraw_page(request, line, PostedValues("withdraw", values, problems), status=422)
    return HttpResponseRedirect(f"{reverse('studio:reviews:withdraw', args=[sha])}?neues=weg")


def _withdraw_page(request: HttpRequest, line: ReleaseLine, typed: PostedValues, status: int = 200) -> HttpResponse:
    language = language_of(request)
    asked, hint = _("Warum ziehen Sie diese Fassung zurück?"), _("Alle Städte lesen diesen Grund.")
    reason = Fields(typed, language).area("reason", asked, hint, rows=4, longest=2000)
    context: dict[str, object] = {
        "line": line,
        "title": line.title.spoken(language),
        "errors": typed.summary(("reason",), language),
        "withdrawn_on": spoken_date(local_day(line.withdrawn_at), language) if line.withdrawn_at else "",
        "reason": reason,
    }
    return render(request, "reviews/withdraw.html", context, status=status)
