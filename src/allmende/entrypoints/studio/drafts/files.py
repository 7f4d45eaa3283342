"""The package as its files: read, download, replace by an upload."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from allmende.domain.values import Problem, Text
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.drafts.outline_page import news
from allmende.entrypoints.studio.frame import STAFF
from allmende.foundation.access import officer
from allmende.foundation.web.uploads import why_lost
from allmende.usecases import draft_package

MOST_FILES = 200
MOST_BYTES = 1_000_000
FOLDERS = ("notices", "texts", "examples")
PLAIN = ("service.yaml", "form.yaml", "process.bpmn", "decisions.dmn", "CHANGES.md")


@officer(*STAFF)
@require_safe
def files(request: HttpRequest, draft_id: object) -> HttpResponse:
    """All files; one of them to read where asked for."""
    return files_page(request, open_desk(request, draft_id))


def files_page(
    request: HttpRequest, desk: DraftContext, *, problems: list[Problem] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with what was refused at the top."""
    name = request.GET.get("datei", "")
    found = desk.edition.package.files
    context: dict[str, object] = {
        "news": news(request.GET.get("neues", "")),
        "problems": [(problem.where, problem.text.spoken(desk.language)) for problem in problems or []],
        "files": [(one, len(content.encode())) for one, content in found.items()],
        "name": name if name in found else "",
        "content": found.get(name, ""),
    }
    return render_draft(request, "drafts/files.html", desk, context, here="files", status=status)


@officer(*STAFF)
@require_safe
def download(request: HttpRequest, draft_id: object) -> HttpResponse:
    """One file as it is."""
    desk, name = open_desk(request, draft_id), request.GET.get("datei", "")
    content = desk.edition.package.files.get(name)
    if content is None:
        raise Http404
    plain = name.rpartition("/")[2]
    return HttpResponse(
        content.encode(),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{plain}"'},
    )


@officer("gestaltung")
@require_POST
def upload(request: HttpRequest, draft_id: object) -> HttpResponseBase:
    """Files of the package replace those of the draft, all of them or none."""
    desk = open_desk(request, draft_id)
    given = request.FILES.getlist("dateien")
    fixed = request.POST.get("ziel", "")
    found: dict[str, bytes] = {}
    problems: list[Problem] = []
    for one in given[:MOST_FILES]:
        name = (
            fixed if fixed and len(given) == 1 else path_of(desk, str(one.name or ""), request.POST.get("ordner", ""))
        )
        if not name:
            problems.append(_unknown(str(one.name or "")))
        elif (one.size or 0) > MOST_BYTES or why_lost(one):
            problems.append(_large(str(one.name or "")))
        else:
            found[name] = one.read()
    if not given:
        words = Text.named("studio.drafts.files.choose_at_least_one_file")
        problems.append(Problem("upload.none", words, "dateien"))
    if not problems:
        done = draft_package.upload(person=desk.person, draft_id=desk.draft.id, files=found, now=timezone.now())
        if not isinstance(done, list):
            return HttpResponseRedirect(f"{desk.url('history')}?neues={'hochgeladen' if done.said else 'gleich'}")
        problems = done
    return files_page(request, desk, problems=problems, status=422)


def path_of(desk: DraftContext, name: str, folder: str) -> str:
    """Where a file of that name belongs; empty where it belongs nowhere."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    if plain in PLAIN:
        return plain
    if folder in FOLDERS and plain.endswith(".yaml"):
        return f"{folder}/{plain}"
    fitting = [file for file in desk.edition.package.files if file.rpartition("/")[2] == plain]
    return fitting[0] if len(fitting) == 1 else ""


def _unknown(name: str) -> Problem:
    words = Text.named("studio.drafts.files.where_does_name_belong_please", name=name)
    return Problem("upload.place", words, name)


def _large(name: str) -> Problem:
    return Problem("upload.size", Text.named("studio.drafts.files.upload_size", name=name), name)
