"""The draft as others will see it: a step as the citizen fills it in, a letter as it is read. Nothing is stored."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.domain import forms
from allmende.domain.forms import CheckedEntries, FormStep
from allmende.domain.package import Example, Service
from allmende.domain.values import Problem
from allmende.entrypoints.studio.drafts.context import DraftContext, open_desk, render_draft
from allmende.entrypoints.studio.frame import STAFF
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key
from allmende.ui.form import StepPage, render_error_summary, render_fields
from allmende.ui.form.page import by_path
from allmende.ui.html import SafeString, prose, tag
from allmende.ui.letter import render_letter
from allmende.usecases.try_draft import answers_before, open_service, read_letter

NOBODY = {"identity": "none", "level": "none", "account": False, "attributes": {}}


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, draft_id: object, step_id: str) -> HttpResponse:
    """One step with the values of this city. POST fills it in as a citizen would, without keeping anything."""
    desk = open_desk(request, draft_id)
    opened = open_service(city=city_key(request), package=desk.edition.package, day=timezone.localdate())
    if isinstance(opened, list):
        return _unreadable(request, desk, opened)
    service = opened.service
    if all(one.id != step_id for one in service.form.steps):
        raise Http404
    example = _example(request, service, desk, step_id)
    before = answers_before(service=service, example=example, step_id=step_id) if example else {}
    drawn = _drawn(request, desk, service, step_id, before)
    context: dict[str, object] = {
        **drawn,
        "left_out": [one.text.spoken(desk.language) for one in opened.without],
        "city": service.city.name,
        "steps": [
            (one.title.spoken(desk.language), desk.url("preview", one.id), one.id == step_id)
            for one in service.form.steps
        ],
        "examples": [
            (one.id, one.title, example is not None and one.id == example.id)
            for one in desk.edition.package.examples
            if _fills(one, step_id)
        ],
        "edit": desk.part_url(f"step.{step_id}"),
        "action": desk.url("preview", step_id) + (f"?beispiel={example.id}" if example else ""),
    }
    return render_draft(request, "drafts/preview.html", desk, context, here="preview")


def _example(request: HttpRequest, service: Service, desk: DraftContext, step_id: str) -> Example | None:
    """Whose answers on the other pages are taken: the example asked for, else the first that comes to this page."""
    fitting = [example for example in desk.edition.package.examples if _fills(example, step_id)]
    asked = request.GET.get("beispiel", "")
    return next((one for one in fitting if one.id == asked), fitting[0] if fitting else None)


def _fills(example: Example, step_id: str) -> bool:
    return any((one.get("fill") or {}).get("step") == step_id for one in example.steps)


def _drawn(
    request: HttpRequest, desk: DraftContext, service: Service, step_id: str, before: dict[str, Any]
) -> dict[str, object]:
    """The step as the portal draws it, after these answers on the pages before."""
    form, found = service.form, service.form.step(step_id)
    context = service.context(timezone.localdate(), NOBODY)
    posted = by_path((name, [str(value) for value in values]) for name, values in request.POST.lists())
    typed: dict[str, Any] = {**before, **(forms.read_step(form, step_id, posted) if posted else {})}
    kind, _colon, rest = request.POST.get("_action", "").partition(":")
    if kind == "add":
        typed = dict(forms.add_row(form, typed, rest))
    elif kind == "remove":
        path, _colon, number = rest.partition(":")
        typed = dict(forms.remove_row(form, typed, path, int(number[:4]) if number.isdecimal() else 0))
    entries, prefilled = forms.filled(form, step_id, typed, context, {})
    checked = forms.check_step(form, step_id, entries, context)
    asked = kind == "check"
    page = StepPage(
        step=found,
        entries=entries,
        visible=checked.visible,
        language=desk.language,
        required=checked.required,
        problems=checked.problems if asked else (),
        options=checked.options,
        computed=_computed(found, checked, desk.language),
        prefilled=prefilled,
        later=checked.later,
    )
    intro = prose(found.intro.spoken(desk.language), "kern-body al-lead") if found.intro else ""
    return {
        "step_title": found.title.spoken(desk.language),
        "intro": intro,
        "fields": render_fields(page),
        "errors": render_error_summary(page) if asked else "",
        "hidden": "" if step_id in checked.steps else _("Dieser Schritt kommt nur unter einer Bedingung."),
    }


def _computed(found: FormStep, checked: CheckedEntries, language: str) -> dict[str, str]:
    return {
        field.id: forms.spoken(field, checked.values_by_path.get(field.id), language)
        for field in found.fields
        if field.type == "computed" and field.id in checked.visible
    }


@officer(*STAFF)
@require_safe
def letter(request: HttpRequest, draft_id: object, notice_id: str) -> HttpResponse:
    """The letter as one of the examples would send it in this city."""
    desk = open_desk(request, draft_id)
    package = desk.edition.package
    if notice_id not in package.notices:
        raise Http404
    found = read_letter(city=city_key(request), package=package, notice_id=notice_id, day=timezone.localdate())
    body: SafeString | str = ""
    if found is not None:
        document, example = found
        body = render_letter(document)
        said = _("Aus dem Beispiel „%(title)s“.") % {"title": example.title}
    else:
        said = _("Kein Beispiel erzeugt dieses Schreiben in Ihrer Stadt. Sie sehen nur die Texte mit Lücken.")
        body = _plain(desk, notice_id)
    context: dict[str, object] = {
        "title": desk.title(f"notice.{notice_id}"),
        "said": said,
        "letter": body,
        "edit": desk.part_url(f"notice.{notice_id}"),
    }
    return render_draft(request, "drafts/letter.html", desk, context, here="preview")


def _plain(desk: DraftContext, notice_id: str) -> SafeString:
    """The letter's texts in order, with their holes as they are written."""
    tree, lead = desk.edition.tree, f"notice.{notice_id}"
    texts = desk.edition.package.texts
    ids = [f"{lead}.subject", f"{lead}.lead"]
    for part in tree.inside(lead) if lead in tree else ():
        key = next((str(part.data[sort]) for sort in ("heading", "paragraph", "list", "rows") if sort in part.data), "")
        ids += [text for text in texts if text == f"{lead}.{key}" or (key and text.startswith(f"{lead}.{key}."))]
    words = "".join(tag("p", texts[one].spoken(desk.language)) for one in ids if one in texts)
    return SafeString(f'<article class="al-letter">{words}</article>')


def _unreadable(request: HttpRequest, desk: DraftContext, problems: list[Problem]) -> HttpResponse:
    """The draft cannot be opened as a service; the reasons."""
    context: dict[str, object] = {"problems": [problem.text.spoken(desk.language) for problem in problems]}
    return render_draft(request, "drafts/unreadable.html", desk, context, here="preview", status=409)
