"""What the machine found and why it stopped, in sentences for the office: who proved what, what stops, what is quiet.

Drawn from what is kept: the answers of registers, what the rules said, what was proved and stated. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast

from allmende.domain import facts as f
from allmende.domain.decisions.model import DecisionModel, DecisionTable, subexpressions
from allmende.domain.decisions.trace import FiredRule
from allmende.domain.matter import checking, objecting
from allmende.domain.matter.acting import acting_in, is_child_open
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.completeness import list_missing, names_of
from allmende.domain.matter.evidence import EvidenceDifference, demanded, list_differences
from allmende.domain.matter.informed import ask_again
from allmende.domain.matter.minors import is_minor_alone
from allmende.domain.matter.model import Matter
from allmende.domain.matter.protection import answer_names, query_of
from allmende.domain.matter.speech import filled
from allmende.domain.matter.unattended import machine_part
from allmende.domain.matter.unknown_days import depends_on_unknown_day, said_of_unknown_days
from allmende.domain.notices.missing import OTHER_OFFICE, register_of
from allmende.domain.notices.speaking import speak
from allmende.domain.process.model import FlowNode
from allmende.domain.registers import RegisterSpec, evaluate
from allmende.domain.values import BERLIN, Text
from allmende.domain.values.trust import TrustLevel, reaches
from allmende.feel import to_feel
from allmende.words.joining import joined

Severity = Literal["proof", "bar", "stop", "read", "unknown", "quiet"]
ORDER: Mapping[Severity, int] = {"proof": 0, "bar": 1, "stop": 2, "read": 3, "unknown": 4, "quiet": 5}


@dataclass(frozen=True, slots=True)
class CaseFinding:
    """One row. `proof`: who the applicant proved to be; `bar`: a legal bar, always to be seen; `stop`: the machine does
    not go on with it; `read`: somebody wrote it in her own words, and only a person can say what it means; `unknown`: nobody could check it; `quiet`: in order."""

    severity: Severity
    text: Text


UNREAD = Text.named("matter.findings.unread")
UNKNOWN_DAY = Text.named("matter.findings.unknown_day")
WITHHELD: Mapping[str, Text] = {
    "unproved": Text.named("matter.findings.unproved"),
    "differs": Text.named("matter.findings.differs"),
    "other": Text.named("matter.findings.other"),
    "represented": Text.named("matter.findings.represented"),
    "minor": Text.named("matter.findings.minor_withheld"),
}
ACTS: Mapping[str, Text] = {
    "proxy": Text.named("matter.findings.proxy"),
    "officer": Text.named("matter.findings.officer"),
    "guardian": Text.named("matter.findings.guardian"),
}
"""Said of a sign-in where whoever signed in acts for somebody else."""
PROVIDERS: Mapping[str, Text] = {
    "bundid": Text.named("matter.findings.bundid"),
    "sandbox": Text.named("matter.findings.sandbox"),
}
"""What providers are called; every other one by its own name."""
LEVELS: Mapping[str, Text] = {
    "none": Text.named("matter.findings.none"),
    "basic": Text.named("matter.findings.basic"),
    "substantial": Text.named("matter.findings.substantial"),
    "high": Text.named("matter.findings.high"),
}
ALWAYS = Text.named("matter.findings.always")
ALONE = Text.named("matter.findings.alone")
NOTHING = Text.named("matter.findings.nothing")


def list_findings(matter: Matter) -> tuple[CaseFinding, ...]:
    """Everything found so far: who proved what, then bars, what stops, what is unchecked, what is in order."""
    rows = [
        CaseFinding("proof", _proved(matter)),
        *_checked(matter),
        *_acting(matter),
        *_minor(matter),
        *(CaseFinding("stop", _stated(difference)) for difference in list_differences(matter)),
        *([CaseFinding("stop", UNREAD)] if matter.unread else []),
        *_missing(matter),
        *([CaseFinding("stop", UNKNOWN_DAY)] if depends_on_unknown_day(matter) else []),
        *(CaseFinding("quiet", said) for said in said_of_unknown_days(matter)),
        *_withheld(matter),
        *_ruled(matter),
        *_registered(matter),
    ]
    unique = {row.text: row for row in rows}
    return tuple(sorted(unique.values(), key=lambda row: ORDER[row.severity]))


def list_checks(matter: Matter) -> tuple[tuple[Text, tuple[Text, ...]], ...]:
    """Every table the process has asked, by its station, and each rule that fired with its values: how it came to what it found."""
    found = []
    for asked in ask_again(matter):
        german, english = (asked.real.trace.sentences(language) for language in ("de", "en"))
        said = tuple(Text(*pair) for pair in zip(german, english, strict=True))
        found.append((Text(asked.node.title), said))
    return tuple(found)


def why_stopped(matter: Matter, findings: Iterable[CaseFinding]) -> Text:
    """One sentence: why a person is needed."""
    stops = [row for row in findings if row.severity in ("bar", "stop")]
    first = next((row for row in stops if row.severity == "bar"), None) or next(iter(stops), None)
    if first is not None:
        return Text.named("matter.findings.machine_has_stopped", words=first.text)
    if machine_part(matter.service) != "alone":
        return ALWAYS
    return NOTHING if matter.service.sheet.automatic_decision else ALONE


def _proved(matter: Matter) -> Text:
    """Who vouches for the applicant, how surely, since when, and for which answers; what is demanded where that is more."""
    applicant, wanted = matter.applicant, demanded(matter)
    confirmed = check_stored(matter).confirmed
    labels = [field.label for step in matter.service.form.steps for field in step.fields if field.id in confirmed]
    provider = PROVIDERS.get(applicant.identity, Text(applicant.identity))
    enough = reaches(cast(TrustLevel, applicant.level), wanted)

    if applicant.identity == "none":
        words = [Text.named("matter.findings.nobody_proved")]
    else:
        parts = [provider, LEVELS[applicant.level]]
        if applicant.proved_at:
            at = applicant.proved_at.astimezone(BERLIN)
            parts.append(Text.each(lambda language: speak(at, "time", language)))
        words = [Text.named("matter.findings.proved_by", parts=joined(parts, ", "))]
    if not enough:
        words.append(Text.named("matter.findings.demanded", level=LEVELS[wanted]))
    if labels:
        words.append(Text.named("matter.findings.confirmed", labels=joined(labels, ", ")))
    return joined([joined(words, "; "), "."], "")


def _checked(matter: Matter) -> Iterator[CaseFinding]:
    """Why a person looks although the machine could go on, and what it would have done; what an objection achieved."""
    if reopened := objecting.find_reopening(matter.facts):
        yield CaseFinding("stop", _told(reopened))
    if demand := checking.find_demand(matter.facts):
        yield CaseFinding("stop", _told(demand))
    if demand and (held := checking.find_held(matter.facts)):
        yield CaseFinding("stop", _told(held))


def _told(fact: f.Fact) -> Text:
    return Text.each(lambda language: f"{fact.told(language).rstrip('.')}.")


def _acting(matter: Matter) -> Iterator[CaseFinding]:
    """The proof is of who acts, not of whom the case is about: a person looks at it, so the machine stops."""
    found = acting_in(matter)
    if found:
        yield CaseFinding("stop", ACTS[found.said.capacity].filled(by=found.by, name=found.name))
    opened = matter.last(f.RepresentationOpen)
    if opened and is_child_open(matter):
        yield CaseFinding("stop", Text.named("matter.findings.child", by=opened.by, name=opened.name))


def _minor(matter: Matter) -> Iterator[CaseFinding]:
    """Said in every service, also where a person decides anyway: what is notified to a minor alone may be ineffective."""
    if is_minor_alone(matter):
        yield CaseFinding("stop", Text.named("matter.findings.minor", age=matter.service.sheet.acts_from))


def _missing(matter: Matter) -> Iterator[CaseFinding]:
    missing = list_missing(matter)
    named = (names_of(matter.service, missing, language) for language in ("de", "en"))
    for german, english in zip(*named, strict=True):
        yield CaseFinding("stop", Text.named("matter.findings.stop", name=Text(german, english)))


def _stated(evidence_difference: EvidenceDifference) -> Text:
    proved_de, stated_de = evidence_difference.proved or "nichts", evidence_difference.stated or "nichts"
    proved_en, stated_en = evidence_difference.proved or "nothing", evidence_difference.stated or "nothing"
    return Text.named(
        "matter.findings.label_signed_in_proved_en",
        label=evidence_difference.label,
        proved_de=proved_de,
        stated_de=stated_de,
        proved_en=proved_en,
        stated_en=stated_en,
    )


# ── what the rules said ───────────────────────────────────────────────────────────────────────────


def _ruled(matter: Matter) -> Iterator[CaseFinding]:
    """The rules that fire in every table the process has asked, on what registers really said, with the package's sentences.

    A rule that fired only because an answer was withheld says nothing about the case. Why it was withheld stands in a row of
    its own (`_withheld`).
    """
    model = matter.service.decisions
    said = _sentences(model.model) if model else {}
    for asked in ask_again(matter):
        for step in asked.real.trace.steps:
            severity: Severity = "stop" if _stops(asked.node, matter, step.hit_policy) else "quiet"
            for rule in step.rules:
                sentence = said.get(rule.id) or _conditions(rule)
                if sentence:
                    yield CaseFinding(severity, Text(sentence))


def _stops(node: FlowNode, matter: Matter, hit_policy: str) -> bool:
    """A list of findings stops with each of them; an automatic decision stops when it was left to a person."""
    if node.action == "decide_automatically":
        said = matter.results.get("decision", {}).get(node.result or node.id)
        return isinstance(said, Mapping) and said.get("outcome") == "manual"
    return hit_policy.startswith("COLLECT")


def _conditions(rule: FiredRule) -> str:
    return ", ".join(f"{each.name}: {each.text('de')}" for each in rule.conditions)


@lru_cache(maxsize=256)
def _sentences(model: DecisionModel) -> Mapping[str, str]:
    """The description of every rule, by its id."""
    return {
        rule.id: rule.extra.description.strip()
        for decision in model.decisions
        for box in subexpressions(decision.expression)
        if isinstance(box, DecisionTable)
        for rule in box.rules
        if rule.extra.description.strip()
    }


# ── what registers said ───────────────────────────────────────────────────────────────────────────


def _registered(matter: Matter) -> Iterator[CaseFinding]:
    for result, said in matter.results.get("register", {}).items():
        if not isinstance(said, Mapping):
            continue
        kept = said.get("withheld")
        real = kept["answer"] if isinstance(kept, Mapping) else said
        described = matter.service.registers.get(register_of(matter.service, result))
        if described:
            yield from _described(
                described, result, real, str(kept["why"]) if isinstance(kept, Mapping) else "", matter
            )
        elif real.get("answer"):
            yield CaseFinding("read", _of(OTHER_OFFICE, Text(str(real["answer"]))))
        if isinstance(kept, Mapping):
            yield from (
                CaseFinding("quiet", Text.named("matter.findings.found_one", one=one))
                for one in kept.get("words") or ()
            )
        yield from _entries(real, matter)


def _withheld(matter: Matter) -> Iterator[CaseFinding]:
    """Answers the rules do not see, because the applicant has not proved to be the person asked about."""
    for said in matter.results.get("register", {}).values():
        kept = said.get("withheld") if isinstance(said, Mapping) else None
        if isinstance(kept, Mapping):
            yield CaseFinding("stop", WITHHELD.get(str(kept.get("why")), WITHHELD["unproved"]))


def _described(
    register: RegisterSpec, result: str, said: Mapping[str, Any], doubt: str, matter: Matter
) -> Iterator[CaseFinding]:
    """What the register's file says of such an answer; else how many records there are. Of what is entered its number."""
    asked = [x for x in matter.facts if isinstance(x, f.RegisterConsulted) and x.consult_id == result]
    if asked and asked[-1].wrote:
        drawn = [said[name] for write in register.writes.values() for name in write.draws if said.get(name)]
        number = str(drawn[0] if drawn else said.get(register.key))
        yield CaseFinding("quiet", _of(register.name, Text(number)))
        return
    query = query_of(register, result, matter)
    if query is None or not query.says:
        counts = [value for value in said.values() if isinstance(value, Decimal)]
        if counts:
            yield CaseFinding("quiet", _of(register.name, _hits(counts[0])))
        return
    known = answer_names(query, said, doubt)
    for row in query.says:
        text = _filled(row.text, known) if evaluate(row.when, known) is True else Text("")
        if text.spoken("de"):
            yield CaseFinding(row.severity, text)


def _filled(text: Text, known: Mapping[str, Any]) -> Text:
    """Empty where something in a hole is missing: half a sentence misleads."""
    names = to_feel(dict(known))
    return Text.each(lambda language: filled(text.spoken(language), names, language) or "")


def _entries(said: Mapping[str, Any], matter: Matter) -> Iterator[CaseFinding]:
    """The entries that may be meant, and the one a person chose."""
    chosen = [x for x in matter.facts if isinstance(x, f.TaskDone) and x.choice]
    for one in said.get("candidates") or ():
        by = next((x.by for x in reversed(chosen) if x.choice == one["id"]), "")
        words = one["words"]
        if by:
            yield CaseFinding("quiet", Text.named("matter.findings.quiet", words=words, by=by))
        elif not chosen:
            yield CaseFinding("stop", Text.named("matter.findings.possible_entry_words", words=words))


# ── small things ──────────────────────────────────────────────────────────────────────────────────


def _of(name: Text, words: Text) -> Text:
    return Text.each(lambda language: f"{_capital(name.spoken(language))}: {words.spoken(language)}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _hits(count: Decimal) -> Text:
    if count == 1:
        return Text.named("matter.findings.one_entry")
    return Text.named("matter.findings.entries", number=f"{count.normalize():f}")
