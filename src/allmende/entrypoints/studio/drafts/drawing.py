"""Draws an outline: lines as links with marks and sentences, tables with a link per row, problems with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.entrypoints.studio.drafts.context import DraftContext, PlacedProblem
from allmende.entrypoints.studio.drafts.outline import Grid, OutlineGroup, OutlineItem
from allmende.ui.html import SafeString, esc, icon, join, tag
from allmende.ui.kern import badge

Comments = Mapping[str, int]


def items(found: Iterable[OutlineItem], desk: DraftContext, comments: Comments) -> SafeString:
    """Lines with what lies inside them."""
    lines = join(_line(one, desk, comments) for one in found)
    return SafeString(f'<ul class="al-outline">{lines}</ul>') if lines else SafeString("")


def _line(item: OutlineItem, desk: DraftContext, comments: Comments) -> SafeString:
    marks = join(tag("span", mark, class_="al-muted al-small") for mark in item.marks)
    lines = join(tag("p", line, class_="al-small") for line in item.lines)
    code = f'<p><code class="al-code">{esc(item.code)}</code></p>' if item.code else ""
    said = _comments(comments.get(item.address, 0))
    head = f'<a class="kern-link al-outline__name" href="{esc(desk.part_url(item.address))}">{esc(item.name)}</a>'
    inner = items(item.inner, desk, comments)
    small = join(_small(address, words, desk, comments) for address, words in item.small)
    row = f'<ul class="al-outline__row">{small}</ul>' if small else ""
    return SafeString(
        f'<li id="t-{esc(item.address)}">{head} <span class="al-marks">{marks}{said}</span>{lines}{code}{row}{inner}</li>'
    )


def _small(address: str, words: str, desk: DraftContext, comments: Comments) -> SafeString:
    """A small part in a row with its like: an option, a way."""
    said = _comments(comments.get(address, 0))
    return SafeString(f'<li id="t-{esc(address)}"><a href="{esc(desk.part_url(address))}">{esc(words)}</a>{said}</li>')


def _comments(number: int) -> str:
    if not number:
        return ""
    words = ngettext("%(n)s Anmerkung", "%(n)s Anmerkungen", number) % {"n": number}
    return badge("info", words)


def sheets(found: Iterable[OutlineGroup], desk: DraftContext) -> SafeString:
    """The service's properties in groups, each a link to its place in the form."""
    return join(_sheet(one, desk) for one in found)


def _sheet(sheet: OutlineGroup, desk: DraftContext) -> SafeString:
    rows = join(
        SafeString(
            f'<div><dt><a href="{esc(desk.part_url("service", name))}">{esc(label)}</a></dt><dd>{esc(said)}</dd></div>'
        )
        for name, label, said in sheet.rows
    )
    return SafeString(f'<h3>{esc(sheet.heading)}</h3><dl class="al-answers">{rows}</dl>')


def grid(found: Grid, desk: DraftContext, comments: Comments) -> SafeString:
    """A decision table; the first cell of each row leads to its form."""
    number = _("Nr.")
    heads = join(SafeString(f'<th scope="col" class="kern-table__header">{esc(head)}</th>') for head in found.heads)
    rows = join(_row(one, cells, n, desk, comments) for n, (one, cells) in enumerate(found.rows, 1))
    label = _("Tabelle „%(name)s“") % {"name": found.name}
    return SafeString(
        f'<h3 id="t-{esc(found.address)}"><a href="{esc(desk.part_url(found.address))}">{esc(label)}</a></h3>'
        f'<div class="kern-table-responsive" tabindex="0" role="group" aria-label="{esc(label)}"><table class="kern-table">'
        f'<caption class="kern-sr-only">{esc(label)}</caption><thead class="kern-table__head"><tr class="kern-table__row">'
        f'<th scope="col" class="kern-table__header">{esc(number)}</th>{heads}</tr></thead><tbody class="kern-table__body">{rows}</tbody></table></div>'
    )


def _row(address: str, cells: Sequence[str], number: int, desk: DraftContext, comments: Comments) -> SafeString:
    said = _comments(comments.get(address, 0))
    label = _("Regel %(n)s") % {"n": number}
    head = f'<a href="{esc(desk.part_url(address))}"><span aria-hidden="true">{number}</span><span class="al-heard">{esc(label)}</span></a> {said}'
    inner = join(
        SafeString(f'<td class="kern-table__cell"><code class="al-code">{esc(cell)}</code></td>') for cell in cells
    )
    return SafeString(
        f'<tr class="kern-table__row" id="t-{esc(address)}"><th scope="row" class="kern-table__cell">{head}</th>{inner}</tr>'
    )


def problems(found: Sequence[PlacedProblem], *, most: int = 30) -> SafeString:
    """What the check says, each with a link to its place."""
    lines = join(_problem(one) for one in found[:most])
    left = len(found) - most
    more = tag("p", _("… und %(n)s weitere.") % {"n": left}) if left > 0 else ""
    return SafeString(f'<ul class="al-outline">{lines}</ul>{more}')


def _problem(placed_problem: PlacedProblem) -> SafeString:
    mark = badge("danger", _("Fehler")) if placed_problem.is_error else badge("warning", _("Hinweis"))
    place = (
        f'<p><a class="kern-link" href="{esc(placed_problem.href)}">{esc(placed_problem.place)}</a></p>'
        if placed_problem.href
        else ""
    )
    return SafeString(f"<li>{mark} {esc(placed_problem.words)}{place}</li>")


def verdict(desk: DraftContext) -> SafeString:
    """In one line: how many errors and hints the check finds."""
    errors, hints = len(desk.errors), len(desk.problems) - len(desk.errors)
    if not errors and not hints:
        return SafeString(f'<p class="al-verdict">{icon("success")} {esc(_("Die Prüfung findet keinen Fehler."))}</p>')
    parts = []
    if errors:
        parts.append(ngettext("%(n)s Fehler", "%(n)s Fehler", errors) % {"n": errors})
    if hints:
        parts.append(ngettext("%(n)s Hinweis", "%(n)s Hinweise", hints) % {"n": hints})
    return SafeString(f'<p class="al-verdict">{icon("danger" if errors else "warning")} {esc(", ".join(parts))}</p>')
