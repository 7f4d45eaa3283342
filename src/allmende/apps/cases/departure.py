"""What goes along when a city leaves."""

from __future__ import annotations

from allmende.apps.cases.models import (
    Case,
    CaseFact,
    CaseWord,
    Correction,
    CountedFigures,
    Message,
    MessageTemplate,
    ProcessState,
    RoutingRule,
    SavedView,
    Task,
    TaskDraft,
)
from allmende.domain.values import Text
from allmende.foundation.departure.tables import Departure, ExportedTable

DEPARTURE = Departure(
    tables=(
        ExportedTable(Case, "case", matter="pk"),
        ExportedTable(ProcessState, "process", matter="case_id"),
        ExportedTable(CaseFact, "timeline", matter="case_id", order=("seq",)),
        ExportedTable(
            Task, "tasks", matter="case_id", order=("opened_at", "pk"), repeats={"service_id": ("case", "service_id")}
        ),
        ExportedTable(TaskDraft, "task_drafts", matter="case_id"),
        ExportedTable(Correction, "corrections", matter="case_id", order=("opened_at", "pk")),
        ExportedTable(Message, "messages", matter="case_id", order=("written_at", "pk")),
        ExportedTable(
            MessageTemplate,
            "message_templates",
            told=Text("Vorlagen für Nachrichten"),
            order=("unit", "name"),
        ),
    ),
    stays={
        CountedFigures: "Counted from the cases: the new place counts them again.",
        CaseWord: "Words of the answers to search by: they are written anew at the new place.",
        RoutingRule: "Whom tasks go to is set anew at the new place, with the people who are there.",
        SavedView: "Filters of one person's inbox: she saves them anew.",
    },
)
