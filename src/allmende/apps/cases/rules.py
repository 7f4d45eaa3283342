"""Who of the staff may do what with which case: one table, read by every door of the office, and printed for people.

How somebody stands to a case (`standings`) follows from her roles and offices, the service and the case's tasks; what she
may do (`acts`) is looked up in `TABLE`. Nothing that is not in the table is allowed. Citizens: see `applications.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.domain.matter.contested import FIRST
from allmende.domain.values import Text

Act = Literal[
    "find", "see", "answers", "files", "letters", "messages", "history", "money",
    "write", "work", "decide", "take_over", "assign", "move", "log", "hold",
]  # fmt: skip
Standing = Literal[
    "worker",
    "head",
    "asked",
    "asked_head",
    "treasury",
    "treasury_head",
    "objection",
    "unassigned",
    "mover",
    "auditor",
    "nobody",
]

HEAD, TREASURY, ARCHIVE, AUDITOR, CONTROL, DISCLOSURE = (
    "leitung",
    "kasse",
    "archiv",
    "leseprotokoll",
    "kontrolle",
    "auskunft",
)
SPECIAL: Mapping[str, Text] = {
    HEAD: Text.named("apps.cases.rules.head_of_office"),
    TREASURY: Text.named("apps.cases.rules.treasury"),
    ARCHIVE: Text.named("apps.cases.rules.archive"),
    AUDITOR: Text.named("apps.cases.rules.read_log"),
    CONTROL: Text.named("apps.cases.rules.control"),
    DISCLOSURE: Text.named("apps.cases.rules.disclosure"),
}
"""Roles every city has, whatever its services say. All other roles of case work are words of the services' tasks."""

ACTS: Mapping[Act, Text] = {
    "find": Text.named("apps.cases.rules.find"),
    "see": Text.named("apps.cases.rules.see"),
    "answers": Text.named("apps.cases.rules.answers"),
    "files": Text.named("apps.cases.rules.files"),
    "letters": Text.named("apps.cases.rules.letters"),
    "messages": Text.named("apps.cases.rules.messages"),
    "history": Text.named("apps.cases.rules.history"),
    "money": Text.named("apps.cases.rules.money"),
    "write": Text.named("apps.cases.rules.write"),
    "work": Text.named("apps.cases.rules.work"),
    "decide": Text.named("apps.cases.rules.decide"),
    "take_over": Text.named("apps.cases.rules.take_over"),
    "assign": Text.named("apps.cases.rules.assign"),
    "move": Text.named("apps.cases.rules.move"),
    "log": Text.named("apps.cases.rules.log"),
    "hold": Text.named("apps.cases.rules.hold"),
}


@dataclass(frozen=True, slots=True)
class RightsRow:
    """What somebody who stands so to a case may do; also when it is closed, unless `running_only`."""

    name: Text
    who: Text
    may: frozenset[Act]
    why: Text
    running_only: bool = False

    def acts(self, *, closed: bool) -> frozenset[Act]:
        return frozenset() if closed and self.running_only else self.may


def _may(*acts: Act) -> frozenset[Act]:
    return frozenset(acts)


READ = _may("find", "see", "answers", "files", "letters", "messages", "history", "money")
WORK = _may("work", "decide")
ASKED = WORK | _may("find", "see", "answers")
PAYING = WORK | _may("find", "see", "money")


TABLE: Mapping[Standing, RightsRow] = {
    "worker": RightsRow(
        Text.named("apps.cases.rules.worker"),
        Text.named("apps.cases.rules.role_some_task_of_this_service_names"),
        READ | WORK | _may("write"),
        Text.named("apps.cases.rules.after_end_too_questions_and_remedies_come"),
    ),
    "head": RightsRow(
        Text.named("apps.cases.rules.head"),
        Text.named("apps.cases.rules.role_leitung_in_cases_own_office"),
        READ | WORK | _may("write", "take_over", "hold"),
        Text.named("apps.cases.rules.answers_for_office_and_takes_over_when"),
    ),
    "asked": RightsRow(
        Text.named("apps.cases.rules.asked"),
        Text.named("apps.cases.rules.role_of_open_task_in_tasks_office"),
        ASKED,
        Text.named("apps.cases.rules.reads_all_answers_no_service_says_yet"),
    ),
    "asked_head": RightsRow(
        Text.named("apps.cases.rules.asked_head"),
        Text.named("apps.cases.rules.head_of_office_asked_while_task_is"),
        ASKED | _may("take_over"),
        Text.named("apps.cases.rules.takes_over_when_somebody_is_away"),
    ),
    "treasury": RightsRow(
        Text.named("apps.cases.rules.treasury"),
        Text.named("apps.cases.rules.role_kasse_in_office_of_open_task"),
        PAYING,
        Text.named("apps.cases.rules.amount_reference_and_payment_suffice_with_task"),
    ),
    "treasury_head": RightsRow(
        Text.named("apps.cases.rules.treasury_head"),
        Text.named("apps.cases.rules.head_of_treasury_while_task_is_open"),
        PAYING | _may("take_over"),
        Text.named("apps.cases.rules.takes_over_when_somebody_is_away"),
    ),
    "objection": RightsRow(
        Text.named("apps.cases.rules.objection"),
        Text.named("apps.cases.rules.who_works_objection_to_letter_of_case"),
        READ - {"find"},
        Text.named("apps.cases.rules.who_decides_on_objection_reads_the_file"),
    ),
    "unassigned": RightsRow(
        Text.named("apps.cases.rules.unassigned"),
        Text.named("apps.cases.rules.any_head_of_city_while_case_has"),
        _may("find", "see", "assign"),
        Text.named("apps.cases.rules.it_is_nobodys_until_somebody_assigns_it"),
    ),
    "mover": RightsRow(
        Text.named("apps.cases.rules.mover"),
        Text.named("apps.cases.rules.role_uebernahme_of_studio"),
        _may("move"),
        Text.named("apps.cases.rules.sees_number_day_of_receipt_release_and"),
        running_only=True,
    ),
    "auditor": RightsRow(
        Text.named("apps.cases.rules.auditor"),
        Text.named("apps.cases.rules.role_leseprotokoll_with_or_without_office"),
        _may("log"),
        Text.named("apps.cases.rules.sees_who_opened_case_when_and_why"),
    ),
    "nobody": RightsRow(
        Text.named("apps.cases.rules.nobody"),
        Text.named("apps.cases.rules.other_offices_other_roles_of_same_office"),
        _may(),
        Text.named("apps.cases.rules.for_them_case_is_not_there_404"),
    ),
}
"""How somebody stands to a case → what she may do. Several standings add up."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as the doors of the office know her: roles of case work, offices, and who works which service.

    Roles of the studio are left out: they open no case. `workers`: service → roles that work it (`working_roles`).
    `stands_in_for`: ids of colleagues who are away and whom she stands in for today. It gives her no right: it says whose tasks
    she may take among those that are for her anyway.
    """

    id: str
    roles: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    workers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    stands_in_for: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        officer_id: str,
        roles: Iterable[str],
        units: Iterable[str],
        workers: Mapping[str, frozenset[str]],
        stands_in_for: frozenset[str] = frozenset(),
    ) -> Staff:
        own = frozenset(roles) - set(STUDIO_ROLES)
        return cls(officer_id, own, frozenset(units) - {""}, workers, stands_in_for)

    @property
    def leads(self) -> bool:
        """Is she a head, of any office?"""
        return HEAD in self.roles and bool(self.units)

    @property
    def services(self) -> frozenset[str]:
        """Services one of her roles works."""
        return frozenset(service for service, roles in self.workers.items() if roles & self.roles)


@dataclass(frozen=True, slots=True)
class CaseSituation:
    """What of a case its rights depend on. `unit` empty: nobody's."""

    service_id: str
    unit: str
    closed: bool = False


Desk = tuple[str, str]
"""Role and office of a task; either may be empty: the service's roles, the case's office."""


def working_roles(unit: str, named: Iterable[str]) -> frozenset[str]:
    """Of the roles a service's tasks name, those that work it. `unit`: the office the package is for, in its own words.

    Not the head, who has a row of her own; not treasury and archive, unless the service is theirs: they are asked, and see less.
    `FIRST` is nobody's role: see `reach.staff_of`.
    """
    return frozenset(named) - ({*SPECIAL, *STUDIO_ROLES, FIRST} - ({TREASURY, ARCHIVE} & {unit}))


def may_work(staff: Staff, case: CaseSituation, desk: Desk) -> bool:
    """Is the task for her: its role is hers in its office, or she leads that office? A case without an office: nobody."""
    role, unit = desk[0], desk[1] or case.unit
    if not unit or unit not in staff.units:
        return False
    return HEAD in staff.roles or (role in staff.roles if role else case.service_id in staff.services)


def standings(staff: Staff, case: CaseSituation, open_tasks: Iterable[Desk]) -> frozenset[Standing]:
    """How she stands to the case. `open_tasks`: role and office of each task that is not done."""
    found: set[Standing] = set()
    if case.unit and case.unit in staff.units:
        if HEAD in staff.roles:
            found.add("head")
        if case.service_id in staff.services:
            found.add("worker")
    if not case.unit and staff.leads:
        found.add("unassigned")
    if AUDITOR in staff.roles:
        found.add("auditor")
    for desk in open_tasks:
        found |= _standing_at(staff, case, desk)
    return frozenset(found or {"nobody"})


def _standing_at(staff: Staff, case: CaseSituation, desk: Desk) -> set[Standing]:
    """How she stands to a case because of one open task."""
    if not may_work(staff, case, desk):
        return set()
    if desk[0] == TREASURY and TREASURY not in staff.workers.get(case.service_id, ()):
        return {"treasury_head" if HEAD in staff.roles else "treasury"}
    return {"asked_head" if HEAD in staff.roles else "asked"}


def acts(staff: Staff, case: CaseSituation, open_tasks: Iterable[Desk]) -> frozenset[Act]:
    """What she may do with the case, by `TABLE`."""
    return acts_of(standings(staff, case, open_tasks), case)


def acts_of(found: Iterable[Standing], case: CaseSituation) -> frozenset[Act]:
    """What whoever stands so to the case may do, by `TABLE`."""
    return _may().union(*(TABLE[standing].acts(closed=case.closed) for standing in found))


def allowing(found: Iterable[Standing], act: Act) -> tuple[Standing, ...]:
    """Of these standings those that allow the act: why somebody may, in the order of `TABLE`."""
    return tuple(one for one in TABLE if one in set(found) and act in TABLE[one].may)
