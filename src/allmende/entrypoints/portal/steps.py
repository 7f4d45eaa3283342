"""A form step as a page: from a draft to what `ui` draws."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.apps.applications.queries import ApplicationDraft
from allmende.apps.booking import queries
from allmende.domain import forms
from allmende.domain.booking import moment_of
from allmende.domain.forms.types.appointment import SLOT
from allmende.domain.values import BERLIN, Problem, local_day, spoken_clock, weekday_date
from allmende.entrypoints.portal import appointment_times, service_texts
from allmende.entrypoints.portal.frame import render
from allmende.foundation.web.request import language_of
from allmende.ui.form import OfferedTimes, StepPage, Uploaded, render_error_summary, render_fields
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import button, step_progress
from allmende.ui.speak import spoken_date
from allmende.usecases import save_step
from allmende.usecases.booking.find import TAKEN
from allmende.usecases.booking.form import TimesOffered, read_times
from allmende.usecases.read_draft import context_of

PROBLEMS = "fehler"
"""In the address of a page of questions: say what is wrong in what is kept of it."""
REVIEW = "pruefen"  # last station, and the mark in the address that leads back there


@dataclass(frozen=True, slots=True)
class Shown:
    """A step looked at: its fields as a page, and which steps there are."""

    page: StepPage
    steps: tuple[str, ...]


def look(
    draft: ApplicationDraft,
    step_id: str,
    today: date,
    language: str,
    *,
    with_problems: bool = False,
    upload_problems: Mapping[str, str] | None = None,
) -> Shown:
    """The step with what was typed, account data and defaults laid under it. Problems only where asked for."""
    form = draft.service.form
    context = context_of(draft, today)
    account = draft.applicant.get("attributes", {}) if draft.applicant.get("account") else {}
    entries, prefilled = forms.filled(form, step_id, draft.entries, context, account)
    checked = forms.check_step(form, step_id, entries, context)
    step, now = form.step(step_id), timezone.now()
    times = any(field.offer and field.id in checked.visible for field in step.fields)
    offered = read_times(city=draft.service.city.key, draft=draft, step_id=step_id, now=now) if times else {}
    uploads = {id_: Uploaded(id_, one.name, one.size) for id_, one in draft.uploads.items()}
    page = StepPage(
        step=step,
        entries=entries,
        visible=checked.visible,
        language=language,
        required=checked.required,
        later=checked.later,
        problems=_at_times(checked.problems if with_problems else (), offered, checked.required, with_problems),
        options=checked.options,
        computed=_computed(step, checked, language),
        prefilled=prefilled,
        confirmed=(confirmed := confirmed_values(step, checked, language)),
        identity=draft.applicant["identity"],
        disputable=bool(confirmed),
        deciding=form.deciding(step_id),
        uploads=uploads,
        upload_problems=upload_problems or {},
        times={path: _times(one, now, language) for path, one in offered.items()},
    )
    return Shown(page, checked.steps)


def _at_times(
    problems: tuple[Problem, ...], offered: Mapping[str, TimesOffered], required: frozenset[str], asked: bool
) -> tuple[Problem, ...]:
    """What is said where a time is to be chosen: one sentence at the question, and that it is gone, whether asked or not."""
    kept = [one for one in problems if one.where.partition(".")[0] not in offered or one.where.endswith(".since")]
    for path, one in offered.items():
        if one.lost:
            kept.append(Problem(TAKEN.code, TAKEN.text, path))
        elif asked and path in required and one.chosen is None:
            kept.append(Problem("required", SLOT.missing_words, path))
    return tuple(kept)


def _times(offered: TimesOffered, now: datetime, language: str) -> OfferedTimes:
    held = offered.held
    times = [(one.slot.begins, one.site.name, f"{one.site.id}.{one.slot.since}") for one in offered.free]
    chosen = "" if offered.chosen is None else "{}.{}".format(*offered.chosen)
    if chosen and all(value != chosen for _, _, value in times):
        begins = moment_of(int(chosen.partition(".")[2]))
        site = next((one.name for one in queries.list_sites() if one.id == int(chosen.partition(".")[0])), "")
        times.append((begins, site, chosen))
    times.sort()
    days = tuple(
        (
            weekday_date(day, language),
            tuple((value, f"{spoken_clock(at.astimezone(BERLIN), language)}, {site}") for at, site, value in group),
        )
        for day, group in groupby(times, lambda one: local_day(one[0]))
    )
    kept = appointment_times.rest_of(held, now, language) if held or chosen else ""
    return OfferedTimes(days, chosen, kept)


def confirmed_values(step: forms.FormStep, checked: forms.CheckedEntries, language: str) -> dict[str, str]:
    """What the sign-in proved of this step, as people read it."""
    return {
        item.id: forms.spoken(item, checked.answers[item.id], language)
        for item in step.fields
        if item.id in checked.confirmed
    }


def _computed(step: forms.FormStep, checked: forms.CheckedEntries, language: str) -> dict[str, str]:
    """What the computed fields say now."""
    return {
        item.id: forms.spoken(item, checked.values_by_path.get(item.id), language)
        for item in step.fields
        if item.type == "computed" and item.id in checked.visible
    }


def fragment(shown: Shown) -> HttpResponse:
    """The fields alone: what a changed answer brings up to date."""
    return HttpResponse(render_fields(shown.page))


def step_page(
    request: HttpRequest,
    draft: ApplicationDraft,
    shown: Shown,
    *,
    notice: SafeString | str = "",
    stored: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page of a step. It carries its own name and digests of what it shows, so that stale pages are seen; `stored` are those
    digests where the draft is not as it is stored.
    """
    language, step = shown.page.language, shown.page.step
    get_token(request)
    position = shown.steps.index(step.id) + 1
    back = step_before(shown.steps, step.id)
    to_review = REVIEW in request.GET
    context: dict[str, object] = {
        "service_name": service_texts.name(draft.service, language),
        "service_url": reverse("portal:service", args=[draft.service.sheet.id]),
        "step_title": step.title.spoken(language),
        "intro": prose(step.intro.spoken(language), "kern-body al-lead") if step.intro else "",
        "notice": notice,
        "page_name": secrets.token_urlsafe(9),
        "shown": save_step.shown(draft, step.id) if stored is None else stored,
        "errors": render_error_summary(shown.page),
        "progress": step_progress(position, len(shown.steps) + 1),
        "required_note": required_note(shown.page),
        "action": step_url(draft.id, step.id, to_review=to_review),
        "fields": render_fields(shown.page),
        "next_button": button(
            _("Speichern und zurück zur Übersicht") if to_review else _("Weiter"), name="_action", value="next"
        ),
        "back_button": button(
            _("Zurück"), weight="secondary", name="_action", value="back", formnovalidate=True, icon_name="arrow-back"
        )
        if back and not to_review
        else "",
        "later_button": button(
            _("Speichern und später weitermachen"),
            weight="tertiary",
            name="_action",
            value="later",
            formnovalidate=True,
        ),
        "stations": stations(draft, shown.steps, step.id, language, form="schritt"),
        "privacy_url": reverse("portal:service_privacy", args=[draft.service.id]),
        "kept_words": _("Ihre Angaben werden gespeichert. Wir heben sie bis zum %(day)s auf.")
        % {"day": spoken_date(draft.expires_on, language)},
    }
    return render(request, "portal/step.html", context, city=draft.service.city, status=status)


def required_note(page: StepPage) -> str:
    """In words, what must be filled in."""
    asked = [
        item
        for item in page.step.fields
        if item.id in page.visible and item.id not in page.confirmed and item.type not in ("information", "computed")
    ]
    if not asked or all(item.type in ("declaration", "file") for item in asked):
        return ""
    if all(item.id in page.required for item in asked):
        return _("Wir brauchen alle Angaben auf dieser Seite.")
    if not any(item.id in page.later for item in asked):
        return _("Was Sie freiwillig angeben, ist so gekennzeichnet. Alles andere brauchen wir.")
    return _("Was Sie freiwillig angeben oder nachreichen können, ist so gekennzeichnet. Alles andere brauchen wir.")


def stations(
    draft: ApplicationDraft, steps: tuple[str, ...], here: str, language: str, *, form: str = ""
) -> SafeString:
    """All steps as a list. Earlier ones are buttons that save what is typed and go there; on the review page they are links."""
    now = steps.index(here) if here in steps else len(steps)
    drawn = [_station(draft, id_, number, now, language, form) for number, id_ in enumerate(steps)]
    last = esc(_("Prüfen und absenden"))
    drawn.append(f'<li class="al-is-now" aria-current="step">{last}</li>' if here == REVIEW else f"<li>{last}</li>")
    return SafeString(f'<ol class="al-stations">{join(drawn)}</ol>')


def _station(draft: ApplicationDraft, id_: str, number: int, now: int, language: str, form: str) -> str:
    title = esc(draft.service.form.step(id_).title.spoken(language))
    if number == now:
        return f'<li class="al-is-now" aria-current="step">{title}</li>'
    if number > now and id_ not in _begun(draft):
        return f"<li>{title}</li>"
    css = "al-is-done" if number < now else ""
    if form:
        inner = f'<button class="al-link-button" type="submit" form="{form}" name="_action" value="goto:{esc(id_)}" formnovalidate>{title}</button>'
    else:
        inner = f'<a href="{step_url(draft.id, id_, to_review=True)}">{title}</a>'
    return f'<li class="{css}">{inner}</li>'


def _begun(draft: ApplicationDraft) -> frozenset[str]:
    """Steps of which something is stored."""
    return frozenset(
        step.id for step in draft.service.form.steps if any(item.id in draft.entries for item in step.fields)
    )


def step_before(steps: tuple[str, ...], step_id: str) -> str | None:
    """The step before, or None on the first."""
    number = steps.index(step_id)
    return steps[number - 1] if number else None


def step_url(draft_id: str, step_id: str, *, to_review: bool = False, problems: bool = False, mark: str = "") -> str:
    """The address of a step; `to_review` leads back to the summary afterwards, `problems` says what is wrong in what is kept,
    `mark` is the id to jump to."""
    url = reverse("portal:step", args=[draft_id, step_id])
    query = "&".join(f"{name}=1" for name, asked in ((REVIEW, to_review), (PROBLEMS, problems)) if asked)
    return f"{url}{f'?{query}' if query else ''}{f'#{mark}' if mark else ''}"


def say(problem: Problem, request: HttpRequest) -> str:
    """A refusal in the reader's language."""
    return problem.text.spoken(language_of(request))
