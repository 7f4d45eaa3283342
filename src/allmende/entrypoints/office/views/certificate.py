"""A certificate with a person's own signature: attach it, provide or discard it, or note that it comes on paper."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from allmende.domain.values import Problem, Text
from allmende.entrypoints.office.views.case import get_case, hidden, page, who
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.foundation.web.uploads import why_lost
from allmende.ui.speak import spoken_size
from allmende.usecases import attach_certificate

NEWS = {"anhaengen": "angehaengt", "bereitstellen": "bereitgestellt", "verwerfen": "verworfen", "papier": "papier"}


@officer()
@require_POST
def certificate(request: HttpRequest, case_id: str) -> HttpResponseBase:
    """What cannot be done is said in the box, and the reason stays in its field."""
    wanted, reason = request.POST.get("was", "")[:20], request.POST.get("grund", "")[:1000]
    with hidden():
        problem = _act(request, case_id, wanted, reason)
    if problem:
        return page(request, get_case(request, case_id), certificate=(reason, problem), status=422)
    return HttpResponseRedirect(f"{reverse('office:case', args=[case_id])}?neues={NEWS[wanted]}")


def _act(request: HttpRequest, case_id: str, wanted: str, reason: str) -> Problem | None:
    known = who(request, case_id)
    match wanted:
        case "bereitstellen":
            return attach_certificate.provide(**known)
        case "verwerfen":
            return attach_certificate.discard(**known)
        case "papier":
            return attach_certificate.on_paper(**known, reason=reason)
        case _:
            return attach_certificate.attach(**known, content=_content(request))


def _content(request: HttpRequest) -> bytes | Problem:
    file = request.FILES.get("datei")
    if file is None:
        return _problem("file", _("Bitte wählen Sie eine PDF-Datei aus."), request)
    if (file.size or 0) > settings.MAX_UPLOAD_BYTES or why_lost(file) == "large":
        size = spoken_size(settings.MAX_UPLOAD_BYTES, language_of(request))
        return _problem("too_large", _("Die Datei ist zu groß. Höchstens %(size)s.") % {"size": size}, request)
    if why_lost(file):
        words = _("Wir können gerade keine Dateien annehmen. Bitte versuchen Sie es später.")
        return _problem("room", words, request)
    return bytes(file.read())


def _problem(code: str, words: str, request: HttpRequest) -> Problem:
    return Problem(f"certificate.{code}", Text.of({"de": words, language_of(request): words}), attach_certificate.FIELD)
