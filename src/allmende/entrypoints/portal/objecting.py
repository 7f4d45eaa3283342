"""An objection on a case's page: at the case of the notice the way to object with the last day, at the objection what it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases import queries as cases
from allmende.apps.cases.queries import CaseView
from allmende.domain import facts as f
from allmende.domain.deadlines import SUSPENSION, Subject
from allmende.domain.matter.contested import find_contested, find_lodged_on, is_in_time
from allmende.domain.matter.objecting import Contestable
from allmende.entrypoints.portal.access import access_of
from allmende.foundation.web.request import city_key
from allmende.ui.html import SafeString, esc, join
from allmende.ui.kern import link_button
from allmende.ui.speak import spoken_date
from allmende.usecases.ask_suspension import find_suspension_words
from allmende.usecases.contest_notice import find_offer


def objection_box(request: HttpRequest, found: CaseView, today: date, language: str) -> SafeString | str:
    """Empty where nothing can be objected to and nobody objected."""
    if about := find_contested(found.facts):
        return _box(_("Ihr Widerspruch"), _about(request, found, about, today, language))
    offer = find_offer(city=city_key(request), matter=found.matter, today=today)
    letters = [letter for letter in offer.letters if not letter.is_over(today)] if offer else []
    lines = [*_lodged(request, found, language), *(_letter(found, letter, today, language) for letter in letters)]
    return _box(_("Nicht einverstanden?"), join(lines)) if lines else ""


def _box(title: str, body: SafeString) -> SafeString:
    return SafeString(
        f'<section aria-labelledby="widerspruch"><h2 class="kern-heading-medium" id="widerspruch">{esc(title)}</h2>{body}</section>'
    )


def _letter(found: CaseView, letter: Contestable, today: date, language: str) -> SafeString:
    link = link_button(
        _("Widerspruch schreiben"),
        reverse("portal:object", args=[found.id, letter.notice_id]),
        weight="secondary",
        hidden=letter.title,
    )
    return SafeString(
        f'<p class="kern-body">{esc(letter.title)}<br>{esc(until_words(letter, today, language))}</p><p class="al-actions">{link}</p>'
    )


def until_words(letter: Contestable, today: date, language: str) -> str:
    """The last day to object, or that it has passed, or that the time has not begun."""
    if letter.until is None:
        return _("Sie können widersprechen. Die Frist hat noch nicht begonnen.")
    day = {"day": spoken_date(letter.until, language)}
    if letter.is_late(today):
        return (
            _(
                "Der letzte Tag für den Widerspruch war der %(day)s. Er ist nur noch möglich, wenn Sie ohne Schuld zu spät sind."
            )
            % day
        )
    return (
        _("Der letzte Tag für den Widerspruch ist der %(day)s. Ein Satz genügt, Gründe müssen Sie nicht nennen.") % day
    )


def effect_words(language: str, *, outcome: str, fee: bool) -> tuple[str, ...]:
    """What an objection does to a notice with that outcome, and to its fee where it set one."""
    what: tuple[Subject, ...] = ("refusal",) if outcome in ("refused", "partly") else ("decision",)
    subjects: tuple[Subject, ...] = (*what, "charge") if fee else what
    return tuple(SUSPENSION[subject].sentence.spoken(language) for subject in subjects)


def _lodged(request: HttpRequest, found: CaseView, language: str) -> Iterator[SafeString]:
    """Objections to letters of this case, with the way there for whoever may open them."""
    ended = {x.objection: x for x in found.facts if isinstance(x, f.ObjectionEnded)}
    for fact in (x for x in found.facts if isinstance(x, f.ObjectionLodged)):
        words = ended[fact.objection].spoken(language) if fact.objection in ended else ""
        number = SafeString(f'<span class="al-number">{esc(fact.reference)}</span>')
        access = access_of(request, fact.objection)
        if cases.may_open_case(city=city_key(request), case_id=fact.objection, access=access):
            number = SafeString(
                f'<a class="kern-link" href="{esc(reverse("portal:case", args=[fact.objection]))}">{number}</a>'
            )
        said = esc(words) if words else esc(_("Ihr Widerspruch läuft. Nummer:"))
        yield SafeString(f'<p class="kern-body">{said} {number}</p>')


def _about(request: HttpRequest, found: CaseView, about: f.NoticeContested, today: date, language: str) -> SafeString:
    words = [
        _("Er richtet sich gegen: %(title)s, Vorgang %(reference)s.")
        % {"title": about.title, "reference": about.reference}
    ]
    if about.until is not None:
        day, lodged_on = {"day": spoken_date(about.until, language)}, find_lodged_on(found.matter)
        if lodged_on is None and is_in_time(found.matter, today):
            words.append(_("Ihre Unterschrift muss bis zum %(day)s bei uns sein. Eine E-Mail genügt nicht.") % day)
        elif is_in_time(found.matter, today):
            words.append(
                _("Er ist rechtzeitig. Der letzte Tag war der %(day)s.") % day
                if today > about.until
                else _("Er ist rechtzeitig. Der letzte Tag ist der %(day)s.") % day
            )
        else:
            words.append(_("Er kam nach dem letzten Tag, dem %(day)s. Ein Mensch prüft, ob er trotzdem zählt.") % day)
    decided = any(getattr(x, "notice_kind", "") == "decision" for x in found.facts)
    suspended = find_suspension_words(city=city_key(request), facts=found.facts, today=today, language=language)
    if not found.closed and not decided:
        words += effect_words(language, outcome=about.outcome, fee=about.fee and not suspended)
    words += [suspended] if suspended else []
    return join(f'<p class="kern-body">{esc(word)}</p>' for word in words)
