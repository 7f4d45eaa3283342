"""One example as it is played in one city: a draft, then a case, with a clock of its own. Nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.matter import (
    Applicant,
    Matter,
    ProcessRunner,
    Registers,
    StepResult,
    Tools,
    by_post,
    confirming,
    keyed,
    ledger,
    speech,
    stable_id,
    status,
)
from allmende.domain.matter import outcome as o
from allmende.domain.matter.announcing import provided_of, retrieve
from allmende.domain.matter.completeness import completion, field_of, list_open
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.demands import latest
from allmende.domain.matter.fees import ComputedFee
from allmende.domain.matter.joint_fee import preview_all
from allmende.domain.matter.numbering import payment_reference
from allmende.domain.matter.parties import applicant_of, missing_of, of_applicant, split
from allmende.domain.matter.partners import ASK_ANSWERS, OPINION, Partner, list_asks
from allmende.domain.matter.party import Party
from allmende.domain.matter.receipts import receipt_document
from allmende.domain.matter.rehearsal import Rehearsal, rehearse
from allmende.domain.matter.verdicts import check_decision, facts_of
from allmende.domain.notices import Document
from allmende.domain.package import Service
from allmende.domain.ports.engine import ProcessEngine
from allmende.domain.ports.payment import PaymentStatus, PaymentTransaction
from allmende.domain.process.model import FlowNode, Program
from allmende.domain.values import BERLIN, Problem, local_day
from allmende.feel import day_from_iso
from allmende.usecases.rehearsal.coverage import Coverage

MOST_STEPS = 300
TYPES = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "tiff": "image/tiff",
    "heic": "image/heic", "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
}  # fmt: skip


COURSES: dict[str, tuple[tuple[PaymentStatus, Decimal], ...]] = {
    "paid": (("paid", Decimal(1)),),
    "late": (("paid", Decimal(1)),),
    "doubled": (("paid", Decimal(1)), ("paid", Decimal(1))),
    "failed": (("failed", Decimal(1)),),
    "cancelled": (("canceled", Decimal(1)),),
    "too_little": (("paid", Decimal("0.5")),),
    "too_much": (("paid", Decimal(2)),),
    "charged_back": (("paid", Decimal(1)), ("canceled", Decimal(1))),
}
"""What the provider says one after the other, and of which part of the demand."""

DAYS = ("issued_on", "notified_on", "until")
"""Of what an example says about a contested letter."""
MOST_TOLD = 5
"""Refused fields that are named one by one."""

Press = Callable[[Document], bytes]


class CannotPlay(Exception):
    """The example asks for something that is not possible at this point; the message says what, in words."""


@dataclass(slots=True)
class Play:
    """The state of one rehearsal. `entries` before submission, `matter` and `state` after it.

    `signs_in_as_typed`: the example does not say what the identity proves; then it proves what the form that is sent says.
    `coverage` notes what the rehearsal reaches, where somebody wants to know. `others`: where several apply together, the
    case of each but the applicant, by role and row (`angehoerige.1`); time passes in all of them. `contests`: the letter an
    objection is about.
    """

    service: Service
    engine: ProcessEngine
    press: Press
    registers: Registers
    said: Mapping[str, Any]
    applicant: Applicant
    language: str
    now: datetime
    signs_in_as_typed: bool = False
    contests: Mapping[str, Any] = field(default_factory=dict)
    entries: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, forms.StoredUpload] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    refused: tuple[Problem, ...] = ()
    matter: Matter | None = None
    state: dict[str, Any] | None = None
    letters: dict[str, tuple[str, Document]] = field(default_factory=dict)
    tasks: dict[str, o.OpenTask] = field(default_factory=dict)
    numbers: int = 0
    foreseen: Rehearsal | None = None
    coverage: Coverage | None = None
    others: dict[str, Play] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return local_day(self.now)

    # ── before submission ─────────────────────────────────────────────────────────────────────────

    def checked(self) -> forms.CheckedEntries:
        """All steps as they are now."""
        context = self.service.context(self.today, self.applicant.names(), self.uploads)
        return forms.check_all(self.service.form, self.entries, context)

    def fill(self, step: str, values: Mapping[str, Any]) -> None:
        """Fill in one page as a person does: defaults and account data stay where she leaves them."""
        self.seen.add(step)
        context = self.service.context(self.today, self.applicant.names(), self.uploads)
        account = self.applicant.attributes if self.applicant.account else {}
        try:
            self.entries = forms.fill_step(self.service.form, step, self.entries, values, context, account)
        except KeyError as unknown:
            raise CannotPlay(f"Im Schritt „{step}“ gibt es {unknown} nicht.") from unknown
        except TypeError as strange:
            words = f"Im Schritt „{step}“ steht in einer Zeile etwas anderes als Felder mit ihren Angaben ({strange})."
            raise CannotPlay(words) from strange

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong on the pages filled in so far."""
        fields = {one.id for step in self.service.form.steps if step.id in self.seen for one in step.fields}
        return tuple(problem for problem in self.checked().problems if problem.where.partition(".")[0] in fields)

    def upload(self, path: str, files: list[Any]) -> None:
        """Put files into a field, `weitere.0.nachweis` in a row."""
        ids = [self._file(path, file) for file in files]
        self.entries = _with_files(self.entries, path.split("."), ids)

    def submit(self) -> bool:
        """Send it. False when something is missing; `refused` says what."""
        checked = self.checked()
        self.refused = checked.problems
        if checked.problems:
            return False
        if self.signs_in_as_typed and self.applicant.account:
            self._sign_in_as_typed(checked.answers)
        shares = split(self.service, checked.answers, self.today)
        mine = of_applicant(self.service, checked.answers) if shares else checked.answers
        missing = missing_of(self.service, None, checked.missing) if shares else checked.missing
        self._open(mine, "BEISPIEL-0001", applicant_of(mine) if shares else None, missing)
        for number, share in enumerate(shares, start=2):
            own = replace(
                self,
                applicant=Applicant(),
                state=None,
                letters={},
                tasks={},
                numbers=0,
                others={},
            )
            self.others[f"{share.party.role}.{share.party.number}"] = own
            lacks = missing_of(self.service, share.party, checked.missing)
            own._open(share.answers, f"BEISPIEL-{number:04d}", share.party, lacks, share.confirm_by)
        return True

    def of(self, who: str) -> Play:
        """The case of that person of a joint application."""
        if who not in self.others:
            raise CannotPlay(
                f"Es gibt keinen Vorgang von „{who}“. Es gibt: {', '.join(self.others) or 'keinen weiteren'}."
            )
        self.others[who].now = self.now
        return self.others[who]

    def _open(
        self,
        answers: Mapping[str, Any],
        reference: str,
        party: Party | None,
        missing: tuple[str, ...],
        confirm_by: date | None = None,
    ) -> None:
        """The case, as it is when it was just submitted."""
        received = f.ApplicationReceived(at=self.now, reference="BEISPIEL", received_on=self.today, missing=missing)
        asked = (f.ConfirmationAsked(at=self.now, until=confirm_by),) if confirm_by else ()
        self.matter = Matter(
            case_id=stable_id("rehearsal", reference) if party and party.number else stable_id("rehearsal"),
            service=self.service.for_party(party.role) if party else self.service,
            reference=reference,
            submitted_at=self.now,
            received_on=self.today,
            language=self.language,
            answers=answers,
            applicant=self.applicant,
            facts=(received, *asked, *self._contested()),
            party=party,
        )
        receipt_document(self.matter, self.today, self.now)
        if self.coverage:
            self.coverage.received(self.matter, self.today)
        if not confirm_by:
            self._begin()

    def _contested(self) -> tuple[f.Fact, ...]:
        """The letter this case objects to, as the example says it."""
        if self.service.sheet.contests is None:
            return ()
        said: dict[str, Any] = {
            key: day_from_iso(str(value)) if key in DAYS else value for key, value in self.contests.items()
        }
        usual: dict[str, Any] = {
            "contested_case": stable_id("contested"), "reference": "BEISPIEL-0000", "notice_id": stable_id("contested", "notice"),
            "title": "Bescheid", "service": "Beispiel", "issued_on": self.today, "outcome": "refused",
        }  # fmt: skip
        return (f.NoticeContested(at=self.now, **{**usual, **said}),)

    def _begin(self) -> None:
        """The process, once it is an application of that person."""
        self._keep(self._walk().begin(self.case()))
        self.rest()

    # ── after submission ──────────────────────────────────────────────────────────────────────────

    def rest(self) -> None:
        """Let the process go on until everything waits."""
        for _ in range(MOST_STEPS):
            moved = self._walk().move(self._state(), self.case())
            if moved is not None:
                self._keep(moved)
            elif not self._post():
                return
        raise CannotPlay("Der Ablauf kommt nicht zur Ruhe.")

    def pay(self, result: str) -> None:
        """The payer comes to an end at the provider; what it says is booked as in earnest."""
        standing = latest(self.case().facts)
        if standing is None:
            raise CannotPlay("Es war nie etwas zu bezahlen.")
        if standing.status != "open" and result != "late":
            raise CannotPlay("Es ist nichts zu bezahlen.")
        owed = standing.demanded
        demand = ledger.LedgerDemand(
            id=owed.demand_id,
            case_id=self.case().case_id,
            amount=owed.amount,
            reference=owed.reference,
            status=standing.status,
            due_on=owed.due_on,
        )
        attempt, told = ledger.Attempt(id="", transaction="", status="failed"), []
        for number, (outcome, share) in enumerate(COURSES[result], start=1):
            if outcome == "paid" or not attempt.id:
                name = f"beispiel-{len(self.case().facts)}-{number}"
                attempt = ledger.Attempt(id=name, transaction=name, status="initial")
            found = PaymentTransaction(
                attempt.transaction, attempt.id, outcome, (owed.amount * share).rounded(), method="OTHER", at=self.now
            )
            made = ledger.book(demand, attempt, found, now=self.now, today=self.today)
            demand, attempt = made.demand, made.attempt
            told += [fact for _, fact in made.facts]
        self._happen(tuple(told))

    def act(self, role: str, node_id: str, decision: OfficerDecision) -> None:
        """A person of that role finishes the task at that node."""
        task = self.open_task(node_id)
        if task is None:
            raise CannotPlay(
                f"Die Aufgabe „{node_id}“ ist nicht offen. Offen: {', '.join(self.open_nodes()) or 'keine'}."
            )
        if task.role and task.role != role:
            raise CannotPlay(f"Die Aufgabe „{node_id}“ ist für „{task.role}“, nicht für „{role}“.")
        opened = self.tasks.get(task.task_id)
        node = self._node(opened) if opened and opened.kind == "process" else None
        problems = check_decision(self.case(), node, decision, role, self.today)
        if problems:
            raise CannotPlay("; ".join(str(problem) for problem in problems))
        facts = facts_of(
            self.case(),
            task,
            decision,
            of_process=node is not None,
            name=role,
            officer=role,
            now=self.now,
            today=self.today,
        )
        self.foreseen = self._foresee(facts) if node is not None else None
        if self.foreseen and self.foreseen.problems:
            raise CannotPlay("; ".join(str(problem) for problem in self.foreseen.problems))
        self.matter = replace(self.case(), unread=False)
        self._happen(tuple(fact for _, fact in facts))

    def message(self, name: str, values: Mapping[str, Any], uploads: Mapping[str, Any], text: str) -> None:
        """Something from the citizen: a correction, what was missing, an answer to a hearing, any message, a withdrawal."""
        case = self.case()
        if name == "correction_received":
            self._correct(values, uploads)
        elif name == "handed_in":
            self._hand_in(values, uploads)
        elif name == "confirmed":
            self._confirm(f.ConfirmationGiven(at=self.now))
        elif name == "declined":
            self._confirm(f.ConfirmationDeclined(at=self.now), f.ApplicationWithdrawn(at=self.now))
        elif name == "withdrawn":
            self._happen((f.ApplicationWithdrawn(at=self.now),))
        elif name == "letter_opened":
            self._open_letter()
        elif name == "appointment_booked":
            asked = case.last(f.AppointmentRequested)
            task_id = asked.task_id if asked else ""
            done = f.TaskDone(at=self.now, task_id=task_id, node_id="", outcome="done", by="Beispiel")
            day = self.today + timedelta(days=14)
            made = f.AppointmentMade(
                at=self.now, task_id=task_id, day=day, time="10:00", place="Rathaus", by="Beispiel"
            )
            self._happen((done,) if values.get("outcome") == "without" else (done, made))
        elif name == "signed":
            self._happen(
                (f.SignatureReceived(at=self.now, received_on=self.today, way="paper", by="Beispiel", officer=""),)
            )
        elif name in ASK_ANSWERS:
            self._answer_ask(name, values, text)
        else:
            self.matter = replace(case, unread=True)
            self._happen((f.MessageReceived(at=self.now, message_id=stable_id(text, str(len(case.facts)))),))

    def wait_until(self, moment: datetime) -> None:
        """Time passes; what falls due on the way happens at its own moment."""
        while self.state is not None:
            due = self.engine.next_due(self._state())
            if due is None or due > moment or self.case().last(f.CaseClosed):
                break
            self.now = max(self.now, due.astimezone(BERLIN))
            before = self.state
            self.rest()
            if self.state == before:
                break
        self.now = max(self.now, moment)
        if self.state is not None:
            self.rest()
        for own in self.others.values():
            own.wait_until(moment)

    # ── looking ───────────────────────────────────────────────────────────────────────────────────

    def case(self) -> Matter:
        if self.matter is None:
            raise CannotPlay(self._unsent())
        return self.matter

    def condition(self) -> str:
        """The example's word for how things stand."""
        return status.condition(self.matter.facts, self.today) if self.matter else "draft"

    def fee(self) -> ComputedFee | None:
        """The fee as set, or before submission as it would be."""
        if self.matter is None:
            return preview_all(self.service, self.checked().answers, self.applicant.names(), self.today)
        found = self.matter.last(f.FeeSet)
        return ComputedFee(found.lines, found.total) if found else None

    def open_task(self, node_id: str) -> f.TaskOpened | None:
        return next((x for x in status.open_tasks(self.case().facts) if x.node_id == node_id), None)

    def open_nodes(self) -> tuple[str, ...]:
        return tuple(x.node_id or x.title for x in status.open_tasks(self.case().facts))

    def names(self) -> dict[str, Any]:
        """What an expression of the example may name."""
        if self.matter is None:
            return {**self.service.form.blank, **self.checked().answers, **self.service.names(), "today": self.today}
        return dict(speech.names(self.matter, self.today))

    # ── inside ────────────────────────────────────────────────────────────────────────────────────

    def _foresee(self, facts: Iterable[tuple[str, f.Fact]]) -> Rehearsal:
        """What the office sees of the decision before it counts."""
        case = self.case()
        told = replace(case, facts=(*case.facts, *(fact for _, fact in facts)))
        return rehearse(self._walk(), self._state(), told)

    def _sign_in_as_typed(self, answers: Mapping[str, Any]) -> None:
        bound = {forms.attribute_of(one): answers.get(one.id) for one in self.service.form.fields()}
        known = {name: value for name, value in bound.items() if name and value is not None}
        levels = dict.fromkeys(known, self.applicant.level)
        self.applicant = replace(self.applicant, attributes=known, levels=levels)

    def _walk(self) -> ProcessRunner:
        tools = Tools(
            draw_reference=self._draw,
            press=lambda document, _: self.press(document),
            find_document=lambda notice_id: self.letters[notice_id][1],
            registers=self.registers,
            said=self.said,
            find_city=lambda name: Partner(name, name, "stadt@example.example"),
        )
        program = Program(self.service.process, self.service.shared)
        return ProcessRunner(engine=self.engine, program=program, tools=tools, now=self.now, today=self.today)

    def _draw(self) -> str:
        self.numbers += 1
        payment = self.service.city.payment
        return payment_reference(payment.reference if payment else "", self.numbers, self.today)

    def _state(self) -> dict[str, Any]:
        if self.state is None:
            raise CannotPlay(self._unsent())
        return self.state

    def _unsent(self) -> str:
        """Why there is no case: nobody sent it, or what the form refused when somebody did."""
        if not self.refused:
            return "Der Antrag ist noch nicht abgeschickt."
        told = [f"„{one.where}“: {one.text['de']}" for one in self.refused]
        more = f" Dazu {len(told) - MOST_TOLD} weitere Felder." if len(told) > MOST_TOLD else ""
        return f"Der Antrag ließ sich nicht abschicken. {' '.join(told[:MOST_TOLD])}{more}"

    def _keep(self, moved: StepResult) -> None:
        if self.coverage:
            self.coverage.moved(self.case(), moved.matter, self.today)
        self.state, self.matter = moved.state, moved.matter
        for effect in moved.effects:
            if isinstance(effect, o.KeepNotice):
                self.letters[effect.notice_id] = (effect.template, effect.document)
            elif isinstance(effect, o.OpenTask):
                self.tasks[effect.task_id] = effect

    def _happen(self, facts: tuple[f.Fact, ...]) -> None:
        case = self.case()
        self.matter = replace(case, facts=case.facts + tuple(fact for _, fact in keyed("example", facts)))
        self.rest()

    def _post(self) -> bool:
        """The post room of the rehearsal posts what is printed on the same day. False: nothing is to be posted."""
        case = self.case()
        waiting = by_post.list_printing(case.facts)
        for order in waiting:
            way = by_post.list_ways(case.service, case.facts, order)[0]
            typed = {by_post.POSTED_ON.id: self.today.isoformat()}
            posted = by_post.read_sent(case, order, way, typed, "Poststelle", self.now, self.today)
            assert isinstance(posted, f.LetterPosted)
            done = f.TaskDone(at=self.now, task_id=order.task_id, node_id="", outcome=way, by="Poststelle")
            beside = () if order.step else by_post.provide(case, order, posted, self.now, self.today)[0]
            self.matter = replace(self.case(), facts=(*self.case().facts, done, posted, *beside))
        return bool(waiting)

    def _confirm(self, *said: f.Fact) -> None:
        if not confirming.is_open(self.case().facts):
            raise CannotPlay("Hier ist nichts zu bestätigen.")
        self.matter = replace(self.case(), facts=(*self.case().facts, *said))
        self._begin()

    def _open_letter(self) -> None:
        """The person opens the last letter provided online."""
        case = self.case()
        last = case.last(f.NoticeProvided)
        if last is None:
            raise CannotPlay("Es liegt kein Schreiben bereit.")
        issued = next(x for x in case.facts if isinstance(x, f.NoticeIssued) and x.notice_id == last.notice_id)
        opened, days = retrieve(case, provided_of(issued, last), last.notice_id, self.now, self.today)
        self._happen((opened, *((days.fact(self.now, last.notice_id),) if days else ())))

    def _correct(self, values: Mapping[str, Any], uploads: Mapping[str, Any]) -> None:
        asked = status.open_correction(self.case().facts, self.today)
        if asked is None:
            raise CannotPlay("Es ist keine Nachforderung offen.")
        self._answer_later(
            asked.fields, values, uploads, f.CorrectionReceived(at=self.now, request_id=asked.request_id)
        )

    def _hand_in(self, values: Mapping[str, Any], uploads: Mapping[str, Any]) -> None:
        missing = list_open(self.case(), self.today)
        if not missing:
            raise CannotPlay("Es fehlt nichts, das ohne Nachforderung kommen könnte.")
        handed = tuple(path for path in missing if field_of(path) in map(field_of, (*values, *uploads)))
        if not handed:
            raise CannotPlay(f"Davon fehlt nichts. Es fehlen: {', '.join(missing)}.")
        request_id = stable_id("handed_in", str(len(self.case().facts)))
        self._answer_later(
            handed, values, uploads, f.AnswersHandedIn(at=self.now, request_id=request_id, fields=handed)
        )

    def _answer_ask(self, name: str, values: Mapping[str, Any], text: str) -> None:
        """A body outside gives its opinion; another city takes the case over or does not."""
        at = str(values.get("at") or "")
        asks = [ask for ask in list_asks(self.case().facts, self.today) if ask.asked.node_id == at]
        if not asks or asks[-1].state != "open":
            raise CannotPlay(f"An der Station „{at}“ ist gerade niemand gefragt.")
        asked = asks[-1].asked
        who: dict[str, Any] = {"at": self.now, "ask_id": asked.ask_id, "name": asked.name, "by": "Beispiel"}
        accepted = values.get("outcome") == "accepted"
        if name == OPINION:
            self._happen((f.OpinionGiven(**who, text=text),))
        elif accepted:
            self._happen((f.FileTaken(**who, reference=str(values.get("reference") or "BEISPIEL")),))
        else:
            self._happen((f.FileDeclined(**who, reason=text),))

    def _answer_later(
        self, fields: Sequence[str], values: Mapping[str, Any], uploads: Mapping[str, Any], fact: f.Fact
    ) -> None:
        """Answers after sending: only those of these fields count."""
        steps = {one.id: step.id for step in self.service.form.steps for one in step.fields}
        for path, files in uploads.items():
            self.upload(path, list(files))
        for step in dict.fromkeys(steps[name] for name in values if name in steps):
            self.fill(step, {name: value for name, value in values.items() if steps.get(name) == step})
        context = self.service.context(self.case().received_on, self.applicant.names(), self.uploads)
        answers = forms.check_all(self.service.form, self.entries, context).answers
        changed = {name: answers.get(name) for name in map(field_of, fields)}
        merged = {key: value for key, value in {**self.case().answers, **changed}.items() if value is not None}
        complete = completion(self.case(), changed, self.now)
        self.matter = replace(self.case(), answers=merged)
        self._happen((fact, *complete))

    def _node(self, task: o.OpenTask) -> FlowNode | None:
        try:
            return Program(self.service.process, self.service.shared).node(task.process_id, task.node_id)
        except KeyError:
            return None

    def _file(self, path: str, said: Any) -> str:
        stated = said if isinstance(said, Mapping) else {"name": said}
        name = str(stated["name"])
        kind = str(stated.get("type") or TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream"))
        upload = forms.StoredUpload(f"{path}-{len(self.uploads) + 1}", name, kind, int(stated.get("size", 100_000)))
        self.uploads[upload.id] = upload
        return upload.id


def begin_of(said: str) -> datetime:
    """`2026-11-02` (at noon) or `2026-11-02T23:59`, in Germany."""
    day, _, clock = said.replace("T", " ").partition(" ")
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock) if clock else time(12), BERLIN)


def moment_of(now: datetime, said: str) -> datetime:
    """`+14d`, `+3h`, `+2w`, `+1m`, `+1y`, or a day."""
    if not said.startswith("+"):
        return begin_of(said)
    count, unit = int(said[1:-1]), said[-1]
    if unit in "my":
        months = now.month - 1 + (count if unit == "m" else 12 * count)
        year, month = now.year + months // 12, months % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        return now.replace(year=year, month=month, day=min(now.day, last))
    return now + {"h": timedelta(hours=count), "d": timedelta(days=count), "w": timedelta(weeks=count)}[unit]


def _with_files(entries: Mapping[str, Any], path: list[str], ids: list[str]) -> dict[str, Any]:
    head, *rest = path
    if not rest:
        return {**entries, head: [*(entries.get(head) or []), *ids]}
    rows = [dict(row) for row in entries.get(head) or []]
    number = int(rest[0])
    rows += [{} for _ in range(number + 1 - len(rows))]
    rows[number] = _with_files(rows[number], rest[1:], ids)
    return {**entries, head: rows}
