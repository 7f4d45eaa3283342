"""A statement for people: as parts of a page, as a table for a spreadsheet, as a document to print. All say the same."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from allmende.domain.cooperation.rules import Rules
from allmende.domain.cooperation.sharing import ALL_SERVICES, CityTransfer
from allmende.domain.cooperation.statement import StatementLine, YearStatement, spoken_number
from allmende.domain.cooperation.typed import KEYS
from allmende.domain.notices import document as doc
from allmende.domain.notices.letterhead import authority_of
from allmende.domain.package import CityData
from allmende.domain.values import Money, Text, local_day, spoken_day
from allmende.words.numbers import local_number

NO_SERVICE = Text.named("cooperation.paper.no_service")
FORMULA = re.compile(r"[=+\-@\t\r\n]")
NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?\Z")


@dataclass(frozen=True, slots=True)
class StatementNames:
    """What services and cities are called."""

    services: Mapping[str, Text] = field(default_factory=dict)
    cities: Mapping[str, str] = field(default_factory=dict)

    def service(self, service_id: str, language: str) -> str:
        if service_id == ALL_SERVICES:
            return NO_SERVICE.spoken(language)
        found = self.services.get(service_id)
        return found.spoken(language) if found else service_id

    def city(self, key: str) -> str:
        return self.cities.get(key, key)


@dataclass(frozen=True, slots=True)
class StatementTable:
    """One table of the statement. `empty`: what to say instead where there is no row."""

    id: str
    title: str
    intro: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    empty: str


def headline(found: YearStatement, names: StatementNames, language: str) -> str:
    """Who pays or receives, in one sentence."""
    who, amount = names.city(found.city), found.balance
    if amount.amount > 0:
        said = Text.named("cooperation.paper.who_receives", who=who, amount=amount.words)
    elif amount.amount < 0:
        said = Text.named("cooperation.paper.who_pays", who=who, amount=(-amount).words)
    else:
        said = Text.named("cooperation.paper.who_pays_nothing_and_receives", who=who)
    return said.spoken(language)


def results(found: YearStatement, language: str) -> tuple[tuple[str, str, str], ...]:
    """The figures that matter: name, value, how it comes about."""
    said = (
        (
            Text.named("cooperation.paper.contributed"),
            found.total_contributed,
            Text.named("cooperation.paper.own_hours"),
        ),
        (Text.named("cooperation.paper.share"), found.total_share, Text.named("cooperation.paper.city_bears_of_all")),
        (Text.named("cooperation.paper.balance"), found.balance, Text.named("cooperation.paper.contributed_less")),
        (
            Text.named("cooperation.paper.time_saved"),
            found.total_saved,
            Text.named(
                "cooperation.paper.hours_from_cases",
                hours=spoken_number(found.hours_saved, language),
                cases=spoken_number(Decimal(found.cases), language),
            ),
        ),
        (
            Text.named("cooperation.paper.saved_by_sharing"),
            found.gained_by_sharing,
            Text.named("cooperation.paper.alone_less_share"),
        ),
        (
            Text.named("cooperation.paper.result_of_year"),
            found.result,
            Text.named("cooperation.paper.saved_less_share"),
        ),
    )
    return tuple((name.spoken(language), amount.spoken(language), why.spoken(language)) for name, amount, why in said)


def payments(found: YearStatement, names: StatementNames, language: str) -> tuple[str, ...]:
    """Who pays whom, one sentence each."""
    return tuple(_payment(one, names).spoken(language) for one in (*found.pays, *found.receives))


def assumptions(rules: Rules, names: StatementNames, language: str) -> tuple[tuple[str, str], ...]:
    """What was agreed on, as name and value."""
    rate = Money(rules.hourly_rate).spoken(language)
    minutes = Text.named("cooperation.paper.minutes_saved_per_case").spoken(language)
    return (
        (Text.named("cooperation.paper.worth_of_hour_of_work").spoken(language), rate),
        (minutes, str(rules.minutes_saved)),
        *(
            (f"{minutes}: {names.service(service, language)}", str(number))
            for service, number in sorted(rules.minutes_by_service.items())
        ),
        (Text.named("cooperation.paper.how_costs_are_shared").spoken(language), KEYS[rules.key].spoken(language)),
    )


def parts(found: YearStatement, names: StatementNames, language: str) -> tuple[StatementTable, ...]:
    """The four tables, each line with its reckoning and reason."""
    said = (
        (
            "contributed",
            Text.named("cooperation.paper.what_contributed"),
            found.contributed,
            Text.named("cooperation.paper.hours_booked"),
            Text.named("cooperation.paper.no_hours"),
        ),
        (
            "share",
            Text.named("cooperation.paper.what_bears"),
            found.share,
            Text.named("cooperation.paper.its_share"),
            Text.named("cooperation.paper.nobody_worked"),
        ),
        (
            "saved",
            Text.named("cooperation.paper.what_saved"),
            found.saved,
            Text.named("cooperation.paper.not_needed"),
            Text.named("cooperation.paper.no_case"),
        ),
        (
            "alone",
            Text.named("cooperation.paper.what_alone"),
            found.alone,
            Text.named("cooperation.paper.full_cost"),
            Text.named("cooperation.paper.offers_nothing"),
        ),
    )
    columns = tuple(
        one.spoken(language)
        for one in (
            Text.named("cooperation.paper.head_service"),
            Text.named("cooperation.paper.head_what_for"),
            Text.named("cooperation.paper.head_reckoning"),
            Text.named("cooperation.paper.head_why"),
            Text.named("cooperation.paper.head_amount"),
        )
    )
    sum_word = Text.named("cooperation.paper.sum").spoken(language)
    return tuple(
        StatementTable(
            id=id_,
            title=title.spoken(language),
            intro=intro.spoken(language),
            columns=columns,
            rows=tuple(_row(line, names, language) for line in lines),
            total=(sum_word, "", "", "", Money.total(line.amount for line in lines).spoken(language)),
            empty=none.spoken(language),
        )
        for id_, title, lines, intro, none in said
    )


DELIMITER = Text.named("cooperation.paper.delimiter")


def table(found: YearStatement, names: StatementNames, language: str) -> bytes:
    """The statement for a spreadsheet: UTF-8 with its mark, as Excel opens it.

    German: semicolons and a decimal comma; English: commas and a point. No cell can be read as a formula.
    """
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=DELIMITER.spoken(language), lineterminator="\r\n")
    heads = (
        Text.named("cooperation.paper.head_year"),
        Text.named("cooperation.paper.head_city"),
        Text.named("cooperation.paper.head_part"),
        Text.named("cooperation.paper.head_id"),
        Text.named("cooperation.paper.head_service"),
        Text.named("cooperation.paper.head_what_for"),
        Text.named("cooperation.paper.head_reckoning"),
        Text.named("cooperation.paper.head_amount_in_eur"),
        Text.named("cooperation.paper.head_why"),
    )
    write.writerow([head.spoken(language) for head in heads])
    groups = {part.id: part.title for part in parts(found, names, language)}
    for part_id, lines in _groups(found):
        for line in lines:
            write.writerow(
                [
                    plain(cell)
                    for cell in (
                        str(found.year),
                        names.city(found.city),
                        groups[part_id],
                        line.service,
                        names.service(line.service, language),
                        line.text.spoken(language),
                        line.factor.spoken(language),
                        _figure(line.amount, language),
                        line.basis.spoken(language),
                    )
                ]
            )
    for name, amount, why in _sums(found, language):
        sum_word = Text.named("cooperation.paper.result").spoken(language)
        cells = (str(found.year), names.city(found.city), sum_word, "", "", name, "", _figure(amount, language), why)
        write.writerow([plain(cell) for cell in cells])
    for one in (*found.pays, *found.receives):
        word = Text.named("cooperation.paper.payment").spoken(language)
        cells = (
            str(found.year),
            names.city(found.city),
            word,
            "",
            "",
            _payment(one, names).spoken(language),
            "",
            _figure(one.amount, language),
            "",
        )
        write.writerow([plain(cell) for cell in cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> plain("=HYPERLINK(1)"), plain("-12,50"), plain("+49"), plain("Fulda")
    ("'=HYPERLINK(1)", '-12,50', "'+49", 'Fulda')
    """
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.match(cell) else cell


def fingerprint(found: YearStatement, names: StatementNames, language: str) -> str:
    """Changes whenever a figure or a word of the statement does."""
    return hashlib.sha256(table(found, names, language)).hexdigest()[:16]


def document(
    found: YearStatement, names: StatementNames, city: CityData, *, agreed_at: datetime | None, day: date, language: str
) -> doc.Document:
    """The statement to print, in the name of the city that prints it."""
    here = Text.named("cooperation.paper.as_of").spoken(language)
    info = [doc.Pair(here, spoken_day(day, language))]
    if agreed_at:
        info.append(
            doc.Pair(
                Text.named("cooperation.paper.agreement_of").spoken(language),
                spoken_day(local_day(agreed_at), language),
            )
        )
    info += [doc.Pair(name, value) for name, value in assumptions(found.rules, names, language)]
    return doc.Document(
        id="statement",
        kind="list",
        language=language,
        authority=authority_of(city, None, language),
        reference=f"{found.city}-{found.year}",
        day=day,
        place_and_day="",
        addressee=(),
        subject=Text.named(
            "cooperation.paper.statement_year_city", year=found.year, city=names.city(found.city)
        ).spoken(language),
        lead=headline(found, names, language),
        info=tuple(info),
        sections=(_result_section(found, names, language), *(_section(part) for part in parts(found, names, language))),
        signature=doc.Signature(
            closing=Text.named("cooperation.paper.figures_come_from_cities_bookings").spoken(language),
            author=None,
            role="",
            notes=(),
        ),
    )


def _result_section(found: YearStatement, names: StatementNames, language: str) -> doc.Section:
    heads = tuple(
        one.spoken(language)
        for one in (
            Text.named("cooperation.paper.head_result"),
            Text.named("cooperation.paper.head_how"),
            Text.named("cooperation.paper.head_amount"),
        )
    )
    rows = tuple((name, why, amount) for name, amount, why in results(found, language))
    blocks: list[doc.Block] = [doc.Table("", heads, ("start", "start", "end"), rows)]
    who = payments(found, names, language)
    if who:
        blocks.append(doc.Listing(who))
    return doc.Section("operative", heads[0], tuple(blocks))


def _section(part: StatementTable) -> doc.Section:
    blocks: list[doc.Block] = [doc.Paragraph(part.intro)]
    if part.rows:
        table = doc.Table(part.title, part.columns, ("start", "start", "start", "start", "end"), part.rows, part.total)
        blocks.append(table)
    else:
        blocks.append(doc.Paragraph(part.empty))
    return doc.Section("operative", part.title, tuple(blocks))


def _row(line: StatementLine, names: StatementNames, language: str) -> tuple[str, ...]:
    return (
        names.service(line.service, language),
        line.text.spoken(language),
        line.factor.spoken(language),
        line.basis.spoken(language),
        line.amount.spoken(language),
    )


def _groups(found: YearStatement) -> Iterable[tuple[str, tuple[StatementLine, ...]]]:
    return (("contributed", found.contributed), ("share", found.share), ("saved", found.saved), ("alone", found.alone))


def _sums(found: YearStatement, language: str) -> Iterable[tuple[str, Money, str]]:
    amounts = (
        found.total_contributed,
        found.total_share,
        found.balance,
        found.total_saved,
        found.gained_by_sharing,
        found.result,
    )
    return ((name, amount, why) for (name, _, why), amount in zip(results(found, language), amounts, strict=True))


def _payment(city_transfer: CityTransfer, names: StatementNames) -> Text:
    payer, payee = names.city(city_transfer.payer), names.city(city_transfer.payee)
    return Text.named(
        "cooperation.paper.payer_pays_payee",
        payer=payer,
        amount=city_transfer.amount.words,
        payee=payee,
    )


def _figure(amount: Money, language: str) -> str:
    return local_number(f"{amount.amount:.2f}", language)
