"""Is this PDF ours, and unchanged? Does the card behind that windscreen still hold? Anybody may ask."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.domain.ports.failure import Unavailable
from allmende.domain.ports.seal import Verification
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.home import visitor
from allmende.foundation.access import public
from allmende.foundation.limits import memory
from allmende.foundation.tenancy.models import City
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.foundation.web.uploads import why_lost
from allmende.ui.form.frame import error_line
from allmende.ui.html import SafeString, esc, prose
from allmende.ui.kern import Tone, alert
from allmende.ui.speak import spoken_moment, spoken_size
from allmende.usecases import verify_card, verify_document

FILES_PER_HOUR = 30
CARDS_PER_HOUR = 300
"""A card is looked up for each parked car; a file costs seconds."""

TONES: dict[str, Tone] = {
    "sealed_unchanged": "success",
    "changed": "danger",
    "discarded": "danger",
    "unknown_seal": "warning",
    "no_seal": "warning",
}


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """GET shows the forms, with `code` whether that card holds; POST says what the file proves. The file is not kept."""
    language = language_of(request)
    code = request.GET.get("code", "")[:40]
    if request.method != "POST" and not code:
        return _page(request)
    now = timezone.now()
    act, most = ("verify.file", FILES_PER_HOUR) if request.method == "POST" else ("verify.card", CARDS_PER_HOUR)
    if not memory.allow(act, visitor(request), limit=most, per=timedelta(hours=1), now=now):
        return errors.too_many(request, 3600)
    if request.method != "POST":
        return _card(request, code)
    file = request.FILES.get("datei")
    if file is None:
        return _page(request, problem=_("Bitte wählen Sie eine PDF-Datei aus."))
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES or why_lost(file) == "large":
        size = spoken_size(settings.MAX_UPLOAD_BYTES, language)
        return _page(request, problem=_("Die Datei ist zu groß. Höchstens %(size)s.") % {"size": size})
    if why_lost(file):
        return _page(request, problem=_("Wir können gerade keine Dateien annehmen. Bitte versuchen Sie es später."))
    found = verify_document.verify_document(pdf=file.read(), now=now)
    return _page(request, result=_said(found, language))


def _card(request: HttpRequest, code: str) -> HttpResponse:
    try:
        state = verify_card.verify_card(city=city_key(request), code=code, today=timezone.localdate())
    except Unavailable:
        said = _("Das Verzeichnis antwortet gerade nicht. Bitte versuchen Sie es gleich noch einmal.")
        return _page(request, result=_alert("warning", _("Das können wir gerade nicht prüfen"), said), code=code)
    if state is None:
        said = _("Bitte prüfen Sie, ob Sie den Code richtig abgeschrieben haben.")
        return _page(request, result=_alert("warning", _("Diesen Code gibt es nicht"), said), code=code)
    if state.discarded:
        said = _("Die Stadt hat ihn verworfen, bevor er hinausging.")
        return _page(request, result=_alert("danger", _("Hat nie gegolten"), said), code=code)
    if state.superseded:
        said = _("Auch wenn er noch ausliegt: Es zählt nur der neue Ausweis.")
        title = _("Gilt nicht mehr: Es gibt einen neueren Ausweis")
        return _page(request, result=_alert("danger", title, said), code=code)
    lines = [(state.large_label, state.large), (state.marks_label, ", ".join(state.marks))]
    title = _("Gültig: %(title)s") if state.valid else _("Nicht gültig: %(title)s")
    tone: Tone = "success" if state.valid else "danger"
    shown = alert(tone, title % {"title": state.title}, _rows(lines), id="ergebnis", tabindex="-1", data_focus=True)
    return _page(request, result=shown, code=code)


def _alert(tone: Tone, title: str, text: str) -> SafeString:
    return alert(tone, title, SafeString(prose(text)), id="ergebnis", tabindex="-1", data_focus=True)


def _rows(lines: list[tuple[str, str]]) -> SafeString:
    rows = "".join(f"<div><dt>{esc(label)}</dt><dd>{esc(value)}</dd></div>" for label, value in lines if value)
    return SafeString(f'<dl class="al-answers">{rows}</dl>')


def _page(request: HttpRequest, *, result: SafeString | str = "", problem: str = "", code: str = "") -> HttpResponse:
    size = spoken_size(settings.MAX_UPLOAD_BYTES, language_of(request))
    context = {
        "result": result,
        "code": code,
        "error": SafeString(error_line("f-datei", problem)) if problem else "",
        "rules": _("Nur PDF. Höchstens %(size)s.") % {"size": size},
    }
    return render(request, "portal/verify.html", context)


def _said(found: Verification, language: str) -> SafeString:
    titles = {
        "sealed_unchanged": _("Das Dokument ist echt und unverändert"),
        "changed": _("Das Dokument wurde verändert"),
        "discarded": _("Das Dokument wurde verworfen und hat nie gegolten"),
        "unknown_seal": _("Das Siegel kennen wir nicht"),
        "no_seal": _("Das Dokument hat kein Siegel"),
        "not_a_pdf": _("Diese Datei können wir nicht lesen"),
        "too_large": _("Die Datei ist zu groß"),
    }
    more = ""
    if found.city:
        city = City.objects.filter(key=found.city).values_list("name", flat=True).first() or found.city
        lines = [(_("Ausgestellt von"), city), (_("Siegel"), found.signer)]
        if found.sealed_at:
            lines.append((_("Gesiegelt am"), spoken_moment(found.sealed_at, language)))
        more = _rows(lines)
    body = SafeString(f"{prose(found.words.spoken(language))}{more}")
    tone = TONES.get(found.status, "warning")
    return alert(tone, titles[found.status], body, id="ergebnis", tabindex="-1", data_focus=True)
