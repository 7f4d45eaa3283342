"""What the sign-in proved: shown with its source and a lock instead of an input, and the way out where it is wrong."""

from __future__ import annotations

from django.utils.translation import gettext as _

from allmende.domain.forms import DISPUTED, Field, disputed_in
from allmende.ui.form.frame import frame
from allmende.ui.form.page import StepPage, html_id
from allmende.ui.html import SafeString, esc, inline_lines, prose
from allmende.ui.kern import details

LOCK = (
    '<svg width="18" height="18" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" '
    'stroke="currentColor" stroke-width="2"><path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/></svg>'
)


def lock_mark(words: str) -> str:
    """A lock with its words; the picture is decoration."""
    return f'<br><span class="al-mark">{LOCK}{esc(words)}</span>'


def confirmed_words(identity: str) -> str:
    """Where a confirmed value comes from. `identity` is the provider."""
    return _("Bestätigt, aus Ihrer BundID") if identity == "bundid" else _("Bestätigt, aus Ihrer Anmeldung")


def confirmed_field(item: Field, path: str, page: StepPage, messages: dict[str, str]) -> str:
    """Label, value, source. There is nothing to type, so there is no input; an error still has its place to jump to."""
    framed = frame(item, path, page, messages)
    label = esc(item.label.spoken(page.language))
    return (
        f'<div id="{framed.id}" tabindex="-1"><dl class="al-answers"><div><dt>{label}</dt>'
        f"<dd>{inline_lines(page.confirmed[path])}{lock_mark(confirmed_words(page.identity))}</dd></div></dl>{framed.error}</div>"
    )


def way_out(page: StepPage) -> str:
    """How to say that a locked value is wrong; the application can be sent all the same. Empty where the page takes no such words."""
    if not page.disputable:
        return ""
    said = disputed_in(page.entries)
    id_ = html_id(DISPUTED)
    words = prose(
        _(
            "Angaben mit Schloss kommen aus Ihrer Anmeldung. Darum können Sie sie hier nicht ändern. "
            "Schreiben Sie uns, was nicht stimmt. Ihren Antrag können Sie trotzdem absenden. "
            "Dann prüft ihn ein Mensch."
        )
    )
    asked = _("Was stimmt nicht?")
    field = (
        f'<div class="kern-form-input"><label class="kern-label" for="{id_}">{esc(asked)}</label>'
        f'<textarea class="kern-form-input__input" id="{id_}" name="{DISPUTED}" rows="3">\n{esc(said)}</textarea></div>'
    )
    return details(_("Eine bestätigte Angabe stimmt nicht"), SafeString(words + field), open_=bool(said))
