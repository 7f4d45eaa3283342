"""The words of the states where the case is an objection: it succeeds or not, and nobody applied for anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from allmende.domain.matter.telling.states import State, StateWords
from allmende.domain.matter.telling.table import COMING, IN_FORCE, ROWS, StateRow
from allmende.domain.values import Text

_RECEIVED = Text.named("matter.telling.objections.received")
_WORKING = Text.named("matter.telling.objections.working")
_PERSON = Text.named("matter.telling.objections.person")
_GRANTED = Text.named("matter.telling.objections.granted")
_PARTLY = Text.named("matter.telling.objections.partly")
_REFUSED = Text.named("matter.telling.objections.refused")
_WITHDRAWN = Text.named("matter.telling.objections.withdrawn")
OBJECTION_ROWS: Mapping[State, StateRow] = {
    **ROWS,
    "received": replace(
        ROWS["received"],
        headline=Text.named("matter.telling.objections.received_checking"),
        subject=_RECEIVED,
        mail=Text.named("matter.telling.objections.received_mail"),
    ),
    "working": replace(
        ROWS["working"],
        headline=Text.named("matter.telling.objections.working_headline"),
        subject=_WORKING,
        mail=Text.named("matter.telling.objections.working_mail"),
    ),
    "person": replace(
        ROWS["person"],
        headline=Text.named("matter.telling.objections.person_headline"),
        subject=_PERSON,
        mail=Text.named("matter.telling.objections.person_mail"),
    ),
    "others": replace(ROWS["others"], mail=Text.named("matter.telling.objections.others_mail")),
    "missing": replace(ROWS["missing"], bare=Text.named("matter.telling.objections.please_complete")),
    "granted": replace(
        ROWS["granted"],
        word=Text.named("matter.telling.objections.granted_word"),
        headline=Text.named("matter.telling.objections.granted_headline"),
        subject=_GRANTED,
        mail=Text.named("matter.telling.objections.granted_mail"),
        office=Text.named("matter.telling.objections.granted_office"),
    ),
    "partly": replace(
        ROWS["partly"],
        word=Text.named("matter.telling.objections.partly_word"),
        headline=Text.named("matter.telling.objections.partly_headline"),
        sentence=Text.named("matter.telling.objections.partly_sentence"),
        subject=_PARTLY,
        mail=Text.named("matter.telling.objections.partly_mail"),
        office=Text.named("matter.telling.objections.partly_office"),
    ),
    "refused": replace(
        ROWS["refused"],
        word=Text.named("matter.telling.objections.refused_word"),
        headline=Text.named("matter.telling.objections.refused_headline"),
        subject=_REFUSED,
        mail=Text.named("matter.telling.objections.refused_mail"),
        office=Text.named("matter.telling.objections.refused_office"),
    ),
    "withdrawn": replace(
        ROWS["withdrawn"],
        headline=Text.named("matter.telling.objections.withdrawn_headline"),
        subject=_WITHDRAWN,
        mail=Text.named("matter.telling.objections.withdrawn_mail"),
        does="write",
        act=ROWS["working"].act,
    ),
}
_COMING: Mapping[State, tuple[Text, Text]] = {
    **COMING,
    "granted": (Text.named("matter.telling.objections.granted_coming"), IN_FORCE),
    "partly": (Text.named("matter.telling.objections.partly_coming"), IN_FORCE),
}


def rows_of(how: StateWords) -> Mapping[State, StateRow]:
    """The words of every state for that kind of case."""
    return OBJECTION_ROWS if how.objection else ROWS


def coming_of(how: StateWords) -> Mapping[State, tuple[Text, Text]]:
    """Headline and sentence while the letter with a result is being printed, for that kind of case."""
    return _COMING if how.objection else COMING
