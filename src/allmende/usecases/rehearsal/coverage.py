"""What the played examples of a package reach, and so what none of them reaches.

rows         of every decision table: findings, fee lines, outcomes of automatic decisions
grounds      of refusal, chosen by a person or the machine
outcomes     of the service's own tasks
conditions   of parts of letters, each true once and false once

Observed while examples are played, not read off their expectations: an abstract example or a wrong expectation covers
nothing. A pattern's or shared process's own tasks are covered by their own tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.decisions.model import DecisionRule, DecisionTable, subexpressions
from allmende.domain.matter import Matter, speech
from allmende.domain.notices.placeholders import holds
from allmende.domain.notices.template import (
    ItemTemplate,
    ListingTemplate,
    NoticeTemplate,
    ParagraphTemplate,
    RowsTemplate,
    RowTemplate,
)
from allmende.domain.package import ServicePackage

PERSON_ACTS = "userTask"


@dataclass(slots=True)
class Coverage:
    """Filled by one rehearsal after the other; `list_gaps` says what is left."""

    rows: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)
    outcomes: set[tuple[str, str]] = field(default_factory=set)
    conditions: set[tuple[str, str, bool]] = field(default_factory=set)

    def moved(self, before: Matter, after: Matter, today: date) -> None:
        """Note tables asked and letters written in one move of the process."""
        for fact in after.facts[len(before.facts) :]:
            if isinstance(fact, f.StageReached):
                self._ask(after, fact.node_id, today)
            elif isinstance(fact, f.NoticeIssued):
                self.written(after, fact.template, today)

    def received(self, matter: Matter, today: date) -> None:
        """Note which conditions of the receipt hold; it is written when the application arrives, before the process."""
        for template in matter.service.notices.values():
            if template.kind == "receipt":
                self.written(matter, template.id, today)

    def written(self, matter: Matter, template_id: str, today: date) -> None:
        """Note which conditions of that letter hold now."""
        template = matter.service.notices.get(template_id)
        if template is not None:
            names = feel.to_feel(dict(speech.names(matter, today)))
            self.conditions |= set(_held(template, names))

    def ended(self, matter: Matter) -> None:
        """Note what people and the machine decided in a matter that was played to its end."""
        for fact in matter.facts:
            if isinstance(fact, (f.TaskDone, f.DecisionTaken)) and fact.ground:
                self.grounds.add(fact.ground)
            if isinstance(fact, f.TaskDone):
                self.outcomes.add((fact.node_id, fact.outcome))

    def _ask(self, matter: Matter, node_id: str, today: date) -> None:
        node = matter.service.process.nodes.get(node_id)
        if node is None or not node.decision or matter.service.decisions is None:
            return
        answer = speech.answer(matter.service, node.decision, speech.names(matter, today))
        self.rows |= {rule.id for step in answer.trace.steps for rule in step.rules}


def list_gaps(coverage: Coverage, package: ServicePackage) -> list[str]:
    """What no example reached, one German sentence each, in the order of tables, grounds, tasks, letters."""
    return [
        *_rows_left(coverage, package),
        *(
            f"Kein Beispiel lehnt aus dem Grund „{ground.id}“ ab."
            for ground in package.sheet.refusal_grounds
            if ground.id not in coverage.grounds
        ),
        *(
            f"Kein Beispiel beendet die Aufgabe „{node.id}“ mit „{outcome}“."
            for node in package.process.nodes.values()
            if node.element == PERSON_ACTS
            for outcome in node.outcomes
            if (node.id, outcome) not in coverage.outcomes
        ),
        *_conditions_left(coverage, package),
    ]


def _rows_left(coverage: Coverage, package: ServicePackage) -> Iterator[str]:
    for decision in package.decisions.decisions if package.decisions else ():
        for table in subexpressions(decision.expression):
            if isinstance(table, DecisionTable):
                for number, rule in enumerate(table.rules, start=1):
                    if rule.id not in coverage.rows:
                        yield f"Kein Beispiel erreicht Zeile {number} der Tabelle „{decision.name}“ ({_said(rule)})."


def _said(rule: DecisionRule) -> str:
    """What the row gives first: the finding, the fee line, the outcome."""
    return rule.results[0].text.strip('"') if rule.results else rule.id


def _conditions_left(coverage: Coverage, package: ServicePackage) -> Iterator[str]:
    for template in package.notices.values():
        for name, condition, _ in _parts(template):
            if condition is None:
                continue
            seen = {held for letter, part, held in coverage.conditions if (letter, part) == (template.id, name)}
            for held, word in ((True, "mit"), (False, "ohne")):
                if held not in seen:
                    yield f"Kein Beispiel schreibt „{template.id}“ {word} „{name}“ ({condition})."


def _held(template: NoticeTemplate, names: feel.FeelContext) -> Iterator[tuple[str, str, bool]]:
    """Conditions of parts that could be seen: inside a part that is left out, nothing is asked."""
    for name, condition, around in _parts(template):
        if condition is not None and holds(around, names):
            yield template.id, name, holds(condition, names)


def _parts(template: NoticeTemplate) -> Iterator[tuple[str, str | None, str | None]]:
    """Every part that may have a condition: its name, its condition, and that of the part around it."""
    lines: tuple[ParagraphTemplate | ItemTemplate, ...] = (*template.addressee, *template.enclosures)
    for line in lines:
        yield line.id, line.when, None
    for section, blocks in template.sections():
        for block in blocks:
            yield f"{section}.{block.id}", block.when, None
            inner: tuple[ItemTemplate | RowTemplate, ...] = ()
            if isinstance(block, ListingTemplate):
                inner = block.items
            elif isinstance(block, RowsTemplate):
                inner = block.rows
            for one in inner:
                yield f"{section}.{block.id}.{one.id}", one.when, block.when
    if template.card is not None:
        yield "card", template.card.when, None
