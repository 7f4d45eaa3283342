"""The read door: a case as its citizen sees it, and what the process needs to go on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, UUIDField
from django.db.models.functions import Coalesce

from allmende import feel
from allmende.apps.applications import queries as applications
from allmende.apps.applications.queries import ApplicationView
from allmende.apps.applications.rules import MatterAccess, may_open
from allmende.apps.cases.models import Case, CaseWord, Correction, Message, ProcessState
from allmende.apps.cases.operations import list_facts, read_facts
from allmende.apps.catalogue import store
from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.matter import Applicant, Matter, speech, status
from allmende.domain.matter.model import decision_of
from allmende.domain.matter.party import Party
from allmende.domain.matter.status import CHANGED_ANSWERS
from allmende.domain.matter.telling import StateWords, standing
from allmende.domain.matter.withdrawing import why_bound
from allmende.domain.package import Service
from allmende.domain.values import Problem
from allmende.foundation.identity.models import Account
from allmende.foundation.tenancy.statements import LateValue, Select, in_city


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """Named fields that are open again: what to do, until when, and what was typed so far."""

    id: str
    fields: tuple[str, ...]
    text: str
    due_on: date | None
    entries: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MessageView:
    id: str
    from_citizen: bool
    author: str
    subject: str
    text: str
    written_at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case for its citizen. `status` is one of the six public states for machines; people read `matter.telling`.

    `bound`: why it cannot be withdrawn any more; None while it can. `sent`: the answers as they first came, before any was
    changed or handed in.
    """

    id: str
    reference: str
    service: Service
    matter: Matter
    sent: Mapping[str, Any]
    status: str
    submitted_at: datetime
    fee: f.FeeSet | None
    correction: CorrectionView | None
    messages: tuple[MessageView, ...]
    language: str
    account_id: str | None
    email: str
    closed: bool
    payable: bool
    hearing_until: date | None
    bound: Problem | None
    expected_on: date | None
    outcome: str

    @property
    def facts(self) -> tuple[f.Fact, ...]:
        return self.matter.facts

    @property
    def answers(self) -> Mapping[str, Any]:
        return self.matter.answers


@dataclass(frozen=True, slots=True)
class AccountCase:
    """A case in the account's list. `person`: whose it is, where several applied together; these stand together, the applicant's first."""

    id: str
    reference: str
    service: Service
    service_title: str
    standing: StateWords
    submitted_at: datetime
    closed_at: datetime | None
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedCase:
    """A case and where its process stands (`state` is None before its start). `version` is handed back when it is moved."""

    matter: Matter
    state: dict[str, Any] | None
    version: int
    unit: str
    account_id: str | None


@dataclass(frozen=True, slots=True)
class RunningCases:
    """Cases of one service that are not closed. `by_version` counts them by the release they run on."""

    count: int = 0
    oldest_on: date | None = None
    by_version: Mapping[str, int] = field(default_factory=dict)


_SENT = (
    "adoption_id",
    "adoption__release__sha256",
    "adoption__edition__sha256",
    *(f"application__{name}" for name in applications.APPLICATION),
)
"""What was sent, and the adoption the case was moved to since."""
LOADED = ("unit", "process__state", "process__results", "process__version", *_SENT)
"""What `loaded_of` needs, as lookups on the case."""


def get_case(*, city: str, case_id: str, access: MatterAccess, today: date) -> CaseView | None:
    """The case, if it is there and yours. Two statements, one more for each of what citizen and office wrote."""
    row = _find_seen(case_id)
    if row is None or row["city_id"] != city or not _may_open(row, access):
        return None
    return _see(case_id, row, today)


_SEEN = (
    "city_id", "status", "unit", "process__results", "application__draft__secret_hashes", "application__draft__level", *_SENT,
)  # fmt: skip
_OF_CASE = Select(lambda: in_city(Case).filter(pk=LateValue("case", UUIDField())).values_list(*_SEEN))
_TO_LOAD = Select(lambda: in_city(Case).filter(pk=LateValue("case", UUIDField())).values_list(*LOADED))


def _find_seen(case_id: str) -> dict[str, Any] | None:
    found = _OF_CASE.first(case=case_id)
    return dict(zip(_SEEN, found, strict=True)) if found else None


def _may_open(row: Mapping[str, Any], access: MatterAccess) -> bool:
    return may_open(
        access,
        secret_hashes=row["application__draft__secret_hashes"],
        account_id=row["application__account_id"],
        level=row["application__draft__level"],
    )


def may_open_case(*, city: str, case_id: str, access: MatterAccess) -> bool:
    """True when the case is there and yours. One statement."""
    row = (
        Case.objects.filter(city_id=city, pk=case_id)
        .values_list("application__draft__secret_hashes", "application__account_id", "application__draft__level")
        .first()
    )
    return row is not None and may_open(access, secret_hashes=row[0], account_id=row[1], level=row[2])


def load(*, case_id: str) -> LoadedCase:
    """The case with everything its process needs: two statements, three when the citizen wrote, one more for supplements.

    Errors: `Case.DoesNotExist`, `catalogue.store.Unusable`.
    """
    found = _TO_LOAD.first(case=case_id)
    if found is None:
        raise Case.DoesNotExist
    row = dict(zip(LOADED, found, strict=True))
    facts = read_facts(case_id=case_id)
    unread = _has_unread(case_id) if any(isinstance(fact, f.MessageReceived) for fact in facts) else False
    return loaded_of(case_id, row, facts, _supplements(case_id, facts), unread=unread)


def loaded_of(
    case_id: str,
    row: Mapping[str, Any],
    facts: tuple[f.Fact, ...],
    supplements: tuple[Mapping[str, Any], ...],
    *,
    unread: bool,
) -> LoadedCase:
    """The case out of a row that has the lookups of `LOADED`. Error: `catalogue.store.Unusable`."""
    application = _application(case_id, row, supplements)
    version = row["process__version"]
    return LoadedCase(
        matter=_matter(application, facts, row["process__results"] or {}, row["unit"], unread=unread),
        state=row["process__state"] if version is not None else None,
        version=version or 0,
        unit=row["unit"],
        account_id=application.account_id,
    )


def find_matter(*, case_id: str, today: date) -> Matter:
    """The case as a matter: service on its own release, answers, facts, working data.

    Errors: `Case.DoesNotExist`, `catalogue.store.Unusable`.
    """
    return load(case_id=case_id).matter


def results_to_json(results: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Working data as it is stored."""
    return {
        kind: {name: feel.to_json(feel.to_feel(value)) for name, value in found.items()}
        for kind, found in results.items()
    }


def find_account(*, case_id: str) -> Account | None:
    """The account the application was sent with; None without one."""
    return Account.objects.filter(pk__in=Case.objects.filter(pk=case_id).values("application__account_id")).first()


def list_cases(*, city: str, account_id: str, language: str, now: datetime, today: date) -> tuple[AccountCase, ...]:
    """The account's cases, newest first. Two statements when warm."""
    rows = list(
        Case.objects.filter(city_id=city, application__account_id=account_id)
        .order_by("-opened_at", Coalesce("application__lead", "id"), F("application__lead").asc(nulls_first=True), "id")
        .values_list(
            "id", "reference", "opened_at", "closed_at", "application__party",
            Coalesce("adoption__release__sha256", "application__adoption__release__sha256"),
            Coalesce("adoption__edition__sha256", "application__adoption__edition__sha256"),
        )
    )  # fmt: skip
    facts = list_facts(case_ids=[row[0] for row in rows])
    return tuple(
        AccountCase(
            str(pk),
            reference,
            service := store.get_service(release, edition, today),
            speech.service_name(service, language),
            standing(facts.get(pk, ()), now, today),
            opened,
            closed,
            party.get("name", ""),
        )
        for pk, reference, opened, closed, party, release, edition in rows
    )


def list_histories(*, case_ids: Collection[str], today: date) -> Mapping[str, tuple[Service, tuple[f.Fact, ...]]]:
    """The service each of these cases runs on, and its timeline. Two statements when warm; none without cases."""
    if not case_ids:
        return {}
    rows = Case.objects.filter(pk__in=case_ids).values_list(
        "pk",
        Coalesce("adoption__release__sha256", "application__adoption__release__sha256"),
        Coalesce("adoption__edition__sha256", "application__adoption__edition__sha256"),
    )
    facts = list_facts(case_ids=case_ids)
    known = {str(pk): found for pk, found in facts.items()}
    return {
        str(pk): (store.get_service(release, edition, today), known.get(str(pk), ())) for pk, release, edition in rows
    }


def find_standing(*, case_id: str, now: datetime, today: date) -> StateWords:
    """How the case stands for its citizen. One statement."""
    return standing(read_facts(case_id=case_id), now, today)


def find_correction(*, case_id: str) -> CorrectionView | None:
    """The fields open for the citizen now, or None."""
    row = Correction.objects.filter(case_id=case_id, answered_at=None, closed_at=None).order_by("-opened_at").first()
    return CorrectionView(str(row.pk), tuple(row.fields), row.text, row.due_on, row.entries) if row else None


def list_messages(*, case_id: str) -> tuple[MessageView, ...]:
    """What was written to and fro, oldest first."""
    rows = Message.objects.filter(case_id=case_id).order_by("written_at", "id")
    return tuple(
        MessageView(str(r.pk), r.from_citizen, r.author, r.subject, r.text, r.written_at, r.read_at) for r in rows
    )


def list_due(*, now: datetime, limit: int = 200) -> tuple[str, ...]:
    """Cases whose process has something to do by the clock."""
    rows = ProcessState.objects.filter(next_due_at__lte=now, finished_at=None).order_by("next_due_at")
    return tuple(str(pk) for pk in rows.values_list("case_id", flat=True)[:limit])


def is_due(*, case_id: str, now: datetime) -> bool:
    """Whether the process of this case has something to do by that clock."""
    return ProcessState.objects.filter(case_id=case_id, next_due_at__lte=now, finished_at=None).exists()


def see(case_id: str, today: date) -> CaseView:
    """The case without asking who looks: for the office, which has asked. Error: `Case.DoesNotExist`."""
    row = _find_seen(case_id)
    if row is None:
        raise Case.DoesNotExist
    return _see(case_id, row, today)


def _see(case_id: str, row: Mapping[str, Any], today: date) -> CaseView:
    facts = read_facts(case_id=case_id)
    application = _application(case_id, row, _supplements(case_id, facts))
    matter = _matter(application, facts, row["process__results"] or {}, row["unit"], unread=False)
    correction = find_correction(case_id=case_id) if status.open_correction(facts, today) else None
    written = (f.MessageSent, f.MessageReceived, f.CitizenNotified)
    messages = list_messages(case_id=case_id) if any(isinstance(x, written) for x in facts) else ()
    hearing = status.open_hearing(facts, today)
    closed = f.find_closed(facts)
    decision = decision_of(facts)
    return CaseView(
        id=case_id,
        reference=application.reference,
        service=matter.service,
        matter=matter,
        sent=forms.answers_from_json(matter.service.form, merged(application.answers, ()))
        if application.supplements
        else matter.answers,
        status=row["status"],
        submitted_at=application.submitted_at,
        fee=matter.last(f.FeeSet),
        correction=correction,
        messages=messages,
        language=application.language,
        account_id=application.account_id,
        email=application.email,
        closed=closed is not None,
        payable=bool(status.open_demands(facts)) and closed is None,
        hearing_until=hearing.until if hearing else None,
        bound=why_bound(matter),
        expected_on=speech.expected_of(matter),
        outcome=decision.outcome if decision else "",
    )


def _matter(
    application: ApplicationView, facts: tuple[f.Fact, ...], results: Mapping[str, Any], unit: str, *, unread: bool
) -> Matter:
    service = store.get_service(application.release_sha, application.edition_sha, application.received_on).of_unit(unit)
    party = Party.from_json(application.party)
    service = service.for_party(party.role) if party else service
    answers = forms.answers_from_json(service.form, merged(application.answers, application.supplements))
    return Matter(
        case_id=application.id,
        service=service,
        reference=application.reference,
        submitted_at=application.submitted_at,
        received_on=application.received_on,
        language=application.language,
        answers=answers,
        applicant=Applicant.from_json({**application.applicant, **_disputed(application.supplements)}),
        facts=f.with_register_names(facts, {key: spec.name for key, spec in service.registers.items()}),
        results={
            kind: {name: feel.from_json(value) for name, value in found.items()} for kind, found in results.items()
        },
        unread=unread,
        party=party.today(facts) if party else None,
    )


def merged(answers: Mapping[str, Any], supplements: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """What holds: later answers replace earlier ones, and null takes one back."""
    found = dict(answers)
    for later in supplements:
        found.update(later)
    return {key: value for key, value in found.items() if value is not None and key != forms.DISPUTED}


def _disputed(supplements: tuple[Mapping[str, Any], ...]) -> dict[str, str]:
    """What the person said last, on request, about what is wrong in her proof; nothing where she was not asked since."""
    said = [later[forms.DISPUTED] for later in supplements if forms.DISPUTED in later]
    return {"disputed": said[-1]} if said else {}


def _application(case_id: str, row: Mapping[str, Any], supplements: tuple[Mapping[str, Any], ...]) -> ApplicationView:
    """What was sent, on the adoption the case runs on: its application's own, or the one it was moved to."""
    found = applications.application_of(case_id, row, "application__", supplements)
    if row["adoption_id"] is None:
        return found
    return replace(
        found,
        adoption_id=row["adoption_id"],
        release_sha=row["adoption__release__sha256"],
        edition_sha=row["adoption__edition__sha256"],
    )


def _supplements(case_id: str, facts: tuple[f.Fact, ...]) -> tuple[Mapping[str, Any], ...]:
    if not any(isinstance(fact, CHANGED_ANSWERS) for fact in facts):
        return ()
    return applications.list_supplements(application_id=case_id)


def _has_unread(case_id: str) -> bool:
    return Message.objects.filter(case_id=case_id, from_citizen=True, read_at=None).exists()


def find_service(*, case_id: str) -> Service:
    """The service as that case runs it. One statement. Errors: `Case.DoesNotExist`, `catalogue.store.Unusable`."""
    release, edition, day = Case.objects.values_list(
        Coalesce("adoption__release__sha256", "application__adoption__release__sha256"),
        Coalesce("adoption__edition__sha256", "application__adoption__edition__sha256"),
        "application__received_on",
    ).get(pk=case_id)
    return store.get_service(release, edition, day)


def count_running(*, city: str, service_id: str) -> RunningCases:
    """The service's cases that are not closed. One statement."""
    version = Coalesce("adoption__release__version", "application__adoption__release__version")
    rows = list(
        Case.objects.filter(city_id=city, service_id=service_id, closed_at=None)
        .order_by()
        .values_list(version)
        .annotate(Count("id"), Min("application__received_on"))
    )
    if not rows:
        return RunningCases()
    return RunningCases(
        count=sum(row[1] for row in rows),
        oldest_on=min(row[2] for row in rows),
        by_version={row[0]: row[1] for row in sorted(rows)},
    )


def count_by_service(*, city: str, year: int) -> Mapping[str, int]:
    """Applications received in that year, by service. One statement."""
    rows = (
        Case.objects.filter(city_id=city, application__received_on__year=year)
        .order_by("service_id")
        .values_list("service_id")
        .annotate(Count("id"))
    )
    return dict(rows)


def find_unit(*, case_id: str) -> str:
    """The office the case belongs to; empty for everybody's."""
    return Case.objects.filter(pk=case_id).values_list("unit", flat=True).first() or ""


def find_language(*, case_id: str) -> str:
    """The language the citizen applied in."""
    return Case.objects.filter(pk=case_id).values_list("application__language", flat=True).first() or "de"


def find_reference(*, case_id: str) -> str:
    """The reference number people see; empty for an unknown case."""
    return Case.objects.filter(pk=case_id).values_list("reference", flat=True).first() or ""


def list_unindexed(*, city: str, limit: int) -> tuple[str, ...]:
    """Cases that have no words to be found by, the oldest first. One statement."""
    words = CaseWord.objects.filter(case=OuterRef("pk"))
    found = Case.objects.filter(~Exists(words), city_id=city).order_by("opened_at")
    return tuple(str(pk) for pk in found.values_list("pk", flat=True)[:limit])


def list_untold(*, city: str, limit: int) -> tuple[str, ...]:
    """Running cases of which nobody worked out yet whom they wait for, the oldest first. One statement."""
    found = Case.objects.filter(city_id=city, waits_for="", closed_at=None).order_by("opened_at")
    return tuple(str(pk) for pk in found.values_list("pk", flat=True)[:limit])


def keep_existing(*, city: str, case_ids: Iterable[str]) -> Iterator[str]:
    """Those of them that are cases of the city, in their order. One statement for each thousand."""
    asked = iter(case_ids)
    while some := tuple(islice(asked, 1_000)):
        there = {str(pk) for pk in Case.objects.filter(city_id=city, pk__in=some).values_list("pk", flat=True)}
        yield from (one for one in some if one in there)


def exists(*, city: str, case_id: str) -> bool:
    return Case.objects.filter(city_id=city, pk=case_id).exists()


def list_closed(*, city: str, known: QuerySet[Any, Any], limit: int) -> tuple[tuple[str, str], ...]:
    """Closed cases (id, service) that are not among `known`, the longest closed first. One statement."""
    found = Case.objects.filter(city_id=city, closed_at__isnull=False).exclude(pk__in=known).order_by("closed_at", "pk")
    return tuple((str(pk), service) for pk, service in found.values_list("pk", "service_id")[:limit])


def find_closed_at(*, case_id: str) -> datetime | None:
    """When the case was closed; None while it runs, and for an unknown one."""
    return Case.objects.filter(pk=case_id).values_list("closed_at", flat=True).first()
