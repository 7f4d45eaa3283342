"""Registers the city keeps itself: the list, one record, what a person changes there, and the list for checks on the spot."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.apps.applications.rules import NotFound
from allmende.domain.forms.values import Refused, read_as
from allmende.domain.registers import Record, RegisterSpec, names_of
from allmende.domain.values import Problem
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.values import value_field
from allmende.foundation.access import officer
from allmende.foundation.web.asked import city_key, language_of
from allmende.ui.html import join
from allmende.ui.speak import spoken_date, spoken_moment
from allmende.usecases import keep_register
from allmende.usecases.keep_register import Opened

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
    return render(request, "office/registers.html", {"rows": rows})


@officer()
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, register_id: str) -> HttpResponse:
    """Records by number or name. What is searched for is personal: it is posted, and stands in no address."""
    text, after = (request.POST.get(name, "").strip()[:LONGEST] for name in ("suche", "nach"))
    with _hidden():
        spec, page = keep_register.search(**_who(request, register_id), text=text, after=after)
    columns = [spec.holding.number, spec.holding.of, spec.holding.starts, spec.holding.until]
    rows = [
        {
            "href": reverse("office:register_entry", args=[spec.id, one.id]),
            "cells": [_spoken(one.record[name], language_of(request)) for name in columns],
        }
        for one in page.entries
    ]
    context = {
        **_about(spec, request),
        "heads": _heads(spec, columns, request),
        "rows": rows,
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
    heads = _heads(spec, spec.holding.control_list, request)
    rows = ([_spoken(value, language_of(request)) for value in row] for row in found)
    if request.GET.get("form") == "csv":
        return _as_csv(f"kontrolle-{spec.id}.csv", [heads, *rows])
    shown = list(islice(rows, MOST + 1))
    context = {**_about(spec, request), "heads": heads, "rows": shown[:MOST], "most": MOST if len(shown) > MOST else 0}
    return render(request, "office/register_control.html", context)


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
    typed = {one.id: request.POST.get(f"wert-{one.id}", "")[: LONGEST * 5] for one in opened.fields}
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
    if isinstance(on, Refused):
        problem: Problem | None = Problem(on.code, on.text, "ab")
    else:
        problem = keep_register.end_entry(
            **_who(request, register_id),
            entry_id=entry_id,
            on=on,
            reason=request.POST.get("grund", ""),
            key=_key(request),
        )
    if problem:
        return _page(request, opened, ending=request.POST.get("ab", ""), problems=(problem,))
    return HttpResponseRedirect(reverse("office:register_entry", args=[register_id, entry_id]))


def _page(
    request: HttpRequest,
    opened: Opened,
    *,
    typed: Mapping[str, str] | None = None,
    ending: str = "",
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    spec, language = opened.register, language_of(request)
    record, values = opened.entry.record, typed or opened.filled
    context = {
        **_about(spec, request),
        "number": record[spec.holding.number],
        "id": opened.entry.id,
        "facts": [(one.label.spoken(language), _spoken(record[name], language)) for name, one in spec.record.items()],
        "events": [_event(spec, one, language) for one in opened.events],
        "fields": join(
            value_field(one, values.get(one.id, ""), language, optional=not one.required) for one in opened.fields
        ),
        "ending": ending,
        "running": record[spec.holding.until] is None,
        "reason": request.POST.get("grund", ""),
        "key": secrets.token_urlsafe(16),
        "problems": [one.text.spoken(language) for one in problems],
    }
    return render(request, "office/register_entry.html", context, status=422 if problems else 200)


def _event(spec: RegisterSpec, one: Any, language: str) -> dict[str, str]:
    words = {"enter": _("Eingetragen"), "change": _("Geändert"), "end": _("Beendet")}
    return {
        "at": spoken_moment(one.at, language),
        "what": words[one.act],
        "who": one.by or _("Aus einem Vorgang"),
        "why": one.reason,
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
        "control": bool(spec.holding.control_list),
    }


def _heads(spec: RegisterSpec, names: Iterable[str], request: HttpRequest) -> list[str]:
    return [spec.label(name).spoken(language_of(request)) for name in names]


def _spoken(value: Any, language: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("Ja") if value else _("Nein")
        case date():
            return spoken_date(value, language)
        case {"family_name": str()}:
            return _person(value, language)
        case Mapping():
            return _address(value)
        case list():
            return ", ".join(_spoken(one, language) for one in value)
    return str(value)


def _person(value: Record, language: str) -> str:
    return f"{names_of(value)} ({spoken_date(value['date_of_birth'], language)})"


def _address(value: Record) -> str:
    lines = (("street", "house_number"), ("addition",), ("postcode", "place"))
    words = (" ".join(str(value[part]) for part in line if value.get(part)) for line in lines)
    return ", ".join(one for one in words if one)


def _open(request: HttpRequest, register_id: str, entry_id: str) -> Opened:
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
