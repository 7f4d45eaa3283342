"""Registers the city keeps itself: the list, one record, what a person changes there, and the list for checks on the spot."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.apps.applications.rules import NotFound
from allmende.apps.holdings.queries import HoldingChange
from allmende.domain.forms.values import RefusedEntry, read_as
from allmende.domain.matter.lookups import list_ids
from allmende.domain.registers import (
    ENDINGS,
    MISTAKE,
    Record,
    RegisterSpec,
    is_current,
    list_changes,
    speak_option,
    speak_value,
)
from allmende.domain.values import Problem, last_day
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.values import value_field
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.html import join
from allmende.ui.speak import spoken_moment
from allmende.usecases import keep_register
from allmende.usecases.keep_register import OnTheSpot, OpenedRecord

LONGEST = 100
MOST = 500
"""Rows of the list for checks that a page shows; the file has all."""


@officer()
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The registers she looks after."""
    language = language_of(request)
    found = keep_register.list_kept(city=city_key(request), officer=officer_of(request), now=timezone.now())
    rows = [
        {"href": reverse("office:register", args=[one.id]), "name": one.name.spoken(language), "law": one.law}
        for one in found
    ]
    troubles = keep_register.list_troubles(city=city_key(request), officer=officer_of(request), now=timezone.now())
    context = {"rows": rows, "troubles": [one.text.spoken(language) for _spec, one in troubles]}
    return render(request, "office/registers.html", context)


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, register_id: str) -> HttpResponse:
    """Records by number or name. What is searched for is personal: it is posted, and stands in no address."""
    text, after = (request.POST.get(name, "").strip()[:LONGEST] for name in ("suche", "nach"))
    with _hidden():
        spec, page = keep_register.search(**_who(request, register_id), text=text, after=after)
    held, language = spec.held, language_of(request)
    keyed = [held.control_by] if held.control_by and held.control_by != held.number else []
    columns = [held.number, held.named_by, *keyed, held.starts, held.until]
    rows = [
        {
            "href": reverse("office:register_entry", args=[spec.id, one.id]),
            "cells": [
                _holder(spec, one.record, language)
                if name == held.named_by
                else _said(spec, name, one.record, language)
                for name in columns
            ],
        }
        for one in page.entries
    ]
    context = {
        **_about(spec, request),
        "heads": _heads(spec, columns, request),
        "rows": rows,
        "keyed": [spec.label(name).spoken(language) for name in keyed],
        "search": text,
        "after": page.after,
    }
    return render(request, "office/register.html", context)


@officer()
@require_safe
def control(request: HttpRequest, register_id: str) -> HttpResponse:
    """What holds today, for those who check on the spot: no names. With `?form=csv` as a file."""
    with _hidden():
        spec, found = keep_register.list_control(**_who(request, register_id))
    heads = _heads(spec, spec.held.control_list, request)
    names, language = spec.held.control_list, language_of(request)
    rows = ([speak_option(spec, *one, language) for one in zip(names, row, strict=True)] for row in found)
    if request.GET.get("form") == "csv":
        return _as_csv(f"kontrolle-{spec.id}.csv", [heads, *rows])
    shown = list(islice(rows, MOST + 1))
    context = {
        **_about(spec, request),
        "heads": heads,
        "rows": [list(zip(heads, one, strict=True)) for one in shown[:MOST]],
        "most": MOST if len(shown) > MOST else 0,
    }
    return render(request, "office/register_control.html", context)


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, register_id: str) -> HttpResponse:
    """One plate or number, on a phone: does it hold today, and what the register's file shows then. What is asked for stands
    in no address."""
    text = request.POST.get("zeichen", "").strip()[:LONGEST]
    with _hidden():
        spec, found = keep_register.check_on_the_spot(**_who(request, register_id), text=text)
    label = spec.label(spec.held.control_by or spec.key).spoken(language_of(request))
    refused = found.text.spoken(language_of(request)) if isinstance(found, Problem) else ""
    answer = found if isinstance(found, OnTheSpot) else None
    context = {
        **_about(spec, request),
        "label": label,
        "text": text,
        "refused": refused,
        "asked": answer is not None,
        "holds": answer is not None and answer.holds,
        "shown": _shown(spec, answer.shown, language_of(request)) if answer else [],
    }
    return render(request, "office/register_check.html", context, status=429 if refused else 200)


@officer()
@require_safe
def checks(request: HttpRequest) -> HttpResponseBase:
    """The registers she may check on the spot; where there is one, straight to it."""
    found = keep_register.list_controlled(city=city_key(request), officer=officer_of(request), now=timezone.now())
    if len(found) == 1:
        return HttpResponseRedirect(reverse("office:register_check", args=[found[0].id]))
    language = language_of(request)
    rows = [
        {"href": reverse("office:register_check", args=[one.id]), "name": one.name.spoken(language)} for one in found
    ]
    return render(request, "office/checks.html", {"rows": rows})


@officer()
@require_safe
def entry(request: HttpRequest, register_id: str, entry_id: str) -> HttpResponse:
    """One record with its history, and what can be done with it."""
    return _page(request, _open(request, register_id, entry_id))


@officer()
@require_POST
def change(request: HttpRequest, register_id: str, entry_id: str) -> HttpResponseBase:
    """Put right what the record says. What cannot be read stays in its field."""
    opened = _open(request, register_id, entry_id)
    typed = {field.id: request.POST.get(f"wert-{field.id}", "")[: LONGEST * 5] for field in opened.fields}
    problems = keep_register.change_entry(
        **_who(request, register_id),
        entry_id=entry_id,
        typed=typed,
        reason=request.POST.get("grund", ""),
        key=_key(request),
    )
    if problems:
        return _page(request, opened, typed=typed, problems=problems)
    return HttpResponseRedirect(reverse("office:register_entry", args=[register_id, entry_id]))


@officer()
@require_POST
def end(request: HttpRequest, register_id: str, entry_id: str) -> HttpResponseBase:
    """End the holding."""
    opened = _open(request, register_id, entry_id)
    on = read_as("date", request.POST.get("ab", "").strip()[:LONGEST])
    if isinstance(on, RefusedEntry):
        problem: Problem | None = Problem(on.code, on.text, "ab")
    else:
        problem = keep_register.end_entry(
            **_who(request, register_id),
            entry_id=entry_id,
            on=on,
            cause=request.POST.get("anlass", ""),
            reason=request.POST.get("grund", ""),
            key=_key(request),
        )
    if problem:
        return _page(request, opened, ending=request.POST.get("ab", ""), problems=(problem,))
    return HttpResponseRedirect(reverse("office:register_entry", args=[register_id, entry_id]))


def _page(
    request: HttpRequest,
    opened: OpenedRecord,
    *,
    typed: Mapping[str, str] | None = None,
    ending: str = "",
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    spec, language = opened.register, language_of(request)
    record, values = opened.entry.record, typed or opened.filled
    context = {
        **_about(spec, request),
        "number": record[spec.held.number],
        "id": opened.entry.id,
        "facts": _facts(spec, record, language),
        "causes": [
            (key, words.spoken(language), key == request.POST.get("anlass"))
            for key, words in ENDINGS.items()
            if key != MISTAKE or opened.fresh
        ],
        "reachable": opened.reachable,
        "amended": len(opened.events) > 1 and bool(opened.events[-1].by),
        "events": [_event(spec, one, before, language) for one, before in _with_before(opened.events)],
        "fields": join(
            value_field(field, values.get(field.id, ""), language, optional=not field.required)
            for field in opened.fields
        ),
        "ending": ending,
        "running": is_current(spec, record, timezone.localdate()),
        "reason": request.POST.get("grund", ""),
        "key": secrets.token_urlsafe(16),
        "problems": [problem.text.spoken(language) for problem in problems],
    }
    return render(request, "office/register_entry.html", context, status=422 if problems else 200)


def _with_before(events: tuple[HoldingChange, ...]) -> Iterator[tuple[HoldingChange, Record | None]]:
    """Each event with the record as it was until then."""
    yield from zip(events, (None, *(event.record for event in events)), strict=False)


def _facts(spec: RegisterSpec, record: Record, language: str) -> list[tuple[str, str]]:
    """What the record says, without the ids of other registers, which tell nobody anything."""
    held, hidden = spec.held, list_ids(spec)
    apart = hidden | {held.of} if held.named_by != held.of else hidden
    return [
        (
            one.label.spoken(language),
            _holder(spec, record, language) if name == held.named_by else _said(spec, name, record, language),
        )
        for name, one in spec.record.items()
        if name not in apart
    ]


def _shown(spec: RegisterSpec, found: Record, language: str) -> list[tuple[str, str]]:
    """What is shown on the spot; an end as the last day on which it holds."""
    return [
        (_("Letzter Tag"), speak_value(last_day(value), language) if value else _("ohne Ende"))
        if name == spec.held.until
        else (spec.label(name).spoken(language), speak_option(spec, name, value, language))
        for name, value in found.items()
    ]


def _holder(spec: RegisterSpec, record: Record, language: str) -> str:
    """What the holder is called; records from before the register kept names say that they have none."""
    return speak_value(record.get(spec.held.named_by), language) or _("Name nicht eingetragen")


def _said(spec: RegisterSpec, name: str, record: Record, language: str) -> str:
    return speak_option(spec, name, record.get(name), language)


def _event(spec: RegisterSpec, holding_change: HoldingChange, before: Record | None, language: str) -> dict[str, Any]:
    words = {"enter": _("Eingetragen"), "change": _("Geändert"), "end": _("Beendet")}
    return {
        "at": spoken_moment(holding_change.at, language),
        "what": words[holding_change.act],
        "who": holding_change.by or _("Aus einem Vorgang"),
        "why": holding_change.reason,
        "changes": list_changes(spec, before, holding_change.record, language) if before is not None else [],
    }


def _as_csv(name: str, rows: Iterable[Iterable[str]]) -> HttpResponse:
    """Semicolons, as office programs here expect; a cell that such a program would compute is told as text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell for cell in row] for row in rows)
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _about(spec: RegisterSpec, request: HttpRequest) -> dict[str, Any]:
    return {
        "register": spec.id,
        "name": spec.name.spoken(language_of(request)),
        "control": bool(spec.held.control_list),
    }


def _heads(spec: RegisterSpec, names: Iterable[str], request: HttpRequest) -> list[str]:
    return [spec.label(name).spoken(language_of(request)) for name in names]


def _open(request: HttpRequest, register_id: str, entry_id: str) -> OpenedRecord:
    with _hidden():
        return keep_register.open_entry(**_who(request, register_id), entry_id=str(entry_id))


def _who(request: HttpRequest, register_id: str) -> dict[str, Any]:
    return {
        "city": city_key(request), "officer": officer_of(request), "register": register_id, "now": timezone.now(),
    }  # fmt: skip


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:40] or secrets.token_urlsafe(16)


@contextmanager
def _hidden() -> Iterator[None]:
    """What this person may not see is not there."""
    try:
        yield
    except NotFound as gone:
        raise Http404 from gone
