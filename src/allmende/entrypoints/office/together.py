"""The cases of those who applied together, beside the case of one of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.ui.html import SafeString, esc, join
from allmende.usecases.applied_together import Together


def together_box(found: Iterable[Together]) -> SafeString | str:
    """Empty for an application of one person."""
    lines = join(_line(one) for one in found)
    if not lines:
        return ""
    title = esc(_("Gemeinsam beantragt"))
    return SafeString(
        f'<section class="al-box" aria-labelledby="mit"><h2 class="kern-title" id="mit">{title}</h2>'
        f'<ul class="al-plain al-stack-small">{lines}</ul></section>'
    )


def _line(together: Together) -> SafeString:
    """Whoever may not read the case sees its number, and nothing of the person."""
    number = f'<span class="al-number">{esc(together.reference)}</span>'
    if not together.opens:
        return SafeString(f"<li>{number}</li>")
    href = esc(reverse("office:case", args=[together.case_id]))
    said = {
        "open": _("noch nicht bestätigt"),
        "given": _("hat bestätigt"),
        "declined": _("stellt den Antrag nicht"),
        "": _("hat den Antrag gesendet") if together.applied else "",
    }[together.confirmation]
    said = _("hat den Antrag zurückgezogen") if together.withdrawn else said
    words = f'<p class="al-muted al-small">{esc(said)}</p>' if said else ""
    return SafeString(f'<li><a class="kern-link" href="{href}">{esc(together.name)}</a> {number}{words}</li>')
