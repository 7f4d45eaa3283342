"""Who of the staff may do what with which case: one table, read by every door of the office, and printed for people.

How somebody stands to a case (`standings`) follows from her roles and offices, the service and the case's tasks; what she
may do (`acts`) is looked up in `TABLE`. Nothing that is not in the table is allowed. Citizens: see `applications.rules`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.domain.values import Text

Act = Literal[
    "find", "see", "answers", "files", "letters", "messages", "history", "money",
    "write", "work", "decide", "take_over", "assign", "move", "log",
]  # fmt: skip
Standing = Literal[
    "worker", "head", "asked", "asked_head", "treasury", "treasury_head", "unassigned", "mover", "auditor", "nobody"
]

HEAD, TREASURY, ARCHIVE, AUDITOR = "leitung", "kasse", "archiv", "leseprotokoll"
SPECIAL: Mapping[str, Text] = {
    HEAD: Text("Leitung", "Head of an office"),
    TREASURY: Text("Kasse", "Treasury"),
    ARCHIVE: Text("Archiv", "Archive"),
    AUDITOR: Text("Leseprotokoll", "Read log"),
}
"""Roles every city has, whatever its services say. All other roles of case work are words of the services' tasks."""

ACTS: Mapping[Act, Text] = {
    "find": Text("finden, suchen, zählen", "find, search, count"),
    "see": Text("Nummer, Leistung, Stelle, Stand", "number, service, office, state"),
    "answers": Text("Angaben und Namen lesen", "read answers and names"),
    "files": Text("Anlagen öffnen", "open attachments"),
    "letters": Text("Schreiben öffnen", "open letters"),
    "messages": Text("Nachrichten lesen", "read messages"),
    "history": Text("Verlauf lesen", "read the history"),
    "money": Text("Gebühr und Zahlungen lesen", "read fee and payments"),
    "write": Text("der Person schreiben", "write to the person"),
    "work": Text("Aufgabe nehmen, zurücklegen", "take a task, put it back"),
    "decide": Text("Aufgabe entscheiden", "decide a task"),
    "take_over": Text("Aufgabe von anderen übernehmen", "take over from a colleague"),
    "assign": Text("einer Stelle zuordnen", "assign to an office"),
    "move": Text("auf andere Fassung umziehen", "move to another release"),
    "log": Text("Leseprotokoll einsehen", "see who read it"),
}


@dataclass(frozen=True, slots=True)
class Row:
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


TABLE: Mapping[Standing, Row] = {
    "worker": Row(
        Text("Sachbearbeitung", "Case worker"),
        Text(
            "eine Rolle, die eine Aufgabe dieser Leistung nennt, in der Stelle des Vorgangs",
            "a role some task of this service names, in the case's own office",
        ),
        READ | WORK | _may("write"),
        Text(
            "Auch nach dem Ende: Fragen und Rechtsbehelfe kommen später.",
            "After the end too: questions and remedies come later.",
        ),
    ),
    "head": Row(
        Text("Leitung", "Head"),
        Text("die Rolle „leitung“ in der Stelle des Vorgangs", "the role “leitung” in the case's own office"),
        READ | WORK | _may("write", "take_over"),
        Text(
            "Verantwortet die Stelle und übernimmt, wenn jemand fehlt.",
            "Answers for the office, and takes over when somebody is away.",
        ),
    ),
    "asked": Row(
        Text("Gefragte Stelle", "Office asked"),
        Text(
            "die Rolle einer offenen Aufgabe in deren Stelle, wenn das eine andere ist; so auch das Archiv",
            "the role of an open task in the task's office, where that is another one; the archive too",
        ),
        ASKED,
        Text(
            "Liest alle Angaben: Keine Leistung sagt bisher, welche die Frage braucht. Keine Anlagen. "
            "Danach nur noch die eigene erledigte Aufgabe ohne Namen.",
            "Reads all answers: no service says yet which ones the question needs. No attachments. "
            "Afterwards only its own finished task, without a name.",
        ),
    ),
    "asked_head": Row(
        Text("Leitung der gefragten Stelle", "Head of the office asked"),
        Text(
            "die Leitung der gefragten Stelle, solange die Aufgabe offen ist",
            "the head of the office asked, while the task is open",
        ),
        ASKED | _may("take_over"),
        Text("Übernimmt, wenn jemand fehlt.", "Takes over when somebody is away."),
    ),
    "treasury": Row(
        Text("Kasse", "Treasury"),
        Text(
            "die Rolle „kasse“ in der Stelle einer offenen Aufgabe der Kasse",
            "the role “kasse” in the office of an open task of the treasury",
        ),
        PAYING,
        Text(
            "Betrag, Kassenzeichen und Zahlung genügen. Ist die Aufgabe erledigt, ist der Vorgang zu.",
            "Amount, reference and payment suffice. With the task done, the case is shut.",
        ),
    ),
    "treasury_head": Row(
        Text("Leitung der Kasse", "Head of the treasury"),
        Text(
            "die Leitung der Kasse, solange die Aufgabe offen ist", "the head of the treasury, while the task is open"
        ),
        PAYING | _may("take_over"),
        Text("Übernimmt, wenn jemand fehlt.", "Takes over when somebody is away."),
    ),
    "unassigned": Row(
        Text("Leitung, Vorgang ohne Stelle", "Head, case without an office"),
        Text(
            "jede Leitung der Stadt, solange der Vorgang keine Stelle hat",
            "any head of the city while the case has no office",
        ),
        _may("find", "see", "assign"),
        Text("Er gehört niemandem, bis ihn jemand zuordnet.", "It is nobody's until somebody assigns it."),
    ),
    "mover": Row(
        Text("Übernahme", "Adopter"),
        Text("die Rolle „uebernahme“ der Werkstatt", "the role “uebernahme” of the studio"),
        _may("move"),
        Text(
            "Sieht Nummer, Eingangstag, Fassung und was der Umzug ändert. Öffnet keinen Vorgang.",
            "Sees number, day of receipt, release and what moving changes. Opens no case.",
        ),
        running_only=True,
    ),
    "auditor": Row(
        Text("Datenschutz", "Data protection"),
        Text("die Rolle „leseprotokoll“, mit oder ohne Stelle", "the role “leseprotokoll”, with or without an office"),
        _may("log"),
        Text(
            "Sieht, wer den Vorgang wann und warum geöffnet hat. Öffnet keinen Vorgang.",
            "Sees who opened the case, when and why. Opens no case.",
        ),
    ),
    "nobody": Row(
        Text("Alle anderen", "Everybody else"),
        Text(
            "andere Stellen, andere Rollen derselben Stelle, die Werkstatt, Beschäftigte ohne Stelle, andere Städte",
            "other offices, other roles of the same office, the studio, staff without an office, other cities",
        ),
        _may(),
        Text("Der Vorgang ist für sie nicht da (404).", "For them the case is not there (404)."),
    ),
}
"""How somebody stands to a case → what she may do. Several standings add up."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff as the doors of the office know her: roles of case work, offices, and who works which service.

    Roles of the studio are left out: they open no case. `workers`: service → roles that work it (`working_roles`).
    """

    id: str
    roles: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    workers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, officer_id: str, roles: Iterable[str], units: Iterable[str], workers: Mapping[str, frozenset[str]]
    ) -> Staff:
        return cls(officer_id, frozenset(roles) - set(STUDIO_ROLES), frozenset(units) - {""}, workers)

    @property
    def leads(self) -> bool:
        """Is she a head, of any office?"""
        return HEAD in self.roles and bool(self.units)

    @property
    def services(self) -> frozenset[str]:
        """Services one of her roles works."""
        return frozenset(service for service, roles in self.workers.items() if roles & self.roles)


@dataclass(frozen=True, slots=True)
class Where:
    """What of a case its rights depend on. `unit` empty: nobody's."""

    service_id: str
    unit: str
    closed: bool = False


Desk = tuple[str, str]
"""Role and office of a task; either may be empty: the service's roles, the case's office."""


def working_roles(unit: str, named: Iterable[str]) -> frozenset[str]:
    """Of the roles a service's tasks name, those that work it. `unit`: the office the package is for, in its own words.

    Not the head, who has a row of her own; not treasury and archive, unless the service is theirs: they are asked, and see less.
    """
    return frozenset(named) - ({*SPECIAL, *STUDIO_ROLES} - ({TREASURY, ARCHIVE} & {unit}))


def may_work(staff: Staff, case: Where, desk: Desk) -> bool:
    """Is the task for her: its role is hers in its office, or she leads that office? A case without an office: nobody."""
    role, unit = desk[0], desk[1] or case.unit
    if not unit or unit not in staff.units:
        return False
    return HEAD in staff.roles or (role in staff.roles if role else case.service_id in staff.services)


def standings(staff: Staff, case: Where, open_tasks: Iterable[Desk]) -> frozenset[Standing]:
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


def _standing_at(staff: Staff, case: Where, desk: Desk) -> set[Standing]:
    """How she stands to a case because of one open task."""
    if not may_work(staff, case, desk):
        return set()
    if desk[0] == TREASURY and TREASURY not in staff.workers.get(case.service_id, ()):
        return {"treasury_head" if HEAD in staff.roles else "treasury"}
    return {"asked_head" if HEAD in staff.roles else "asked"}


def acts(staff: Staff, case: Where, open_tasks: Iterable[Desk]) -> frozenset[Act]:
    """What she may do with the case, by `TABLE`."""
    return acts_of(standings(staff, case, open_tasks), case)


def acts_of(found: Iterable[Standing], case: Where) -> frozenset[Act]:
    """What whoever stands so to the case may do, by `TABLE`."""
    return _may().union(*(TABLE[standing].acts(closed=case.closed) for standing in found))


def allowing(found: Iterable[Standing], act: Act) -> tuple[Standing, ...]:
    """Of these standings those that allow the act: why somebody may, in the order of `TABLE`."""
    return tuple(one for one in TABLE if one in set(found) and act in TABLE[one].may)


def print_table(language: str = "de") -> str:
    """The table in Markdown, as it stands in the documentation: acts down, standings across, then who stands so and why."""
    rows = list(TABLE.values())
    lines = [f"| | {' | '.join(row.name[language] for row in rows)} |", "|---" * (len(rows) + 1) + "|"]
    lines += [
        f"| {words[language]} | {' | '.join(_cell(row, act, language) for row in rows)} |"
        for act, words in ACTS.items()
    ]
    lines += ["", f"| {' | '.join(text[language] for text in HEADS)} |", "|---|---|---|"]
    lines += [f"| {row.name[language]} | {row.who[language]} | {row.why[language]} |" for row in rows]
    return "\n".join(lines) + "\n"


HEADS = (Text("Spalte", "Column"), Text("Wer", "Who"), Text("Warum", "Why"))
YES, WHILE_RUNNING = Text("ja", "yes"), Text("solange er läuft", "while it runs")


def _cell(row: Row, act: Act, language: str) -> str:
    if act not in row.may:
        return "–"
    return (WHILE_RUNNING if row.running_only else YES)[language]
