"""An objection on a case's page in the office: what it is about, what objects to this case, and the forms that record one or a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.cases import office
from allmende.domain import facts as f
from allmende.domain.facts.objecting import WAYS
from allmende.domain.matter.acting import still_acting
from allmende.domain.matter.contested import find_contested, find_lodged_on, is_in_time
from allmende.domain.matter.suspending import list_asked
from allmende.domain.values import Problem, local_day
from allmende.ui.speak import spoken_date, spoken_moment
from allmende.usecases.ask_suspension import find_suspension_words
from allmende.usecases.contest_notice import find_offer
from allmende.usecases.record_objection import BY_OFFICE


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionForms:
    """What was typed in one of the forms and not taken: it stays there, with the problem. `open`: which form."""

    open: str = ""
    letter: str = ""
    day: str = ""
    way: str = ""
    text: str = ""
    court: str = ""
    number: str = ""
    proxy: str = ""
    proved: str = ""
    problem: Problem | None = None


NOTHING_TYPED = ObjectionForms()


def objection_context(
    found: office.OfficeCase, city: str, typed: ObjectionForms, today: date, language: str
) -> dict[str, object]:
    """What the template shows; empty where nothing was objected to and nothing may be recorded."""
    if "answers" not in found.acts:
        return {}
    case, writes = found.case, "write" in found.acts
    offer = find_offer(city=city, matter=case.matter, today=today) if writes else None
    about, lodged = _about(found, today, language), _lodged(found, language)
    suspended = find_suspension_words(city=city, facts=case.facts, today=today, language=language)
    decided = any(getattr(fact, "notice_kind", "") == "decision" for fact in case.facts)
    if not (about or lodged or offer or (writes and decided)):
        return {}
    return {
        "about": about,
        "suspended": suspended,
        "asked": bool(list_asked(case.facts)),
        "suspends": writes and bool(about or lodged),
        "lodged": lodged,
        "at_court": [fact.told(language) for fact in case.facts if isinstance(fact, f.ClaimNoted)],
        "letters": [
            (one.notice_id, one.title, _until(one.until, language)) for one in (offer.letters if offer else ())
        ],
        "messages": [
            (f"?{urlencode({'widerspruch': one.id})}#widerspruch", spoken_moment(one.written_at, language))
            for one in (found.case.messages if offer and "messages" in found.acts else ())
            if one.from_citizen
        ],
        "ways": [(way, WAYS[way].spoken(language)) for way in BY_OFFICE],
        "represented": still_acting(case.matter) is not None,
        "claimable": writes and decided,
        "typed": typed,
        "problem": typed.problem.text.spoken(language) if typed.problem else "",
    }


def with_message(found: office.OfficeCase, typed: ObjectionForms, message_id: str) -> ObjectionForms:
    """The form with day and words of a message the person wrote, where the clerk counts it as an objection."""
    if typed.problem or "messages" not in found.acts:
        return typed
    for message in found.case.messages:
        if message.from_citizen and message.id == message_id:
            day = local_day(message.written_at)
            return ObjectionForms(
                open="message", day=f"{day.day}.{day.month}.{day.year}", way="message", text=message.text
            )
    return typed


def _until(day: date | None, language: str) -> str:
    if day is None:
        return _("Frist hat noch nicht begonnen")
    return _("Frist bis %(day)s") % {"day": spoken_date(day, language)}


def _about(found: office.OfficeCase, today: date, language: str) -> list[str]:
    """What the objection is about and whether it is in time, with the days that say so."""
    matter = found.case.matter
    about = find_contested(matter.facts)
    if about is None:
        return []
    words = [about.told(language)]
    if about.notified_on is not None and about.until is not None:
        days = {"day": spoken_date(about.notified_on, language), "until": spoken_date(about.until, language)}
        words.append(_("Bekannt gegeben am %(day)s, Frist bis %(until)s.") % days)
        words.append(about.basis)
    lodged_on = find_lodged_on(matter)
    if lodged_on is None:
        words.append(
            _("Die Schriftform fehlt noch. Eine einfache E-Mail oder Nachricht genügt nicht (§ 70 Abs. 1 VwGO).")
        )
    elif is_in_time(matter, today):
        words.append(_("Rechtzeitig: zählt ab %(day)s.") % {"day": spoken_date(lodged_on, language)})
    else:
        words.append(_("Zu spät: zählt erst ab %(day)s.") % {"day": spoken_date(lodged_on, language)})
    return [word for word in words if word]


def _lodged(found: office.OfficeCase, language: str) -> list[tuple[str, str, str]]:
    """Objections to letters of this case: what happened, number, and where to read it for whoever may."""
    ended = {x.objection: x.told(language) for x in found.case.facts if isinstance(x, f.ObjectionEnded)}
    return [
        (ended.get(x.objection, x.told(language)), x.reference, reverse("office:case", args=[x.objection]))
        for x in found.case.facts
        if isinstance(x, f.ObjectionLodged)
    ]
