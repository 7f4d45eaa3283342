"""One door for everything typed: the entry of a field becomes its answer, or the reasons why not.

entry ──prepare──▶ clean text ──reader of the type──▶ answer or `Refused`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from allmende.domain.forms.values import composed, contact, days, numbers
from allmende.domain.forms.values.pasted import prepare
from allmende.domain.forms.values.refused import Refused, refuse
from allmende.domain.values import Text

if TYPE_CHECKING:
    from allmende.domain.forms.model import Field

TRUE = frozenset({"true", "ja", "yes", "on", "1"})
FALSE = frozenset({"false", "nein", "no", "off", "0"})
NO_CHOICE = refuse("option", "Bitte wählen Sie Ja oder Nein.", "Please choose yes or no.")

Reader = Callable[[str], Any]


def _read_boolean(entry: str) -> bool | Refused:
    word = entry.lower()
    if word in TRUE:
        return True
    return False if word in FALSE else NO_CHOICE


def _read_declaration(entry: str) -> bool | None:
    """Ticked or not given: a declaration that was not made is absent, never false."""
    return True if entry.lower() in TRUE else None


READERS: Mapping[str, Reader] = {
    "text": str,
    "textarea": str,
    "integer": numbers.read_integer,
    "decimal": numbers.read_decimal,
    "money": numbers.read_money,
    "date": days.read_date,
    "time": days.read_time,
    "datetime": days.read_datetime,
    "month": days.read_month,
    "year": days.read_year,
    "boolean": _read_boolean,
    "declaration": _read_declaration,
    "choice": str,
    "country": str,
    "email": contact.read_email,
    "phone": contact.read_phone,
    "url": contact.read_url,
    "iban": contact.read_iban,
    "tax_id": contact.read_tax_id,
    "plate": contact.read_plate,
}


def read(field: Field, entry: Any) -> tuple[Any, tuple[Refused, ...]]:
    """The answer (None when nothing was entered) and what was refused. Files and groups are read elsewhere."""
    if field.parts:
        return _read_composed(field, entry)
    if field.type == "choices":
        chosen = entry if isinstance(entry, (list, tuple)) else [entry] if entry else []
        return tuple(dict.fromkeys(str(one) for one in chosen if one)) or None, ()
    if isinstance(entry, (list, tuple)):
        entry = entry[-1] if entry else ""
    if not isinstance(entry, str) or not entry.strip():
        return None, ()
    value = read_as(field.type, entry, field.label, days.read_partly_known_date if field.partly_known else None)
    return (None, (value,)) if isinstance(value, Refused) else (value, ())


def read_as(kind: str, entry: str, label: Text | None = None, reader: Reader | None = None) -> Any:
    """What one input of a field type says, `Refused`, or None when nothing readable was entered.

    `label`: see `prepare`; `reader`: instead of the type's own.
    """
    text = prepare(kind, entry, label)
    return text if isinstance(text, Refused) else (reader or READERS[kind])(text) if text else None


def _read_composed(field: Field, entry: Any) -> tuple[Any, tuple[Refused, ...]]:
    readers = {
        "address": composed.read_address_part,
        "person": composed.read_person_part,
        "geo": composed.read_geo_part,
    }
    found, refused = composed.read_parts(entry, field.parts, readers[field.type])
    if field.type == "address" and found and not any(why.part == "country" for why in refused):
        found.setdefault("country", "DE")
        found, wrong = composed.read_address(found)
        refused += wrong
        if set(found) == {"country"} and not refused:
            return None, ()
    return (found or None), tuple(refused)


def needed_parts(field: Field, answer: Any) -> tuple[str, ...]:
    """Parts that must be filled once the field is required or begun."""
    if field.type == "address" and isinstance(answer, Mapping):
        return composed.needed_in_address(answer)
    return composed.NEEDED[field.type]
