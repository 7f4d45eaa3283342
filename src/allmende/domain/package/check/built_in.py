"""What the registers answer that code alone knows: the types of the names that `domain.matter.actions.consult` gives."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.feel import BOOLEAN, DATE, NUMBER, STRING, ContextType, ListType, Type

_MAIN_ADDRESS = ContextType(
    dict.fromkeys(("street", "house_number", "addition", "postcode", "place", "country"), STRING), open=True
)
_RESIDENT = ContextType(
    {
        **dict.fromkeys(
            ("family_name", "given_names", "usual_name", "birth_name", "doctorate", "main_residence"), STRING
        ),
        "birth_date": DATE,
        "main_address": _MAIN_ADDRESS,
        "other_residences": ListType(STRING),
        **dict.fromkeys(("main_here", "same_address"), BOOLEAN),
        "moved_in_on": DATE,
    },
    open=True,
)
_PERMIT = ContextType(
    {
        **dict.fromkeys(("number", "zone", "tariff"), STRING),
        "plates": ListType(STRING),
        **dict.fromkeys(("valid_from", "valid_until"), DATE),
        "own": BOOLEAN,
    },
    open=True,
)
_COUNTED: Mapping[str, Type] = dict.fromkeys(("matches", "count"), NUMBER)

ANSWERS: Mapping[str, ContextType] = {
    "residents": ContextType(
        {
            **_COUNTED,
            **dict.fromkeys(("blocked", "main_here", "guardian"), BOOLEAN),
            "person": _RESIDENT,
            **dict.fromkeys(("resident_id", "household"), STRING),
            "guardians": ListType(STRING),
        },
        open=True,
    ),
    "civil_status": ContextType(
        {
            **_COUNTED,
            **dict.fromkeys(("restricted", "electronic", "own", "guardian"), BOOLEAN),
            "entry": ContextType(dict.fromkeys(("number", "registry_office"), STRING), open=True),
        },
        open=True,
    ),
    "parking_permits": ContextType({**dict.fromkeys(("active", "household"), NUMBER), "permit": _PERMIT}, open=True),
    "claims": ContextType(
        {
            **dict.fromkeys(("status", "reference", "title", "kind", "enforced_by"), STRING),
            **dict.fromkeys(("principal", "reminder_fee"), NUMBER),
            **dict.fromkeys(("due_on", "reminded_on", "paused_until"), DATE),
            "surcharge": BOOLEAN,
        },
        open=True,
    ),
}
"""Register → its answer. Open: a city's plug may answer more."""
