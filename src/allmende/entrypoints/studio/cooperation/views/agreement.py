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
from allmende.domain.cooperation.paper import StatementNames, assumptions
from allmende.domain.cooperation.typed import KEYS, OF_SERVICE, type_rules
from allmende.domain.values import Problem
from allmende.entrypoints.studio.cooperation import navigation
from allmende.entrypoints.studio.frame import STAFF, city_names, person_of, render
from allmende.entrypoints.studio.typed import Fields, PostedValues
from allmende.foundation.access import officer
from allmende.foundation.web.request import language_of
from allmende.ui import kern
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
    names = StatementNames(effort.name_services(), city_names())
    present = lines[0].rules if lines else Rules()
    may = rules.may(person_of(request), "agree") is None
    entry = PostedValues("", typed or type_rules(present), tuple(problems))
    form = Fields(entry, language)
    stale = any(problem.code == share_costs.STALE.code for problem in problems)
    context: dict[str, object] = {
        "ways": navigation.ways("agreement"),
        "news": kern.news(_("Die Vereinbarung gilt ab jetzt.") if request.GET.get("neues") else ""),
        "errors": entry.summary((problem.where for problem in problems if problem.where), language),
        "present": navigation.facts(_told(present, names, language)),
        "since": _since(lines[0], language) if lines else "",
        "changed": stale,
        "seen": lines[0].id if lines else "",
        "fields": _fields(form) if may else "",
        "services": _minutes(form, names),
        "open": any(problem.where.startswith(OF_SERVICE) for problem in problems),
        "history": [
            (_since(line, language), navigation.facts(_told(line.rules, names, language))) for line in lines[1:]
        ],
    }
    return render(request, "cooperation/agreement.html", context, status=422 if problems else 200)


def _told(found: Rules, names: StatementNames, language: str) -> list[tuple[str, object]]:
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


def _fields(form: Fields) -> SafeString:
    def number(name: str, label: str, hint: str = "", unit: str = "") -> SafeString:
        return form.text(name, label, hint, longest=40, width="al-w-10", unit=unit, mode="decimal")

    keys = [(key, words.spoken(form.language), "") for key, words in KEYS.items()]
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
            form.radios("key", _("Wie werden Kosten geteilt?"), keys),
        )
    )


def _heading(words: str) -> SafeString:
    """A heading between fields."""
    return SafeString(f'<h3 class="kern-heading-small">{words}</h3>')


def _minutes(form: Fields, names: StatementNames) -> SafeString:
    named = sorted((names.service(key, form.language), key) for key in names.services)
    return join(
        form.text(f"{OF_SERVICE}{key}", name, longest=10, mark=True, width="al-w-10", unit=_("Minuten"), mode="numeric")
        for name, key in named
    )
