"""The summary of what is wrong, above the form. It takes the focus and links to every field concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import ngettext

from allmende.domain.forms import Field
from allmende.ui.form.page import StepPage, html_id, is_shown_at_once
from allmende.ui.html import SafeString, esc, icon, join, tag


def render_error_summary(page: StepPage) -> SafeString:
    """Nothing when all is well. Otherwise one line per message, each a link to its field."""
    messages = {**page.messages(), **page.upload_problems}
    if not messages:
        return SafeString("")
    targets = _targets(page.step.fields, "", page)
    count = len(messages)
    title = ngettext(
        "Eine Angabe fehlt noch oder stimmt nicht",
        "%(n)s Angaben fehlen noch oder stimmen nicht",
        count,
    ) % {"n": count}
    return error_summary(title, (_line(path, message, targets) for path, message in messages.items()))


def error_summary(title: str, lines: Iterable[tuple[str, str]], *, level: int = 2) -> SafeString:
    """Everything that is wrong on a page; takes the focus. Each line: the id of the place concerned (or nothing) and words."""
    items = join(
        tag("li", tag("a", words, href=f"#{place}", data_field=True) if place else words) for place, words in lines
    )
    return SafeString(
        '<div class="kern-alert kern-alert--danger al-errors" id="fehler" tabindex="-1" data-focus role="group" aria-labelledby="fehler-titel">'
        f'<div class="kern-alert__header">{icon("danger")}<h{level} class="kern-title" id="fehler-titel">{esc(title)}</h{level}></div>'
        f'<div class="kern-alert__body"><ul>{items}</ul></div></div>'
    )


def _line(path: str, message: str, targets: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """The message with its question before it, where the message does not name the question itself."""
    target, label = targets.get(path, ("", ""))
    plain = label.rstrip(" ?:.!")
    if plain.rpartition(", ")[2] in message:
        plain, _comma, _question = plain.rpartition(", ")
    return target, f"{plain}: {message}" if plain else message


def _targets(fields: tuple[Field, ...], prefix: str, page: StepPage, row: str = "") -> dict[str, tuple[str, str]]:
    """Path → (id to jump to, label) of everything shown, parts and rows included. `row` names the row we are in."""
    found: dict[str, tuple[str, str]] = {}
    for item in fields:
        path = f"{prefix}{item.id}"
        label = row + item.label.spoken(page.language)
        found[path] = (_focusable(item, path, page), "" if item.kind.control == "tick" else label)
        found |= {f"{path}.{part}": (html_id(f"{path}.{part}"), label) for part in item.parts}
        if item.fields:
            name = (item.row_label or item.label).spoken(page.language)
            for number in range(page.row_count(path)):
                here = f"{path}.{number}"
                found[here] = (html_id(here), f"{name} {number + 1}")
                found |= _targets(item.fields, f"{here}.", page, f"{name} {number + 1}, ")
    return found


def _focusable(item: Field, path: str, page: StepPage) -> str:
    """Where the reader can act at once: the first radio button, the file input, else the control or the fieldset."""
    control = item.kind.control
    if path in page.times:
        return f"{html_id(path)}--0" if page.times[path].days else html_id(path)
    if control in ("yes_no", "choices") or (control == "choice" and is_shown_at_once(item, path, page)):
        return f"{html_id(path)}--0"
    return f"{html_id(path)}-datei" if control == "files" else html_id(path)
