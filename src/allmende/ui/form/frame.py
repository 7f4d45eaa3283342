"""The frame around a control: label or legend, hint, help, error, and how they are tied together for screen readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allmende.domain.forms import Field
from allmende.ui.form.page import HINT_LIMIT, StepPage, html_id
from allmende.ui.html import SafeString, esc, icon, prose
from allmende.ui.kern import details

RULED = frozenset({"files", "lines", "choices"})
"""Controls that say a rule, not an example: it stands beside any help."""


@dataclass(frozen=True, slots=True)
class Framed:
    """A control's surroundings, ready to be put together: ids in `described_by`, pieces as markup."""

    path: str
    id: str
    label: str
    hint: str
    more: str
    error: str
    mark: str
    described_by: str
    required: bool
    decides: str

    @property
    def invalid(self) -> str:
        """The attribute that says a value is wrong."""
        return ' aria-invalid="true"' if self.error else ""

    @property
    def needed(self) -> str:
        return ' aria-required="true"' if self.required else ""

    @property
    def described(self) -> str:
        return f' aria-describedby="{self.described_by}"' if self.described_by else ""


def frame(
    item: Field,
    path: str,
    page: StepPage,
    messages: dict[str, str],
    *,
    example: str = "",
) -> Framed:
    """Everything around the control of `item` at `path`. `example` is what a right value looks like."""
    lang = page.language
    id_ = html_id(path)
    required = path in page.required
    help_text = item.help.spoken(lang) if item.help else ""
    short_help = help_text if len(help_text) <= HINT_LIMIT and "\n" not in help_text.strip() else ""
    pattern = item.pattern_text.spoken(lang) if item.pattern_text else ""
    if help_text and item.kind.control not in RULED and any(sign.isdigit() for sign in help_text):
        example = ""  # the package shows one itself
    follows = _("Das können Sie nachreichen.") if path in page.later else ""
    hint_text = " ".join(part for part in (short_help, pattern or example, follows) if part)
    message = messages.get(path, "")
    hint = f'<div class="kern-hint" id="{id_}-hint">{esc(hint_text)}</div>' if hint_text else ""
    described = [f"{id_}-hint"] if hint_text else []
    error = ""
    if message:
        error = error_line(id_, message)
        described.append(f"{id_}-error")
    mark = ""
    if path in page.prefilled and not message:
        words = esc(_("Aus Ihrem Konto übernommen"))
        mark = f'<span class="al-mark" id="{id_}-mark">{icon("account-circle", "small")}{words}</span>'
        described.append(f"{id_}-mark")
    more = _more(item, help_text if not short_help else "", lang)
    said = item.label.spoken(lang)
    label = esc(said)
    if not required and not follows and item.kind.control not in ("tick", "note", "output"):
        label += voluntary()
    decides = ' data-decides=""' if (item.path or item.id) in page.deciding else ""
    return Framed(
        path,
        id_,
        label,
        hint,
        more,
        error,
        mark,
        " ".join(described),
        required,
        decides,
    )


def voluntary() -> str:
    """The mark of a question that may stay open, in words."""
    word = _("freiwillig")
    return f' <span class="kern-label__optional">({esc(word)})</span>'


def error_line(id_: str, message: str) -> str:
    """The message at the field. The word "Fehler" is heard before it, the icon is only seen."""
    word = _("Fehler:")
    heard = f'<span class="kern-sr-only">{esc(word)} </span>'
    return f'<p class="kern-error" id="{id_}-error">{icon("danger")}<span class="kern-body">{heard}{esc(message)}</span></p>'


def _more(item: Field, long_help: str, lang: str) -> str:
    """Help too long for a hint, and why the city asks: on request."""
    folded = details(_("Hilfe zu dieser Frage"), prose(long_help)) if long_help else ""
    why = item.purpose.spoken(lang) if item.purpose else ""
    asked = details(_("Warum fragen wir das?"), prose(why)) if why else ""
    return f"{folded}{asked}"


def check(
    kind: str, id_: str, name: str, value: str, label: str, *, checked: bool, wrong: bool = False, tied: str = ""
) -> SafeString:
    """One radio button or checkbox with its words. `label` is markup, `tied` more attributes of the input."""
    css = f"kern-form-check__{kind}" + (f" kern-form-check__{kind}--error" if wrong else "")
    return SafeString(
        f'<div class="kern-form-check"><input class="{css}" type="{kind}" id="{id_}" name="{esc(name)}" value="{esc(value)}"{" checked" if checked else ""}{tied}>'
        f'<label class="kern-label" for="{id_}">{label}</label></div>'
    )


def select(heads: str, offered: Iterable[tuple[str, str]], value: str, first: str = "") -> SafeString:
    """A list to open, beginning with nothing chosen: `first` are the words of that. `heads`: attributes of the list."""
    none = first or _("Bitte wählen")
    lines = "".join(
        f'<option value="{esc(key)}"{" selected" if key == value else ""}>{esc(words)}</option>'
        for key, words in (("", none), *offered)
    )
    return SafeString(f'<div class="kern-form-input__select-wrapper"><select{heads}>{lines}</select></div>')


def single(framed: Framed, control: str) -> str:
    """One control under one label."""
    css = "kern-form-input al-invalid" if framed.error else "kern-form-input"
    return (
        f'<div class="{css}"{framed.decides}><label class="kern-label" for="{framed.id}">{framed.label}</label>'
        f"{framed.hint}{framed.mark}{framed.error}{control}{framed.more}</div>"
    )


def several(framed: Framed, controls: str, *, css: str = "", attributes: str = "", big: bool = False) -> str:
    """Several controls under one legend: choices, address, person, group, uploads."""
    kind = "kern-fieldset al-invalid" if framed.error else "kern-fieldset"
    return (
        f'<fieldset class="{kind}{css}" id="{framed.id}" tabindex="-1"{framed.described}{framed.decides}{attributes}>'
        f'<legend class="kern-label{" al-legend" if big else ""}">{framed.label}</legend>{framed.hint}{framed.mark}{framed.error}'
        f'<div class="kern-fieldset__body">{controls}</div>{framed.more}</fieldset>'
    )
