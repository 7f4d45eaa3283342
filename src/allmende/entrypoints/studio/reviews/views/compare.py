"""Any two versions of a service next to each other: in words, texts, tables, process. The choice lives in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.queries import ReleaseLine
from allmende.apps.commons import queries as commons
from allmende.domain.package import CityData, Overlay
from allmende.domain.package.difference import TableView, TextRow, ToldChange, list_tables, list_texts, outline
from allmende.domain.package.difference.naming import DifferenceNames, split
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.frame import STAFF, render
from allmende.entrypoints.studio.paging import Paged
from allmende.entrypoints.studio.reviews.beside import outline_beside, table_beside, texts_beside
from allmende.entrypoints.studio.reviews.places import anchor, spoken_place
from allmende.entrypoints.studio.reviews.sides import Side, changes_of, find_side
from allmende.entrypoints.studio.reviews.telling import ChangeWriter, nothing, tell_changes
from allmende.entrypoints.studio.reviews.views.proposal import part_url
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import EMPTY, SafeString, esc, join, tag

TABS = ("worte", "texte", "tabellen", "ablauf")


class Both(NamedTuple):
    """The two versions of one service."""

    old: Side
    new: Side


@officer(*STAFF)
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison the address asks for; without one the choice of a service and its versions."""
    asked = request.GET
    if asked.get("stadt") == "1":
        return _with_our_city(request, asked.get("release", ""))
    wanted = _wanted(asked)
    both = _both(wanted)
    service_id = both.new.service_id if both else asked.get("leistung", "")[:80]
    context: dict[str, object] = {
        "services": EMPTY if both else _services(service_id, language_of(request)),
        "choose": _choose(service_id, both, asked) if service_id else EMPTY,
        "both": both,
    }
    if both and both.old.service_id != both.new.service_id:
        return render(request, "reviews/compare.html", {**context, "foreign": True, "choose": EMPTY})
    if both:
        context |= _compared(request, both)
    return render(request, "reviews/compare.html", context)


def _wanted(asked: QueryDict) -> tuple[str, str]:
    """Keys of old and new side. `entwurf=<id>`: the draft against its base, with `stand=<n>` against that state."""
    draft_id = asked.get("entwurf", "")
    if not draft_id:
        return asked.get("alt", ""), asked.get("neu", "")
    side = find_side(draft_id)
    if side is None:
        raise Http404
    if asked.get("stand", ""):
        return f"{draft_id}.{asked['stand']}", draft_id
    base = commons.get_draft(draft_id).base
    return base.sha256 if base else f"{draft_id}.0", draft_id


def _both(wanted: tuple[str, str]) -> Both | None:
    """Both sides; None while one is not chosen. Error: 404 for what there is not."""
    if not all(wanted):
        return None
    old, new = find_side(wanted[0]), find_side(wanted[1])
    if old is None or new is None:
        raise Http404
    return Both(old, new)


def _compared(request: HttpRequest, both: Both) -> dict[str, object]:
    """What the chosen tab shows."""
    language, asked = language_of(request), request.GET
    names = DifferenceNames(both.old.edition, both.new.edition)
    tab = asked.get("ansicht", "worte")
    tab = tab if tab in TABS else "worte"
    views: dict[str, Callable[[], tuple[str, SafeString, SafeString]]] = {
        "worte": lambda: _in_words(both, names, language, asked),
        "texte": lambda: _texts(both, names, language, asked),
        "tabellen": lambda: _tables(both),
        "ablauf": lambda: _process(both),
    }
    count, body, pages = views[tab]()
    return {
        "title": both.new.edition.package.texts.spoken("service.name", language) or both.new.service_id,
        "tabs": _tabs(tab, asked),
        "count": count,
        "body": body,
        "pages": pages,
        "swap": _query(asked, alt=both.new.key, neu=both.old.key, entwurf="", stand="", seite=""),
    }


def _in_words(
    both: Both, names: DifferenceNames, language: str, asked: QueryDict
) -> tuple[str, SafeString, SafeString]:
    changes = changes_of(both.old, both.new)
    paged = Paged(changes, asked.get("seite", ""))
    counts = Counter(change.audiences[0] for change in changes)
    telling = ChangeWriter(names, language, link=lambda change: place_link(change, asked, both))
    said = ngettext("%(n)d Änderung", "%(n)d Änderungen", len(changes)) % {"n": len(changes)}
    body = tell_changes(paged.items, counts, telling) if changes else nothing(_("Beide Fassungen sind gleich."))
    return said if changes else "", body, paged.nav(asked)


def place_link(change: ToldChange, asked: QueryDict, both: Both) -> str:
    """Where to see this place: in the draft if one is compared, else beside the old version."""
    _scope, kind, name = split(change.target)
    if kind == "text":
        return "?" + _query(asked, ansicht="texte", ort=name, seite="")
    if kind in ("table", "rule", "decisions"):
        mark = anchor(f"table.{name.partition('.')[0]}") if name else ""
        return "?" + _query(asked, ansicht="tabellen", seite="") + (f"#{mark}" if mark else "")
    if kind in ("node", "flow", "process") and not change.target.startswith("_"):
        mark = f"#{anchor(change.target)}" if kind == "node" else ""
        return "?" + _query(asked, ansicht="ablauf", seite="") + mark
    if both.new.draft_id and both.new.seq is None and change.target in both.new.edition.tree:
        return part_url(both.new.draft_id, change.target)
    return ""


def _texts(both: Both, names: DifferenceNames, language: str, asked: QueryDict) -> tuple[str, SafeString, SafeString]:
    rows = list_texts(both.old.edition, both.new.edition)
    only = asked.get("ort", "")[:300]
    if only:
        rows = tuple(row for row in rows if _at(row, only))
    paged = Paged(rows, asked.get("seite", ""))
    said = ngettext("%(n)d Text ist anders", "%(n)d Texte sind anders", len(rows)) % {"n": len(rows)}
    if not rows:
        return "", nothing(_("Alle Texte sind gleich.")), EMPTY
    lead = _only(only, names, language, asked) if only else EMPTY
    return said, SafeString(f"{lead}{texts_beside(paged.items, names, language)}"), paged.nav(asked)


def _at(row: TextRow, place: str) -> bool:
    return row.text_id == place or row.text_id.startswith(f"{place}.")


def _only(place: str, names: DifferenceNames, language: str, asked: QueryDict) -> SafeString:
    words = _("Sie sehen nur: %(place)s.") % {"place": spoken_place(f"text.{place}", names, language)}
    every = tag("a", _("Alle Texte zeigen"), class_="kern-link", href="?" + _query(asked, ort="", seite=""))
    return SafeString(f"<p>{esc(words)} {every}</p>")


def _tables(both: Both) -> tuple[str, SafeString, SafeString]:
    views = list_tables(both.old.edition, both.new.edition)
    if not views:
        return "", nothing(_("Alle Tabellen sind gleich.")), EMPTY
    said = ngettext("%(n)d Tabelle ist anders", "%(n)d Tabellen sind anders", len(views)) % {"n": len(views)}
    parts = (_table(number, view) for number, view in enumerate(views))
    return said, join(parts), EMPTY


def _table(number: int, view: TableView) -> SafeString:
    title = tag("h3", _("Tabelle „%(name)s“") % {"name": view.decision}, class_="kern-heading-small", id=f"t{number}")
    mark = anchor(f"table.{view.table}")
    return SafeString(
        f'<section class="al-section" id="{mark}" aria-labelledby="t{number}">{title}{table_beside(view)}</section>'
    )


def _process(both: Both) -> tuple[str, SafeString, SafeString]:
    stations = outline(both.old.edition, both.new.edition)
    changed = [station for station in stations if station.state != "same"]
    said = ngettext("%(n)d Station ist anders", "%(n)d Stationen sind anders", len(changed)) % {"n": len(changed)}
    if not changed:
        said = _("Alle Stationen sind gleich.")
    return said, outline_beside(stations), EMPTY


def _tabs(chosen: str, asked: QueryDict) -> list[tuple[str, str, bool]]:
    """Label, address, whether it is the one shown."""
    labels = {
        "worte": _("In Worten"),
        "texte": _("Texte nebeneinander"),
        "tabellen": _("Tabellen"),
        "ablauf": _("Ablauf"),
    }
    return [(labels[name], "?" + _query(asked, ansicht=name, seite="", ort=""), name == chosen) for name in TABS]


def _query(asked: QueryDict, **others: str) -> str:
    """The query of this page with some of it changed; empty values are left out."""
    wanted = asked.copy()
    for key, value in others.items():
        wanted[key] = value
    for key in [key for key in wanted if not wanted[key]]:
        del wanted[key]
    return wanted.urlencode()


# --- choosing ------------------------------------------------------------------------------------------------


def _services(chosen: str, language: str) -> SafeString:
    """The choice of a service, by name."""
    titles = {line.service_id: line.title.spoken(language) for line in catalogue.list_releases()}
    options = sorted(titles.items(), key=lambda pair: pair[1])
    return inputs.select("leistung", chosen, options, inputs.FieldFrame(_("Leistung")))


def _choose(service_id: str, both: Both | None, asked: QueryDict) -> SafeString:
    """Both choices of a version: releases, newest first, then open drafts."""
    options = list(_versions(service_id, both))
    old = both.old.key if both else asked.get("alt", "")
    new = both.new.key if both else asked.get("neu", "")
    first = inputs.select("alt", old, options, inputs.FieldFrame(_("Bisher")))
    second = inputs.select("neu", new, options, inputs.FieldFrame(_("Neu")))
    return SafeString(
        f'<div class="al-pair"><div class="al-span-6">{first}</div><div class="al-span-6">{second}</div></div>'
    )


def _versions(service_id: str, both: Both | None) -> Iterable[tuple[str, str]]:
    found = {
        line.sha256: _("Fassung %(version)s") % {"version": line.version}
        for line in catalogue.list_releases(service_id)
    }
    for draft in commons.list_drafts(service_id=service_id):
        found[str(draft.id)] = _("Entwurf „%(title)s“") % {"title": draft.title}
    for side in both or ():
        found.setdefault(side.key, side.words)
    return found.items()


# --- a release and our city ----------------------------------------------------------------------------------


def _with_our_city(request: HttpRequest, sha: str) -> HttpResponse:
    """What our city does differently from a release, in words and with the reason it gave."""
    line = catalogue.find_release(sha256=sha)
    if line is None:
        raise Http404
    key, language = city_key(request), language_of(request)
    city = catalogue.get_city(city=key)
    standing = catalogue.standing(city=key, service_id=line.service_id, day=timezone.localdate())
    running = standing.running.release if standing.running else None
    count, body = _differences(city, line, language)
    context: dict[str, object] = {
        "line": line,
        "title": line.title.spoken(language),
        "city": city,
        "running": running,
        "elsewhere": running if running and running.sha256 != sha else None,
        "count": ngettext("%(n)d Unterschied", "%(n)d Unterschiede", count) % {"n": count} if count else "",
        "body": body,
        "own": reverse("studio:adoption:own", args=[line.service_id]),
    }
    return render(request, "reviews/our_city.html", context, city=city)


def _differences(city: CityData, line: ReleaseLine, language: str) -> tuple[int, SafeString]:
    overlay = city.overlays.get(line.service_id) or Overlay()
    changes = catalogue.tell_differences(line.sha256, overlay)
    reasons = {change: own.reason for change, own in zip(changes, overlay.changes, strict=True)}

    def why(change: ToldChange) -> SafeString:
        return tag("p", _("Grund: %(reason)s") % {"reason": reasons[change]}) if reasons.get(change) else EMPTY

    edition = catalogue.get_edition_of(line.sha256)
    labels = (_("Gemeinsam"), _("In %(city)s") % {"city": city.name})
    telling = ChangeWriter(DifferenceNames(edition, edition), language, below=why, level=2, labels=labels)
    counts = Counter(change.audiences[0] for change in changes)
    return len(changes), tell_changes(changes, counts, telling)
