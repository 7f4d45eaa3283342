"""Who holds an entry is written to in the latest case that wrote it for her: a message there, a mail that it is there, a line in the
history. Whoever held it before is not written to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allmende.apps.cases import operations as cases
from allmende.apps.cases import queries
from allmende.apps.holdings import queries as holdings
from allmende.apps.holdings.queries import HoldingRecord
from allmende.domain.facts import EntryCorrected, EntryEnded, Fact, MessageSent
from allmende.domain.matter.tools import stable_id
from allmende.domain.registers import ENDINGS, Record, RegisterSpec, list_changes
from allmende.domain.values import Text, day_words, last_day
from allmende.foundation.identity.models import Officer
from allmende.usecases.clock import local_day
from allmende.words.joining import joined


@dataclass(frozen=True, slots=True)
class Amended:
    """What a person did to an entry: `before` and `after`; `cause` one of `ENDINGS` where she ended it."""

    register: RegisterSpec
    entry: HoldingRecord
    after: Record
    reason: str
    cause: str = ""


def find_contact(*, city: str, register: RegisterSpec, entry: HoldingRecord) -> str | None:
    """The case in which whoever holds it now can be written to; None where there is none (any more)."""
    found = holdings.list_contacts(city=city, register=register, entry_id=entry.id)
    return next((case_id for case_id in found if queries.exists(city=city, case_id=case_id)), None)


def tell_amended(*, city: str, done: Amended, officer: Officer, key: str, now: datetime) -> bool:
    """Say in the case what was done and write to the holder; False where there is no case any more, and nobody was told."""
    case_id = find_contact(city=city, register=done.register, entry=done.entry)
    if case_id is None:
        return False
    name = f"register:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    fact = _fact(done, officer, now)
    subject, text = _words(done, fact)
    language = queries.find_language(case_id=case_id)
    return write_to_holder(
        case_id=case_id,
        key=name,
        subject=subject.spoken(language),
        text=text.spoken(language),
        facts=[(f"{name}:entry", fact)],
        actor=f"officer:{officer.pk}",
        author=officer.name,
        now=now,
    )


def write_to_holder(
    *, case_id: str, key: str, subject: str, text: str, actor: str, now: datetime, author: str = "",
    facts: Sequence[tuple[str, Fact]] = (),
) -> bool:  # fmt: skip
    """The message, once for its key, and the facts with it."""
    message_id = stable_id(case_id, key)
    made = cases.write_message(
        case_id=case_id,
        message_id=message_id,
        key=key,
        from_citizen=False,
        author=author,
        subject=subject,
        text=text,
        now=now,
    )
    if made:
        sent = MessageSent(at=now, message_id=message_id)
        cases.append(case_id=case_id, facts=[*facts, (key, sent)], now=now, today=local_day(now), actor=actor)
    return bool(made)


def _fact(done: Amended, officer: Officer, now: datetime) -> EntryCorrected | EntryEnded:
    spec, after = done.register, done.after
    number, by, staff = str(after[spec.key]), officer.name, str(officer.pk)
    if done.cause:
        return EntryEnded(
            at=now, entry_id=done.entry.id, register=spec.id, called=spec.name, number=number, by=by, officer=staff,
            on=after[spec.held.until], cause=ENDINGS[done.cause], reason=done.reason,
        )  # fmt: skip
    what = Text.each(lambda language: "; ".join(list_changes(spec, done.entry.record, after, language)))
    return EntryCorrected(
        at=now, entry_id=done.entry.id, register=spec.id, called=spec.name, number=number, by=by, officer=staff,
        what=what, on=local_day(now), reason=done.reason,
    )  # fmt: skip


WRONG = Text.named("usecases.tell_holder.wrong")


def _words(done: Amended, fact: EntryCorrected | EntryEnded) -> tuple[Text, Text]:
    called, number = done.register.name, fact.number
    why = Text.named("usecases.tell_holder.reason")
    if isinstance(fact, EntryCorrected):
        subject = Text.named("usecases.tell_holder.number_we_have_corrected_your", number=number)
        said = Text.named(
            "usecases.tell_holder.called_we_corrected_your_entry",
            called=called,
            number=number,
            day=day_words(fact.on),
        )
        more = joined((fact.what, "\n\n", why, f": {fact.reason}"), "")
    else:
        subject, said = _end_words(called, number, fact.on, done.entry.record.get(done.register.held.starts))
        more = joined((why, ": ", fact.cause, f". {fact.reason}"), "")
    return subject, joined((said, more, WRONG), "\n\n")


def _end_words(called: Text, number: str, on: date, starts: date | None) -> tuple[Text, Text]:
    if on == starts:
        subject = Text.named("usecases.tell_holder.number_is_not_valid", number=number)
        return subject, Text.named(
            "usecases.tell_holder.called_your_entry_number_is_not_valid", called=called, number=number
        )
    subject = Text.named("usecases.tell_holder.number_is_not_valid_from", number=number, day=day_words(on))
    return subject, Text.named(
        "usecases.tell_holder.called_your_entry_number_is",
        called=called,
        number=number,
        day=day_words(on),
        last=day_words(last_day(on)),
    )
