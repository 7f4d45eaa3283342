"""What packages and cities say, made ready for pages: texts of a service, its unit, its fees."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from allmende.domain.facts import FeeLine
from allmende.domain.package import CityData, Service
from allmende.domain.package.city import Unit
from allmende.domain.values import Money, Text
from allmende.entrypoints.portal.frame import dialled
from allmende.ui.html import SafeString, esc, join, prose
from allmende.ui.kern import table

DAY_ORDER = ("mo", "tu", "we", "th", "fr", "sa", "su")


@dataclass(frozen=True, slots=True)
class UnitBox:
    """An office as a page shows it."""

    name: str
    lines: tuple[str, ...]
    phone: str
    phone_number: str
    email: str
    hours: tuple[tuple[str, str], ...]


def text(service: Service, text_id: str, language: str) -> str:
    """A text of the service, city and parameters filled in; empty where there is none."""
    return service.text(text_id, language) or ""


def name(service: Service, language: str) -> str:
    """What the service is called."""
    return text(service, "service.name", language) or service.sheet.id


def bullet_list(lines: str) -> SafeString:
    """A text of several lines as a list of things to have at hand; one line stays a sentence."""
    items = [line.strip().removeprefix("- ") for line in lines.split("\n") if line.strip()]
    if len(items) == 1:
        return prose(items[0])
    return SafeString(f'<ul class="al-checks">{join(f"<li>{esc(_capital(item))}</li>" for item in items)}</ul>')


def unit_box(unit: Unit | None, language: str) -> UnitBox | None:
    """The competent office with its hours, or None where the city names none."""
    if unit is None:
        return None
    names = day_names()
    hours = tuple((names[day], spoken_hours(unit.hours[day], language)) for day in DAY_ORDER if unit.hours.get(day))
    return UnitBox(unit.name.spoken(language), unit.address.lines, unit.phone, dialled(unit.phone), unit.email, hours)


def unit_of(service: Service, city: CityData) -> Unit | None:
    """The office responsible for the service in that city."""
    return city.unit_for(service.sheet.unit)


def way_with_a_person(service: Service, language: str) -> str:
    """How to apply without what the online way demands: in writing, by phone or in person, with whom. No level of identity
    bars a right; it says what the online way needs. Empty where it needs nothing."""
    if service.sheet.account != "required":
        return ""
    unit, contact = unit_of(service, service.city), service.city.contact
    name = unit.name.spoken(language) if unit else service.city.full_name
    address, phone = (unit.address, unit.phone or contact.phone) if unit else (contact.address, contact.phone)
    return _(
        "Haben Sie kein solches Konto? Sie können den Antrag auch so stellen: schriftlich, am Telefon oder vor Ort. Wenden Sie sich an: %(where)s."
    ) % {"where": ", ".join(part for part in (name, *address.lines, phone) if part)}


def day_names() -> dict[str, str]:
    return {
        "mo": _("Montag"), "tu": _("Dienstag"), "we": _("Mittwoch"), "th": _("Donnerstag"),
        "fr": _("Freitag"), "sa": _("Samstag"), "su": _("Sonntag"),
    }  # fmt: skip


def spoken_hours(hours: str, language: str) -> str:
    """`08:00-12:00, 14:00-18:00` as people read it: `8–12 und 14–18 Uhr`."""
    spans = [_span(span.strip()) for span in hours.split(",")]
    between = Text.named("portal.told.between_spans").spoken(language)
    return Text.named("portal.told.hours", spans=between.join(spans)).spoken(language)


def _span(span: str) -> str:
    begin, _dash, end = span.partition("-")
    return f"{_clock(begin)}–{_clock(end)}"


def _clock(time: str) -> str:
    hour, _colon, minute = time.strip().partition(":")
    return f"{int(hour)}:{minute}" if minute != "00" else str(int(hour))


def fee_list(service: Service, language: str) -> SafeString:
    """What single things cost today, with the legal basis: of every amount the package has a label for."""
    rows: list[tuple[SafeString, str]] = []
    for spec in service.sheet.parameters:
        label = text(service, f"parameter.{spec.id}.label", language)
        value = service.parameters.get(spec.id)
        if label and spec.type == "money" and isinstance(value, Decimal):
            rows.append((_with_basis(label, spec.basis), amount(Money(value), language)))
    for tariff in service.sheet.tariffs:
        label = text(service, f"tariff.{tariff.id}.label", language)
        value = tariff.on(service.day)
        if label and value is not None:
            basis = next((value.basis for value in tariff.values if value.valid.contains(service.day)), "")
            rows.append((_with_basis(label, basis), amount(Money(value), language)))
    if not rows:
        return SafeString("")
    heads = (_("Wofür"), _("Betrag"))
    return table(_("Gebühren im Einzelnen"), heads, rows, numeric=frozenset({1}), hide_caption=True)


def fee_table(lines: tuple[FeeLine, ...], total: Money, language: str) -> SafeString:
    """A computed fee with its lines and the sum. Two columns, so that it fits a phone."""
    rows = [(_with_basis(line.text.spoken(language), line.basis), amount(line.amount, language)) for line in lines]
    foot = (_("Zusammen"), amount(total, language))
    heads = (_("Wofür"), _("Betrag"))
    return table(_("Ihre Gebühr"), heads, rows, numeric=frozenset({1}), total=foot, hide_caption=True)


def amount(money: Money, language: str) -> str:
    """An amount that never breaks before its currency."""
    return money.spoken(language).replace(" ", "\N{NO-BREAK SPACE}")


def _with_basis(label: str, basis: str) -> SafeString:
    """What is paid for, and below it, smaller, on which law."""
    law = f'<span class="al-basis">{esc(basis)}</span>' if basis else ""
    return SafeString(f"{esc(label)}{law}")


def _capital(item: str) -> str:
    return item[:1].upper() + item[1:]
