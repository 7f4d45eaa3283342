"""Two versions side by side as HTML: texts with marked words, rows of tables, the outline of the process.

Old stands before new; on a narrow screen above it. What came and what went is said in words too, not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.domain.package.difference import (
    StationDifference,
    TableRow,
    TableView,
    TextRow,
    WordDifference,
    mark_words,
)
from allmende.domain.package.difference.naming import DifferenceNames
from allmende.entrypoints.studio.reviews.places import anchor, language_name, spoken_place
from allmende.ui.html import EMPTY, SafeString, attributes, esc, join, tag
from allmende.ui.kern import Tone, badge, details, table

STATES: dict[str, Tone] = {
    "added": "success",
    "removed": "danger",
    "changed": "info",
    "moved": "info",
    "same": "info",
}


def spoken_state(state: str) -> str:
    """A state in words."""
    words = {
        "added": _("neu"),
        "removed": _("entfällt"),
        "changed": _("geändert"),
        "moved": _("verschoben"),
        "same": _("gleich"),
    }
    return words.get(state, state)


def state_badge(state: str) -> SafeString:
    return badge(STATES.get(state, "info"), spoken_state(state))


def went(words: str) -> SafeString:
    """Words that are no longer there."""
    return _marked("del", _("entfernt:"), words)


def came(words: str) -> SafeString:
    """Words that are new."""
    return _marked("ins", _("neu:"), words)


def _marked(element: str, heard: str, words: str) -> SafeString:
    end = esc(_("Ende der Änderung"))
    return SafeString(
        f'<{element}><span class="al-heard">{esc(heard)} </span>{_lines(words)}<span class="al-heard"> ({end}) </span></{element}>'
    )


def _lines(words: str) -> str:
    return "<br>".join(esc(line) for line in words.split("\n"))


def old_side(pieces: Iterable[WordDifference]) -> SafeString:
    """The old text, what is gone marked."""
    return join(
        went(piece.words) if piece.state == "removed" else _lines(piece.words)
        for piece in pieces
        if piece.state != "added"
    )


def new_side(pieces: Iterable[WordDifference]) -> SafeString:
    """The new text, what came marked."""
    return join(
        came(piece.words) if piece.state == "added" else _lines(piece.words)
        for piece in pieces
        if piece.state != "removed"
    )


def pair(old: SafeString, new: SafeString, *, lang: str = "", labels: tuple[str, str] | None = None) -> SafeString:
    """Old and new in two columns with their labels. An empty side says that there is nothing."""
    called = labels or (_("Bisher"), _("Neu"))
    nothing = tag("span", _("nichts"), class_="al-muted")
    sides = ((called[0], old), (called[1], new))
    return SafeString(
        '<div class="al-beside">'
        + "".join(
            f'<div><p class="al-beside__label">{esc(label)}</p><p{attributes(lang=lang if content else "")}>{content or nothing}</p></div>'
            for label, content in sides
        )
        + "</div>"
    )


def two_texts(old: str, new: str, *, lang: str = "", labels: tuple[str, str] | None = None) -> SafeString:
    """Two texts beside each other with their differing words marked."""
    pieces = mark_words(old, new)
    return pair(old_side(pieces), new_side(pieces), lang=lang, labels=labels)


# --- texts ---------------------------------------------------------------------------------------------------


def texts_beside(rows: Sequence[TextRow], names: DifferenceNames, language: str) -> SafeString:
    """Every text that differs; a text in several languages stands together."""
    blocks = [_text_block(text_id, list(inside), names, language) for text_id, inside in groupby(rows, _text_id)]
    return SafeString(f'<ul class="al-changes">{"".join(blocks)}</ul>')


def _text_id(row: TextRow) -> str:
    return row.text_id


def _text_block(text_id: str, rows: Sequence[TextRow], names: DifferenceNames, language: str) -> str:
    address = f"text.{text_id}"
    title = tag("h3", spoken_place(address, names, language), class_="kern-title")
    return f'<li id="{anchor(address)}" class="al-stack-small">{title}{"".join(_text_row(row) for row in rows)}</li>'


def _text_row(row: TextRow) -> str:
    state = "changed" if row.old and row.new else "added" if row.new else "removed"
    head = f"<p>{esc(language_name(row.language))} {state_badge(state)}</p>"
    return head + pair(old_side(row.pieces), new_side(row.pieces), lang=row.language.partition("-")[0])


# --- tables --------------------------------------------------------------------------------------------------


def table_beside(view: TableView) -> SafeString:
    """One decision table: what differs row by row, what stays is folded."""
    if view.old_columns != view.new_columns:
        return _other_columns(view)
    numbered = _numbered(view.rows)
    changed = [one for one in numbered if one[1].state != "same"]
    same = [one for one in numbered if one[1].state == "same"]
    caption = _("Tabelle „%(name)s“: was sich ändert") % {"name": view.decision}
    parts = [_rows(caption, view.new_columns, changed)] if changed else []
    if same:
        count = ngettext("%(n)d Zeile bleibt gleich", "%(n)d Zeilen bleiben gleich", len(same)) % {"n": len(same)}
        kept = _rows(_("Tabelle „%(name)s“: was bleibt") % {"name": view.decision}, view.new_columns, same)
        parts.append(details(count, kept))
    return join(parts)


def _numbered(rows: Iterable[TableRow]) -> list[tuple[int, TableRow]]:
    """Each row with its number as people count: in the new table, for a row that is gone in the old one."""
    old = new = 0
    found = []
    for row in rows:
        old += row.old is not None
        new += row.new is not None
        found.append((new if row.new is not None else old, row))
    return found


def _other_columns(view: TableView) -> SafeString:
    """The columns themselves differ: both tables, one after the other."""
    said = two_texts(", ".join(view.old_columns), ", ".join(view.new_columns))
    head = tag("p", _("Die Spalten sind andere.")) + said
    old = [TableRow(row.rule, row.state, row.old, None) for row in view.rows if row.old is not None]
    new = [TableRow(row.rule, row.state, None, row.new) for row in view.rows if row.new is not None]
    before, now = _("Tabelle „%(name)s“ bisher"), _("Tabelle „%(name)s“ neu")
    named = {"name": view.decision}
    first = _rows(before % named, view.old_columns, _numbered(old), shown=True) if old else EMPTY
    second = _rows(now % named, view.new_columns, _numbered(new), shown=True) if new else EMPTY
    return head + first + second


def _rows(
    caption: str, columns: Sequence[str], rows: Iterable[tuple[int, TableRow]], *, shown: bool = False
) -> SafeString:
    """The rows as a table; `shown`: its caption is to be seen, not only heard."""
    heads = (_("Zeile"), *(spoken_column(column) for column in columns))
    return table(caption, heads, (_row(number, row) for number, row in rows), hide_caption=not shown)


def spoken_column(name: str) -> str:
    """What a column is called; fees have columns of their own."""
    words = {
        "id": _("Posten"),
        "factor": _("Menge"),
        "amount": _("Betrag"),
        "basis": _("Grundlage"),
        "text": _("Text"),
    }
    return words.get(name, name)


def _row(number: int, row: TableRow) -> list[SafeString]:
    blank = (None,) * len(row.old or row.new or ())
    pairs = zip(row.old or blank, row.new or blank, strict=True)
    return [SafeString(f"{number} {state_badge(row.state)}"), *(_cell(old, new) for old, new in pairs)]


def _cell(old: str | None, new: str | None) -> SafeString:
    if old is None or new is None or old == new:
        return SafeString(esc((new if new is not None else old) or "–"))
    return join((went(old) if old else "", came(new) if new else ""), " ")


# --- process -------------------------------------------------------------------------------------------------


def outline_beside(stations: Sequence[StationDifference]) -> SafeString:
    """The stations in order; where one differs both sides are told."""
    return SafeString(f'<ol class="al-stations">{"".join(_station(station) for station in stations)}</ol>')


def _station(station_difference: StationDifference) -> str:
    name = station_difference.new or station_difference.old
    kind = tag("span", f"({spoken_element(station_difference.element)})", class_="al-muted al-small")
    mark = anchor(f"node.{station_difference.node}")
    if station_difference.state == "same":
        return f'<li id="{mark}">{esc(name)} {kind}</li>'
    title = f'<h3 class="kern-title">{esc(name)}</h3><p>{state_badge(station_difference.state)} {kind}</p>'
    return f'<li id="{mark}" class="al-is-done al-stack-small">{title}{_both_sides(station_difference)}</li>'


def _both_sides(station_difference: StationDifference) -> SafeString:
    if (station_difference.old, station_difference.old_next) == (station_difference.new, station_difference.new_next):
        return tag(
            "p", _("Name und Weg bleiben. Anderes an dieser Station ist neu; siehe „In Worten“."), class_="al-muted"
        )
    return two_texts(
        _side(station_difference.old, station_difference.old_next),
        _side(station_difference.new, station_difference.new_next),
    )


def _side(name: str, follows: tuple[str, ...]) -> str:
    if not name:
        return ""
    lines = [name, *(_("danach: %(name)s") % {"name": following} for following in follows)]
    return "\n".join(lines)


def spoken_element(element: str) -> str:
    """What a BPMN element is in plain words."""
    words = {
        "startEvent": _("Beginn"),
        "endEvent": _("Ende"),
        "userTask": _("Aufgabe für Menschen"),
        "manualTask": _("Aufgabe für Menschen"),
        "serviceTask": _("macht das System"),
        "businessRuleTask": _("Entscheidung nach Tabelle"),
        "sendTask": _("Nachricht geht hinaus"),
        "receiveTask": _("wartet auf Nachricht"),
        "scriptTask": _("Berechnung"),
        "exclusiveGateway": _("Weiche"),
        "parallelGateway": _("gleichzeitig"),
        "inclusiveGateway": _("Weiche"),
        "eventBasedGateway": _("was zuerst kommt"),
        "intermediateCatchEvent": _("wartet"),
        "intermediateThrowEvent": _("meldet"),
        "boundaryEvent": _("Unterbrechung"),
        "callActivity": _("gemeinsamer Ablauf"),
        "subProcess": _("Teilablauf"),
    }
    return words.get(element, element)
