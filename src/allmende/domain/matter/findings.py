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
from allmende.domain.matter.acting import find_acting
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.completeness import list_missing, names_of
from allmende.domain.matter.evidence import Difference, demanded, list_differences
from allmende.domain.matter.informed import ask_again
from allmende.domain.matter.minors import is_minor_alone
from allmende.domain.matter.model import Matter
from allmende.domain.matter.speech import filled
from allmende.domain.matter.unattended import machine_part
from allmende.domain.matter.unknown_days import depends_on_unknown_day, said_of_unknown_days
from allmende.domain.notices.missing import OTHER_OFFICE, register_of
from allmende.domain.notices.speaking import speak
from allmende.domain.process.model import Node
from allmende.domain.registers import Query, RegisterSpec, evaluate
from allmende.domain.values import BERLIN, Text
from allmende.domain.values.trust import TrustLevel, reaches
from allmende.feel import to_feel
from allmende.words.joining import joined

Severity = Literal["proof", "bar", "stop", "read", "unknown", "quiet"]
ORDER: Mapping[Severity, int] = {"proof": 0, "bar": 1, "stop": 2, "read": 3, "unknown": 4, "quiet": 5}


@dataclass(frozen=True, slots=True)
class Finding:
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


def list_findings(matter: Matter) -> tuple[Finding, ...]:
    """Everything found so far: who proved what, then bars, what stops, what is unchecked, what is in order."""
    rows = [
        Finding("proof", _proved(matter)),
        *_acting(matter),
        *_minor(matter),
        *(Finding("stop", _stated(one)) for one in list_differences(matter)),
        *([Finding("stop", UNREAD)] if matter.unread else []),
        *_missing(matter),
        *([Finding("stop", UNKNOWN_DAY)] if depends_on_unknown_day(matter) else []),
        *(Finding("quiet", said) for said in said_of_unknown_days(matter)),
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
        found.append((Text(asked.node.name or asked.node.id), said))
    return tuple(found)


def why_stopped(matter: Matter, findings: Iterable[Finding]) -> Text:
    """One sentence: why a person is needed."""
    first = next((row for row in findings if row.severity == "stop"), None) or next(
        (row for row in findings if row.severity == "bar"), None
    )
    if first is not None:
        return Text.named("matter.findings.machine_has_stopped", words=first.text)
    if machine_part(matter.service) != "alone":
        return ALWAYS
    return NOTHING if matter.service.sheet.automatic_decision else ALONE


def _proved(matter: Matter) -> Text:
    """Who vouches for the applicant, how surely, since when, and for which answers; what is demanded where that is more."""
    applicant, wanted = matter.applicant, demanded(matter)
    confirmed = check_stored(matter).confirmed
    labels = [one.label for step in matter.service.form.steps for one in step.fields if one.id in confirmed]
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


def _acting(matter: Matter) -> Iterator[Finding]:
    """The proof is of who acts, not of whom the case is about: a person looks at it, so the machine stops."""
    found = find_acting(matter.service, matter.answers)
    if found:
        yield Finding("stop", ACTS[found.said.capacity].filled(by=found.by, name=found.name))


def _minor(matter: Matter) -> Iterator[Finding]:
    """Said in every service, also where a person decides anyway: what is notified to a minor alone may be ineffective."""
    if is_minor_alone(matter):
        yield Finding("stop", Text.named("matter.findings.minor", age=matter.service.sheet.acts_from))


def _missing(matter: Matter) -> Iterator[Finding]:
    missing = list_missing(matter)
    named = (names_of(matter.service, missing, language) for language in ("de", "en"))
    for german, english in zip(*named, strict=True):
        yield Finding("stop", Text.named("matter.findings.stop", name=Text(german, english)))


def _stated(one: Difference) -> Text:
    proved_de, stated_de = one.proved or "nichts", one.stated or "nichts"
    proved_en, stated_en = one.proved or "nothing", one.stated or "nothing"
    return Text.named(
        "matter.findings.label_signed_in_proved_en",
        label=one.label,
        proved_de=proved_de,
        stated_de=stated_de,
        proved_en=proved_en,
        stated_en=stated_en,
    )


# ── what the rules said ───────────────────────────────────────────────────────────────────────────


def _ruled(matter: Matter) -> Iterator[Finding]:
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
                    yield Finding(severity, Text(sentence))


def _stops(node: Node, matter: Matter, hit_policy: str) -> bool:
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


def _registered(matter: Matter) -> Iterator[Finding]:
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
            yield Finding("read", _of(OTHER_OFFICE, Text(str(real["answer"]))))
        if isinstance(kept, Mapping):
            yield from (
                Finding("quiet", Text.named("matter.findings.found_one", one=one)) for one in kept.get("words") or ()
            )
        yield from _entries(real, matter)


def _withheld(matter: Matter) -> Iterator[Finding]:
    """Answers the rules do not see, because the applicant has not proved to be the person asked about."""
    for said in matter.results.get("register", {}).values():
        kept = said.get("withheld") if isinstance(said, Mapping) else None
        if isinstance(kept, Mapping):
            yield Finding("stop", WITHHELD.get(str(kept.get("why")), WITHHELD["unproved"]))


def _described(
    register: RegisterSpec, result: str, said: Mapping[str, Any], doubt: str, matter: Matter
) -> Iterator[Finding]:
    """What the register's file says of such an answer; else how many records there are. Of what is entered its number."""
    asked = [x for x in matter.facts if isinstance(x, f.RegisterConsulted) and x.consult_id == result]
    if asked and asked[-1].wrote:
        drawn = [said[name] for write in register.writes.values() for name in write.draws if said.get(name)]
        number = str(drawn[0] if drawn else said.get(register.key))
        yield Finding("quiet", _of(register.name, Text(number)))
        return
    query = _query_of(register, result, matter)
    if query is None or not query.says:
        counts = [value for value in said.values() if isinstance(value, Decimal)]
        if counts:
            yield Finding("quiet", _of(register.name, _hits(counts[0])))
        return
    known = {**dict.fromkeys(query.give), "guardian": False, "unasked": False, **said, "doubt": doubt}
    for row in query.says:
        text = _filled(row.text, known) if evaluate(row.when, known) is True else Text("")
        if text.spoken("de"):
            yield Finding(row.severity, text)


def _query_of(register: RegisterSpec, result: str, matter: Matter) -> Query | None:
    nodes = (node for one in (matter.service.process, *matter.service.shared.values()) for node in one.nodes.values())
    found = (node for node in nodes if (node.result or node.id) == result and node.action == "consult")
    return next((register.query_at(node.options) for node in found), None)


def _filled(text: Text, known: Mapping[str, Any]) -> Text:
    """Empty where something in a hole is missing: half a sentence misleads."""
    names = to_feel(dict(known))
    return Text.each(lambda language: filled(text.spoken(language), names, language) or "")


def _entries(said: Mapping[str, Any], matter: Matter) -> Iterator[Finding]:
    """The entries that may be meant, and the one a person chose."""
    chosen = [x for x in matter.facts if isinstance(x, f.TaskDone) and x.choice]
    for one in said.get("candidates") or ():
        by = next((x.by for x in reversed(chosen) if x.choice == one["id"]), "")
        words = one["words"]
        if by:
            yield Finding("quiet", Text.named("matter.findings.quiet", words=words, by=by))
        elif not chosen:
            yield Finding("stop", Text.named("matter.findings.possible_entry_words", words=words))


# ── small things ──────────────────────────────────────────────────────────────────────────────────


def _of(name: Text, words: Text) -> Text:
    return Text.each(lambda language: f"{_capital(name.spoken(language))}: {words.spoken(language)}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _hits(count: Decimal) -> Text:
    if count == 1:
        return Text.named("matter.findings.one_entry")
    return Text.named("matter.findings.entries", number=f"{count.normalize():f}")
