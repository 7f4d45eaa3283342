"""Several things applied for in one case, and taking one of them back. Pure.

An item is a row of a repeated question on which a fee depends: so many certificates, so many dogs. People who applied together
have a case each; theirs is withdrawn there. Taking back is the applicant's to decide until it is too late for the whole
(`withdrawing.why_bound`); the last item is the whole application. The fee is computed anew beside the process, an open demand
becomes one for the rest, and what was paid above it goes back (`actions.money.change_fee`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.forms.summary import row_title
from allmende.domain.matter import status
from allmende.domain.matter.fees import list_stations
from allmende.domain.matter.model import Matter
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.speech import deciding_role
from allmende.domain.matter.tools import stable_id
from allmende.domain.matter.withdrawing import why_bound
from allmende.domain.package import Service
from allmende.domain.package.parties import list_row_roles
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import Problem, Text

UNKNOWN = Problem("items.unknown", Text.named("matter.items.unknown"), "was")
ASKED = Problem("items.asked", Text.named("matter.items.asked"), "was")


@dataclass(frozen=True, slots=True)
class AppliedItem:
    """One thing applied for: row `row` (from 1) of `group`, with its answers."""

    group: Field
    row: int
    answers: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.group.id}.{self.row}"

    @property
    def title(self) -> Text:
        return Text.each(lambda language: row_title(self.group, self.row, language))


def list_items(matter: Matter) -> tuple[AppliedItem, ...]:
    """What can be taken back alone; nothing where it is one thing only, or too late."""
    return () if why_bound(matter) else tuple(_items(matter))


def _items(matter: Matter) -> Iterator[AppliedItem]:
    people = {role.rows for role in list_row_roles(matter.service.sheet.applicants)}
    paid_by = _fee_inputs(matter.service)
    for step in matter.service.form.steps:
        for field in step.fields:
            rows = matter.answers.get(field.id)
            if field.type != "group" or field.id in people or field.id not in paid_by or not isinstance(rows, list):
                continue
            if len(rows) > max(field.min_rows, 1):
                yield from (AppliedItem(field, number, row) for number, row in enumerate(rows, start=1))


def _fee_inputs(service: Service) -> frozenset[str]:
    """The answers on which a fee of the process depends."""
    if service.decisions is None:
        return frozenset()
    tables = {node.decision for node in list_stations(service) if node.action == "compute_fee" and node.decision}
    return frozenset(name for table in tables for name in service.decisions.inputs(table))


def find_item(matter: Matter, item_id: str, today: date) -> AppliedItem | Problem:
    """That item, or why it cannot be taken back alone now."""
    if problem := why_bound(matter):
        return problem
    found = next((item for item in _items(matter) if item.id == item_id), None)
    if found is None:
        return UNKNOWN
    asked = status.open_correction(matter.facts, today)
    if asked is not None and any(path.partition(".")[0] == found.group.id for path in asked.fields):
        return ASKED
    return found


def without(matter: Matter, item: AppliedItem) -> list[Mapping[str, Any]]:
    """The rows that stay."""
    return [row for number, row in enumerate(matter.answers[item.group.id], start=1) if number != item.row]


def withdraw(matter: Matter, item: AppliedItem, now: datetime) -> f.ItemWithdrawn:
    """The fact that it is not applied for any more."""
    number = sum(isinstance(x, f.ItemWithdrawn) for x in matter.facts)
    return f.ItemWithdrawn(
        at=now,
        request_id=stable_id(matter.case_id, "item", str(number)),
        group=item.group.id,
        row=item.row,
        title=item.title,
        left=len(without(matter, item)),
    )


def task_about(matter: Matter, fact: f.ItemWithdrawn) -> OpenTask | None:
    """A person is at work on it: she learns that less is applied for. None where the machine goes on alone."""
    if not any(task.node_id for task in status.open_tasks(matter.facts)):
        return None
    return OpenTask(
        task_id=stable_id(fact.request_id, "task"),
        work_key=f"item:{fact.request_id}",
        kind="message",
        title=f"Teil zurückgezogen: {fact.title['de']}",
        reason="Der Antrag ist kleiner geworden; neben den Angaben steht, was sich geändert hat. Bitte prüfen Sie, was Sie "
        "schon begonnen haben.",
        role=deciding_role(matter.service),
    )


def find_fee_to_change(facts: Iterable[f.Fact], program: Program) -> FlowNode | None:
    """The station whose fee was set before an item was taken back and not since; None where no fee is to be computed anew."""
    known = tuple(facts)
    last = next((x for x in reversed(known) if isinstance(x, (f.ItemWithdrawn, f.FeeSet))), None)
    if not isinstance(last, f.ItemWithdrawn) or not any(isinstance(x, f.FeeSet) for x in known):
        return None
    nodes = {node.id: node for node in program.nodes()}
    reached = (x.node_id for x in reversed(known) if isinstance(x, f.StageReached))
    return next((nodes[key] for key in reached if key in nodes and nodes[key].action == "compute_fee"), None)
