"""The page of a draft: the package as an outline, what the check says, who changed what, what the others think."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.apps.commons import queries as commons
from allmende.domain.package.edits import Tree
from allmende.entrypoints.studio.drafts import drawing
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.outline import Outline
from allmende.entrypoints.studio.frame import STAFF, city_name
from allmende.foundation.access import officer
from allmende.ui.html import SafeString, join

LATEST = 6
FOLDED = frozenset(("ablauf", "regeln", "beispiele", "gemeinsam"))
"""Long sections that open on request."""


@officer(*STAFF)
@require_safe
def draft(request: HttpRequest, draft_id: object) -> HttpResponse:
    """Everything in the package in words; each line leads to its form."""
    desk = open_desk(request, draft_id)
    comments = count_comments(desk)
    context: dict[str, object] = {
        "news": news(request.GET.get("neues", "")),
        "problems": drawing.problems(desk.problems) if desk.problems else "",
        "verdict": drawing.verdict(desk),
        "sections": sections(desk, comments),
        "latest": latest(desk),
        "people": [(person.name, city_name(person.city)) for person in desk.draft.people],
        "comment_count": sum(comments.values()),
    }
    return render_draft(request, "drafts/draft.html", desk, context, here="draft")


def count_comments(desk: DraftContext) -> Counter[str]:
    """How many open comments each place has."""
    found = commons.list_comments(desk.draft.id)
    return Counter(one.address for one in found if one.resolved_at is None)


def latest(desk: DraftContext) -> list[dict[str, object]]:
    """The last changes with their authors."""
    return [
        {
            "seq": change.seq,
            "who": change.author.name,
            "city": city_name(change.author.city),
            "at": change.at,
            "said": [text.spoken(desk.language) for text in change.said[:3]],
            "more": max(0, len(change.said) - 3),
            "can_undo": desk.may_change and not change.undone and not change.base,
            "undone": change.undone,
        }
        for change in reversed(desk.draft.changes[-LATEST:])
    ]


def sections(desk: DraftContext, comments: Counter[str]) -> list[dict[str, object]]:
    """The parts of the package, each with a heading, a place to jump to, and where something can be added."""
    outline = Outline(desk.edition, desk.language)

    def lines(found: tuple[object, ...]) -> SafeString:
        return drawing.items(found, desk, comments)  # type: ignore[arg-type]

    service = desk.part_url("service")
    rules = join([*(drawing.grid(grid, desk, comments) for grid in outline.grids()), lines(outline.literals())])
    found = [
        ("steckbrief", _("Steckbrief"), drawing.sheets(outline.sheets(), desk), (_("Steckbrief ändern"), service)),
        ("formular", _("Formular"), lines(outline.steps()), (_("Schritte ordnen und ergänzen"), desk.part_url("form"))),
        ("ablauf", _("Ablauf"), lines(outline.stations()), (_("Zeichnung austauschen"), desk.part_url("process"))),
        (
            "regeln",
            _("Regeln und Gebühren"),
            rules,
            (_("Gerüst austauschen"), desk.part_url("decisions")) if rules else None,
        ),
        ("schreiben", _("Schreiben"), lines(outline.letters()), (_("Neues Schreiben"), desk.url("letter_new"))),
        (
            "werte",
            _("Werte, die jede Stadt setzt"),
            lines(outline.listed("parameter")),
            (_("Neuer Wert"), f"{service}#neu-parameter"),
        ),
        (
            "betraege",
            _("Beträge von Bund und Land"),
            lines(outline.listed("tariff")),
            (_("Neuer Betrag"), f"{service}#neu-tariff"),
        ),
        ("fristen", _("Fristen"), lines(outline.listed("deadline")), (_("Neue Frist"), f"{service}#neu-deadline")),
        (
            "gruende",
            _("Ablehnungsgründe"),
            lines(outline.listed("ground")),
            (_("Neuer Grund"), f"{service}#neu-ground"),
        ),
        (
            "rollen",
            _("Wer beantragt"),
            lines(outline.listed("applicant")),
            (_("Neue Rolle"), f"{service}#neu-applicant"),
        ),
        ("texte", _("Texte"), text_counts(desk.edition.tree), (_("Alle Texte nebeneinander"), desk.url("texts"))),
        ("beispiele", _("Beispiele"), lines(outline.examples()), (_("Beispiele spielen"), desk.url("examples"))),
        ("gemeinsam", _("Gemeinsame Bausteine und Abläufe"), lines(outline.shared()), None),
        ("dateien", _("Ganze Dateien"), lines(outline.files()), (_("Alle Dateien"), desk.url("files"))),
    ]
    return [
        {"id": id_, "heading": heading, "body": body, "action": action, "folded": id_ in FOLDED and bool(body)}
        for id_, heading, body, action in found
    ]


def text_counts(tree: Tree) -> str:
    """How many texts there are in each language, in a sentence."""
    count = {
        one: len(tree[f"texts.{one}"].children) if f"texts.{one}" in tree else 0 for one in ("de", "en", "de-leicht")
    }
    return _("%(de)s auf Deutsch, %(en)s auf Englisch, %(leicht)s in Leichter Sprache.") % {
        "de": count["de"],
        "en": count["en"],
        "leicht": count["de-leicht"],
    }


def news(word: str) -> str:
    """What just happened, for the page that opens after it."""
    return {
        "begonnen": _("Ihr Entwurf ist da. Alle Gestaltenden der Städte können mitarbeiten."),
        "gespeichert": _("Gespeichert."),
        "gleich": _("Es hat sich nichts geändert."),
        "entfernt": _("Entfernt. Im Verlauf können Sie es zurückholen."),
        "bewegt": _("Verschoben."),
        "neu": _("Angelegt."),
        "zurueck": _("Zurückgenommen."),
        "hochgeladen": _("Die Dateien sind übernommen."),
        "umbenannt": _("Umbenannt."),
        "geschlossen": _("Der Entwurf ist zur Seite gelegt."),
        "offen": _("Der Entwurf ist wieder offen."),
    }.get(word, "")
