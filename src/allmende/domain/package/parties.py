"""Who takes part in an application: the one who applies, and those of whom each row of a group is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from allmende.domain.forms import Field, Form

Decided = Literal["", "each"]
Capacity = Literal["proxy", "officer", "guardian"]
Withheld = Literal["withdraw"]
APPLICANT = "applicant"
OF_AGE = 18
GIVEN, FAMILY, BORN, ADDRESS = "vornamen", "familienname", "geburtsdatum", "anschrift"
REPRESENTED = "vertretene_person"
"""What standard blocks ask a name by; of another person under a prefix (`kind_familienname`)."""


@dataclass(frozen=True, slots=True)
class Representation:
    """Whoever fills in the form may act for somebody else.

    capacity  `proxy` (power of attorney, § 14 HVwVfG), `guardian` (by law: for a child, or appointed by a court for an adult) or
              `officer` (of a company, § 12 Abs. 1 Nr. 3 HVwVfG)
    of        the question that asks for whom; answered, the application is that person's or company's. A family name is said with
              the given names asked beside it. The block `person` is then whoever acts
    by        or the question that asks who acts: the block `person` stays the person the application is about, and so do registers,
              fee and family. Answered, nothing of the sign-in is taken for that person
    address   the question that asks where letters go, of whoever acts (`by`, needed there) or of the company (`of`)
    when      FEEL over the answers: where it is not true, nobody acts in this capacity
    proof     the file that proves it; needed to decide
    without   acts on the case that are not open to who acts
    """

    capacity: Capacity
    of: str = ""
    proof: str = ""
    when: str = ""
    without: tuple[Withheld, ...] = ()
    by: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PartyRole:
    """A role in an application. `least`, `most` and `level` count for the applicant.

    answers      steps, or single questions, whose answers are this party's alone: they go into nobody else's case
    rows         the group of which each row is one party; empty for the applicant
    decided      `each`: every row has a case of its own, with its own decision, fee, letters and periods
    represented  FEEL over the row: where true, the applicant acts for this party (a child). Of the applicant: where true, she is
                 too young to act alone
    guardian     of the applicant: the question that names who represents her by law and agrees; asked and answered later, too
    proof        the file that proves it, of the row or of the form; needed to decide
    confirms     FEEL over the row: where true, this party confirms the application herself
    within       the deadline until which she should
    represented_by  of the applicant: in which capacities somebody else may fill in the form for her
    acts_from    the age from which the applicant may act in this procedure herself, 18 where it is not said
    """

    id: str
    least: int = 1
    most: int = 1
    level: str = ""
    answers: tuple[str, ...] = ()
    rows: str = ""
    decided: Decided = ""
    represented: str | None = None
    guardian: str = ""
    proof: str = ""
    confirms: str | None = None
    within: str = ""
    represented_by: tuple[Representation, ...] = ()
    acts_from: int | None = None


def list_row_roles(roles: Iterable[PartyRole]) -> tuple[PartyRole, ...]:
    """The roles whose rows get cases of their own."""
    return tuple(role for role in roles if role.rows and role.decided == "each")


def own_fields(form: Form, roles: Iterable[PartyRole]) -> frozenset[str]:
    """Questions whose answers are the applicant's alone."""
    named = {name for role in roles if not role.rows for name in role.answers}
    return frozenset(field.id for step in form.steps for field in step.fields if step.id in named or field.id in named)


def twins(form: Form, group: Field) -> frozenset[str]:
    """Fields of the group that the form has outside of it, too: in the party's case the row's answer stands there."""
    outside = {field.id for step in form.steps for field in step.fields}
    return frozenset(field.id for field in group.fields if field.id in outside)


def party_forms(form: Form, roles: tuple[PartyRole, ...]) -> dict[str, Form]:
    """The form as each one's case reads it, by role; none where every application is one person's."""
    rows = list_row_roles(roles)
    if not rows:
        return {}
    own, groups = own_fields(form, roles), frozenset(role.rows for role in rows)
    return {
        APPLICANT: _without(form, groups),
        **{role.id: _of_party(_without(form, groups - {role.rows}), role, own) for role in rows},
    }


def _without(form: Form, groups: frozenset[str]) -> Form:
    """The form without the questions about those who have cases of their own."""
    return Form(
        tuple(
            replace(step, fields=tuple(field for field in step.fields if field.id not in groups)) for step in form.steps
        )
    )


def _of_party(form: Form, role: PartyRole, own: frozenset[str]) -> Form:
    """The form as the case of one row reads it: that row, without what stands outside of it there.

    What only the applicant is asked (`own`) has no answer and is not needed to decide, unless the row asks it too.
    """
    group = next((field for step in form.steps for field in step.fields if field.id == role.rows), None)
    if group is None:
        return form
    same = twins(form, group)

    def field_of(field: Field) -> Field:
        if field.id == role.rows:
            return replace(field, fields=tuple(inner for inner in field.fields if inner.id not in same))
        if field.id in same:
            asked = next(inner for inner in group.fields if inner.id == field.id)
            return replace(field, needed_to=asked.needed_to, required=asked.required)
        return replace(field, required=False) if field.id in own else field

    return Form(tuple(replace(step, fields=tuple(field_of(field) for field in step.fields)) for step in form.steps))
