"""The read door for case workers: the inbox and a case on one screen.

Every door here takes the member of staff who asks (`rules.Staff`, from `reach.staff_of`) and shows what `rules.TABLE` allows
her: what she may not find is not in the statement's rows, what she may not read is empty. There is no door without her.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from allmende import feel
from allmende.apps.applications.queries import list_uploads
from allmende.apps.cases import reach, rules
from allmende.apps.cases.models import Case, CaseFact, CaseWord, ProcessState, Task
from allmende.apps.cases.queries import CaseView, see
from allmende.apps.cases.rules import DISCLOSURE, TREASURY, Act, CaseSituation, Staff, Standing
from allmende.domain import forms
from allmende.domain.facts import Fact, ObjectionLodged
from allmende.domain.matter import Applicant, ledger
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.choosing import list_candidates
from allmende.domain.matter.enclosures import list_unsent
from allmende.domain.matter.people import born_of, people_of
from allmende.domain.matter.searching import Search, Term, after
from allmende.domain.package import Service
from allmende.domain.process.model import Program
from allmende.domain.values import last_day_before

SOON = 3
"""Days within which something is due soon."""
MANY = 2_000
"""A search that finds a word so often looks at so many words first."""
VERY_MANY = 50_000
"""Of a word, so many cases at most are looked at for another word that begins with two letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLine:
    """One line of the inbox. `due` is late, today, soon or later.

    `acts`: what she who asked may do with the case because of this task; without `answers` the name is empty, without `see` the
    case does not open. `mine`: the task is for her, free or not. `stands_in`: it lies with a colleague who is away, and she
    stands in.
    """

    id: str
    case_id: str
    reference: str
    service_id: str
    applicant_name: str
    title: str
    kind: str
    role: str
    unit: str
    node_id: str
    process_id: str
    work_key: str
    reason: str
    opened_at: datetime
    due_at: datetime | None
    due: str
    officer_id: str | None
    officer_name: str
    routed: Mapping[str, str]
    taken_at: datetime | None
    aside_until: date | None
    version: int
    done_at: datetime | None
    outcome: str
    acts: frozenset[Act]
    mine: bool
    stands_in: bool

    @property
    def may_take_over(self) -> bool:
        """Whoever has it, she may take it or put it back."""
        return self.mine and "take_over" in self.acts


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeCase:
    """A case for the member of staff who asked: what she may read of it, and in `acts` what she may do. The rest is empty.

    `changes`: answers that are others now than when the application came.

    `money`: how each open task of the treasury can end, by task. It follows from the whole case, also from what she may not
    read.
    """

    case: CaseView
    unit: str
    standings: frozenset[Standing]
    acts: frozenset[Act]
    money: Mapping[str, tuple[str, ...]]
    timeline: tuple[tuple[datetime, str, str], ...]
    tasks: tuple[TaskLine, ...]
    attachments: tuple[forms.StoredUpload, ...]
    summary: tuple[forms.SummaryRow, ...]
    changes: tuple[forms.AnswerChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCase:
    """A case that was searched for. `born` and `applicant_name` are empty where she may not read answers.

    `acts`: what she may do with it. `tasks`: titles of open tasks she may read of, with who has them.
    """

    id: str
    reference: str
    service_id: str
    received_on: date
    closed_at: datetime | None
    applicant_name: str
    born: date | None
    acts: frozenset[Act]
    tasks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FoundCases:
    """What a search found, running cases first. `more`: there are others, the search says too little."""

    lines: tuple[FoundCase, ...] = ()
    more: bool = False


def find_cases(*, city: str, staff: Staff, search: Search, limit: int = 50) -> FoundCases:
    """Cases she may find by their numbers, and by their answers where she may read them. Ten statements at most.

    Where very many fit, those are looked at first that read exactly so and were written last, and the others only where these do
    not fill the page. Numbers count apart only for the treasury and for heads: everybody else finds nothing that she may not
    read.
    """
    hers = reach.named_cases(staff)
    if TREASURY in staff.roles or staff.leads:
        hers |= reach.cases(staff) & _fits(search, personal=False)
    cases: list[Case] = []
    for fitting in _fitting(search):
        found = Case.objects.filter(hers, pk__in=fitting, city_id=city).select_related("application")
        cases = list(found.order_by(F("closed_at").desc(nulls_first=True), "-opened_at")[: limit + 1])
        if len(cases) > limit:
            break
    tasks: dict[Any, list[Task]] = {}
    for task in Task.objects.filter(case__in=cases, done_at=None).select_related("officer").order_by("opened_at"):
        tasks.setdefault(task.case_id, []).append(task)
    return FoundCases(tuple(_found(case, tasks.get(case.pk, []), staff) for case in cases[:limit]), len(cases) > limit)


def list_naming(*, city: str, staff: Staff, search: Search, limit: int) -> tuple[str, ...]:
    """Every case of the city whose answers fit, whoever works it, oldest first; one more than `limit` where there are more. For
    who puts together what the city knows about a person; for everybody else none."""
    if DISCLOSURE not in staff.roles:
        return ()
    *_, everything = _fitting(search)
    found = Case.objects.filter(pk__in=everything, city_id=city).order_by("opened_at", "pk")
    return tuple(str(pk) for pk in found.values_list("pk", flat=True)[: limit + 1])


def _fitting(search: Search) -> Iterator[QuerySet[Any, Any]]:
    """Ids of cases that fit: all of them, or where the longest term is a word of very many, before that the first of them, and
    those that have each term as a whole word.

    Ranges of words are read one by one and joined: together, by `or`, the database could not read them from the index alone.
    Words that begin with two letters are never read so, for too many cases have one: they are looked up case by case.
    """
    longest = _longest(search)
    others = [term for term in search.terms if term is not longest]
    words = _words(longest)
    phrase = _words(search.phrase) if search.phrase else []
    looked_at = Q()
    for term in others:
        looked_at &= _has(term, "case_id")
    if all(found.values("pk")[:MANY].count() < MANY for found in words):
        yield _cases_of([*(_first(found).filter(looked_at) for found in words), *phrase])
        return
    # Spellings are of the same cases: of each half as many where the other terms are looked up for every one.
    some = [_first(found, MANY // 2 if others else MANY).filter(looked_at) for found in words]
    if phrase:
        yield _cases_of([_first(found) for found in phrase])
    yield _cases_of(some)
    if any(term.beside for term in others):
        read = Q()
        for term in others:
            read &= _has(term, "case_id") if term.beside else Q(case_id__in=_cases_of(_words(term)))
        yield _cases_of([*(_first(found, VERY_MANY).filter(read) for found in words), *phrase])
        return
    if others:
        yield _with_all(replace(term, whole=True) for term in search.terms)
    yield _with_all(search.terms).union(*_ids(phrase), all=True)


def _with_all(terms: Iterable[Term]) -> QuerySet[Any, Any]:
    """Ids of cases with a word of each term. Sets are intersected: for a join the database takes the union of a term's spellings to
    be small, and looks the other word up for each of very many cases."""
    first, *others = (_cases_of(_words(term)) for term in terms)
    return first.intersection(*others) if others else first


def _words(term: Term) -> list[QuerySet[CaseWord]]:
    return [CaseWord.objects.filter(one) for one in _ranges(term)]


def _longest(search: Search) -> Term:
    """The term that probably fits least often."""
    return max(search.terms, key=lambda term: (not term.beside, min(map(len, term.keys))))


def _first(words: QuerySet[CaseWord], many: int | None = None) -> QuerySet[CaseWord]:
    """So many of those words, in the order of the index: what reads exactly so first, and of that what was written last."""
    return CaseWord.objects.filter(pk__in=words.order_by("word", "-pk").values("pk")[: many or MANY])


def _cases_of(parts: list[QuerySet[CaseWord]]) -> QuerySet[Any, Any]:
    first, *others = _ids(parts)
    return first.union(*others, all=True) if others else first


def _ids(parts: list[QuerySet[CaseWord]]) -> list[QuerySet[Any, Any]]:
    return [words.values("case_id") for words in parts]


def _fits(search: Search, **words: bool) -> Q:
    """Every term fits a word, or all that was typed fits one; among those words only."""
    terms = Q()
    for term in search.terms:
        terms &= _has(term, **words)
    return terms | _has(search.phrase, **words) if search.phrase else terms


def _has(term: Term, case: str = "pk", /, **words: bool) -> Q:
    """Cases with a word of that term, looked up case by case: sets joined by `or` would be searched again for every case.

    No `exists`: of a word that very many have, the database would rather read all. `case`: the way to the case's id.
    """
    fitting = Q()
    for one in _ranges(term):
        words_of_case = CaseWord.objects.filter(one, case_id=OuterRef(case), **words)
        fitting |= Q(IsNull(Subquery(words_of_case.values("pk")[:1]), False))
    return fitting


def _ranges(term: Term) -> list[Q]:
    """Words of that term, as ranges of the index that do not overlap."""
    if term.whole:
        return [Q(word=key) for key in sorted(term.keys)]
    apart = [key for key in term.keys if not any(key != other and key.startswith(other) for other in term.keys)]
    return [Q(word__gte=key, word__lt=after(key)) for key in sorted(apart)]


def _found(case: Case, tasks: list[Task], staff: Staff) -> FoundCase:
    where = CaseSituation(case.service_id, case.unit, case.closed_at is not None)
    acts = rules.acts(staff, where, [(task.role, task.unit) for task in tasks])
    answers = case.application.answers if "answers" in acts else {}
    return FoundCase(
        id=str(case.pk),
        reference=case.reference,
        service_id=case.service_id,
        received_on=case.application.received_on,
        closed_at=case.closed_at,
        applicant_name=people_of(answers).applicant,
        born=born_of(answers),
        acts=acts,
        tasks=tuple(
            (task.title, task.officer.name if task.officer else "")
            for task in tasks
            if "history" in acts or rules.may_work(staff, where, (task.role, task.unit))
        ),
    )


def find_task(*, city: str, staff: Staff, task_id: str, today: date) -> TaskLine | None:
    """One task, if she may find it. One statement."""
    hers = reach.open_tasks(staff) | reach.done_tasks(staff)
    found = _joined(Task.objects.filter(hers, city_id=city, pk=task_id)).first()
    return task_line(found, staff, today) if found else None


def list_tasks(*, city: str, staff: Staff, task_ids: Collection[str], today: date) -> tuple[TaskLine, ...]:
    """Of these tasks the open ones she may find, the most urgent first. One statement."""
    found = _joined(Task.objects.filter(reach.open_tasks(staff), city_id=city, pk__in=task_ids))
    urgent = found.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")
    return tuple(task_line(task, staff, today) for task in urgent)


def why_she_may(*, city: str, staff: Staff, case_id: str, act: Act) -> tuple[Standing, ...]:
    """The standings that allow her the act; none where she may not, or may not find the case. Two statements."""
    row = _find_case(city, staff, case_id)
    if row is None:
        return rules.allowing(_by_objection(city, staff, case_id), act)
    desks = Task.objects.filter(case_id=case_id, done_at=None).values_list("role", "unit")
    return rules.allowing(rules.standings(staff, row[1], desks), act)


def list_readable(*, city: str, staff: Staff, case_ids: Collection[str]) -> frozenset[str]:
    """Of these cases those whose answers she may read. Two statements at most."""
    rows = Case.objects.filter(reach.cases(staff), city_id=city, pk__in=case_ids)
    where = {
        str(row[0]): CaseSituation(row[1], row[2], row[3] is not None)
        for row in rows.values_list("pk", "service_id", "unit", "closed_at")
    }
    desks: dict[str, list[rules.Desk]] = {}
    for case_id, role, unit in Task.objects.filter(case_id__in=where, done_at=None).values_list(
        "case_id", "role", "unit"
    ):
        desks.setdefault(str(case_id), []).append((role, unit))
    return frozenset(key for key, case in where.items() if "answers" in rules.acts(staff, case, desks.get(key, ())))


def find_logged(*, city: str, staff: Staff, reference: str) -> str | None:
    """The id of the case with that number, if she may see who read it. One statement."""
    row = Case.objects.filter(city_id=city, reference=reference).values_list("pk", "service_id", "unit").first()
    may = row is not None and "log" in rules.acts(staff, CaseSituation(row[1], row[2]), ())
    return str(row[0]) if row and may else None


def find_held(*, city: str, staff: Staff, reference: str) -> str | None:
    """The id of the case with that number, if she may hold its deletion back. One statement."""
    row = (
        Case.objects.filter(reach.cases(staff), city_id=city, reference=reference)
        .values_list("pk", "service_id", "unit", "closed_at")
        .first()
    )
    may = row is not None and "hold" in rules.acts(staff, CaseSituation(row[1], row[2], row[3] is not None), ())
    return str(row[0]) if row and may else None


def within_reach(*, city: str, staff: Staff) -> QuerySet[Any, Any]:
    """Ids of the cases she may find, as a subquery."""
    return Case.objects.filter(reach.cases(staff), city_id=city).values("pk")


def get_case_for_office(
    *, city: str, staff: Staff, case_id: str, today: date, language: str = "de"
) -> OfficeCase | None:
    """A case on one screen, or None where she may not see it. Eight statements at most."""
    row, through = _find_case(city, staff, case_id), frozenset[Standing]()
    if row is None:
        through = _by_objection(city, staff, case_id)
        row = _row_of(Case.objects.filter(city_id=city, pk=case_id)) if through else None
    if row is None:
        return None
    _, where = row
    tasks = tuple(_joined(Task.objects.filter(case_id=case_id).order_by("opened_at")))
    desks = [(task.role, task.unit) for task in tasks if task.done_at is None]
    standings = through or rules.standings(staff, where, desks)
    acts = rules.acts_of(standings, where)
    if "see" not in acts:
        return None
    whole = see(case_id, today)
    case = _readable(whole, acts)
    lines = (task_line(task, staff, today) for task in tasks)
    treasury = [str(task.pk) for task in tasks if task.kind == "treasury" and task.done_at is None]
    known = check_stored(case.matter).confirmed if "answers" in acts else frozenset()
    summary = forms.summary(case.service.form, case.answers, language, known)
    return OfficeCase(
        case=case,
        unit=where.unit,
        standings=standings,
        acts=acts,
        money={task_id: ledger.offered(whole.facts, task_id) for task_id in treasury} if "money" in acts else {},
        timeline=tuple((fact.at, fact.kind, fact.told(language)) for fact in case.facts),
        tasks=tuple(line for line in lines if "history" in acts or (line.mine and line.done_at is None)),
        attachments=_attachments(case_id, whole.facts) if "files" in acts else (),
        summary=summary,
        changes=forms.list_changes(forms.summary(case.service.form, case.sent, language), summary),
    )


def _attachments(case_id: str, facts: Iterable[Fact]) -> tuple[forms.StoredUpload, ...]:
    """The files she sent; what she uploaded for a message and did not send is hers alone."""
    uploads = list_uploads(draft_id=case_id)
    unsent = list_unsent(facts, uploads)
    return tuple(one for key, one in uploads.items() if key not in unsent)


def _find_case(city: str, staff: Staff, case_id: str) -> tuple[str, CaseSituation] | None:
    """The case's status and what its rights depend on, if she may find it. One statement."""
    return _row_of(Case.objects.filter(reach.cases(staff), city_id=city, pk=case_id))


def _row_of(found: QuerySet[Case]) -> tuple[str, CaseSituation] | None:
    row = found.values_list("status", "service_id", "unit", "closed_at").first()
    return (row[0], CaseSituation(row[1], row[2], row[3] is not None)) if row else None


def _by_objection(city: str, staff: Staff, case_id: str) -> frozenset[Standing]:
    """`objection` for whoever works an open objection to a letter of that case, which she may not find otherwise. Two statements."""
    told = CaseFact.objects.filter(case__city_id=city, case_id=case_id, kind=ObjectionLodged.kind)
    lodged = [data["objection"] for data in told.values_list("data", flat=True)]
    open_ = Case.objects.filter(city_id=city, pk__in=lodged, closed_at=None).values_list("service_id", "unit")
    works = any(rules.standings(staff, CaseSituation(*one), ()) & {"worker", "head"} for one in open_)
    return frozenset({"objection"}) if works else frozenset()


def _readable(case: CaseView, acts: frozenset[Act]) -> CaseView:
    """The case without what she may not read: cut out of the value itself, so that no page can print it by mistake."""
    matter = replace(case.matter, results={})
    if "answers" not in acts:
        matter = replace(matter, answers={}, applicant=Applicant())
        case = replace(case, email="", account_id=None, sent={})
    if "history" not in acts:
        matter = replace(matter, facts=())
        case = replace(case, outcome="", hearing_until=None)
    if "messages" not in acts:
        case = replace(case, messages=())
    if not {"answers", "messages"} <= acts:
        case = replace(case, correction=None)
    if "money" not in acts:
        case = replace(case, fee=None)
    return replace(case, matter=matter)


def list_entries(*, task: TaskLine, service: Service) -> tuple[tuple[str, str], ...]:
    """The register entries one of which is meant at that task: id and words, for whoever may read answers. One statement."""
    if task.kind != "process" or "answers" not in task.acts:
        return ()
    node = Program(service.process, service.shared).node(task.process_id, task.node_id)
    if "choose" not in node.options:
        return ()
    results = ProcessState.objects.filter(case_id=task.case_id).values_list("results", flat=True).first() or {}
    registers = {name: feel.from_json(said) for name, said in results.get("register", {}).items()}
    return list_candidates(registers, node)


def _joined(found: QuerySet[Task]) -> QuerySet[Task]:
    """With what a line says of its case and of who has it."""
    return found.select_related("case__application", "officer")


def task_line(task: Task, staff: Staff, today: date) -> TaskLine:
    """A line for her: what she may not read is empty."""
    case, desk, open_ = task.case, (task.role, task.unit), task.done_at is None
    where = CaseSituation(case.service_id, case.unit, case.closed_at is not None)
    acts, mine = rules.acts(staff, where, [desk] if open_ else []), rules.may_work(staff, where, desk)
    return TaskLine(
        id=str(task.pk),
        case_id=str(task.case_id),
        reference=case.reference,
        service_id=case.service_id,
        applicant_name=people_of(case.application.answers).applicant if "answers" in acts else "",
        title=task.title,
        kind=task.kind,
        role=task.role,
        unit=task.unit,
        node_id=task.node_id,
        process_id=task.process_id,
        work_key=task.work_key,
        reason=task.reason,
        opened_at=task.opened_at,
        due_at=task.due_at,
        due=_due(task.due_at, today),
        officer_id=str(task.officer_id) if task.officer_id else None,
        officer_name=task.officer.name if task.officer else "",
        routed=task.routed,
        taken_at=task.taken_at,
        aside_until=task.aside_until,
        version=task.version,
        done_at=task.done_at,
        outcome=task.outcome,
        acts=acts,
        mine=mine,
        stands_in=mine and open_ and str(task.officer_id) in staff.stands_in_for,
    )


def _due(due_at: datetime | None, today: date) -> str:
    if due_at is None:
        return "later"
    day = last_day_before(due_at)
    if day < today:
        return "late"
    if day == today:
        return "today"
    return "soon" if day <= today + timedelta(days=SOON) else "later"
