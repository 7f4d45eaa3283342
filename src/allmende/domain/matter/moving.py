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
from allmende.domain.forms import Checked, Field, Upload
from allmende.domain.matter import fees, speech, status
from allmende.domain.matter.answering import entries_of
from allmende.domain.matter.model import Matter, decision_of
from allmende.domain.matter.tools import CannotPerform
from allmende.domain.package import Service
from allmende.domain.ports.identity import TrustLevel, reaches
from allmende.domain.process.model import Program
from allmende.domain.process.trail import Place, Trail, changed_choices, check_trail
from allmende.domain.values import Money, Problem, Text, spoken_day


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
class Position:
    """Where the process of a matter stands: the way it has gone, and the places where it waits."""

    trail: Trail
    standing: tuple[Place, ...]


def check_move(
    matter: Matter,
    to: Service,
    position: Position | None,
    *,
    stored: Mapping[str, Any],
    today: date,
    uploads: Mapping[str, Upload],
) -> MoveCheck:
    """Look at moving the matter to that edition of the same service; changes nothing.

    `position` is None before the process has started. `stored`: everything that was ever answered, as it is kept; it may
    hold answers the matter's present edition does not ask for.
    """
    over = _over(matter)
    if over or position is None:
        return MoveCheck((over or STARTING,))
    look = _Look(matter, to, stored, today, uploads)
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


def _process(old: Service, new: Service, position: Position) -> tuple[Problem, ...]:
    return check_trail(_program(old), _program(new), position.trail, position.standing)


def _choices(old: Service, new: Service, position: Position) -> Iterator[Text]:
    for node in changed_choices(_program(old), _program(new), position.trail):
        name = node.name or node.id
        yield Text.named("matter.moving.at_name_another_condition_applies", name=name)


class _Look:
    """One look at the answers with the eyes of both editions. Lives for one call."""

    def __init__(
        self, matter: Matter, to: Service, stored: Mapping[str, Any], today: date, uploads: Mapping[str, Upload]
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
                yield _about(now, "type", "Die Frage {} will eine andere Art von Antwort.",
                             "The question {} wants another kind of answer.")  # fmt: skip
            elif not _answered(self.moved, key):
                continue
            elif "." not in key and key not in self.after.visible:
                yield _about(now, "hidden", "Die Frage {} würde hier nicht mehr gestellt. Ihre Antwort darf nicht mehr zählen.",
                             "The question {} would not be asked here any more. Its answer must not count.")  # fmt: skip
        for one in self.new.values():
            if one.type == "computed" and self._computed(one):
                yield _about(
                    one, "computed", "Die Angabe {} würde anders berechnet.", "{} would be computed otherwise."
                )

    def _computed(self, one: Field) -> bool:
        """Does a value the form works out by itself come out otherwise, in any row?"""
        group, _, key = one.path.rpartition(".")
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
                yield _about(one, "question", "Die Frage {} ist neu und muss beantwortet sein.",
                             "The question {} is new and must be answered.")  # fmt: skip
            else:
                # Not why: whoever moves cases must not learn answers from the reason.
                yield _about(one, "answer", "Die Antwort auf {} passt nicht mehr.",
                             "The answer to {} does not fit any more.")  # fmt: skip

    def correction(self) -> Iterator[Problem]:
        """Questions that are open again for the citizen must be there."""
        asked = status.open_correction(self.matter.facts, self.today)
        for path in asked.fields if asked else ():
            key = ".".join(part for part in path.split(".") if not part.isdecimal())
            if key in self.old and key not in self.new:
                yield _about(self.old[key], "correction", "Nachgefordert ist {}. Diese Frage gibt es nicht mehr.",
                             "{} has been asked for. This question is no longer there.")  # fmt: skip

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
                yield _words(one, "Die Frage {} gibt es nicht mehr. Die Antwort bleibt in der Akte, zählt aber nicht mehr.",
                             "The question {} is no longer there. Its answer stays on file but does not count.")  # fmt: skip
        for key, one in self.new.items():
            if one.type == "information" or "." in key:
                continue
            if key not in self.old and key in self.after.visible and key not in self.after.answers:
                yield _words(one, "Die Frage {} ist neu und freiwillig. Sie bleibt ohne Antwort.",
                             "The question {} is new and optional. It stays without an answer.")  # fmt: skip
            if one.type == "declaration" and _answered(self.matter, key) and self.old[key].label != one.label:
                yield _words(self.old[key], "Die Erklärung {} lautet jetzt anders. Erklärt ist der bisherige Wortlaut.",
                             "The declaration {} reads differently now. What was declared is the former wording.")  # fmt: skip

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
                day=Text(_day(after, "de"), _day(after, "en")),
                day_2=Text(_day(before, "de"), _day(before, "en")),
            ),
        )

    def _total(self, matter: Matter) -> Money | None:
        """The fee by its edition today; None where nothing is to be computed, or cannot be yet."""
        nodes = matter.service.process.nodes.values()
        decision = next((one.decision for one in nodes if one.action == "compute_fee" and one.decision), None)
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


def _checked(matter: Matter, uploads: Mapping[str, Upload]) -> Checked:
    context = matter.service.context(matter.received_on, matter.applicant.names(), uploads)
    return forms.check_all(matter.service.form, entries_of(matter), context)


def _answered(matter: Matter, path: str) -> bool:
    """Has that question an answer, in any row?"""
    key, _, inner = path.partition(".")
    value = matter.answers.get(key)
    return any(row.get(inner) is not None for row in value or ()) if inner else value is not None


def _fields(service: Service) -> dict[str, Field]:
    """Questions by path."""
    return {one.path: one for one in service.form.fields()}


def _type(one: Field) -> tuple[Any, ...]:
    """How an answer is kept; rows of a group look to themselves."""
    return (one.type, one.result, one.parts)


def _about(one: Field, code: str, german: str, english: str) -> Problem:
    return Problem(f"move.{code}", _words(one, german, english), one.path)


def _words(one: Field, german: str, english: str) -> Text:
    label = one.label
    return Text(
        german.replace("{}", f"„{label.spoken('de') or one.id}“"),
        english.replace("{}", f"“{label.spoken('en') or one.id}”"),
    )


def _fee(fixed: Money, then: Money | None) -> Text:
    if then is None:
        return Text.named(
            "matter.moving.fee_stays_english_by_this_release_there", german=fixed.german(), english=fixed.english()
        )
    return Text.named(
        "matter.moving.fee_stays_english_by_this",
        german=fixed.german(),
        german_2=then.german(),
        english=fixed.english(),
        english_2=then.english(),
    )


def _coming_fee(now: Money | None, then: Money | None) -> Text:
    return Text.named(
        "matter.moving.fee_is_not_set_yet",
        amount=Text(_amount(then, "de"), _amount(then, "en")),
        amount_2=Text(_amount(now, "de"), _amount(now, "en")),
    )


def _amount(amount: Money | None, language: str) -> str:
    none = {"de": "noch offen", "en": "still open"}
    return amount.spoken(language) if amount else none[language]


def _day(day: date | None, language: str) -> str:
    none = {"de": "keine Angabe", "en": "not stated"}
    return spoken_day(day, language) if day else none[language]
