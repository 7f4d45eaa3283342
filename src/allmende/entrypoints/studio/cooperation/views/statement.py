"""The statement of a year for a city: as page, for a spreadsheet, on paper."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.apps.commons import effort
from allmende.domain.cooperation import paper as papers
from allmende.domain.cooperation.paper import StatementNames, StatementTable
from allmende.domain.cooperation.sharing import CityTransfer
from allmende.domain.cooperation.statement import YearStatement
from allmende.domain.values import local_day
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.cooperation import navigation
from allmende.entrypoints.studio.frame import STAFF, person_of, render
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui import kern
from allmende.ui.html import EMPTY, SafeString, esc, join
from allmende.ui.speak import spoken_date, spoken_moment
from allmende.usecases import print_statement as printing
from allmende.usecases import share_costs


@officer(*STAFF)
@require_safe
def this_year(request: HttpRequest) -> HttpResponseBase:
    """The statement of the year that runs."""
    return HttpResponseRedirect(reverse("studio:cooperation:statement", args=[timezone.localdate().year]))


@officer(*STAFF)
@require_safe
def statement(request: HttpRequest, year: int) -> HttpResponse:
    """Every figure of the year with its reckoning; which city is in the address."""
    today, language = timezone.localdate(), language_of(request)
    city = navigation.chosen_city(request, city_key(request))
    account = share_costs.statement(city=city, year=navigation.check_year(year, today), today=today)
    names, found = printing.names(), account.statement
    printed = effort.find_paper(
        reader=city_key(request), city=city, year=year, language=language,
        fingerprint=papers.fingerprint(found, names, language),
    )  # fmt: skip
    context: dict[str, object] = {
        "ways": navigation.ways("statements"),
        "year": year,
        "city": city,
        "city_name": names.city(city),
        "city_choice": _city_choice(city, names),
        "years": _years(year, city, today),
        "running": year == today.year,
        "headline": papers.headline(found, names, language),
        "results": _results(found, language),
        "payments": papers.payments(found, names, language),
        "all_payments": _payments(account.settlement.payments, names, language),
        "parts": [(part.id, part.title, part.intro, _table(part)) for part in papers.parts(found, names, language)],
        "assumptions": navigation.facts(papers.assumptions(found.rules, names, language)),
        "agreed": spoken_date(local_day(account.agreement.agreed_at), language) if account.agreement else "",
        "counted": spoken_moment(account.counted_at, language) if account.counted_at else "",
        "query": f"?stadt={city}" if city != city_key(request) else "",
        "printed": printed is not None,
        "wanted": request.GET.get("neues") == "pdf" and printed is None,
    }
    return render(request, "cooperation/statement.html", context)


@officer(*STAFF)
@require_safe
def spreadsheet(request: HttpRequest, year: int) -> HttpResponse:
    """The same as a CSV file."""
    today, language = timezone.localdate(), language_of(request)
    city = navigation.chosen_city(request, city_key(request))
    account = share_costs.statement(city=city, year=navigation.check_year(year, today), today=today)
    content = papers.table(account.statement, printing.names(), language)
    return _download(content, "text/csv; charset=utf-8", printing.file_name(city, year, "csv"))


@officer(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, year: int) -> HttpResponseBase:
    """The same as a PDF, if the worker has made it; POST asks for one."""
    today, language = timezone.localdate(), language_of(request)
    city, year = navigation.chosen_city(request, city_key(request)), navigation.check_year(year, today)
    if request.method == "POST":
        printing.want(person=person_of(request), city=city, year=year, language=language, now=timezone.now())
        return HttpResponseRedirect(
            f"{reverse('studio:cooperation:statement', args=[year])}?stadt={city}&neues=pdf#herunterladen"
        )
    content = printing.find_statement(reader=city_key(request), city=city, year=year, language=language, today=today)
    if content is None:
        raise Http404
    return _download(content, "application/pdf", printing.file_name(city, year, "pdf"))


def _download(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _city_choice(city: str, names: StatementNames) -> SafeString:
    options = sorted(names.cities.items(), key=lambda item: item[1])
    return inputs.select("stadt", city, options, inputs.FieldFrame(_("Stadt")))


def _years(year: int, city: str, today: date) -> list[tuple[int, str, bool]]:
    return [
        (one, f"{reverse('studio:cooperation:statement', args=[one])}?stadt={city}", one == year)
        for one in effort.list_years(today=today)
    ]


def _results(found: YearStatement, language: str) -> SafeString:
    heads = [_("Ergebnis"), _("So gerechnet"), _("Betrag")]
    rows = [(name, why, amount) for name, amount, why in papers.results(found, language)]
    return kern.table(_("Die wichtigsten Zahlen"), heads, rows, numeric=frozenset({2}))


def _table(part: StatementTable) -> SafeString:
    if not part.rows:
        return SafeString(f'<p class="al-muted">{esc(part.empty)}</p>')
    return kern.table(part.title, part.columns, part.rows, numeric=frozenset({4}), total=part.total, hide_caption=True)


def _payments(found: tuple[CityTransfer, ...], names: StatementNames, language: str) -> SafeString:
    """All payments of the year; nothing where nobody owes anything."""
    if not found:
        return EMPTY
    rows = [(names.city(one.payer), names.city(one.payee), one.amount.spoken(language)) for one in found]
    words = _("So sind alle Städte quitt, mit wenigen Überweisungen. Gleiche Beträge heben sich auf. Dann zahlt, wer am meisten schuldet, an die Stadt, der am meisten zusteht.")  # fmt: skip
    table = kern.table(_("Alle Zahlungen"), [_("Wer zahlt"), _("An wen"), _("Betrag")], rows, numeric=frozenset({2}))
    return join((SafeString(f"<p>{esc(words)}</p>"), table))
