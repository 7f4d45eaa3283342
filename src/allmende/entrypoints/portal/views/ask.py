"""Who is asked without an account: what is shared with her, and her answer. The signed link in the address is the key."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.domain.matter import speech
from allmende.domain.values import Problem, Text
from allmende.entrypoints.portal.frame import render
from allmende.entrypoints.portal.views.home import visitor
from allmende.foundation.access import capability
from allmende.foundation.limits import memory
from allmende.foundation.web import errors
from allmende.foundation.web.request import city_key, language_of
from allmende.foundation.web.uploads import why_lost
from allmende.ui.form.answers import render_answers
from allmende.ui.form.frame import error_line
from allmende.ui.form.page import text_at
from allmende.ui.html import SafeString, esc, join
from allmende.ui.speak import spoken_date, spoken_size
from allmende.usecases import answer_ask
from allmende.usecases.answer_ask import FILE, LONGEST, LONGEST_LINE, AskInput, SharedAsk

OPENED_PER_HOUR = 120
NOTHING_TYPED = AskInput(text="", by="")
TOO_LARGE = Problem("ask.file", Text.named("portal.views.ask.ask_file"), FILE)
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@capability
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows what is asked and shared; POST answers it. What was typed stays where something is missing."""
    if _too_often(request):
        return errors.too_many(request, 600)
    shared, reply = _shared(request, token), NOTHING_TYPED
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        reply, lost = _typed(request), [one for one in request.FILES.getlist("dateien") if why_lost(one)]
        problems = (TOO_LARGE,) if lost else _answer(request, token, reply)
        if not problems:
            return HttpResponseRedirect(reverse("portal:ask", args=[token]))
    return _page(request, token, shared, reply, problems)


@capability
@require_safe
def shared_file(request: HttpRequest, token: str, file: str) -> HttpResponse:
    """One of the files that are shared with this ask, to be saved."""
    found = answer_ask.read_shared_file(city=city_key(request), token=token, upload_id=file, now=timezone.now())
    if found is None:
        raise Http404
    upload, content = found
    suffix = upload.name.rpartition(".")[2].lower() if "." in upload.name else "bin"
    name = f"anlage-{upload.id[:8]}.{suffix if suffix.isalnum() else 'bin'}"
    return _saved(content, upload.type, name)


@capability
@require_safe
def whole_file(request: HttpRequest, token: str) -> HttpResponse:
    """The complete file of a case that is handed over."""
    if _too_often(request):
        return errors.too_many(request, 600)
    found = answer_ask.read_whole_file(city=city_key(request), token=token, now=timezone.now())
    if found is None:
        raise Http404
    return _saved(found[1], "application/zip", found[0])


def _saved(content: bytes, kind: str, name: str) -> HttpResponse:
    heads = {**PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=heads)


def _too_often(request: HttpRequest) -> bool:
    act = "ask.answer" if request.method == "POST" else "ask.look"
    return not memory.allow(act, visitor(request), limit=OPENED_PER_HOUR, per=timedelta(hours=1), now=timezone.now())


def _shared(request: HttpRequest, token: str) -> SharedAsk:
    found = answer_ask.look(city=city_key(request), token=token, now=timezone.now())
    if found is None:
        raise Http404
    return found


def _typed(request: HttpRequest) -> AskInput:
    files = [one for one in request.FILES.getlist("dateien")[: answer_ask.MOST_FILES + 1] if not why_lost(one)]
    return AskInput(
        text=text_at(request.POST, "text", LONGEST + 1),
        by=text_at(request.POST, "by", LONGEST_LINE + 1),
        outcome=text_at(request.POST, "outcome", 20),
        reference=text_at(request.POST, "reference", LONGEST_LINE + 1),
        files=tuple((file.name or "", file.read()) for file in files),
    )


def _answer(request: HttpRequest, token: str, reply: AskInput) -> tuple[Problem, ...]:
    try:
        return answer_ask.answer_ask(
            city=city_key(request), token=token, reply=reply, visitor=visitor(request), now=timezone.now()
        )
    except LookupError as unknown:
        raise Http404 from unknown


def _page(
    request: HttpRequest, token: str, shared: SharedAsk, reply: AskInput, problems: tuple[Problem, ...]
) -> HttpResponse:
    language, matter, asked = language_of(request), shared.matter, shared.ask.asked
    titles = {"opinion": _("Bitte um Stellungnahme"), "file": _("Abgabe eines Antrags an Sie")}
    shown = {problem.where: error_line(f"f-{problem.where}", problem.text.spoken(language)) for problem in problems}
    context = {
        "title": titles[asked.wish],
        "ask": asked,
        "state": shared.ask.state,
        "over": answer_ask.OVER.text.spoken(language),
        "action": reverse("portal:ask", args=[token]),
        "whole": reverse("portal:ask_whole", args=[token]),
        "service": speech.service_name(matter.service, language),
        "reference": matter.reference,
        "until": spoken_date(asked.until, language),
        "answers": render_answers(shared.rows, level=3),
        "files": _files(token, shared, language),
        "reply": reply,
        "errors": _summary(problems, language),
        "error": {where: SafeString(line) for where, line in shown.items()},
        "rules": _("Höchstens zehn Dateien, jede höchstens %(size)s.")
        % {"size": spoken_size(settings.MAX_UPLOAD_BYTES, language)},
    }
    response = render(request, "portal/ask.html", context, city=matter.service.city, status=422 if problems else 200)
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def _files(token: str, shared: SharedAsk, language: str) -> SafeString:
    labels = {file: row.label for row in shared.rows for file in row.files}
    return join(
        SafeString(
            f'<li><a class="kern-link" href="{esc(reverse("portal:ask_file", args=[token, file.id]))}">'
            f"{esc(labels.get(file.id, file.name))}</a>"
            f'<p class="al-muted al-small">{esc(file.name)}, {esc(spoken_size(file.size, language))}</p></li>'
        )
        for file in shared.files
    )


def _summary(problems: tuple[Problem, ...], language: str) -> SafeString:
    """What is missing, each line leading to its field; takes the focus."""
    if not problems:
        return SafeString("")
    lines = join(
        SafeString(f'<li><a href="#f-{esc(problem.where)}">{esc(problem.text.spoken(language))}</a></li>')
        if problem.where
        else SafeString(f"<li>{esc(problem.text.spoken(language))}</li>")
        for problem in problems
    )
    title = _("Das geht so noch nicht")
    return SafeString(
        '<div class="kern-alert kern-alert--danger al-errors" tabindex="-1" data-focus role="group" aria-labelledby="fehler-titel">'
        f'<div class="kern-alert__header"><h2 class="kern-title" id="fehler-titel">{esc(title)}</h2></div>'
        f'<div class="kern-alert__body"><ul>{lines}</ul></div></div>'
    )
