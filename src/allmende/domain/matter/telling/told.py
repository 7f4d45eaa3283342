"""A state put into words for one case: the table's, or the package's own where it brings them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from allmende.domain import facts as f
from allmende.domain.deadlines import REMEDY_ACTS
from allmende.domain.matter import signing, speech, status, suspension
from allmende.domain.matter.completeness import list_open, missing_until, names_of
from allmende.domain.matter.contested import find_contested
from allmende.domain.matter.model import list_grounds
from allmende.domain.matter.telling.objections import coming_of, rows_of
from allmende.domain.matter.telling.states import AT_WORK, BRIEF, ENDS, RESULTS, State, StateWords, standing
from allmende.domain.matter.telling.table import (
    HAND_IN,
    MONEY,
    PAY,
    REST,
    ROWS,
    SEND_LATER,
    STILL_TO_PAY,
    UNHEARD,
    WRITTEN_AT_END,
    ActKind,
    StateRow,
    Tone,
)
from allmende.domain.values import Text, weekday_date
from allmende.words.joining import joined

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter
    from allmende.domain.package import Service

OWN_PARTS = ("headline", "sentence")
"""What a package may say itself, as `outcome.<state>.<part>` or, for one of its letters, `outcome.letter.<id>.<part>`."""

PLAIN_ENDS: frozenset[State] = frozenset(("closed", "unpaid"))
"""Ends without a decision: how the case ended is said by the package."""


@dataclass(frozen=True, slots=True)
class CitizenAct:
    """One thing the citizen can do: the page knows the address of each kind. `letter` is the notice to open."""

    does: ActKind
    label: str
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenView:
    """One state in words, in this order on the page. `acts`: the first is the one filled button.

    `caution`: what a message to the office does not do, where the time of a legal remedy runs.
    `money`: those of the sentences that tell of amounts beside the demands.
    """

    state: State
    tone: Tone
    word: str
    headline: str
    sentences: tuple[str, ...]
    money: tuple[str, ...]
    last_day: str
    caution: str
    acts: tuple[CitizenAct, ...]

    @property
    def brief(self) -> bool:
        """True while a result is worth waiting for."""
        return self.state in BRIEF

    @property
    def ended(self) -> bool:
        """True when nothing more is to be expected."""
        return self.state in ENDS


def tell(matter: Matter, now: datetime, today: date, language: str) -> CitizenView:
    """How the matter stands, in words."""
    how = _with_missing(matter, standing(matter.facts, now, today), today)
    row = row_of(how)
    values = _values(matter, how, today, language)
    own = {**_end_words(matter, how, language), **_own_words(matter, how, today, language)}
    shown = rows_of(how)["working"] if _only_work(matter, how) else row
    headline = own.get("headline") or filled(shown.headline, values, language)
    sentence = own.get("sentence", filled(row.sentence, values, language) or row.plain.spoken(language))
    unsigned = how.state in AT_WORK | BRIEF and signing.is_missing(matter)
    if unsigned:
        headline, sentence = UNSIGNED.spoken(language), _sign_until(matter, language)
    due = how.state in ENDS and how.amount is not None
    still = filled(STILL_TO_PAY, values, language) if due else ""
    rest = filled(REST, values, language) if how.rest else ""
    money = _money(how, language)
    stage = "" if unsigned else _stage(matter, how, headline, language)
    said = (stage, sentence, still, rest, suspension.spoken(matter.facts, language), *money)
    return CitizenView(
        state=how.state,
        tone=row.tone,
        word=row.word.spoken(language),
        headline=headline or row.word.spoken(language),
        sentences=tuple(one for one in said if one),
        money=money,
        last_day=_last_day(how, row, values, due, language),
        caution=_caution(how, language),
        acts=_acts(how, row, values, due, language),
    )


UNSIGNED = Text.named("matter.telling.told.unsigned")
SIGN = Text.named("matter.telling.told.sign")
SIGN_UNTIL = Text.named("matter.telling.told.sign_until")


def _sign_until(matter: Matter, language: str) -> str:
    """What is missing and, for an objection, the last day on which it counts."""
    about = find_contested(matter.facts)
    if about is None or about.until is None:
        return SIGN.spoken(language)
    return SIGN_UNTIL.said(language, day=weekday_date(about.until, language))


def _with_missing(matter: Matter, how: StateWords, today: date) -> StateWords:
    """The same, or the citizen's turn: what the decision needs is missing, and nobody went on without it.

    The answers decide, not what was missing on arrival: they may have been mended since.
    """
    state = how.at_work or how.state
    if how.later and not list_open(matter, today):
        return replace(how, state=state, until=None, later=False, at_work=None)
    at_work = state in AT_WORK and not how.unheard and how.coming is None
    if not at_work or matter.last(f.DecidedIncomplete) or not list_open(matter, today):
        return how
    until = missing_until(matter.service, matter.received_on)
    return replace(how, state="missing", until=until if until and until >= today else None, later=True)


def row_of(how: StateWords) -> StateRow:
    """The words of the state; of a printed letter those of its result, where it may be told before the letter is there."""
    rows = rows_of(how)
    row = rows[how.state]
    words = coming_of(how).get(how.coming) if how.coming else None
    if how.coming is None or words is None:
        return row
    headline, sentence = words
    mail = joined((headline, sentence), " ")
    result = rows[how.coming]
    return replace(
        row, tone=result.tone, word=result.word, headline=headline, sentence=sentence, subject=result.subject, mail=mail
    )


def list_words(how: StateWords, service: Service, language: str) -> tuple[Tone, str, str]:
    """Tint, word and headline for a list, where nobody has the whole case at hand: the package's headline without holes."""
    row = row_of(how)
    values = {"amount": how.amount.spoken(language) if how.amount else ""}
    found = (service.text(f"outcome.{key}.headline", language) for key in own_keys(service, how.state, how.template))
    own = next((text for text in found if text), "")
    headline = own if own and "{{" not in own else filled(row.headline, values, language)
    return row.tone, row.word.spoken(language), headline


def filled(text: Text, values: Mapping[str, str], language: str) -> str:
    """The text with its values; empty when one is missing."""
    words = text.spoken(language)
    return words.format_map(values) if all(values.get(name) for name in _holes(words)) else ""


def _holes(words: str) -> tuple[str, ...]:
    return tuple(part.partition("}")[0] for part in words.split("{")[1:])


def _values(matter: Matter, how: StateWords, today: date, language: str) -> dict[str, str]:
    day = how.until
    if how.state in ("working", "person", "others"):
        expected = speech.expected_of(matter)
        day = expected if expected and expected >= today else None
    return {
        "amount": how.amount.spoken(language) if how.amount else "",
        "day": weekday_date(day, language) if day else "",
        "reason": _reason(matter, how, today, language),
        "rest": how.rest.spoken(language) if how.rest else "",
    }


def _reason(matter: Matter, how: StateWords, today: date, language: str) -> str:
    """Why: the ground of a refusal, or what was asked for. For the page behind its key, never for a subject."""
    if how.later:
        missing = ", ".join(names_of(matter.service, list_open(matter, today), language))
        return SEND_LATER.said(language, missing=missing)
    if how.state == "missing":
        asked = next((x for x in reversed(matter.facts) if x.kind == "correction_requested"), None)
        return str(getattr(asked, "text", "")).strip()
    if how.state not in ("hearing", "refused"):
        return ""
    return "; ".join(ground.title.spoken(language).rstrip(".") for ground in list_grounds(matter))


def _own_words(matter: Matter, how: StateWords, today: date, language: str) -> dict[str, str]:
    """The package's words for the letter, else for the state. A paragraph with a value that is missing is left out."""
    service, names = matter.service, None
    found: dict[str, str] = {}
    for part in OWN_PARTS:
        for key in own_keys(service, how.state, how.template):
            text = service.text(f"outcome.{key}.{part}", language)
            if not text:
                continue
            names = names or speech.names(matter, today)
            paragraphs = (speech.filled(part, names, language, service=service) for part in text.strip().split("\n\n"))
            said = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
            if said:
                found[part] = said
                break
    return found


def _end_words(matter: Matter, how: StateWords, language: str) -> dict[str, str]:
    """Where no decision says how the case ended: the package's words at the end it came to, then what there is to read."""
    if how.state not in PLAIN_ENDS:
        return {}
    headline, *more = _sentences(end_text(matter, language)) or ("",)
    found = {"headline": headline} if headline else {}
    read = WRITTEN_AT_END.spoken(language) if wrote_last(matter) else ""
    if how.state == "closed" and how.letter and not read:
        read = ROWS["closed"].sentence.spoken(language)
    told = " ".join(one for one in (*more, read) if one)
    return {**found, "sentence": told} if told or how.state == "closed" else found


def end_text(matter: Matter, language: str) -> str:
    """What the package says at the end the process came to; empty where it ended otherwise, or with a value to fill in."""
    reached, process = matter.last(f.StageReached), matter.service.process
    ends = [flow.target for flow in process.leaving(reached.node_id)] if reached else []
    texts = (
        speech.stage_text(matter.service, end, language) for end in ends if process.nodes[end].element == "endEvent"
    )
    return next((text for text in texts if text and "{{" not in text), "")


def wrote_last(matter: Matter) -> bool:
    """Was the last that reached the citizen before the end a message of the process, no letter?"""
    return isinstance(matter.last(f.CitizenNotified, f.NoticeProvided), f.CitizenNotified)


def _stage(matter: Matter, how: StateWords, headline: str, language: str) -> str:
    """What exactly a person does: the package's words for the task, less the sentences that stand elsewhere.

    After a hearing nobody answered the house's own words stand: a package draws one task for both ways, so its words
    may speak of an answer that never came.
    """
    if how.state != "person":
        return ""
    if how.unheard:
        return UNHEARD.spoken(language)
    task = _task_at_work(matter)
    words = speech.stage_text(matter.service, task.node_id, language)
    said = {headline, *_sentences(rows_of(how)[how.state].sentence.spoken(language))}
    return " ".join(sentence for sentence in _sentences(words) if sentence not in said)


def _only_work(matter: Matter, how: StateWords) -> bool:
    """True while the person at work has nothing to check: her task ends in one way only."""
    return how.state == "person" and len(speech.list_outcomes(matter.service, _task_at_work(matter).node_id)) == 1


def _task_at_work(matter: Matter) -> f.TaskOpened:
    return next(task for task in status.open_tasks(matter.facts) if task.node_id and not task.asked)


def _sentences(words: str) -> tuple[str, ...]:
    return tuple(re.split(r"(?<=[.?])\s+", words.strip())) if words else ()


def own_keys(service: Service, state: State, template: str) -> tuple[str, ...]:
    """Where a package's words are looked up: those of the letter win over those of the state.

    Words for a letter that grants do not tell of a partial grant.
    """
    notice = service.notices.get(template)
    if notice is None or (state == "partly" and notice.outcome != state):
        return (state,)
    return (f"letter.{template}", state)


def _money(how: StateWords, language: str) -> tuple[str, ...]:
    """A sentence for each amount beside the demands, unless the state itself says it."""
    told = {"payment_mismatched": ("mismatched",), "payment_reversed": ("reversed", "changed")}.get(how.state, ())
    return tuple(
        filled(MONEY[one.says], {"amount": one.amount.spoken(language) if one.amount else ""}, language)
        for one in how.money
        if one.says not in told
    )


def _last_day(how: StateWords, row: StateRow, values: Mapping[str, str], due: bool, language: str) -> str:
    if how.state not in RESULTS:
        return filled(row.last_day, values, language) if row.last_day else ""
    pay = filled(ROWS["to_pay"].last_day or Text(""), values, language) if due else ""
    object_ = ""
    if how.appeal_until and how.remedy in REMEDY_ACTS:
        object_ = REMEDY_ACTS[how.remedy].until.said(language, day=weekday_date(how.appeal_until, language))
    return " ".join(part for part in (pay, object_) if part)


def _caution(how: StateWords, language: str) -> str:
    return REMEDY_ACTS[how.remedy].not_by.spoken(language) if how.appeal_until and how.remedy in REMEDY_ACTS else ""


def _acts(
    how: StateWords, row: StateRow, values: Mapping[str, str], due: bool, language: str
) -> tuple[CitizenAct, ...]:
    acts = [CitizenAct("pay", filled(PAY, values, language))] if due else []
    if how.later:
        acts.append(CitizenAct("hand_in", HAND_IN.spoken(language)))
    elif row.does != "letter":
        acts.append(CitizenAct(row.does, filled(row.act, values, language)))
    elif how.letter:
        acts.append(CitizenAct("letter", row.act.spoken(language), how.letter))
    return tuple(acts)
