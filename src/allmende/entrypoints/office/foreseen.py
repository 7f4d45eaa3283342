"""What would go out if it were decided so, as the clerk reads it: first what is missing, else letter, fee, entries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.domain.facts import FeeSet
from allmende.domain.matter.lookups import list_ids
from allmende.domain.matter.outcome import OpenCorrection, WriteMessage
from allmende.domain.matter.rehearsal import Rehearsal, RehearsedEntry
from allmende.domain.notices.missing import register_name, register_word
from allmende.domain.package import Service
from allmende.domain.registers import speak_option
from allmende.domain.values import Money, Problem
from allmende.entrypoints.office.letter_editor import FORM, LetterEditor, render_head, render_hidden, render_letters
from allmende.ui.html import SafeString, esc, join, prose, tag
from allmende.ui.kern import alert, table
from allmende.ui.letter import render_letter
from allmende.ui.speak import spoken_date

EMPTY = SafeString("")
SEEN = "gesehen"
"""The field that says what she was shown."""


def render_foreseen(
    foreseen: Rehearsal, service: Service, language: str, editor: LetterEditor | None = None, form: str = FORM
) -> SafeString:
    """All that this decision would bring about; with `editor` its letters can be worded. What goes out leaves its stamp in that form."""
    if foreseen.problems:
        items = join(tag("li", problem.text.spoken(language)) for problem in foreseen.problems)
        href = city_values(service, foreseen.problems)
        link = f'<p><a class="kern-link" href="{esc(href)}">{esc(_("Zu den Werten der Stadt"))}</a></p>' if href else ""
        words = SafeString(f'<ul class="kern-list">{items}</ul>{link}')
        kept = render_hidden(editor) if editor else EMPTY
        return join((alert("warning", _("So geht es noch nicht hinaus"), words, level=3), kept))
    parts = [
        *(_unread(title) for title in foreseen.unread),
        *(_request(request, service, language) for request in foreseen.requests),
        *(_message(message) for message in foreseen.messages),
        _follows(foreseen, service, language),
        *_letters(foreseen, editor),
    ]
    seen = SafeString(f'<input type="hidden" name="{SEEN}" value="{foreseen.stamp}" form="{form}">')
    return join((seen, join(parts) or prose(_("Es geht kein Schreiben hinaus."))))


def _unread(title: str) -> SafeString:
    words = _(
        "Niemand außer Ihnen darf „%(task)s“ tun, und Sie haben am Vorgang gearbeitet. Er bleibt dort liegen, bis jemand Rolle und Stelle dafür hat."
    )
    return alert("warning", _("Die zweite Person fehlt"), words % {"task": title}, level=3)


def _letters(foreseen: Rehearsal, editor: LetterEditor | None) -> Iterator[SafeString]:
    """The drafts; before those that wait for a payment, that nothing of it has come yet."""
    at_once = len(foreseen.letters) - foreseen.after_payment

    def draw(first: int, last: int) -> Iterator[SafeString]:
        drafts, letters = foreseen.drafts[first:last], foreseen.letters[first:last]
        return iter((render_letters(drafts, letters, editor),)) if editor and drafts else map(render_letter, letters)

    if editor:
        yield render_head(foreseen.drafts, editor)
    yield from draw(0, at_once)
    if foreseen.after_payment:
        title = _("Noch nicht bezahlt")
        words = _(
            "Was jetzt folgt, geht erst hinaus, wenn die Zahlung da ist. Der Entwurf liest sich, als wäre sie heute gekommen."
        )
        yield alert("info", title, words, level=3)
    yield from draw(at_once, len(foreseen.letters))


def city_values(service: Service, problems: Iterable[Problem]) -> str:
    """The page on which the city sets a value that is missing; empty where none of its values is."""
    if not any(problem.about.startswith("parameter.") for problem in problems):
        return ""
    return reverse("studio:adoption:values", args=[service.id])


def _follows(foreseen: Rehearsal, service: Service, language: str) -> SafeString:
    """What happens besides the letter, as a list; then the fee with its lines."""
    lines = list(_acts(foreseen, service, language))
    if not foreseen.letters and not foreseen.messages and not foreseen.requests:
        lines.append(_("Es geht noch kein Schreiben hinaus."))
    if foreseen.next:
        titles = ", ".join(f"„{task.title}“" for task in foreseen.next)
        lines.append(_("Danach ist dran: %(tasks)s") % {"tasks": titles})
    if foreseen.closed:
        lines.append(_("Danach ist der Vorgang abgeschlossen."))
    if not lines:
        return EMPTY
    items = join(tag("li", line) for line in lines)
    heading = tag("h3", _("Das folgt aus Ihrer Entscheidung"), class_="kern-title")
    return SafeString(f'{heading}<ul class="kern-list">{items}</ul>{fee_table(foreseen.fee, language)}')


def _acts(foreseen: Rehearsal, service: Service, language: str) -> Iterator[str]:
    for demand in foreseen.demands:
        yield _("Wir fordern %(amount)s an. Danach geht es weiter.") % {"amount": demand.amount.spoken(language)}
    for entry in foreseen.entries:
        yield _entered(entry, service, language)
    for refund in foreseen.refunds:
        yield _("Wir erstatten %(amount)s.") % {"amount": refund.spoken(language)}


def _entered(entry: RehearsedEntry, service: Service, language: str) -> str:
    """Every value as the register's own page will say it, under the same label; like there, no ids of other registers."""
    register, _dot, act = entry.act.partition(".")
    name = register_name(service, register).spoken(language)
    described = service.registers.get(register)
    told = described.writes[act].told(dict(entry.values)) if described else dict(entry.values)
    hidden = list_ids(described) if described else frozenset()
    said = [
        f"{register_word(service, register, key).spoken(language)}: "
        f"{speak_option(described, key, value, language) if described else _value(value, language)}"
        for key, value in told.items()
        if value not in (None, "", (), []) and key not in hidden
    ]
    sentence = (
        _DESCRIBED[described.writes[act].act]()
        if described
        else {
            "change": _("Im %(register)s wird geändert: %(values)s"),
            "end": _("Im %(register)s wird beendet: %(values)s"),
            "book": _("%(register)s: Zahlung wird gebucht: %(values)s"),
            "pause": _("%(register)s: Mahnsperre wird gesetzt: %(values)s"),
        }.get(act, _("Im %(register)s wird eingetragen: %(values)s"))
    )
    return sentence % {"register": name, "values": ", ".join(said)}


_DESCRIBED: Mapping[str, Callable[[], str]] = {
    "enter": lambda: _("%(register)s, neuer Eintrag: %(values)s"),
    "change": lambda: _("%(register)s, Änderung: %(values)s"),
    "end": lambda: _("%(register)s, Ende: %(values)s"),
}


def _value(value: Any, language: str) -> str:
    match value:
        case date():
            return spoken_date(value, language)
        case Money():
            return value.spoken(language)
        case tuple() | list():
            return ", ".join(_value(one, language) for one in value)
        case Decimal():
            return f"{value.normalize():f}"
        case Mapping():
            return ", ".join(_value(part, language) for part in value.values() if part not in (None, "", False))
    return str(value)


def _request(request: OpenCorrection, service: Service, language: str) -> SafeString:
    """The request for missing answers as the person will read it."""
    names = []
    for path in request.fields:
        found = service.form.find(".".join(part for part in path.split(".") if not part.isdecimal()))
        names.append(found.label.spoken(language) if found else path)
    until = [_("Antwort bis %(day)s") % {"day": spoken_date(request.due_on, language)}] if request.due_on else []
    items = join(tag("li", name) for name in [*names, *until])
    heading = tag("h3", _("Diese Nachforderung geht hinaus"), class_="kern-title")
    return SafeString(f'<div class="al-letter">{heading}{prose(request.text)}<ul class="kern-list">{items}</ul></div>')


def _message(message: WriteMessage) -> SafeString:
    heading = tag("h3", _("Diese Nachricht geht hinaus"), class_="kern-title")
    return SafeString(
        f'<div class="al-letter">{heading}<p><strong>{esc(message.subject)}</strong></p>{prose(message.text)}</div>'
    )


def fee_table(fee: FeeSet | None, language: str) -> SafeString:
    """The fee with its lines and their basis."""
    if fee is None:
        return EMPTY
    rows = [(line.text.spoken(language), line.amount.spoken(language), line.basis) for line in fee.lines]
    total = (_("Zusammen"), fee.total.spoken(language), "")
    heads = (_("Wofür"), _("Betrag"), _("Grundlage"))
    return table(_("Gebühr"), heads, rows, numeric=frozenset({1}), total=total, hide_caption=True)
