"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.cases.models import (
    Case,
    CaseFact,
    CaseWord,
    Correction,
    Message,
    MessageTemplate,
    ProcessState,
    RoutingRule,
    SavedView,
    Task,
)
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, Table

DEPARTURE = Departure(
    tables=(
        Table(Case, "case", matter="pk"),
        Table(ProcessState, "process", matter="case_id"),
        Table(CaseFact, "timeline", matter="case_id", order=("seq",)),
        Table(Task, "tasks", matter="case_id", order=("opened_at", "pk")),
        Table(Correction, "corrections", matter="case_id", order=("opened_at", "pk")),
        Table(Message, "messages", matter="case_id", order=("written_at", "pk")),
        Table(
            MessageTemplate,
            "message_templates",
            told=Text("Vorlagen für Nachrichten"),
            order=("unit", "name"),
        ),
    ),
    stays={
        CaseWord: "Words of the answers to search by: they are written anew at the new place.",
        RoutingRule: "Whom tasks go to is set anew at the new place, with the people who are there.",
        SavedView: "Filters of one person's inbox: she saves them anew.",
    },
)
