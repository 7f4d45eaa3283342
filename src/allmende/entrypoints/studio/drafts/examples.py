"""The package's examples: played in this city on request, each with what was not as expected; a new one from an old one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts import grow
from allmende.entrypoints.studio.drafts.acts import change
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.part import back_to
from allmende.entrypoints.studio.frame import STAFF
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key
from allmende.usecases.try_draft import Tried, try_examples

AT_ONCE = 15
"""So many examples are played for one page: nobody waits long, and a bar says how far it is."""


@officer(*STAFF)
@require_safe
def examples(request: HttpRequest, draft_id: object) -> HttpResponse:
    """All examples; `spielen` plays a stretch of them, `nur` a single one."""
    return examples_page(request, open_desk(request, draft_id))


def examples_page(
    request: HttpRequest,
    desk: DraftContext,
    *,
    problems: list[Problem] | None = None,
    title: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with the outcomes of what was played."""
    package, only = desk.edition.package, request.GET.get("nur", "")[:80]
    upto = min(_number(request.GET.get("spielen", "")), len(package.examples))
    tried: tuple[Tried, ...] = ()
    if only or upto:
        tried = try_examples(
            city=city_key(request), package=package, day=timezone.localdate(), only=only, most=1 if only else upto
        )
    played = {one.example.id: one for one in tried}
    context: dict[str, object] = {
        "problems": [problem.text.spoken(desk.language) for problem in problems or []],
        "new_title": title,
        "rows": [
            {
                "id": example.id,
                "title": example.title,
                "href": desk.part_url(f"example.{example.id}"),
                "play": f"{desk.url('examples')}?nur={example.id}#b-{example.id}",
                "tried": played.get(example.id),
                "cities": example.cities,
            }
            for example in package.examples
        ],
        "count": len(package.examples),
        "upto": upto,
        "next": f"?spielen={min(upto + AT_ONCE, len(package.examples))}",
        "more": upto < len(package.examples),
        "failed": sum(1 for one in tried if one.failures),
        "passed": sum(1 for one in tried if one.passed),
        "elsewhere": sum(1 for one in tried if not one.here),
        "only": only,
    }
    return render_draft(request, "drafts/examples.html", desk, context, here="examples", status=status)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 5 else 0


@officer("gestaltung")
@require_POST
def example_new(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """A new example as a copy of another one."""
    desk = open_desk(request, draft_id)
    title, like = request.POST.get("title", "").strip()[:300], request.POST.get("like", "")[:80]
    if not title:
        words = Text.named("studio.drafts.examples.please_give_example_name")
        return examples_page(request, desk, problems=[Problem("example.title", words, "title")], status=422)
    if not like:
        raise Http404
    made = grow.new_example(desk.edition.tree, "", {"title": title, "like": like})
    refused = [made] if isinstance(made, Problem) else change(desk, made[0])
    if refused or isinstance(made, Problem):
        return examples_page(request, desk, problems=refused, title=title, status=422)
    return HttpResponseRedirect(back_to(desk, made[1], "neu"))
