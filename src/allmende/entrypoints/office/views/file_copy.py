"""Copies of a case's whole file: what goes in, for whom, and the copies made so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.records.queries import CopyView
from allmende.domain.matter.file_copy import FilePiece, OmittedPages, Purpose, Selection, parse_pages
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.case import hidden
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.speak import spoken_date, spoken_moment, spoken_size
from allmende.usecases import copy_file
from allmende.usecases.copy_file import CopiesView

LONGEST_REASON = 300
LONGEST_WORD, MOST_WORDS = 100, 50


@dataclass(frozen=True, slots=True)
class CopyInput:
    """What was sent, as it goes back into the fields."""

    purpose: str = "person"
    recipient: str = ""
    words: str = ""
    out: frozenset[str] = frozenset()
    pages: Mapping[str, str] | None = None
    reasons: Mapping[str, str] | None = None


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def copies(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """Choose and order a copy. What cannot be left out so stays in the fields."""
    with hidden():
        offered = copy_file.offer_copy(
            city=city_key(request),
            case_id=str(case_id),
            officer=officer_of(request),
            now=timezone.now(),
            language=language_of(request),
        )
    if request.method != "POST":
        return _page(request, offered, CopyInput())
    typed = _read(request, offered.pieces)
    selection = _select(typed, offered.pieces)
    problem = selection if isinstance(selection, Problem) else _order(request, case_id, typed, selection)
    if problem:
        return _page(request, offered, typed, problem)
    return HttpResponseRedirect(f"{reverse('office:file_copies', args=[case_id])}#kopien")


@officer()
@require_safe
def download(request: HttpRequest, case_id: str, copy_id: str, package: bool = False) -> HttpResponse:
    """A copy that was made."""
    with hidden():
        found, content = copy_file.fetch_copy(
            city=city_key(request),
            case_id=str(case_id),
            copy_id=str(copy_id),
            package=package,
            officer=officer_of(request),
            now=timezone.now(),
        )
    name = f"Akte-{found.reference}.{'zip' if package else 'pdf'}"
    return HttpResponse(
        content,
        content_type="application/zip" if package else "application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _order(request: HttpRequest, case_id: str, typed: CopyInput, selection: Selection) -> Problem | None:
    with hidden():
        return copy_file.want_copy(
            city=city_key(request),
            case_id=str(case_id),
            officer=officer_of(request),
            purpose=next((one for one in get_args(Purpose) if one == typed.purpose), "person"),
            recipient=typed.recipient,
            selection=selection,
            now=timezone.now(),
        )


def _read(request: HttpRequest, pieces: tuple[FilePiece, ...]) -> CopyInput:
    posted = request.POST
    return CopyInput(
        purpose=posted.get("zweck", "")[:20],
        recipient=posted.get("wer", "")[:200],
        words=posted.get("woerter", "")[: LONGEST_WORD * MOST_WORDS],
        out=frozenset(piece.id for piece in pieces if posted.get(f"ohne-{piece.id}") == "ja"),
        pages={piece.id: posted.get(f"seiten-{piece.id}", "")[:80] for piece in pieces},
        reasons={piece.id: posted.get(f"grund-{piece.id}", "")[:LONGEST_REASON] for piece in pieces},
    )


def _select(typed: CopyInput, pieces: tuple[FilePiece, ...]) -> Selection | Problem:
    """What is left out. A piece with pages named loses those; a ticked one without pages is out altogether."""
    left: dict[str, OmittedPages] = {}
    for piece in pieces:
        written = (typed.pages or {}).get(piece.id, "")
        pages = parse_pages(written)
        if isinstance(pages, Problem):
            return pages
        if pages or piece.id in typed.out:
            left[piece.id] = OmittedPages((typed.reasons or {}).get(piece.id, ""), pages)
    words = tuple(word.strip()[:LONGEST_WORD] for word in typed.words.splitlines() if word.strip())
    return Selection(left, words[:MOST_WORDS])


def _page(request: HttpRequest, offered: CopiesView, typed: CopyInput, problem: Problem | None = None) -> HttpResponse:
    language, case = language_of(request), offered.case.case
    context = {
        "case": case,
        "service_name": case.service.text("service.name", language) or case.service.sheet.id,
        "pieces": [
            {
                "id": piece.id,
                "title": piece.title,
                "day": spoken_date(piece.on, language),
                "stored": piece.stored,
                "out": piece.id in typed.out,
                "pages": (typed.pages or {}).get(piece.id, ""),
                "reason": (typed.reasons or {}).get(piece.id, ""),
            }
            for piece in offered.pieces
        ],
        "purposes": [
            (
                "person",
                _("die Person selbst oder wer sie vertritt"),
                _("Lassen Sie Daten anderer Menschen weg (§ 29 Abs. 2 HVwVfG, Art. 15 Abs. 4 DSGVO)."),
            ),
            ("authority", _("eine andere Behörde"), _("Nur, was sie für ihre Aufgabe braucht.")),
            ("court", _("ein Gericht"), _("Die Akte ist vollständig, nichts fehlt.")),
        ],
        "typed": typed,
        "problem": problem.text.spoken(language) if problem else "",
        "copies": [_row(copy, language) for copy in offered.copies],
        "days": copy_file.KEPT_DAYS,
    }
    return render(request, "office/file_copy.html", context, city=case.service.city, status=422 if problem else 200)


def _row(copy_view: CopyView, language: str) -> dict[str, object]:
    return {
        "id": copy_view.id,
        "recipient": copy_view.recipient,
        "by": copy_view.wanted_by,
        "at": spoken_moment(copy_view.wanted_at, language),
        "sheets": copy_view.sheets,
        "size": spoken_size(copy_view.size, language) if copy_view.size else "",
        "ready": copy_view.ready,
        "gone": copy_view.made_at is not None and not copy_view.ready,
    }
