"""What is to be printed and posted: at the task of one letter, and as lines of the list of all that wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.domain.matter import by_post
from allmende.domain.matter.franking import find_place
from allmende.entrypoints.office.letters import way_words
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import alert
from allmende.ui.speak import spoken_moment
from allmende.usecases.print_letters import ToPost

EMPTY = SafeString("")


def render_letter_to_post(letter: ToPost | None) -> SafeString:
    """The file to print, the address in the window, how many pages, and how it must go; empty at any other task."""
    if letter is None:
        return EMPTY
    pairs = [
        (_("Zu drucken"), _file(letter)),
        (_("Seiten"), SafeString(esc(pages_words(letter)))),
        (_("Anschrift im Fenster"), _lines(letter.address)),
        (_("Versandart"), SafeString(esc(must_go(letter)))),
    ]
    rows = join(SafeString(f"<div><dt>{esc(name)}</dt><dd>{value}</dd></div>") for name, value in pairs)
    return SafeString(f'<dl class="al-answers" id="zu-drucken">{rows}</dl>{_warning(letter)}')


def must_go(letter: ToPost) -> str:
    """How the letter must go; for formal service that its kind is chosen."""
    if "posted" in letter.ways:
        return _("Einfacher Brief genügt. Eine andere Art steht Ihnen frei.")
    if len(letter.ways) == 1:
        return way_words(letter.ways[0])[0]
    return _("Förmlich zustellen: %(ways)s") % {"ways": ", ".join(way_words(way)[0] for way in letter.ways)}


def pages_words(letter: ToPost) -> str:
    if not letter.pages:
        return _("nicht gezählt")
    return ngettext("%(n)s Seite", "%(n)s Seiten", letter.pages) % {"n": letter.pages}


def line_of(
    letter: ToPost, names: Mapping[str, str], me: str, chosen: Collection[str], ways: Mapping[str, str], language: str
) -> dict[str, object]:
    """One line of the list. `free`: it can be chosen; else `why` says why not."""
    task = letter.task
    why = _why_not(letter, me)
    wanted = ways.get(task.id) or ("posted" if "posted" in letter.ways else letter.ways[0] if letter.ways else "")
    return {
        "id": task.id,
        "title": letter.title,
        "href": reverse("office:case", args=[task.case_id]) if "see" in task.acts else "",
        "print": reverse("office:print_letter", args=[task.id]) if letter.blob_id and task.mine else "",
        "recipient": letter.address[0] if letter.address else _("ohne Anschrift"),
        "place": find_place(letter.address, abroad=letter.abroad),
        "service": names.get(task.service_id, task.service_id),
        "reference": task.reference,
        "pages": letter.pages or "",
        "ways": [(way, way_words(way)[0], way == wanted) for way in letter.ways],
        "way": way_words(task.outcome)[0] if task.outcome in by_post.WAYS else "",
        "when": spoken_moment(task.done_at or task.opened_at, language),
        "who": task.officer_name,
        "chosen": task.id in chosen,
        "free": not why,
        "why": why,
    }


def _why_not(letter: ToPost, me: str) -> str:
    task = letter.task
    if task.done_at is not None:
        return "" if letter.mailed else _("kam zurück") if letter.back else _("ging nicht mit der Post")
    if not task.mine:
        return _("noch ohne Stelle")
    if task.officer_id not in (None, me):
        return _("liegt bei %(who)s") % {"who": task.officer_name}
    if letter.alone:
        return _("Anschrift an der Aufgabe klären")
    return "" if letter.blob_id else _("wird noch gesiegelt")


def _file(letter: ToPost) -> SafeString:
    if letter.blob_id is None:
        return SafeString(esc(_("Das Schreiben wird noch gesiegelt.")))
    href = reverse("office:print_letter", args=[letter.task.id])
    return SafeString(
        f'<a class="kern-link" href="{esc(href)}" target="_blank" rel="noopener">{esc(letter.title)} (PDF)</a>'
    )


def _lines(address: tuple[str, ...]) -> SafeString:
    if not address:
        return SafeString(esc(_("Auf dem Schreiben steht keine Anschrift.")))
    return SafeString("<br>".join(esc(line) for line in address))


def _warning(letter: ToPost) -> SafeString:
    if letter.instead:
        title = _("Nicht an die Anschrift im Fenster senden")
        words = _("Die Vollmacht ist widerrufen. Senden Sie es an: %(address)s. Tragen Sie diese Anschrift unten ein.")
        return alert("warning", title, words % {"address": ", ".join(letter.instead)}, level=3)
    if letter.again:
        words = _("Klären Sie die Anschrift, bevor Sie es noch einmal senden.")
        return alert("warning", _("Dieses Schreiben kam schon einmal zurück"), words, level=3)
    return EMPTY
