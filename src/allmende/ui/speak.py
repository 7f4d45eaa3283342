"""Values as people say them, in the language of the page. Dates, amounts, sizes, answers of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from allmende.domain.forms.model import Field, Option
from allmende.domain.values import Money

BERLIN = ZoneInfo("Europe/Berlin")

MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
}  # fmt: skip


def spoken_date(day: date, language: str) -> str:
    """`2. November 2026` or `2 November 2026`."""
    months = MONTHS["en" if language == "en" else "de"]
    return (
        f"{day.day}{'' if language == 'en' else '.'} {months[day.month - 1]} {day.year}"
    )


def spoken_moment(at: datetime, language: str) -> str:
    """Date and time on the town hall's clock: `2. November 2026, 14:30 Uhr`. Naive moments are taken as local."""
    local = at.astimezone(BERLIN) if at.tzinfo else at
    clock = f"{local:%H:%M}"
    return f"{spoken_date(local.date(), language)}, {clock if language == 'en' else f'{clock} Uhr'}"


def spoken_number(number: Decimal | int, language: str) -> str:
    """With the separators of the language, without needless zeros."""
    plain = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return plain if language == "en" else plain.translate(str.maketrans(",.", ".,"))


def spoken_size(size: int) -> str:
    """`340 kB`, `2,4 MB`: decimal units, as file managers show them."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    millions = Decimal(size) / 1_000_000
    return f"{spoken_number(millions.quantize(Decimal('0.1')), 'de')} MB"


def spoken_answer(
    item: Field, value: object, language: str, options: Sequence[Option] = ()
) -> str:
    """A typed answer of `item` as text; several lines are parted by line breaks. Nothing answered gives `""`."""
    if value is None or value == "" or value == []:
        return ""
    if item.type in ("choice", "country"):
        return _label(value, options or item.options, language)
    if item.type == "choices" and isinstance(value, list | tuple):
        return "\n".join(
            _label(one, options or item.options, language) for one in value
        )
    if item.type == "file" and isinstance(value, list | tuple):
        return "\n".join(
            str(upload.get("name", ""))
            for upload in value
            if isinstance(upload, Mapping)
        )
    if item.type == "declaration":
        return _("Bestätigt") if value else ""
    if item.type == "money" and isinstance(value, Decimal):
        return Money(value).spoken(language)
    if isinstance(value, Mapping):
        return _parts(item.type, value, language)
    return spoken_value(value, language)


def spoken_value(value: object, language: str) -> str:
    """A value without its field: yes and no, numbers, dates, text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nein")
    if isinstance(value, Money):
        return value.spoken(language)
    if isinstance(value, Decimal | int):
        return spoken_number(value, language)
    if isinstance(value, datetime):
        return spoken_moment(value, language)
    if isinstance(value, date):
        return spoken_date(value, language)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, list | tuple):
        return "\n".join(spoken_value(one, language) for one in value)
    return str(value)


def _label(value: object, options: Sequence[Option], language: str) -> str:
    return next(
        (option.label.spoken(language) for option in options if option.id == value),
        str(value),
    )


def _parts(kind: str, value: Mapping[str, object], language: str) -> str:
    def part(name: str) -> str:
        return spoken_value(value.get(name), language)

    lines: tuple[str, ...]
    if kind == "address":
        lines = (
            f"{part('street')} {part('house_number')}",
            part("addition"),
            f"{part('postcode')} {part('place')}",
            part("country"),
        )
    elif kind == "person":
        born = part("date_of_birth")
        lines = (
            f"{part('given_names')} {part('family_name')}",
            _("geboren am %(day)s") % {"day": born} if born else "",
        )
    else:
        lines = tuple(part(name) for name in value)
    return "\n".join(line.strip() for line in lines if line.strip())
