"""KERN components as functions. Class names and structure are KERN's, the words are ours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from django.utils.translation import gettext as _

from allmende.ui.html import EMPTY, SafeString, attributes, esc, icon, join, tag

Tone = Literal["info", "success", "warning", "danger"]
Weight = Literal["primary", "secondary", "tertiary"]


def _label(text: str, hidden: str) -> str:
    """The visible words, and words only heard: which of many equal buttons this is."""
    heard = f'<span class="al-heard"> {esc(hidden)}</span>' if hidden else ""
    return f'<span class="kern-label">{esc(text)}{heard}</span>'


def button(
    text: str,
    *,
    weight: Weight = "primary",
    name: str = "",
    value: str = "",
    icon_name: str = "",
    hidden: str = "",
    small: bool = False,
    class_extra: str = "",
    type_: str = "submit",
    **more: object,
) -> SafeString:
    """A button. `hidden` is said by screen readers only and tells equal buttons apart."""
    css = (
        f"kern-btn kern-btn--{weight}"
        + (" kern-btn--x-small" if small else "")
        + (f" {class_extra}" if class_extra else "")
    )
    picture = icon(icon_name) if icon_name else ""
    heads = attributes(type_=type_, class_=css, name=name, value=value, **more)
    return SafeString(f"<button{heads}>{picture}{_label(text, hidden)}</button>")


def link_button(
    text: str,
    href: str,
    *,
    weight: Weight = "primary",
    icon_name: str = "",
    hidden: str = "",
    **more: object,
) -> SafeString:
    """A link that looks like a button: it goes somewhere, it changes nothing."""
    picture = icon(icon_name) if icon_name else ""
    heads = attributes(href=href, class_=f"kern-btn kern-btn--{weight}", **more)
    return SafeString(f"<a{heads}>{picture}{_label(text, hidden)}</a>")


def alert(
    tone: Tone,
    title: str,
    body: SafeString | str = "",
    *,
    level: int = 2,
    role: str = "",
    **more: object,
) -> SafeString:
    """A coloured notice with a heading; `role="alert"` only for what must interrupt."""
    inner = body if isinstance(body, SafeString) else f'<p class="kern-body">{esc(body)}</p>'
    content = f'<div class="kern-alert__body">{inner}</div>'
    return SafeString(
        f'<div class="kern-alert kern-alert--{tone}"{attributes(role=role, **more)}>'
        f'<div class="kern-alert__header">{icon(tone)}<h{level} class="kern-title">{esc(title)}</h{level}></div>'
        f"{content if body else ''}</div>"
    )


def news(words: str) -> SafeString:
    """One line on what just happened, after a redirect; nothing without words."""
    return tag("div", alert("success", words, role="status"), class_="al-news") if words else EMPTY


def badge(tone: Tone, text: str, icon_name: str = "") -> SafeString:
    """A short state, in words and colour."""
    picture = icon(icon_name or tone)
    return SafeString(
        f'<span class="kern-badge kern-badge--small kern-badge--{tone}">{picture}<span class="kern-label">{esc(text)}</span></span>'
    )


def details(summary: str, body: SafeString, *, css: str = "al-help", open_: bool = False) -> SafeString:
    """More to read on request; works without scripts."""
    return SafeString(
        f"<details{attributes(class_=css, open_=open_)}><summary>{esc(summary)}</summary><div>{body}</div></details>"
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numeric: frozenset[int] = frozenset(),
    total: Sequence[object] | None = None,
    hide_caption: bool = False,
) -> SafeString:
    """A table; `numeric` are the columns with figures, the first cell of each row is its head."""

    def cell(column: int, content: object, element: str = "td") -> str:
        css = "kern-table__cell" + (" kern-table__cell--numeric" if column in numeric else "")
        scope = ' scope="row"' if element == "th" else ""
        return f'<{element} class="{css}"{scope}>{esc(content)}</{element}>'

    def line(cells: Sequence[object], css: str = "kern-table__row") -> str:
        written = "".join(cell(i, content, "th" if i == 0 else "td") for i, content in enumerate(cells))
        return f'<tr class="{css}">{written}</tr>'

    head_css = ("kern-table__header", "kern-table__header kern-table__header--numeric")
    head = "".join(f'<th scope="col" class="{head_css[i in numeric]}">{esc(text)}</th>' for i, text in enumerate(heads))
    foot = f'<tfoot class="kern-table__footer">{line(total, "kern-table__row al-total")}</tfoot>' if total else ""
    caption_css = "kern-sr-only" if hide_caption else "kern-title"
    return SafeString(
        f'<div class="kern-table-responsive" tabindex="0" role="group" aria-label="{esc(caption)}"><table class="kern-table">'
        f'<caption class="{caption_css}">{esc(caption)}</caption>'
        f'<thead class="kern-table__head"><tr class="kern-table__row">{head}</tr></thead>'
        f'<tbody class="kern-table__body">{"".join(line(row) for row in rows)}</tbody>{foot}</table></div>'
    )


def step_progress(position: int, total: int) -> SafeString:
    """Where we are: in words, and as a bar that needs no colour to be understood."""
    words = _("Schritt %(now)s von %(all)s") % {"now": position, "all": total}
    states = ("al-is-done" if n < position else "al-is-now" if n == position else "" for n in range(1, total + 1))
    track = "".join(f'<li class="{state}"></li>' if state else "<li></li>" for state in states)
    return SafeString(
        f'<div class="al-progress"><p class="al-progress__text">{esc(words)}</p>'
        f'<ol class="al-progress__track" aria-hidden="true">{track}</ol></div>'
    )


def crumbs(trail: Sequence[tuple[str, str]]) -> SafeString:
    """The way here: links from the start page down; the page itself is not part of it."""
    items = join(f'<li><a href="{esc(href)}">{esc(text)}</a></li>' for text, href in trail)
    label = esc(_("Sie sind hier"))
    return SafeString(f'<nav class="al-crumbs" aria-label="{label}"><ol>{items}</ol></nav>')
