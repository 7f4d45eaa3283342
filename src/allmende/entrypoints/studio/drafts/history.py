"""Every change of a draft with its author, in words; each can be taken back and compared with now."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.domain.values import Problem
from allmende.entrypoints.studio.drafts.desk import Desk, open_desk, render_draft
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
    request: HttpRequest, desk: Desk, *, problems: list[Problem] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was refused at the top."""
    first = max(1, int(number) if (number := request.GET.get("seite", "1")[:4]).isdecimal() else 1)
    changes = list(reversed(desk.draft.changes))
    rows = changes[(first - 1) * PAGE : first * PAGE]
    context: dict[str, object] = {
        "news": news(request.GET.get("neues", "")),
        "problems": [one.text.spoken(desk.language) for one in problems or []],
        "rows": [
            {
                "seq": one.seq,
                "who": one.author.name,
                "city": city_name(one.author.city),
                "at": one.at,
                "said": [text.spoken(desk.language) for text in one.said],
                "undoes": one.undoes,
                "undone": one.undone,
                "base": one.base,
                "can_undo": desk.may_change and not one.undone and not one.base,
                "compare": _compare(desk, one.seq),
            }
            for one in rows
        ],
        "earlier": first + 1 if len(changes) > first * PAGE else 0,
        "later": first - 1,
        "people": [(one.name, city_name(one.city)) for one in desk.draft.people],
    }
    return render_draft(request, "drafts/history.html", desk, context, here="history", status=status)


def _compare(desk: Desk, seq: int) -> str:
    """Where the draft before this change is compared with now."""
    return f"{reverse('studio:reviews:compare')}?{urlencode({'entwurf': desk.draft.id, 'stand': seq - 1})}"
