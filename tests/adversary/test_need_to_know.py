"""Every address of office and studio, as every role in every office, over cases in every state.

What is expected is read from the table printed in `docs/law/need-to-know.md`, and from a plain restatement of how somebody stands
to a case; nothing here asks `apps.cases.rules`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse

from allmende.apps.applications import queries as applications
from allmende.apps.applications.models import Application, Draft
from allmende.apps.cases import operations as cases
from allmende.apps.cases.models import Case, Task
from allmende.apps.notices import queries as notices
from allmende.domain.cooperation import ROLES as STUDIO_ROLES
from allmende.domain.forms import StoredUpload
from allmende.domain.matter.outcome import OpenTask
from allmende.foundation.audit.models import Entry
from allmende.foundation.identity import sessions
from allmende.foundation.identity.models import Officer
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.invite_demo_staff import STAFF
from allmende.usecases.submit_application import Submitted
from allmende.usecases.take_task import take_task
from allmende.usecases.upload_file import upload_file
from allmende.usecases.write_message import write_as_citizen
from tests.adversary.routes import REGISTERS, list_routes, list_studio
from tests.adversary.scene import Browser, copied, png
from tests.adversary.test_studio_doors import asked as studio_address
from tests.adversary.workshop import Workshop
from tests.editions import Edits, write_edition
from tests.world import DOGS, END, Clerk, Visitor, World

pytestmark = pytest.mark.walk

PRINTED = Path(__file__).parents[2] / "docs" / "law" / "need-to-know.md"
OFFICE = """units:
  {0}:
    name: {{de: {0}, en: {0}}}
    address: {{street: Markt, house_number: "2", postcode: "35037", place: Marburg}}
    phone: +49 69 90009 101
    email: {0}@marburg.example
    status: illustrative
"""
OFFICES: Edits = {
    "cities/marburg/city.yaml": [
        *(("units:\n", OFFICE.format(name)) for name in ("stadtkasse", "stadtarchiv", "jugendamt")),
        ("competences: {steueramt: amt}", "competences: {steueramt: amt, kasse: stadtkasse, archiv: stadtarchiv}"),
    ]
}
UNITS = ("amt", "stadtkasse", "stadtarchiv", "jugendamt")
MESSAGE, LETTER_TASK = "Wann kommt die Marke?", "Aufgabe"

Standing = str
Address = tuple[str, str, str, str, str]
"""Pattern, method, address, act, task."""


@cache
def printed() -> dict[Standing, frozenset[str]]:
    """Column → acts that say yes, as printed for people."""
    text = PRINTED.read_text("utf-8").partition("<!-- table:en -->\n")[2]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.partition("\n\n")[0].splitlines()]
    heads, rows = lines[0][1:], lines[2:]
    return {head: frozenset(row[0] for row in rows if row[at] == "yes") for at, head in enumerate(heads, start=1)}


FIND, SEE, ANSWERS = "find, search, count", "number, service, office, state", "read answers and names"
FILES, LETTERS, MESSAGES = "open attachments", "open letters", "read messages"
HISTORY, MONEY, WRITE = "read the history", "read fee and payments", "write to the person"
WORK, DECIDE, OVER, ASSIGN = (
    "take a task, put it back",
    "decide a task",
    "take over from a colleague",
    "assign to an office",
)


@dataclass(frozen=True)
class Matter:
    """A case and what only its readers may learn of it. `tasks`: id, role and office of each open one."""

    state: str
    id: str
    unit: str
    name: str
    reference: str
    upload: str
    letter: str
    copy: str
    tasks: tuple[tuple[str, str, str], ...]

    @property
    def beside(self) -> set[str]:
        """Tasks of the service's own roles, alike in every case, where there is another one to walk."""
        plain = {task for task, role, _ in self.tasks if not role}
        return plain if len(plain) < len(self.tasks) else set()


@dataclass(frozen=True)
class Someone:
    roles: tuple[str, ...]
    units: tuple[str, ...]
    browser: Browser = field(compare=False)
    id: str = ""
    city: str = "marburg"

    def __str__(self) -> str:
        return f"{'+'.join(self.roles) or 'no role'} in {'+'.join(self.units) or 'no office'} of {self.city}"

    def is_for(self, matter: Matter, role: str, unit: str) -> bool:
        """The service of these cases is worked by the role `sachbearbeitung`."""
        desk = unit or matter.unit
        mine = role in self.roles if role else "sachbearbeitung" in self.roles
        return self.city == "marburg" and bool(desk) and desk in self.units and (mine or "leitung" in self.roles)

    def columns(self, matter: Matter) -> set[str]:
        if self.city != "marburg":
            return set()
        found, head = set(), "leitung" in self.roles
        if matter.unit and matter.unit in self.units:
            found |= {"Head"} if head else set()
            found |= {"Case worker"} if "sachbearbeitung" in self.roles else set()
        found |= {"Data protection"} if "leseprotokoll" in self.roles else set()
        if not matter.unit and head and self.units:
            found.add("Head, case without an office")
        for _, role, unit in matter.tasks:
            if self.is_for(matter, role, unit):
                word = ("Head of the treasury" if head else "Treasury") if role == "kasse" else ("Head of the office asked" if head else "Office asked")  # fmt: skip
                found.add(word)
        return found

    def works_on(self, matter: Matter, task: str) -> bool:
        """Is that task for her? What is about no task is."""
        return all(self.is_for(matter, role, unit) for pk, role, unit in matter.tasks if pk == task)

    def may(self, matter: Matter) -> frozenset[str]:
        return frozenset().union(*(printed()[column] for column in self.columns(matter)))


class Hall:
    """Marburg's town hall with several offices, a case in each state, and people who come and go."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        edition = write_edition(folder / "edition", OFFICES)
        assert world.load(edition / "services", edition / "cities").problems == []
        self.matters: list[Matter] = []
        with city_scope("marburg"):
            self.clerk = Clerk(world, username="builder")
            received, waiting, taken, closed, owed, asked, lost = (self._sent(name) for name in NAMES)
            for one in (waiting, taken, closed, owed, asked, lost):
                one.pay()
            for one in (closed, owed):
                task = self._task(one.id)
                assert decide_task(city="marburg", task_id=task, officer_id=self.clerk.id, decision=OfficerDecision("granted"), now=world.now) == ()  # fmt: skip
                world.work()
            assert (
                take_task(city="marburg", task_id=self._task(taken.id), officer_id=self.clerk.id, now=world.now) is None
            )
            self._open(owed.id, "treasury", "kasse", "stadtkasse")
            self._open(asked.id, "process", "archiv", "stadtarchiv")
            Case.objects.filter(pk=lost.id).update(unit="")
            Task.objects.filter(case_id=lost.id).update(unit="")
            states = ("received", "waiting", "taken", "closed", "owed", "asked", "lost")
            for state, one in zip(states, (received, waiting, taken, closed, owed, asked, lost), strict=True):
                self.matters.append(self._matter(state, one))

    def _sent(self, name: str) -> Visitor:
        visitor = Visitor(self.world)
        visitor.begin()
        visitor.save("person", name=[name], email=[f"{name.lower()}@geheim.example"])
        visitor.save("hunde", **{**DOGS, "kampfhund": ["true"]})
        kept = upload_file(
            city="marburg", draft_id=visitor.id, access=visitor.access, path="nachweis", filename="a.png", content=png(), now=self.world.now
        )  # fmt: skip
        assert isinstance(kept, StoredUpload), kept
        visitor.save("hunde", **{**DOGS, "kampfhund": ["true"], "nachweis": [kept.id]})
        visitor.save("abschluss", **END)
        sent = visitor.submit()
        assert isinstance(sent, Submitted), sent
        self.world.work()
        # A name of its own, that no page shows for another reason.
        Application.objects.filter(pk=visitor.id).update(
            answers={**Application.objects.get(pk=visitor.id).answers, "familienname": name}
        )
        write_as_citizen(city="marburg", case_id=visitor.id, access=visitor.access, text=f"{MESSAGE} {name}", key=name, now=self.world.now)  # fmt: skip
        self.world.work()
        return visitor

    def _task(self, case_id: str) -> str:
        return str(Task.objects.filter(case_id=case_id, kind="process", done_at=None).values_list("pk", flat=True)[0])

    def _open(self, case_id: str, kind: str, role: str, unit: str) -> None:
        at = (
            Task.objects.filter(case_id=case_id, kind="process").values("node_id", "process_id")[0]
            if kind == "process"
            else {}
        )
        task = OpenTask(task_id=str(uuid.uuid4()), work_key=role, kind=kind, title=LETTER_TASK, role=role, **at)
        cases.open_task(case_id=case_id, task=task, unit=unit, now=self.world.now)

    def _matter(self, state: str, visitor: Visitor) -> Matter:
        case = Case.objects.get(pk=visitor.id)
        letters = [notice.id for notice in notices.list_notices(city="marburg", case_id=visitor.id) if notice.ready]
        tasks = Task.objects.filter(case_id=visitor.id, done_at=None).values_list("pk", "role", "unit")
        return Matter(
            state=state,
            id=visitor.id,
            unit=case.unit,
            name=case.application.answers["familienname"],
            reference=case.reference,
            upload=next(iter(applications.list_uploads(draft_id=visitor.id))),
            letter=letters[0] if letters else "",
            copy=copied(visitor.id, self.world.now) if state == "closed" else "",
            tasks=tuple((str(pk), role, unit) for pk, role, unit in tasks),
        )

    def enter(self, roles: tuple[str, ...], units: tuple[str, ...], city: str = "marburg") -> Someone:
        with city_scope(city):
            made = Officer.objects.create(
                username=str(uuid.uuid4()), name="Frau Neu", password="!", roles=list(roles), units=list(units), created_at=self.world.now
            )  # fmt: skip
            response = HttpResponse()
            sessions.open_for_officer(response, str(made.pk), self.world.now)
        browser = Browser(city)
        browser.cookies[settings.SESSION_COOKIE] = response.cookies[settings.SESSION_COOKIE].value
        return Someone(roles, units, browser, str(made.pk), city)


SURNAME = "Wolkenschieber"
NAMES = tuple(f"{SURNAME}-{tree}" for tree in ("Ahorn", "Birke", "Zeder", "Dattel", "Esche", "Fichte", "Ginster"))
ROLES: list[tuple[str, ...]] = [
    *(roles for _, roles in STAFF.values()),
    (),
    ("sachbearbeitung", "kasse"),
]
"""Those of the sample staff, nobody's, and two roles that must not add up."""
PLACES: list[tuple[str, ...]] = [("amt",), ("stadtkasse",), ("stadtarchiv",), ("jugendamt",), (), UNITS]


@pytest.fixture
def hall(world: World, tmp_path: Path) -> Hall:
    return Hall(world, tmp_path)


def ask(browser: Browser, method: str, address: str, **posted: Any) -> tuple[Any, list[tuple[str, str]]]:
    """Knock; the house stands as before. Also what went to the audit log: action and subject."""
    with transaction.atomic():
        with city_scope(browser.city):
            reads = Entry.objects.filter(chain=f"{browser.city}:reads")
            before = reads.count()
        answer = browser.post(address, posted) if method == "POST" else browser.generic(method, address)
        with city_scope(browser.city):
            entries = reads.order_by("number").values_list("action", "subject")
            told = list(entries[before:])
        transaction.set_rollback(True)
    return answer, told


def look_for(browser: Browser, typed: str) -> tuple[str, list[tuple[str, str]]]:
    """Search: the page of what was found, and what went to the audit log."""
    ask(browser, "POST", "/buero/suche/", suche=typed)
    answer, told = ask(browser, "GET", "/buero/suche/")
    return answer.content.decode(), told


def office_addresses(matter: Matter) -> Iterator[Address]:
    """Every address of the office that names something."""
    yield "buero/vorgang/<uuid:case_id>/", "GET", f"/buero/vorgang/{matter.id}/", SEE, ""
    yield "buero/vorgang/<uuid:case_id>/nachricht/", "POST", f"/buero/vorgang/{matter.id}/nachricht/", WRITE, ""
    yield "buero/vorgang/<uuid:case_id>/adresse/", "POST", f"/buero/vorgang/{matter.id}/adresse/", WRITE, ""
    yield (
        "buero/vorgang/<uuid:case_id>/antwort-auf-papier/",
        "POST",
        f"/buero/vorgang/{matter.id}/antwort-auf-papier/",
        WRITE,
        "",
    )
    yield "buero/vorgang/<uuid:case_id>/brief-zurueck/", "POST", f"/buero/vorgang/{matter.id}/brief-zurueck/", WRITE, ""
    for word in (
        "tag-berichtigen",
        "entscheidung-zuruecknehmen",
        "nachricht-ist-antwort",
        "unterschrift",
        "selbst-pruefen",
        "bescheinigung",
        "notiz",
        "vertretung",
        "vollmacht-widerrufen",
        "widerspruch",
        "klage",
    ):
        yield f"buero/vorgang/<uuid:case_id>/{word}/", "POST", f"/buero/vorgang/{matter.id}/{word}/", WRITE, ""
    for word in ("bescheid", "an-die-person", "aussetzung"):
        for method in ("GET", "POST"):
            yield f"buero/vorgang/<uuid:case_id>/{word}/", method, f"/buero/vorgang/{matter.id}/{word}/", WRITE, ""
    yield "buero/vorgang/<uuid:case_id>/zuordnen/", "POST", f"/buero/vorgang/{matter.id}/zuordnen/", ASSIGN, ""
    yield (
        "buero/vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/", "GET", f"/buero/vorgang/{matter.id}/anlage/{matter.upload}/", FILES, ""
    )  # fmt: skip
    yield (
        "buero/vorgang/<uuid:case_id>/anlage/<uuid:upload_id>/ansehen/", "GET", f"/buero/vorgang/{matter.id}/anlage/{matter.upload}/ansehen/", FILES, ""
    )  # fmt: skip
    if matter.letter:
        yield (
            "buero/vorgang/<uuid:case_id>/schreiben/<uuid:notice_id>.pdf", "GET", f"/buero/vorgang/{matter.id}/schreiben/{matter.letter}.pdf", LETTERS, ""
        )  # fmt: skip
    yield "buero/vorgang/<uuid:case_id>/akte/", "GET", f"/buero/vorgang/{matter.id}/akte/", WRITE, ""
    yield "buero/vorgang/<uuid:case_id>/akte/", "POST", f"/buero/vorgang/{matter.id}/akte/", WRITE, ""
    if matter.copy:
        for ending in ("pdf", "zip"):
            yield (
                f"buero/vorgang/<uuid:case_id>/akte/<uuid:copy_id>.{ending}", "GET", f"/buero/vorgang/{matter.id}/akte/{matter.copy}.{ending}", WRITE, ""
            )  # fmt: skip
    for task, _, _ in matter.tasks:
        for tail, method, act in (("", "GET", WORK), ("", "POST", DECIDE), ("nehmen/", "POST", WORK), ("zurueck/", "POST", WORK), ("uebernehmen/", "POST", OVER)):  # fmt: skip
            yield f"buero/aufgabe/<uuid:task_id>/{tail}", method, f"/buero/aufgabe/{task}/{tail}", act, task


def test_no_address_of_the_office_is_forgotten(hall: Hall) -> None:
    walked = {pattern for matter in hall.matters for pattern, *_ in office_addresses(matter)}
    named = {route.pattern for route in list_routes() if route.pattern.startswith("buero/") and route.parameters}
    # Accounts of staff are no case: `tests/usecases/test_staff_reach.py` plays every actor on every account.
    # Holds are lifted by heads of the case's office: `tests/entrypoints/office/test_retention.py`.
    # A letter is printed by whoever may post it, a missing proof put to a second person by whoever may write to the person:
    # `tests/entrypoints/office/test_printing.py` and `test_waiving.py`.
    beside = {
        "buero/konten/<str:username>/",
        "buero/aufbewahrung/<uuid:hold_id>/aufheben/",
        "buero/aufgabe/<uuid:task_id>/schreiben.pdf",
        "buero/vorgang/<uuid:case_id>/ohne-nachweis/",
        # An appointment is for whoever serves at its site: `tests/entrypoints/office/test_appointments.py`.
        "buero/termine/<uuid:reservation_id>/",
    }
    assert walked == named - REGISTERS - beside


def test_the_scene_has_somebody_for_every_column_and_somebody_for_none(hall: Hall) -> None:
    """Else the walk would prove nothing. The objections office: `tests/usecases/test_objecting.py`."""
    met = set()
    for roles in ROLES:
        for units in PLACES:
            for matter in hall.matters:
                met |= Someone(roles, units, Browser()).columns(matter) or {"Everybody else"}
    assert met == set(printed()) - {"Adopter", "Objections office"}


def test_every_address_of_the_office_is_open_to_whom_the_table_says(hall: Hall) -> None:
    """Each set of roles, wherever the case stands differently to it, knocks once at each address.

    Offices from which a case looks the same answer the same; that rights are those of this office and no other,
    `test_a_page_shows_…` and `test_lists_…` ask of every role in every office. Who reads nothing knocks once at
    each address, of a case in turn.
    """
    opened = dict.fromkeys(PLACES, 0)
    # A task that is taken is told apart below.
    matters = [matter for matter in hall.matters if matter.state != "taken"]
    for turn, roles in enumerate(ROLES):
        knocked = set[tuple[object, ...]]()
        for place in PLACES:
            person = hall.enter(roles, place)
            for matter in (*matters[turn % len(matters) :], *matters[: turn % len(matters)]):
                columns = frozenset(person.columns(matter))
                for address in office_addresses(matter):
                    pattern, method, _, _, task = address
                    stands = (bool(place), columns, matter.state if columns else "", person.works_on(matter, task))
                    if (pattern, method, *stands) not in knocked:
                        knocked.add((pattern, method, *stands))
                        opened[place] += knock(person, matter, address)
    # Even a head of another office finds the case that has none.
    assert {place for place, count in opened.items() if count} == {("amt",), ("stadtkasse",), ("stadtarchiv",), UNITS}


def knock(person: Someone, matter: Matter, knocked: Address) -> bool:
    """Ask that address of the case; did it open, as it should?"""
    _, method, address, act, task = knocked
    if task and matter.state != "waiting" and task in matter.beside:
        return False
    answer, told = ask(person.browser, method, address, nachricht="Hallo", stelle="amt", outcome="done")
    mine = person.works_on(matter, task)
    expected = act in person.may(matter) and mine
    case = (str(person), matter.state, method, address, act, answer.status_code)
    if not expected and act == OVER and mine:
        # She may work on it, but not take it from somebody.
        assert answer.status_code == 409, case
        return False
    assert (answer.status_code in (200, 302, 409, 422)) == expected, case
    if not expected:
        assert answer.status_code == 404, case
        subject = f"task:{task}" if task else f"case:{matter.id}"
        assert told == [("task.refused" if task else "case.refused", subject)], case
        assert matter.name not in answer.content.decode(), case
    elif method == "GET":
        assert told == [("case.read", f"case:{matter.id}")], case
    return expected


def test_a_page_shows_what_the_table_says_and_nothing_else(hall: Hall) -> None:
    for roles in ROLES:
        for place in PLACES:
            person = hall.enter(roles, place)
            for matter in hall.matters:
                may = person.may(matter)
                if SEE not in may:
                    continue
                for address in (f"/buero/vorgang/{matter.id}/", *(f"/buero/aufgabe/{task}/" for task, role, unit in matter.tasks if person.is_for(matter, role, unit))):  # fmt: skip
                    page = ask(person.browser, "GET", address)[0].content.decode()
                    case = (str(person), matter.state, address)
                    assert matter.reference in page, case
                    assert (f"{MESSAGE} {matter.name}" in page) == (MESSAGES in may), case
                    assert ('id="verlauf"' in page) == (HISTORY in may), case
                    assert ('id="antrag"' in page) == (ANSWERS in may), case
                    assert ('name="nachricht"' in page) == (WRITE in may), case
                    assert ('name="notiz"' in page) == (WRITE in may), case
                    assert (f"/anlage/{matter.upload}/" in page) == (FILES in may), case
                    if matter.letter:
                        assert (f"/schreiben/{matter.letter}.pdf" in page) == (LETTERS in may), case
                    assert ("60,00" in page) == (MONEY in may), case
                    others = [one.name for one in hall.matters if one is not matter]
                    assert not [name for name in others if name in page], case
                    if ANSWERS not in may:
                        assert matter.name not in page and f"{matter.name.lower()}@" not in page, case


def test_lists_searches_and_counts_hold_what_the_table_says_and_nothing_else(hall: Hall) -> None:
    for roles in ROLES:
        for place in PLACES:
            person = hall.enter(roles, place)
            inbox = ask(person.browser, "GET", "/buero/")[0].content.decode()
            done = ask(person.browser, "GET", "/buero/?wer=done")[0].content.decode()
            by_number, told = look_for(person.browser, hall.matters[0].reference[:3])
            by_name, said = look_for(person.browser, SURNAME.lower())
            assert told == said == [("cases.searched", "")], str(person)
            rows = 0
            for matter in hall.matters:
                may, case = person.may(matter), (str(person), matter.state)
                hers = sum(person.is_for(matter, role, unit) for _, role, unit in matter.tasks)
                hers = hers or sum(not unit for _, _, unit in matter.tasks if ASSIGN in may)
                rows += hers
                assert (matter.reference in inbox) == bool(hers), case
                assert (matter.reference in by_number) == (FIND in may), case
                assert (matter.name in inbox) == (bool(hers) and ANSWERS in may), case
                assert (matter.name in by_number) == (FIND in may and ANSWERS in may), case
                assert (matter.reference in by_name) == (FIND in may and ANSWERS in may), case
                inside = bool({"Case worker", "Head"} & person.columns(matter))
                assert inside or not (matter.reference in done or matter.name in done), case
            counted = re.search(r'role="status">(\d+) ', inbox)
            assert (int(counted[1]) if counted else 0) == rows, str(person)


def test_waiting_cases_and_chosen_tasks_are_those_of_ones_own(hall: Hall) -> None:
    """The list of waiting cases is for worker and head; of tasks that somebody chose by forged ids only hers are told of."""
    with city_scope("marburg"):
        Case.objects.update(waits_for="payment", waits_why="pay")
    chosen = [f"{task}.0" for matter in hall.matters for task, _, _ in matter.tasks]
    for roles in ROLES:
        for place in PLACES:
            person = hall.enter(roles, place)
            waiting = ask(person.browser, "GET", "/buero/?wer=waiting")[0].content.decode()
            told = ask(person.browser, "POST", "/buero/auswahl/", auswahl=chosen)[0].content.decode()
            for matter in hall.matters:
                may, case = person.may(matter), (str(person), matter.state)
                inside = bool({"Case worker", "Head"} & person.columns(matter))
                assert (matter.reference in waiting, matter.name in waiting) == (inside, inside), case
                hers = any(person.is_for(matter, role, unit) for _, role, unit in matter.tasks)
                assert (matter.reference in told) == hers, case
                assert (matter.name in told) == (hers and ANSWERS in may), case


def test_another_city_and_a_person_without_a_session_see_nothing(hall: Hall) -> None:
    foreign = hall.enter(("leitung", "sachbearbeitung", "kasse", "archiv", *STUDIO_ROLES), UNITS, "fulda")
    for matter in hall.matters:
        for _, method, address, *_ in office_addresses(matter):
            assert ask(foreign.browser, method, address)[0].status_code == 404, address
            assert ask(Browser(), method, address)[0].status_code == 302, address


def test_unknown_and_forbidden_cases_look_alike_and_leave_the_same_entry(hall: Hall) -> None:
    person, unknown = hall.enter(("gestaltung",), UNITS), str(uuid.uuid4())
    matter = hall.matters[1]
    for _, method, address, *_ in office_addresses(matter):
        task = matter.tasks[0][0] if "aufgabe" in address else ""
        other = re.sub(r"(vorgang|aufgabe)/[0-9a-f-]{36}", rf"\1/{unknown}", address)
        (here, told), (nowhere, said) = ask(person.browser, method, address), ask(person.browser, method, other)
        assert (here.status_code, len(here.content)) == (nowhere.status_code, len(nowhere.content)), address
        assert [action for action, _ in told] == [action for action, _ in said], (address, task)


def test_after_its_task_the_office_asked_sees_that_task_and_no_name(hall: Hall) -> None:
    archivist = hall.enter(("archiv",), ("stadtarchiv",))
    matter = next(matter for matter in hall.matters if matter.state == "asked")
    task = next(pk for pk, role, _ in matter.tasks if role == "archiv")
    with city_scope("marburg"):
        cases.finish_task(task_id=task, outcome="done", officer_id=archivist.id, now=hall.world.now)
    done = archivist.browser.get("/buero/?wer=done").content.decode()
    assert matter.reference in done
    assert matter.name not in done
    assert f"/buero/vorgang/{matter.id}/" not in done
    for address in (f"/buero/vorgang/{matter.id}/", f"/buero/vorgang/{matter.id}/anlage/{matter.upload}/"):
        assert archivist.browser.get(address).status_code == 404
    colleague = hall.enter(("archiv",), ("stadtarchiv",))
    assert matter.reference not in colleague.browser.get("/buero/?wer=done").content.decode()


def test_the_treasury_sees_nothing_of_what_it_has_settled(hall: Hall) -> None:
    treasurer = hall.enter(("kasse",), ("stadtkasse",))
    matter = next(matter for matter in hall.matters if matter.state == "owed")
    task = next(pk for pk, role, _ in matter.tasks if role == "kasse")
    assert treasurer.browser.post(f"/buero/aufgabe/{task}/nehmen/").status_code == 302
    answer = treasurer.browser.post(f"/buero/aufgabe/{task}/", {"outcome": "done", "_action": "decide"})
    assert (answer.status_code, answer["Location"]) == (302, "/buero/?neues=entschieden")
    assert treasurer.browser.get(f"/buero/vorgang/{matter.id}/").status_code == 404


def test_the_head_takes_a_task_from_an_absent_colleague_and_nobody_else_does(hall: Hall) -> None:
    with city_scope("marburg"):
        task = str(Task.objects.get(officer_id=hall.clerk.id, done_at=None).pk)
    colleague, head = hall.enter(("sachbearbeitung",), ("amt",)), hall.enter(("leitung",), ("amt",))
    for tail in ("nehmen/", "uebernehmen/", "zurueck/"):
        assert colleague.browser.post(f"/buero/aufgabe/{task}/{tail}").status_code == 409, tail
    decided = colleague.browser.post(f"/buero/aufgabe/{task}/", {"outcome": "granted", "_action": "decide"})
    assert decided.status_code == 422
    assert "Als Leitung übernehmen" in head.browser.get(f"/buero/aufgabe/{task}/").content.decode()
    assert "Als Leitung übernehmen" not in colleague.browser.get(f"/buero/aufgabe/{task}/").content.decode()
    assert head.browser.post(f"/buero/aufgabe/{task}/uebernehmen/").status_code == 302
    with city_scope("marburg"):
        assert str(Task.objects.get(pk=task).officer_id) == head.id


def test_a_head_assigns_a_case_without_an_office_and_its_office_goes_on(hall: Hall) -> None:
    matter = next(matter for matter in hall.matters if matter.state == "lost")
    head, clerk = hall.enter(("leitung",), ("jugendamt",)), hall.enter(("sachbearbeitung",), ("amt",))
    assert clerk.browser.get(f"/buero/vorgang/{matter.id}/").status_code == 404
    assert head.browser.post(f"/buero/vorgang/{matter.id}/zuordnen/", {"stelle": "nirgends"}).status_code == 422
    assert head.browser.post(f"/buero/vorgang/{matter.id}/zuordnen/", {"stelle": "amt"}).status_code == 302
    assert head.browser.get(f"/buero/vorgang/{matter.id}/").status_code == 404
    assert matter.name in clerk.browser.get(f"/buero/vorgang/{matter.id}/").content.decode()
    assert matter.name in clerk.browser.get("/buero/").content.decode()


def test_the_studio_shows_no_case(workshop: Workshop) -> None:
    """Numbers for all; which cases may move, by their reference, only for the adopter."""
    with city_scope("marburg"):
        found = Case.objects.filter(pk__in=workshop.cases["marburg"])
        references = list(found.values_list("reference", flat=True))
        secrets = [str(pk) for pk in found.values_list("pk", flat=True)]
        assert Draft.objects.filter(pk__in=secrets).count() == 2
    listed = set()
    for role in (*STUDIO_ROLES, "leitung", "kasse", "sachbearbeitung", "archiv"):
        browser = workshop.hire("marburg", role).browser
        for route in list_studio():
            page = ask(browser, "GET", studio_address(workshop, route))[0].content.decode("utf-8", "replace")
            case = (role, route.pattern)
            assert not re.search(r"Zwetschgenbaum|Mirabellenhain|@geheim\.example", page), case
            if [one for one in (*references, *secrets) if one in page]:
                listed.add(case)
    assert listed <= {("uebernahme", "werkstatt/uebernahme/<slug:service_id>/vorgaenge/")}
    assert listed
