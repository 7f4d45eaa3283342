"""The drafted letter as it looks, with the passages somebody may word as fields, and a sign with the reason at what is fixed.

Every field belongs to the decision form (`form="entscheidung"`), so what she words goes with whatever she does there. Closed, the
editor keeps her words in hidden fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.apps.cases.drafts import TypedDraft
from allmende.domain.facts import LetterEdit
from allmende.domain.matter.letter_edits import LONGEST, WHERE, key_of, why_fixed
from allmende.domain.notices.document import Document, Paragraph
from allmende.domain.notices.editing import ADDED, KINDS, list_places
from allmende.domain.spelling.cleaning import clean_lines
from allmende.domain.values import Problem
from allmende.ui.form.page import html_id
from allmende.ui.html import EMPTY, SafeString, attributes, esc, inline_lines, join, prose, tag
from allmende.ui.kern import alert, button, details
from allmende.ui.letter import render_letter
from allmende.ui.speak import spoken_moment
from allmende.usecases.word_letter import LibraryPassage

FORM = "entscheidung"
TEXT, BASE = "_l.", "_d."
"""Begin the names of the fields with a passage, and with the fingerprint of the draft it was made from."""
OPEN, VERSION, SEARCH = "_offen", "_stand", "_suche"
EDIT, VIEW, SAVE, INSERT, REVERT, PDF = "edit", "view", "save", "insert:", "revert:", "pdf:"
"""What the buttons ask for (`_action`); with a colon, of which letter or passage."""
MOST = 200
_LOCK = SafeString(
    '<svg class="al-lock__sign" aria-hidden="true" viewBox="0 0 16 16" width="16" height="16"><path fill="currentColor" '
    'd="M4 7V5a4 4 0 0 1 8 0v2h1v8H3V7h1zm2 0h4V5a2 2 0 0 0-4 0v2z"/></svg>'
)


@dataclass(frozen=True, slots=True)
class LetterEditor:
    """What is drawn beside the letters. `typed`: her passages that differ from the draft she saw, `bases` its fingerprints.

    `other`: what somebody saved meanwhile, so that hers was not kept. `saved`: what stands at this task, as it was saved.
    """

    open: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    search: str = ""
    focus: str = ""
    problems: tuple[Problem, ...] = ()
    passages: Mapping[str, tuple[LibraryPassage, ...]] = field(default_factory=dict)
    saved: TypedDraft | None = None
    other: TypedDraft | None = None
    action: str = ""
    language: str = "de"


def fingerprint(text: str) -> str:
    """Of a passage's words: tells whether somebody touched it."""
    return sha256(clean_lines(text).strip().encode()).hexdigest()[:12]


def read_typed(posted: QueryDict) -> tuple[dict[str, str], dict[str, str]]:
    """Her passages by key, and the fingerprints of the drafts they were made from. Untouched ones are left out."""
    said = [(name, str(posted[name])) for name in list(posted)[: MOST * 3]]
    bases = {name.removeprefix(BASE): value[:12] for name, value in said if name.startswith(BASE)}
    typed = {
        name.removeprefix(TEXT): value.replace("\r\n", "\n")[: LONGEST * 2]
        for name, value in said
        if name.startswith(TEXT)
    }
    touched = {key: text for key, text in typed.items() if fingerprint(text) != bases.get(key, fingerprint(""))}
    return touched, bases


def act_on(
    typed: Mapping[str, str], action: str, passages: Mapping[str, Sequence[LibraryPassage]]
) -> tuple[dict[str, str], str]:
    """Her passages after a passage was put in, or one taken back to the draft; and the passage that has the focus then."""
    changed = dict(typed)
    if action.startswith(REVERT):
        key = action.removeprefix(REVERT)
        changed.pop(key, None)
        return changed, key
    if action.startswith(INSERT):
        key, _hash, wanted = action.removeprefix(INSERT).partition("#")
        template = key.partition("/")[0]
        chosen = next((one for one in passages.get(template, ()) if one.id == wanted), None)
        if chosen:
            changed[key] = f"{changed.get(key, '').strip()}\n\n{chosen.text}".strip()
        return changed, key
    return changed, ""


def render_head(drafts: Sequence[Document], editor: LetterEditor) -> SafeString:
    """What stands over all letters: the buttons, whether her words are kept, what is wrong with them."""
    wordable = [draft for draft in drafts if _is_wordable(draft)]
    if not wordable:
        return render_hidden(editor)
    kept = EMPTY if editor.open else _words(editor)
    return join((_conflict(editor), _head(wordable, editor), _wrong(editor), kept))


def render_letters(drafts: Sequence[Document], finals: Sequence[Document], editor: LetterEditor) -> SafeString:
    """Every letter: with fields where somebody words it, else as it goes out."""
    if not editor.open:
        return join(render_letter(final, id_=f"entwurf-{final.id}") for final in finals)
    return join(
        render_letter(draft, _LetterFields(draft, editor) if _is_wordable(draft) else None, id_=f"entwurf-{draft.id}")
        for draft in drafts
    )


def _is_wordable(draft: Document) -> bool:
    return draft.kind in KINDS and bool(list_places(draft))


def render_edits(edits: Iterable[LetterEdit], title: str) -> SafeString:
    """What an officer worded herself, each passage with the draft before; empty without any."""
    rows = join(_edit(edit) for edit in edits)
    return (
        SafeString(f'<section class="al-edits"><h3 class="kern-title">{esc(title)}</h3>{rows}</section>')
        if rows
        else EMPTY
    )


def _edit(edit: LetterEdit) -> SafeString:
    before = (
        tag("del", inline_lines(edit.draft))
        if edit.draft
        else tag("span", _("nichts, die Stelle ist neu"), class_="al-muted")
    )
    after = (
        tag("ins", inline_lines(edit.text))
        if edit.text
        else tag("span", _("nichts, die Stelle fällt weg"), class_="al-muted")
    )
    pairs = ((_("Stelle"), esc(place_name(edit.place))), (_("Entwurf"), before), (_("Geht hinaus"), after))
    body = join(SafeString(f"<div><dt>{esc(name)}</dt><dd>{words}</dd></div>") for name, words in pairs)
    return SafeString(f'<dl class="al-answers">{body}</dl>')


def place_name(place: str) -> str:
    """Where in the letter a passage stands, for people."""
    names = {"opening": _("nach dem ersten Satz"), "reasons": _("Gründe"), "information": _("Hinweise")}
    return names.get(place.partition(".")[0], place)


def _head(letters: Sequence[Document], editor: LetterEditor) -> SafeString:
    """The buttons over the letters."""
    named = len(letters) > 1
    pdfs = join(
        button(_("Vorschau als PDF"), weight="tertiary", name="_action", value=f"{PDF}{letter.id}", form=FORM,
               formtarget="_blank", hidden=letter.subject if named else "")
        for letter in letters
    )  # fmt: skip
    turn = (
        button(_("Fertig, Schreiben ansehen"), weight="secondary", name="_action", value=VIEW, form=FORM)
        if editor.open
        else button(_("Schreiben bearbeiten"), weight="secondary", name="_action", value=EDIT, form=FORM)
    )
    more = _search(editor) if editor.open else EMPTY
    return SafeString(f'<div class="al-actions al-no-print">{turn}{pdfs}</div>{render_status(editor)}{more}')


def render_status(editor: LetterEditor) -> SafeString:
    """Whether her words are kept, with the version she goes on from."""
    version = _carry(VERSION, str(editor.version))
    words = ""
    if editor.saved and editor.saved.saved_at and editor.other is None:
        count = len(editor.typed)
        words = ngettext("%(n)s Stelle geändert.", "%(n)s Stellen geändert.", count) % {"n": count} + " "
        words += _("Entwurf behalten: %(who)s, %(when)s.") % {
            "who": editor.saved.officer_name,
            "when": spoken_moment(editor.saved.saved_at, editor.language),
        }
    elif editor.other is not None:
        words = _(
            "Nicht gespeichert: Jemand hat das Schreiben inzwischen geändert. Bitte „Fertig, Schreiben ansehen“ wählen."
        )
    return SafeString(f'<p class="al-muted al-small" id="brief-stand" role="status">{esc(words)}{version}</p>')


def _search(editor: LetterEditor) -> SafeString:
    """Narrows the passages that are offered at each place. Its Enter opens the editor anew and never decides."""
    opened = _carry(OPEN, "1")
    if not any(editor.passages.values()):
        return opened
    found = attributes(class_="kern-form-input__input", id="textbaustein-suche", name=SEARCH, type="search", maxlength=80,
                       value=editor.search, form=FORM)  # fmt: skip
    label = tag("label", _("Textbausteine suchen"), class_="kern-label", for_="textbaustein-suche")
    go = button(_("Suchen"), weight="secondary", name="_action", value=EDIT, form=FORM)
    return SafeString(
        f'{opened}<div class="al-search-row al-no-print"><div class="kern-form-input">{label}<input{found}></div>{go}</div>'
    )


def _conflict(editor: LetterEditor) -> SafeString:
    if editor.other is None or editor.other.saved_at is None:
        return EMPTY
    words = _(
        "%(who)s hat dieses Schreiben um %(when)s geändert. Ihr Text steht unten und ist noch nicht gespeichert. An jeder Stelle, die "
        "anders lautet, steht auch der andere Text. Was Sie als Nächstes tun, ersetzt ihn."
    ) % {"who": editor.other.officer_name, "when": spoken_moment(editor.other.saved_at, editor.language)}
    return alert(
        "warning", _("Zwei haben zugleich geschrieben"), words, level=3, role="alert", tabindex="-1", data_focus=True
    )


def _wrong(editor: LetterEditor) -> SafeString:
    """Why the letter cannot go out so; each leads to its passage."""
    if not editor.problems:
        return EMPTY
    items = join(
        tag(
            "li",
            tag(
                "a",
                problem.text.spoken(editor.language),
                href=f"#{field_id(problem.where.removeprefix(WHERE))}",
                data_field=True,
            ),
        )
        for problem in editor.problems
    )
    return alert(
        "warning",
        _("So geht das Schreiben noch nicht hinaus"),
        SafeString(f'<ul class="kern-list">{items}</ul>'),
        level=3,
    )


def render_hidden(editor: LetterEditor) -> SafeString:
    """Her words where no letter is shown, so that they come along."""
    heads = [(VERSION, str(editor.version))] if editor.version else []
    heads += [(OPEN, "1")] if editor.open else []
    return SafeString(f"{join(_carry(name, value) for name, value in heads)}{_words(editor)}")


def _words(editor: LetterEditor) -> SafeString:
    texts = join(_carry(f"{TEXT}{key}", text) for key, text in editor.typed.items())
    return SafeString(texts + join(_carry(f"{BASE}{key}", editor.bases.get(key, "")) for key in editor.typed))


def _carry(name: str, value: str) -> SafeString:
    return SafeString(f'<input{attributes(type="hidden", name=name, form=FORM)} value="{esc(value)}">')


def field_id(key: str) -> str:
    """The id of a passage's field."""
    return html_id(f"brief-{key.replace('/', '-')}")


@dataclass(frozen=True, slots=True)
class _LetterFields:
    """The passages of one letter as fields."""

    letter: Document
    editor: LetterEditor

    def passage(self, paragraph: Paragraph) -> SafeString:
        if reason := why_fixed(paragraph):
            return SafeString(f"{_sign(reason.spoken(self.editor.language))}{prose(paragraph.text)}")
        return self._field(paragraph.place, paragraph.text)

    def added(self, place: str) -> SafeString:
        return self._field(place, "") if place in list_places(self.letter) and place in ADDED else EMPTY

    def fixed(self, part: str) -> SafeString:
        said = {
            "lead": _("Betreff und erster Satz sagen, was entschieden ist. Sie folgen aus Ihrer Auswahl."),
            "operative": _("Was entschieden wird, legt Ihre Auswahl fest (Tenor)."),
            "ancillary": _("Nebenbestimmungen sind geprüft und gehören zum Bescheid."),
            "stated": _("Grund, Tatsachen und Vorschrift kommen aus Ihren Angaben. Ändern Sie sie dort."),
            "fee": _("Die Gebühr ist nach der Satzung berechnet."),
            "remedy": _("Die Belehrung schreibt das Gesetz vor. Ein Fehler darin verlängert die Frist."),
            "signature": _("Unterschrift: wer entscheidet."),
        }
        return _sign(said[part]) if part in said else EMPTY

    def _field(self, place: str, draft: str) -> SafeString:
        editor, key = self.editor, key_of(self.letter.id, place)
        id_ = field_id(key)
        text = editor.typed.get(key, draft)
        wrong = [
            problem.text.spoken(editor.language) for problem in editor.problems if problem.where == f"{WHERE}{key}"
        ]
        error = join(tag("p", words, class_="kern-error", id=f"{id_}-fehler") for words in wrong[:1])
        label = tag("label", self._label(place, draft), class_="kern-label", for_=id_)
        heads = attributes(
            class_="kern-form-input__input", id=id_, name=f"{TEXT}{key}", rows=_rows(text), maxlength=LONGEST, form=FORM,
            aria_describedby=f"{id_}-fehler" if wrong else "", aria_invalid="true" if wrong else "",
            data_focus=key == editor.focus, hx_post=editor.action, hx_trigger="input changed delay:1s", hx_vals='{"_action":"save"}',
            hx_target="#brief-stand", hx_swap="outerHTML", hx_sync=f"#{FORM}:queue last",
        )  # fmt: skip
        base = attributes(type="hidden", name=f"{BASE}{key}", value=fingerprint(draft), form=FORM)
        css = "kern-form-input al-passage" + (" kern-form-input--error" if wrong else "")
        return SafeString(
            f'<div class="{css}">{label}{error}<textarea{heads}>\n{esc(text)}</textarea><input{base}>'
            f"{self._notes(key, draft)}{self._library(key, place)}</div>"
        )

    def _label(self, place: str, draft: str) -> str:
        if draft:
            return _("%(place)s: Absatz") % {"place": place_name(place)}
        names = {
            "opening": _("Eigener Satz nach dem ersten Satz (freiwillig)"),
            "reasons": _("Eigener Absatz am Ende der Gründe (freiwillig)"),
            "information": _("Eigener Absatz am Ende der Hinweise, zum Beispiel was mitzubringen ist (freiwillig)"),
        }
        return names[place]

    def _notes(self, key: str, draft: str) -> SafeString:
        """The draft where hers differs, with the way back; and what somebody else wrote meanwhile."""
        editor, notes = self.editor, []
        if key in editor.typed and draft:
            moved = editor.bases.get(key) not in (None, fingerprint(draft))
            title = _("Der Entwurf dieser Stelle hat sich seitdem geändert") if moved else _("Entwurf dieser Stelle")
            back = button(
                _("Entwurf wiederherstellen"), weight="tertiary", name="_action", value=f"{REVERT}{key}", form=FORM
            )
            notes.append(details(title, SafeString(f"{prose(draft)}{back}"), open_=moved))
        if editor.other is not None:
            theirs = (editor.other.typed.get(f"{TEXT}{key}") or [draft])[0]
            if fingerprint(theirs) != fingerprint(editor.typed.get(key, draft)):
                notes.append(
                    details(_("Text von %(who)s") % {"who": editor.other.officer_name}, prose(theirs), open_=True)
                )
        return join(notes)

    def _library(self, key: str, place: str) -> SafeString:
        """The passages written for this place, as buttons that put them in."""
        if place not in ADDED:
            return EMPTY
        wanted = self.editor.search.casefold()
        fitting = [
            one
            for one in self.editor.passages.get(self.letter.id, ())
            if one.place == place and (wanted in one.name.casefold() or wanted in one.text.casefold())
        ]
        rows = join(
            SafeString(
                f"<li><p><strong>{esc(one.name)}</strong></p>{prose(one.text)}"
                + button(
                    _("Einfügen"),
                    weight="tertiary",
                    name="_action",
                    value=f"{INSERT}{key}#{one.id}",
                    form=FORM,
                    hidden=one.name,
                )
                + "</li>"
            )
            for one in fitting
        )
        if not rows:
            return EMPTY
        title = ngettext("%(n)s Textbaustein", "%(n)s Textbausteine", len(fitting)) % {"n": len(fitting)}
        return details(title, SafeString(f'<ul class="al-plain al-stack">{rows}</ul>'), open_=bool(wanted))


def _rows(text: str) -> int:
    return min(max(2, sum(len(line) // 60 + 1 for line in text.split("\n")) + 1), 14)


def _sign(reason: str) -> SafeString:
    return SafeString(
        f'<p class="al-lock al-small al-no-print">{_LOCK} <span>{esc(_("Gesperrt."))} {esc(reason)}</span></p>'
    )
