"""HTML of our own changes: the list in words, the outline with what may be done where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.domain.package import Overlay
from allmende.domain.package.difference import OpenedPackage, tell_overlay
from allmende.domain.package.difference import ToldChange as Told
from allmende.domain.package.merge import Merged
from allmende.entrypoints.studio.adoption.places import AllowedChange, ChangeTarget, Chapter
from allmende.entrypoints.studio.reviews.beside import two_texts
from allmende.ui.html import EMPTY, SafeString, esc, join
from allmende.ui.kern import badge

ONE_LINE = ("texte-",)
"""Chapters whose places have one way each: shown as plain links."""


def draw_own(
    service_id: str, overlay: Overlay, edition: OpenedPackage, merged: Merged, language: str, *, acts: bool
) -> SafeString:
    """Every change of ours as a sentence with its reason, and what is noteworthy about it."""
    told = tell_overlay(edition, overlay)
    remarks = {one.change.id: one.text.spoken(language) for one in merged.idle}
    broken = {conflict.change.id: (conflict.detail or conflict.text).spoken(language) for conflict in merged.conflicts}
    items = []
    for change, said in zip(overlay.changes, told, strict=True):
        marks = ""
        if change.id in remarks:
            marks += f"<p>{badge('info', _('wirkt nicht mehr'))} {esc(remarks[change.id])}</p>"
        if change.id in broken:
            marks += f"<p>{badge('danger', _('passt nicht'))} {esc(broken[change.id])}</p>"
        reason = change.reason or _("Kein Grund angegeben.")
        href = reverse("studio:adoption:change", args=[service_id, change.id])
        sentence = said.spoken(language)
        link = _action(_("Ändern oder entfernen"), href, sentence) if acts else ""
        items.append(
            f'<li><div><p class="al-items__title">{esc(sentence)}</p><p class="al-muted">{esc(reason)}</p>{_texts(said, language)}{marks}</div>{link}</li>'
        )
    return SafeString(f'<ul class="al-items">{"".join(items)}</ul>')


def draw_outline(service_id: str, chapters: Iterable[Chapter], *, acts: bool) -> SafeString:
    """The release as an outline to open: step by step, question by question."""
    return join(_chapter(service_id, chapter, acts=acts) for chapter in chapters)


def draw_told(changes: Iterable[Told], language: str) -> SafeString:
    """Changes as a list of sentences; where a text changed, both texts with their words marked."""
    items = "".join(f"<li><p>{esc(change.spoken(language))}</p>{_texts(change, language)}</li>" for change in changes)
    return SafeString(f'<ul class="al-changes">{items}</ul>')


def _texts(change: Told, language: str) -> SafeString:
    """The text before and after, in the reader's language if it changed there."""
    old, new = change.old, change.new
    if not change.target.startswith("text.") or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return EMPTY
    codes = [code for code in (language, "de", "en", "de-leicht") if old.get(code, "") != new.get(code, "")]
    if not codes:
        return EMPTY
    return two_texts(str(old.get(codes[0], "")), str(new.get(codes[0], "")), lang=codes[0].partition("-")[0])


def address_of_new(service_id: str, way: AllowedChange) -> str:
    """The form for that change."""
    query = urlencode({"was": way.verb, "stelle": way.target})
    return f"{reverse('studio:adoption:new', args=[service_id])}?{query}"


def _chapter(service_id: str, chapter: Chapter, *, acts: bool) -> SafeString:
    count = ngettext("%(n)s Anpassung", "%(n)s Anpassungen", chapter.ours) % {"n": chapter.ours}
    mark = f" {badge('info', count)}" if chapter.ours else ""
    if chapter.id.startswith(ONE_LINE):
        inner = (
            f'<ul class="al-outline">{"".join(_line(service_id, place, acts=acts) for place in chapter.places)}</ul>'
        )
    else:
        inner = "".join(_place(service_id, place, acts=acts) for place in chapter.places)
    return SafeString(
        f'<details class="al-place" id="{esc(chapter.id)}"><summary><strong>{esc(chapter.title)}</strong>{mark}</summary>'
        f'<div class="al-thread">{inner}</div></details>'
    )


def _place(service_id: str, place: ChangeTarget, *, acts: bool) -> str:
    mine = f" {badge('info', _('von uns angepasst'))}" if place.ours else ""
    lock = f" {badge('warning', _('festgelegt'))}" if place.locked else ""
    about = f'<span class="al-muted al-small">{esc(place.about)}</span>' if place.about else ""
    ways = "".join(f"<li>{_way(service_id, place, way, acts=acts)}</li>" for way in place.ways)
    return (
        f'<details class="al-place"><summary>{esc(place.title)} {about}{mine}{lock}</summary><ul>{ways}</ul></details>'
    )


def _line(service_id: str, place: ChangeTarget, *, acts: bool) -> str:
    mine = f" {badge('info', _('von uns angepasst'))}" if place.ours else ""
    return f"<li>{esc(place.title)}{mine}<p>{_way(service_id, place, place.ways[0], acts=acts)}</p></li>"


def _way(service_id: str, place: ChangeTarget, way: AllowedChange, *, acts: bool) -> SafeString:
    if way.locked:
        return SafeString(f'<span class="al-muted">{esc(way.words)}: {esc(way.locked)}</span>')
    if not acts:
        return SafeString(esc(way.words))
    return _action(way.words, address_of_new(service_id, way), place.title)


def _action(words: str, href: str, heard: str) -> SafeString:
    """A link whose target is clear without what stands around it."""
    return SafeString(
        f'<a class="kern-link" href="{esc(href)}">{esc(words)}<span class="al-heard">: {esc(heard)}</span></a>'
    )
