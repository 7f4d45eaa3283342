"""What the cities agreed on: the quorum, and the assumptions behind every figure. Everybody sees it, the coordinator writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from allmende.apps.commons import effort, rules
from allmende.apps.commons.effort import AgreementLine
from allmende.domain.cooperation import Rules
from allmende.domain.cooperation.paper import Names, assumptions
from allmende.domain.cooperation.typed import KEYS, OF_SERVICE, type_rules
from allmende.domain.values import Problem
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.cooperation import rooms
from allmende.entrypoints.studio.frame import STAFF, city_names, person_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.asked import language_of
from allmende.ui.html import SafeString, join
from allmende.ui.speak import spoken_moment
from allmende.usecases import share_costs

NUMBERS = ("approvals", "legal", "data_protection", "hourly_rate", "minutes_saved", "key")


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponseBase:
    """What holds now and what held before; the coordinator's form. POST agrees on something else."""
    lines = effort.list_agreements()
    if request.method != "POST":
        return _page(request, lines, None, ())
    typed = {name: request.POST.get(name, "")[:40] for name in NUMBERS}
    typed |= {name: request.POST.get(name, "")[:40] for name in request.POST if name.startswith(OF_SERVICE)}
    seen = request.POST.get("seen", "")[:20]
    found = share_costs.agree(person=person_of(request), typed=typed, seen=seen, now=timezone.now())
    if isinstance(found, list):
        return _page(request, effort.list_agreements(), typed, found)
    return HttpResponseRedirect(f"{reverse('studio:cooperation:agreement')}?neues=1")


def _page(
    request: HttpRequest,
    lines: Sequence[AgreementLine],
    typed: Mapping[str, str] | None,
    problems: Sequence[Problem],
) -> HttpResponse:
    language = language_of(request)
    names = Names(effort.name_services(), city_names())
    present = lines[0].rules if lines else Rules()
    may = rules.may(person_of(request), "agree") is None
    stale = any(one.code == share_costs.STALE.code for one in problems)
    context: dict[str, object] = {
        "ways": rooms.ways("agreement"),
        "news": rooms.said(_("Die Vereinbarung gilt ab jetzt.") if request.GET.get("neues") else ""),
        "errors": rooms.summary(problems, language),
        "present": rooms.facts(_told(present, names, language)),
        "since": _since(lines[0], language) if lines else "",
        "changed": stale,
        "seen": lines[0].id if lines else "",
        "fields": _fields(typed or type_rules(present), rooms.errors_of(problems, language), language) if may else "",
        "services": _minutes(typed or type_rules(present), rooms.errors_of(problems, language), names, language),
        "open": any(one.where.startswith(OF_SERVICE) for one in problems),
        "history": [(_since(line, language), rooms.facts(_told(line.rules, names, language))) for line in lines[1:]],
    }
    return render(request, "cooperation/agreement.html", context, status=422 if problems else 200)


def _told(found: Rules, names: Names, language: str) -> list[tuple[str, object]]:
    return [
        (_("Zustimmungen anderer Städte"), found.approvals),
        (_("Zustimmungen der Rechtsabteilung"), found.legal),
        (_("Zustimmungen des Datenschutzes"), found.data_protection),
        *assumptions(found, names, language),
    ]


def _since(line: AgreementLine, language: str) -> str:
    return _("Seit %(when)s, eingetragen von %(who)s.") % {
        "when": spoken_moment(line.agreed_at, language),
        "who": line.agreed_by,
    }


def _fields(typed: Mapping[str, str], errors: Mapping[str, str], language: str) -> SafeString:
    def number(name: str, label: str, hint: str = "", unit: str = "") -> SafeString:
        around = inputs.Around(label, hint, errors.get(name, ""), width="al-w-10", unit=unit, mode="decimal")
        return inputs.text(name, typed.get(name, ""), around, longest=40)

    keys = [(key, words.spoken(language), "") for key, words in KEYS.items()]
    return join(
        (
            _heading(_("Wann ein Vorschlag freigegeben werden darf")),
            number("approvals", _("Wie viele andere Städte müssen zustimmen?")),
            number("legal", _("Wie oft muss die Rechtsabteilung zustimmen?")),
            number("data_protection", _("Wie oft muss der Datenschutz zustimmen?")),
            _heading(_("Wie gerechnet wird")),
            number("hourly_rate", _("Was ist eine Arbeitsstunde wert?"), unit=_("Euro")),
            number(
                "minutes_saved",
                _("Wie viele Minuten spart ein Antrag online?"),
                _("Das gilt für jede Leistung ohne eigenen Wert."),
                unit=_("Minuten"),
            ),
            inputs.radios(
                "key",
                typed.get("key", ""),
                keys,
                inputs.Around(_("Wie werden Kosten geteilt?"), "", errors.get("key", "")),
            ),
        )
    )


def _heading(words: str) -> SafeString:
    """A heading between fields."""
    return SafeString(f'<h3 class="kern-heading-small">{words}</h3>')


def _minutes(typed: Mapping[str, str], errors: Mapping[str, str], names: Names, language: str) -> SafeString:
    services = sorted(names.services, key=lambda key: names.service(key, language))
    return join(
        inputs.text(
            f"{OF_SERVICE}{key}",
            typed.get(f"{OF_SERVICE}{key}", ""),
            inputs.Around(
                names.service(key, language),
                "",
                errors.get(f"{OF_SERVICE}{key}", ""),
                mark=True,
                width="al-w-10",
                unit=_("Minuten"),
                mode="numeric",
            ),
            longest=10,
        )
        for key in services
    )
