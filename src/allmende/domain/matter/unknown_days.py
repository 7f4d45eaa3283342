"""Partly known dates (day, or day and month, unknown) in a matter: what depends on the unknown part. Pure.

No statute says on which day of the year a person with an unknown birthday gets older. So the machine counts from the last
possible day, and decides only what would be the same on every possible day. The rest is for a person (decision 0033).
"""

from __future__ import annotations

from collections.abc import Iterator

from allmende.domain.matter import speech
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.model import Matter
from allmende.domain.values import Text, day_words, has_unknown_day, on_first_days
from allmende.feel import PartlyKnownDate


def list_unknown_days(matter: Matter) -> Iterator[tuple[Text, PartlyKnownDate]]:
    """Every partly known date among the answers, with its question: fields, rows, and dates of birth of persons."""
    for step in matter.service.form.steps:
        for field in step.fields:
            value = matter.answers.get(field.id)
            rows = value if field.type == "group" and isinstance(value, list) else [{field.id: value}]
            for row in rows:
                for inner in field.fields or (field,):
                    said = row.get(inner.id)
                    day = said.get("date_of_birth") if isinstance(said, dict) else said
                    if isinstance(day, PartlyKnownDate):
                        yield inner.label, day


def depends_on_unknown_day(matter: Matter) -> bool:
    """Would a check of the form, or a decision table, say something else on the first possible day than on the last?

    Judged as of the day of the application.
    """
    if not has_unknown_day(matter.answers):
        return False
    if check_stored(matter).undecided:
        return True
    model = matter.service.decisions
    names = speech.names(matter, matter.received_on)
    earliest = on_first_days(names)
    return model is not None and any(
        speech.decide(matter.service, decision.id, names) != speech.decide(matter.service, decision.id, earliest)
        for decision in model.model.decisions
    )


def said_of_unknown_days(matter: Matter) -> tuple[Text, ...]:
    """One sentence for each partly known date, for the office: from which day the machine counts."""
    return tuple(
        Text.named(
            "matter.unknown_days.label_day_counted_from_last",
            label=label,
            day=day_words(day),
            day_2=day_words(day.last),
        )
        for label, day in list_unknown_days(matter)
    )
