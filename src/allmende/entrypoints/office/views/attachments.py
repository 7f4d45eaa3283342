"""Files the applicant sent: opened on their own, or looked at beside the case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from allmende.entrypoints.office.frame import render
from allmende.entrypoints.office.views.case import hidden, who
from allmende.foundation.access import officer
from allmende.foundation.web.headers import be_framed
from allmende.foundation.web.request import language_of
from allmende.ui.speak import spoken_size
from allmende.usecases import read_case

SHOWN = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
"""Kinds a browser shows without running anything of theirs; everything else is saved."""


@officer()
@require_safe
def attachment(request: HttpRequest, case_id: str, upload_id: str) -> HttpResponse:
    """The file. Pictures and PDF open in the browser, also inside the viewer."""
    with hidden():
        file, content = read_case.read_file(**who(request, case_id), upload_id=str(upload_id))
    way = "inline" if file.type in SHOWN else "attachment"
    name = f"anlage-{str(upload_id)[:8]}{SHOWN.get(file.type, '')}"
    response = HttpResponse(
        content, content_type=file.type, headers={"Content-Disposition": f'{way}; filename="{name}"'}
    )
    if file.type in SHOWN:
        be_framed(response)
    return response


@officer()
@require_safe
def viewer(request: HttpRequest, case_id: str, upload_id: str) -> HttpResponse:
    """The sheet beside the case that shows one file; fetching the file itself is recorded by itself."""
    with hidden():
        file = read_case.find_file(**who(request, case_id), upload_id=str(upload_id))
    context: dict[str, object] = {
        "name": file.name,
        "size": spoken_size(file.size, language_of(request)),
        "href": reverse("office:attachment", args=[case_id, upload_id]),
        "shown": "pdf" if file.type == "application/pdf" else "picture" if file.type in SHOWN else "",
    }
    response = render(request, "office/viewer.html", context)
    be_framed(response)
    return response
