"""May a running matter go on in another edition of its service, and what would be different?

What is decided, demanded, paid and set a clock for stays as it is. A matter moves only where the other edition could have
brought it to where it stands: the way it has gone is drawn there, and its answers are answers there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from allmende.domain import facts as f
from allmende.domain import forms
from allmende.domain.forms import CheckedEntries, Field, StoredUpload
from allmende.domain.matter import fees, speech, status
from allmende.domain.matter.acting import context_of
from allmende.domain.matter.answering import entries_of
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.tools import CannotPerform
from allmende.domain.package import Service
from allmende.domain.ports.identity import TrustLevel, reaches
from allmende.domain.process.model import Program
from allmende.domain.process.trail import Place, Trail, changed_choices, check_trail
from allmende.domain.values import Money, Problem, Text, day_words


@dataclass(frozen=True, slots=True)
class MoveCheck:
    """Whether a matter may move. `reasons` against it; `differences` it would make, in words.

    `noticed`: would its citizen see that something is different?
    """

    reasons: tuple[Problem, ...] = ()
    differences: tuple[Text, ...] = ()
    noticed: bool = False

    @property
    def possible(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class ProcessPosition:
    """Where the process of a matter stands: the way it has gone, and the places where it waits."""

    trail: Trail
    standing: tuple[Place, ...]


def check_move(
    matter: Matter,
    to: Service,
    position: ProcessPosition | None,
    *,
    stored: Mapping[str, Any],
    today: date,
    uploads: Mapping[str, StoredUpload],
) -> MoveCheck:
    """Look at moving the matter to that edition of the same service; changes nothing.

    `position` is None before the process has started. `stored`: everything that was ever answered, as it is kept; it may
    hold answers the matter's present edition does not ask for.
    """
    over = _over(matter)
    if over or position is None:
        return MoveCheck((over or STARTING,))
    look = _MoveComparison(matter, to, stored, today, uploads)
    reasons = (*_process(matter.service, to, position), *look.answers(), *look.correction(), *look.identity())
    if reasons:
        return MoveCheck(reasons)
    fee, dearer = look.fee()
    expected = look.expected()
    return MoveCheck(
        differences=(*fee, *expected, *look.questions(), *_choices(matter.service, to, position)),
        noticed=dearer or bool(expected) or look.correction_differs(),
    )


STARTING = Problem(
    "move.starting",
    Text.named("matter.moving.move_starting"),
)
CLOSED = Problem("move.closed", Text.named("matter.moving.move_closed"))
WITHDRAWN = Problem("move.withdrawn", Text.named("matter.moving.move_withdrawn"))
DECIDED = Problem("move.decided", Text.named("matter.moving.move_decided"))


def _over(matter: Matter) -> Problem | None:
    if f.find_closed(matter.facts):
        return CLOSED
    if matter.last(f.ApplicationWithdrawn):
        return WITHDRAWN
    return DECIDED if decision_of(matter.facts) else None


def _program(service: Service) -> Program:
    return Program(service.process, service.shared)


def _process(old: Service, new: Service, position: ProcessPosition) -> tuple[Problem, ...]:
    return check_trail(_program(old), _program(new), position.trail, position.standing)


def _choices(old: Service, new: Service, position: ProcessPosition) -> Iterator[Text]:
    for node in changed_choices(_program(old), _program(new), position.trail):
        name = node.title
        yield Text.named("matter.moving.at_name_another_condition_applies", name=name)


class _MoveComparison:
    """One look at the answers with the eyes of both editions. Lives for one call."""

    def __init__(
        self, matter: Matter, to: Service, stored: Mapping[str, Any], today: date, uploads: Mapping[str, StoredUpload]
    ) -> None:
        self.matter, self.to, self.today = matter, to, today
        self.old, self.new = _fields(matter.service), _fields(to)
        self.unreadable: set[str] = set()
        self.moved = replace(matter, service=to, answers=self._read(stored))
        self.before, self.after = _checked(matter, uploads), _checked(self.moved, uploads)

    def answers(self) -> tuple[Problem, ...]:
        """Why the answers are no answers there."""
        strange = tuple(self._strange())
        return (*strange, *self._wrong({problem.where for problem in strange}))

    def _strange(self) -> Iterator[Problem]:
        """Answered questions that are of another type, no longer asked here, or computed to another result."""
        for key, now in self.new.items():
            one = self.old.get(key, now)
            if key in self.unreadable or (_type(one) != _type(now) and _answered(self.matter, key)):
                yield _about(now, "type", Text.named("matter.moving.another_kind", question=_question(now)))
            elif not _answered(self.moved, key):
                continue
            elif "." not in key and key not in self.after.visible:
                yield _about(now, "hidden", Text.named("matter.moving.hidden", question=_question(now)))
        for one in self.new.values():
            if one.type == "computed" and self._computed(one):
                yield _about(one, "computed", Text.named("matter.moving.computed", question=_question(one)))

    def _computed(self, field: Field) -> bool:
        """Does a value the form works out by itself come out otherwise, in any row?"""
        group, _, key = field.path.rpartition(".")
        now, before = self.after.answers, self.moved.answers
        if not group:
            return bool(now.get(key) != before.get(key))
        rows = zip(now.get(group) or (), before.get(group) or (), strict=False)
        return any(after.get(key) != row.get(key) for after, row in rows)

    def _wrong(self, told: set[str]) -> Iterator[Problem]:
        known = {(problem.code, problem.where) for problem in self.before.problems}
        for problem in self.after.problems:
            path = ".".join(part for part in problem.where.split(".") if not part.isdecimal())
            one = self._field(path)
            if (problem.code, problem.where) in known or one is None or one.path in told:
                continue
            if one.path not in self.old:
                told.add(one.path)
                yield _about(one, "question", Text.named("matter.moving.new_and_needed", question=_question(one)))
            else:
                # Not why: whoever moves cases must not learn answers from the reason.
                yield _about(one, "answer", Text.named("matter.moving.no_longer_fits", question=_question(one)))

    def correction(self) -> Iterator[Problem]:
        """Questions that are open again for the citizen must be there."""
        asked = status.open_correction(self.matter.facts, self.today)
        for path in asked.fields if asked else ():
            key = ".".join(part for part in path.split(".") if not part.isdecimal())
            if key in self.old and key not in self.new:
                yield _about(
                    self.old[key],
                    "correction",
                    Text.named("matter.moving.correction", question=_question(self.old[key])),
                )

    def correction_differs(self) -> bool:
        """Would the page for the correction look different?"""
        asked = status.open_correction(self.matter.facts, self.today)
        keys = {path.partition(".")[0] for path in asked.fields} if asked else set()
        return any(self.old.get(key) != self.new.get(key) for key in keys)

    def identity(self) -> Iterator[Problem]:
        """Who applied must be known as surely as the other edition demands."""
        now, before = self.to.sheet, self.matter.service.sheet
        if (now.account, now.trust_level) == (before.account, before.trust_level) or now.account != "required":
            return
        if not reaches(cast(TrustLevel, self.matter.applicant.level), cast(TrustLevel, now.trust_level)):
            words = Text.named("matter.moving.person_would_have_had_to")
            yield Problem("move.identity", words)

    def questions(self) -> Iterator[Text]:
        """What is asked otherwise, without being in the way."""
        for key, one in self.old.items():
            if key not in self.new and _answered(self.matter, key):
                yield Text.named("matter.moving.gone", question=_question(one))
        for key, one in self.new.items():
            if one.type == "information" or "." in key:
                continue
            if key not in self.old and key in self.after.visible and key not in self.after.answers:
                yield Text.named("matter.moving.new_and_optional", question=_question(one))
            if one.type == "declaration" and _answered(self.matter, key) and self.old[key].label != one.label:
                yield Text.named("matter.moving.declared_otherwise", question=_question(self.old[key]))

    def fee(self) -> tuple[tuple[Text, ...], bool]:
        """What the fee would be, in words; and whether the citizen will pay another one."""
        fixed = self.matter.last(f.FeeSet)
        now = fixed.total if fixed else self._total(self.matter)
        then = self._total(self.moved)
        if now == then:
            return (), False
        if fixed:
            return (_fee(fixed.total, then),), False
        return (_coming_fee(now, then),), True

    def expected(self) -> tuple[Text, ...]:
        """Another day until which a decision may be expected."""
        before = speech.expected_on(self.matter.service, self.matter.received_on)
        after = speech.expected_on(self.to, self.matter.received_on)
        if before == after:
            return ()
        return (
            Text.named(
                "matter.moving.decision_may_be_expected_by",
                day=day_words(after) if after else NOT_STATED,
                day_2=day_words(before) if before else NOT_STATED,
            ),
        )

    def _total(self, matter: Matter) -> Money | None:
        """The fee by its edition today; None where nothing is to be computed, or cannot be yet."""
        nodes = matter.service.process.nodes.values()
        decision = next((node.decision for node in nodes if node.action == "compute_fee" and node.decision), None)
        if decision is None:
            return None
        names = speech.names(matter, self.today)
        try:
            return fees.compute(matter.service, decision, names).total
        except CannotPerform:
            return None

    def _read(self, stored: Mapping[str, Any]) -> dict[str, Any]:
        """What was answered, as the other edition reads it."""
        found: dict[str, Any] = {}
        for key, value in stored.items():
            try:
                found |= forms.answers_from_json(self.to.form, {key: value})
            except (ValueError, ArithmeticError, TypeError, AttributeError, KeyError):
                self.unreadable.add(key)
        return found

    def _field(self, path: str) -> Field | None:
        """The question a problem stands at: its path, or that of the question one of whose parts it is."""
        return self.new.get(path) or self.new.get(path.rpartition(".")[0])


def _checked(matter: Matter, uploads: Mapping[str, StoredUpload]) -> CheckedEntries:
    context = context_of(matter, uploads)
    return forms.check_all(matter.service.form, entries_of(matter), context)


def _answered(matter: Matter, path: str) -> bool:
    """Has that question an answer, in any row?"""
    key, _, inner = path.partition(".")
    value = matter.answers.get(key)
    return any(row.get(inner) is not None for row in value or ()) if inner else value is not None


def _fields(service: Service) -> dict[str, Field]:
    """Questions by path."""
    return {field.path: field for field in service.form.fields()}


def _type(field: Field) -> tuple[Any, ...]:
    """How an answer is kept; rows of a group look to themselves."""
    return (field.type, field.result, field.parts)


OPEN = Text.named("matter.moving.open")
NOT_STATED = Text.named("matter.moving.not_stated")


def _about(field: Field, code: str, words: Text) -> Problem:
    return Problem(f"move.{code}", words, field.path)


def _question(field: Field) -> Text:
    return Text.each(lambda language: field.label.spoken(language) or field.id)


def _fee(fixed: Money, then: Money | None) -> Text:
    if then is None:
        return Text.named("matter.moving.fee_stays", fixed=fixed.words)
    return Text.named(
        "matter.moving.fee_stays_though",
        fixed=fixed.words,
        then=then.words,
    )


def _coming_fee(now: Money | None, then: Money | None) -> Text:
    return Text.named(
        "matter.moving.fee_is_not_set_yet",
        amount=then.words if then else OPEN,
        amount_2=now.words if now else OPEN,
    )
