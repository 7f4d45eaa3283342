"""What the page shows: releases to download, signers with their fingerprints, the field for a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.apps.catalogue.queries import ReleaseLine, SignerLine
from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio import inputs
from allmende.ui import kern
from allmende.ui.form.frame import error_line
from allmende.ui.html import EMPTY, SafeString, attributes, esc, join, tag
from allmende.ui.speak import spoken_date
from allmende.usecases.exchange_release import fingerprint

MANY = 12
"""From so many services on it is worth searching among them."""


def releases(lines: Iterable[ReleaseLine], language: str, *, service: str = "", search: str = "") -> SafeString:
    """The newest release of each service, or all releases of one."""
    by_service: dict[str, list[ReleaseLine]] = {}
    for line in lines:
        by_service.setdefault(line.service_id, []).append(line)
    if service in by_service:
        rows = [_release(line, (), language) for line in by_service[service]]
    else:
        found = [group for group in by_service.values() if _fits(group[0], search, language)]
        found.sort(key=lambda group: group[0].title.spoken(language).casefold())
        rows = [_release(group[0], group[1:], language) for group in found]
    if not rows:
        words = _("Dazu gibt es keine Leistung.") if search else _("Es gibt noch keine freigegebene Leistung.")
        return SafeString(f'<div class="al-box al-box--tint"><p>{esc(words)}</p></div>')
    return _items(rows)


def signers(lines: Iterable[SignerLine], language: str, *, token: str) -> SafeString:
    """Whose signature counts. With a `token` each can be revoked."""
    rows = [_signer(line, language, token) for line in lines]
    if not rows:
        return SafeString(f"<p>{esc(_('Noch gilt keine Unterschrift.'))}</p>")
    return _items(rows)


def file_input(name: str, label: str, hint: str, error: str) -> SafeString:
    """A field for one file."""
    place = inputs.place_of(name)
    described = f"{place}-hint" + (f" {place}-error" if error else "")
    heads = attributes(
        class_="kern-form-input__input" + (" kern-form-input__input--error" if error else ""),
        type_="file", id_=place, name=name, accept=".json,application/json", required=True,
        aria_describedby=described, aria_invalid="true" if error else "",
    )  # fmt: skip
    return SafeString(
        f'<div class="{"kern-form-input al-invalid" if error else "kern-form-input"}">'
        f'<label class="kern-label" for="{place}">{esc(label)}</label>'
        f'<div class="kern-hint" id="{place}-hint">{esc(hint)}</div>'
        f"{error_line(place, error) if error else ''}<input{heads}></div>"
    )


def placed(problem: Problem) -> Text:
    """A refusal with the place inside the package it speaks of, where there is one."""
    where = problem.where if problem.code.startswith("bundle.") is False else ""
    return Text(*(f"{where}: {words}" if where else words for words in (problem.text["de"], problem.text.spoken("en"))))


def _fits(line: ReleaseLine, search: str, language: str) -> bool:
    wanted = search.casefold()
    return wanted in line.title.spoken(language).casefold() or wanted in line.service_id


def _items(rows: Iterable[SafeString]) -> SafeString:
    return SafeString(f'<ul class="al-items">{join(rows)}</ul>')


def _item(title: str, state: SafeString, lines: Iterable[str], act: str) -> SafeString:
    """One line of a list: what it is, how it stands, what can be done."""
    more = join(SafeString(f'<p class="al-muted al-small">{esc(line)}</p>') for line in lines)
    return SafeString(f'<li><div><p class="al-items__title">{esc(title)} {state}</p>{more}</div>{act}</li>')


def _release(line: ReleaseLine, older: Iterable[ReleaseLine], language: str) -> SafeString:
    name = line.title.spoken(language)
    signed = _("Unterschrieben von %(name)s.") % {"name": line.signer} if line.signer else ""
    told: list[str] = [" ".join((_("Fassung %(version)s.") % {"version": line.version}, signed)).strip()]
    earlier = len(list(older))
    if earlier:
        href = f"{reverse('studio:exchange:exchange')}?leistung={line.service_id}"
        words = ngettext("%(n)s frühere Fassung", "%(n)s frühere Fassungen", earlier) % {"n": earlier}
        told.append(tag("a", words, class_="kern-link", href=href))
    address = reverse("studio:exchange:export", args=[line.sha256])
    act = kern.link_button(_("Herunterladen"), address, weight="secondary", hidden=f": {name} {line.version}")
    return _item(name, _state(line, language), told, act)


def _state(line: ReleaseLine, language: str) -> SafeString:
    if line.state == "withdrawn":
        return kern.badge("warning", _("zurückgezogen"))
    if line.state == "coming" and line.effective_from:
        day = spoken_date(line.effective_from, language)
        return kern.badge("info", _("gilt ab %(day)s") % {"day": day})
    return kern.badge("success", _("freigegeben")) if line.state == "released" else kern.badge("info", _("abgelöst"))


def _signer(line: SignerLine, language: str, token: str) -> SafeString:
    state = kern.badge("success", _("gilt")) if line.revoked_at is None else kern.badge("warning", _("zurückgezogen"))
    by = _("Betrieb") if line.added_by == "operator" else line.added_by
    print_ = _("Fingerabdruck: %(print)s") % {"print": fingerprint(line.public_key)}
    since = _("Eingetragen am %(day)s: %(name)s") % {"day": spoken_date(line.added_at.date(), language), "name": by}
    return _item(line.name, state, (print_, since), _act(line, token) if token else "")


def _act(line: SignerLine, token: str) -> SafeString:
    if line.revoked_at is not None:
        return EMPTY
    button = kern.button(_("Zurückziehen"), weight="secondary", hidden=f": {line.name}")
    parts = (
        SafeString(f'<form method="post" action="{reverse("studio:exchange:revoke")}">'),
        inputs.hidden("csrfmiddlewaretoken", token),
        inputs.hidden("name", line.name),
        button,
        SafeString("</form>"),
    )
    return join(parts)
