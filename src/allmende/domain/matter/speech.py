"""What expressions and texts of a service see and say of a matter. The one place that knows the names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.decisions import LEGAL_TIME
from allmende.domain.forms import spoken as spoken_answer
from allmende.domain.forms.confirmed import attribute_of
from allmende.domain.matter.acting import acting_names
from allmende.domain.matter.completeness import application_names, deadline_end
from allmende.domain.matter.contested import contested_names
from allmende.domain.matter.minors import minor_names
from allmende.domain.notices import fill as fill_holes
from allmende.domain.package.sheet import ANSWER
from allmende.domain.values import Text, weekday_date

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package import Service
    from allmende.domain.process.model import FlowNode

RECEIPT = Text.named("matter.speech.receipt")
"""The letter every service has, also without a template of its own."""


def names(matter: Matter, today: date) -> feel.FeelContext:
    """Everything an expression may name: answers (hidden ones null), city, parameters, applicant, and the case's facts."""
    known: feel.FeelContext = matter.remember("names", lambda: feel.to_feel(_names_of_answers(matter)))
    acting = acting_names(matter)
    told: feel.FeelContext = feel.to_feel(
        {
            "today": today,
            **matter.names(today),
            "application": application_names(matter),
            "contested": contested_names(matter, today),
            **acting,
            **minor_names(matter, acting, today),
        }
    )
    return feel.FeelContext({**known, **told})


def _names_of_answers(matter: Matter) -> dict[str, Any]:
    """What stays the same while the case goes on."""
    service = matter.service
    return {
        **service.form.blank,
        **matter.answers,
        **service.names(),
        "applicant": matter.applicant.names(),
    }


def evaluate(expression: str, known: Mapping[str, Any]) -> Any:
    """The value of FEEL over these names; null is None. Never raises for what authors wrote, short of a syntax error.

    The functions of the service's city are among the names and win over `LEGAL_TIME`, which knows no state.
    """
    return _compiled(expression).evaluate(known, functions=LEGAL_TIME).value


def reads(expression: str) -> frozenset[str]:
    """The names an expression takes from outside, short of a syntax error."""
    return _compiled(expression).names


def decide(service: Service, decision: str, known: Mapping[str, Any]) -> Any:
    """The answer of a decision table over these names. Error: `KeyError` for an unknown decision."""
    return answer(service, decision, known).value


def answer(service: Service, decision: str, known: Mapping[str, Any]) -> Any:
    """The answer with its trace."""
    if service.decisions is None:
        raise KeyError(decision)
    wanted = service.decisions.inputs(decision)
    inputs = {name: known.get(name) for name in wanted}
    return service.decisions.evaluate(decision, inputs, {**LEGAL_TIME, **service.functions})


def service_name(service: Service, language: str) -> str:
    """What the service is called."""
    return service.text("service.name", language) or service.id


def letter_title(service: Service, template_id: str, language: str) -> str:
    """What a letter is called in that language; empty where the package does not say, or says it with a value of the matter.

    Letters are in German (§ 23 HVwVfG); this stands beside their title.
    """
    own = next((notice for notice in service.notices.values() if template_id == notice.kind == "receipt"), None)
    template = service.notices.get(template_id, own)
    if template is None or language not in template.subject:
        return RECEIPT.spoken(language) if template_id == "receipt" else ""
    return filled(template.subject.spoken(language), {}, language) or ""


def stage_text(service: Service, node_id: str, language: str) -> str:
    """What the status page says at that step; empty where the package says nothing."""
    return service.text(f"process.{node_id}.citizen", language) or ""


def task_name(service: Service, node: FlowNode, language: str) -> str:
    """What a task is called in the office."""
    return service.text(f"process.{node.id}.name", language) or node.title


def task_unit(service: Service, node: FlowNode) -> str:
    """The office a task goes to: as the city routes it, else the role's own office; empty for the case's."""
    routed = service.routes.get(node.id) or node.options.get("unit") or ""
    unit = service.city.units.get(routed) or service.city.unit_for(routed)
    return unit.id if unit else role_unit(service, node.role or "")


def role_unit(service: Service, role: str) -> str:
    """The office of a role that is named like an office (`kasse`, `archiv`); empty for roles at home in any office."""
    unit = service.city.unit_for(role)
    return unit.id if unit else ""


def deciding_role(service: Service) -> str:
    """The role of the people who work on the service's cases: that of most of its tasks, so not of whoever gives a second look.

    Of several with as many tasks, the first in the process; empty where its process names none.
    """
    roles = Counter(node.role for node in service.process.nodes.values() if node.element == "userTask" and node.role)
    return max(roles, key=lambda role: roles[role]) if roles else ""


def list_outcomes(service: Service, node_id: str) -> tuple[str, ...]:
    """The outcomes the package has words for at that task, in their order."""
    start = f"process.{node_id}.outcome."
    return tuple(text_id.removeprefix(start) for text_id in service.texts if text_id.startswith(start))


def outcome_label(service: Service, node_id: str, outcome: str, language: str) -> str:
    """The words on the button of a task's outcome."""
    return service.text(f"process.{node_id}.outcome.{outcome}", language) or outcome


def find_message(service: Service, message: str, language: str) -> tuple[str, str] | None:
    """Subject and body of a message of the package, with its holes."""
    subject = service.text(f"message.{message}.subject", language)
    body = service.text(f"message.{message}.body", language)
    return (subject, body or "") if subject else None


def filled(text: str, known: Mapping[str, Any], language: str, *, service: Service | None = None) -> str | None:
    """The text with its holes filled, or None when a value is missing. `service`: for the labels of options."""

    def label(path: str, value: object, language: str) -> str | None:
        found = service.form.find(path) if service else None
        return spoken_answer(found, value, language) or None if found else None

    words = fill_holes(text, known, language, labels=label)
    return words if isinstance(words, str) else None


def day_in_words(day: date, language: str) -> str:
    """A day on which somebody must act, with its weekday."""
    return weekday_date(day, language)


def person_name(matter: Matter) -> str:
    """Given and family name as declared, by what their fields are bound to; empty where the form asks for none."""
    fields = {attribute_of(field): field.id for step in matter.service.form.form.steps for field in step.fields}
    parts = (matter.answers.get(fields.get(name, "")) for name in ("given_names", "family_name"))
    return " ".join(part for part in parts if isinstance(part, str) and part)


def expected_on(service: Service, received_on: date) -> date | None:
    """The day until which a decision may be expected; None where the service promises none."""
    return deadline_end(service, ANSWER, received_on)


def expected_of(matter: Matter) -> date | None:
    """The day this person was told: a later one where the office wrote that it takes longer."""
    delayed = matter.last(f.AnswerDelayed)
    return delayed.until if delayed else expected_on(matter.service, matter.received_on)


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> feel.Compiled:
    return feel.compile_expression(expression)
