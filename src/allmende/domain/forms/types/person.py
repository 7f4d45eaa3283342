"""A person by names and date of birth."""

from __future__ import annotations

from datetime import date
from typing import Any

from allmende.domain.forms.types.address import read_short
from allmende.domain.forms.types.days import BIRTH, read_partly_known_date
from allmende.domain.forms.types.field_type import ControlPart, Field, FieldType, LineControl, always
from allmende.domain.forms.types.pasted import DAY_LABEL, Pasted
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Text, spoken_day
from allmende.feel import DATE, STRING, ContextType, day_from_iso


def _speak(field: Field, value: Any, language: str) -> str:
    name = f"{value.get('given_names', '')} {value.get('family_name', '')}".strip()
    born = value.get("date_of_birth")
    if not isinstance(born, date):
        return name
    return Text.named("forms.types.person.born", name=name, day=spoken_day(born, language)).spoken(language)


def _restore(value: Any) -> Any:
    return {key: day_from_iso(part) if key == "date_of_birth" else part for key, part in value.items()}


TYPES = (
    FieldType(
        id="person",
        words=Text.named("forms.types.person.types"),
        order=60,
        control="parts",
        parts=(
            ControlPart(
                id="given_names",  # not needed: some people have one name
                label=Text.named("forms.types.person.given_names"),
                read=read_short,
                pasted=Pasted(clean_line, r"vornamen?|(?:given|first) names?"),
                line=LineControl(prose=True),
                columns=6,
                autocomplete="given-name",
            ),
            ControlPart(
                id="family_name",
                label=Text.named("forms.types.person.family_name"),
                read=read_short,
                pasted=Pasted(clean_line, r"(?:nach|familien)?name|(?:family|last) name|surname"),
                line=LineControl(
                    hint=Text.named("forms.types.person.only_one_name_then_write"),
                    prose=True,
                ),
                columns=6,
                needed=True,
                autocomplete="family-name",
            ),
            ControlPart(
                id="date_of_birth",
                label=Text.named("forms.types.person.date_of_birth"),
                read=read_partly_known_date,
                pasted=Pasted(label=DAY_LABEL),
                line=BIRTH,
                needed=True,
                autocomplete="bday",
            ),
        ),
        latin=True,
        speak=_speak,
        restore=_restore,
        feel=ContextType({"given_names": STRING, "family_name": STRING, "date_of_birth": DATE}),
        example=always({"given_names": "Erika", "family_name": "Muster", "date_of_birth": "1980-01-01"}),
    ),
)
