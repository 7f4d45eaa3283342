"""Every change of a draft with its author, in words; each can be taken back and compared with now."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.domain.values import Problem
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.outline_page import news
from allmende.entrypoints.studio.frame import STAFF, city_name
from allmende.foundation.access import officer

PAGE = 40


@officer(*STAFF)
@require_safe
def history(request: HttpRequest, draft_id: object) -> HttpResponse:
    """All changes, the latest first."""
    return history_page(request, open_desk(request, draft_id))


def history_page(
    request: HttpRequest, desk: DraftContext, *, problems: list[Problem] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was refused at the top."""
    first = max(1, int(number) if (number := request.GET.get("seite", "1")[:4]).isdecimal() else 1)
    changes = list(reversed(desk.draft.changes))
    rows = changes[(first - 1) * PAGE : first * PAGE]
    context: dict[str, object] = {
        "news": news(request.GET.get("neues", "")),
        "problems": [problem.text.spoken(desk.language) for problem in problems or []],
        "rows": [
            {
                "seq": row.seq,
                "who": row.author.name,
                "city": city_name(row.author.city),
                "at": row.at,
                "said": [text.spoken(desk.language) for text in row.said],
                "undoes": row.undoes,
                "undone": row.undone,
                "base": row.base,
                "can_undo": desk.may_change and not row.undone and not row.base,
                "compare": _compare(desk, row.seq),
            }
            for row in rows
        ],
        "earlier": first + 1 if len(changes) > first * PAGE else 0,
        "later": first - 1,
        "people": [(person.name, city_name(person.city)) for person in desk.draft.people],
    }
    return render_draft(request, "drafts/history.html", desk, context, here="history", status=status)


def _compare(desk: DraftContext, seq: int) -> str:
    """Where the draft before this change is compared with now."""
    return f"{reverse('studio:reviews:compare')}?{urlencode({'entwurf': desk.draft.id, 'stand': seq - 1})}"
