"""What the machine found and why it stopped, in sentences for the office: who proved what, what stops, what is quiet.

Drawn from what is kept: the answers of registers, what the rules said, what was proved and stated. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, cast
from zoneinfo import ZoneInfo

from allmende.domain import facts as f
from allmende.domain.decisions.model import DecisionModel, DecisionTable, subexpressions
from allmende.domain.decisions.trace import FiredRule
from allmende.domain.matter.answering import check_stored
from allmende.domain.matter.choosing import last_resident
from allmende.domain.matter.completeness import list_missing, names_of
from allmende.domain.matter.evidence import Difference, demanded, list_differences
from allmende.domain.matter.informed import ask_again
from allmende.domain.matter.model import Matter
from allmende.domain.matter.unattended import machine_part
from allmende.domain.matter.unknown_days import depends_on_unknown_day, said_of_unknown_days
from allmende.domain.notices.missing import REGISTERS, register_of
from allmende.domain.notices.speaking import speak
from allmende.domain.process.model import Node
from allmende.domain.registers import RegisterSpec
from allmende.domain.values import Money, Text, last_day, spoken_day
from allmende.domain.values.trust import TrustLevel, reaches

BERLIN = ZoneInfo("Europe/Berlin")
Severity = Literal["proof", "bar", "stop", "unknown", "quiet"]
ORDER: Mapping[Severity, int] = {"proof": 0, "bar": 1, "stop": 2, "unknown": 3, "quiet": 4}


@dataclass(frozen=True, slots=True)
class Finding:
    """One row. `proof`: who the applicant proved to be; `bar`: a legal bar, always to be seen; `stop`: the machine does
    not go on with it; `unknown`: nobody could check it; `quiet`: in order."""

    severity: Severity
    text: Text


BLOCKED = Text(
    "Auskunftssperre im Melderegister (§§ 51, 52 BMG). Nichts davon an andere geben.",
    "Information block in the residents’ register (§§ 51, 52 BMG). Pass nothing of it on.",
)
NOT_BLOCKED = Text("Keine Auskunftssperre im Melderegister.", "No information block in the residents’ register.")
RESTRICTED = Text(
    "Sperrvermerk am Eintrag (§ 63 PStG). Nur wenige dürfen eine Urkunde bekommen.",
    "Restriction note at the entry (§ 63 PStG). Only few people may have a certificate.",
)
NOT_RESTRICTED = Text("Kein Sperrvermerk am Eintrag.", "No restriction note at the entry.")
UNREAD = Text(
    "Die Person hat geschrieben. Bitte lesen Sie die Nachricht vor der Entscheidung.",
    "The person has written. Please read the message before you decide.",
)
UNKNOWN_DAY = Text(
    "Ein Geburtstag ist nicht ganz bekannt, und davon hängt etwas ab, zum Beispiel das Alter. Bitte entscheiden Sie selbst.",
    "A birthday is not fully known, and something depends on it, for example the age. Please decide yourself.",
)
WITHHELD: Mapping[str, Text] = {
    "unproved": Text(
        "Die Maschine durfte den Registereintrag nicht nutzen: Die Person hat nicht sicher genug nachgewiesen, wer sie ist.",
        "The machine was not allowed to use the register entry: the person has not proved surely enough who she is.",
    ),
    "differs": Text(
        "Die Maschine durfte den Registereintrag nicht nutzen: Anmeldung und Antrag sagen Verschiedenes.",
        "The machine was not allowed to use the register entry: sign-in and application differ.",
    ),
    "other": Text(
        "Die Maschine durfte den Registereintrag nicht nutzen: "
        "Er lässt sich der angemeldeten Person nicht zuordnen. Eine Vertretung ist nicht nachgewiesen.",
        "The machine was not allowed to use the register entry: "
        "nothing shows that it is about the person who signed in. That she may act for others is not proved.",
    ),
}
GUARDIAN = Text(
    "Das Melderegister nennt die angemeldete Person als gesetzliche Vertretung.",
    "The residents’ register names the person who signed in as legal representative.",
)
PROVIDERS: Mapping[str, Text] = {
    "bundid": Text("BundID", "BundID"),
    "sandbox": Text("Test-Ausweis", "Test ID"),
}
"""What providers are called; every other one by its own name."""
LEVELS: Mapping[str, Text] = {
    "none": Text("ohne Vertrauensniveau", "no level of assurance"),
    "basic": Text("Niveau normal", "level basic"),
    "substantial": Text("Niveau substanziell", "level substantial"),
    "high": Text("Niveau hoch", "level high"),
}
STATUS: Mapping[str, Text] = {
    "open": Text("offen", "open"),
    "paid": Text("bezahlt", "paid"),
    "enforcement": Text("in der Vollstreckung", "in enforcement"),
    "unknown": Text("nicht gefunden", "not found"),
    "invalid": Text("Kassenzeichen ist falsch", "payment reference is wrong"),
}
ALWAYS = Text("Diese Leistung entscheidet immer ein Mensch.", "A person always decides on this service.")
ALONE = Text(
    "Ist alles eindeutig, bearbeitet die Maschine diese Leistung allein. Jetzt ist ein Mensch an der Reihe.",
    "If everything is clear, the machine handles this service alone. Now it is a person’s turn.",
)
NOTHING = Text("Es hält nichts an.", "Nothing stands in the way.")


def list_findings(matter: Matter) -> tuple[Finding, ...]:
    """Everything found so far: who proved what, then bars, what stops, what is unchecked, what is in order."""
    rows = [
        Finding("proof", _proved(matter)),
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


def why_stopped(matter: Matter, findings: Iterable[Finding]) -> Text:
    """One sentence: why a person is needed."""
    first = next((row for row in findings if row.severity == "stop"), None) or next(
        (row for row in findings if row.severity == "bar"), None
    )
    if first is not None:
        de, en = first.text.spoken("de"), first.text.spoken("en")
        return Text(f"Die Maschine hat angehalten: {de}", f"The machine has stopped: {en}")
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

    def said(language: str) -> str:
        german = language == "de"
        if applicant.identity == "none":
            words = "Niemand hat sich ausgewiesen" if german else "Nobody has proved who they are"
        else:
            parts = [provider.spoken(language), LEVELS[applicant.level].spoken(language)]
            if applicant.proved_at:
                parts.append(speak(applicant.proved_at.astimezone(BERLIN), "time", language))
            words = ("Ausgewiesen: " if german else "Proved by: ") + ", ".join(parts)
        if not enough:
            words += ("; verlangt: " if german else "; demanded: ") + LEVELS[wanted].spoken(language)
        if labels:
            words += ("; bestätigt: " if german else "; confirmed: ") + ", ".join(x.spoken(language) for x in labels)
        return f"{words}."

    return Text(said("de"), said("en"))


def _missing(matter: Matter) -> Iterator[Finding]:
    missing = list_missing(matter)
    named = (names_of(matter.service, missing, language) for language in ("de", "en"))
    for german, english in zip(*named, strict=True):
        yield Finding("stop", Text(f"Es fehlt noch: {german}.", f"Still missing: {english}."))


def _stated(one: Difference) -> Text:
    proved_de, stated_de = one.proved or "nichts", one.stated or "nichts"
    proved_en, stated_en = one.proved or "nothing", one.stated or "nothing"
    return Text(
        f"{one.label.spoken('de')}: angemeldet: {proved_de} / angegeben: {stated_de}",
        f"{one.label.spoken('en')}: signed in: {proved_en} / stated: {stated_en}",
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
        register = register_of(matter.service, result)
        if described := matter.service.registers.get(register):
            yield from _described(described, result, real, matter)
        else:
            yield from _ROWS.get(register, _plain)(real, _doubt(register, real, kept, result, matter))
        if isinstance(kept, Mapping):
            yield from (Finding("quiet", Text(f"Gefunden: {one}", f"Found: {one}")) for one in kept.get("words") or ())
        yield from _entries(real, matter)


def _doubt(register: str, said: Mapping[str, Any], kept: Any, result: str, matter: Matter) -> str:
    """Why it was not certain about whom the register spoke; empty where it was.

    As `Withheld.why`. Permits are counted by an entry of the register of residents: `unasked` where none was found by then.
    """
    if register != "parking_permits":
        return str(kept["why"]) if isinstance(kept, Mapping) else ""
    asked = [n for n, x in enumerate(matter.facts) if isinstance(x, f.RegisterConsulted) and x.consult_id == result]
    known = matter.facts[: asked[-1] if asked else 0]
    resident = last_resident(matter.results.get("register", {}), known, real=True).get("resident_id")
    return "" if resident or said.get("active") or said.get("household") else "unasked"


def _withheld(matter: Matter) -> Iterator[Finding]:
    """Answers the rules do not see, because the applicant has not proved to be the person asked about."""
    for said in matter.results.get("register", {}).values():
        kept = said.get("withheld") if isinstance(said, Mapping) else None
        if isinstance(kept, Mapping):
            yield Finding("stop", WITHHELD.get(str(kept.get("why")), WITHHELD["unproved"]))


def _residents(said: Mapping[str, Any], doubt: str) -> Iterator[Finding]:
    count, person = said.get("matches"), said.get("person")
    de, en = [_hits(count, "Treffer", "Treffer")], [_hits(count, "match", "matches")]
    if isinstance(person, Mapping):
        home, since = person.get("main_residence"), person.get("moved_in_on")
        if home:
            de.append(f"Hauptwohnung {home}" + (f", seit {spoken_day(since, 'de')}" if isinstance(since, date) else ""))
            en.append(
                f"main residence {home}" + (f", since {spoken_day(since, 'en')}" if isinstance(since, date) else "")
            )
    yield Finding("quiet" if count == 1 else "stop", _of("residents", ", ".join(de), ", ".join(en)))
    if isinstance(person, Mapping) and not person.get("main_here") and person.get("main_residence"):
        yield Finding(
            "stop" if not person.get("same_address") else "quiet",
            Text(
                "Die angegebene Anschrift ist nicht die Hauptwohnung.", "The stated address is not the main residence."
            ),
        )
    if said.get("guardian"):
        yield Finding("quiet", GUARDIAN)
    if count:
        yield Finding("bar", BLOCKED) if said.get("blocked") else Finding("quiet", NOT_BLOCKED)


def _civil_status(said: Mapping[str, Any], doubt: str) -> Iterator[Finding]:
    count, entry = said.get("matches"), said.get("entry")
    de, en = [_hits(count, "Treffer", "Treffer")], [_hits(count, "match", "matches")]
    if isinstance(entry, Mapping):
        where = f", {entry['registry_office']}" if entry.get("registry_office") else ""
        de.append(f"Eintrag {entry.get('number')}{where}")
        en.append(f"entry {entry.get('number')}{where}")
    yield Finding("quiet" if count == 1 else "stop", _of("civil_status", ", ".join(de), ", ".join(en)))
    if count:
        yield Finding("bar", RESTRICTED) if said.get("restricted") else Finding("quiet", NOT_RESTRICTED)
        yield _relation(said, doubt)
    if count and not said.get("electronic"):
        yield Finding("quiet", Text("Der Eintrag wird auf Papier geführt.", "The entry is kept on paper."))


def _relation(said: Mapping[str, Any], doubt: str) -> Finding:
    """Is the one who orders named in the entry? Where it is not certain who orders, nobody knows."""
    if said.get("guardian") or said.get("own"):
        return Finding("quiet", GUARDIAN if said.get("guardian") else _OWN)
    return Finding("unknown", _UNCHECKED.get(doubt, _UNCHECKED["unproved"])) if doubt else Finding("quiet", _NOT_OWN)


_OWN = Text("Wer bestellt, steht selbst im Eintrag.", "The person who orders is named in the entry.")
_NOT_OWN = Text("Wer bestellt, steht nicht im Eintrag.", "The person who orders is not named in the entry.")
_UNCHECKED: Mapping[str, Text] = {
    "unproved": Text(
        "Wer bestellt, hat nicht sicher genug nachgewiesen, wer er oder sie ist. Darum ist offen, ob der Eintrag die Person nennt.",
        "The person who orders has not proved surely enough who she is. So it is open whether the entry names her.",
    ),
    "differs": Text(
        "Anmeldung und Antrag sagen Verschiedenes. Darum ist offen, ob der Eintrag die Person nennt, die bestellt.",
        "Sign-in and application differ. So it is open whether the entry names the person who orders.",
    ),
    "other": Text(
        "Der Eintrag lässt sich der Person, die bestellt, nicht zuordnen.",
        "The entry cannot be matched with the person who orders.",
    ),
}
_UNASKED = Text(
    "Ausweisregister: nicht geprüft. Im Melderegister steht noch nicht fest, wer gemeint ist.",
    "Register of parking permits: not checked. In the residents’ register it is not certain yet who is meant.",
)


def _permits(said: Mapping[str, Any], doubt: str) -> Iterator[Finding]:
    if "active" in said:
        permit = said.get("permit")
        mine, ours = _number(said.get("active")), _number(said.get("household"))
        counted = _of(
            "parking_permits",
            f"laufende Ausweise: Person {mine}, Haushalt {ours}",
            f"running permits: person {mine}, household {ours}",
        )
        yield Finding("unknown", _UNASKED) if doubt else Finding("quiet", counted)
        if isinstance(permit, Mapping):
            yield Finding("quiet", _of("parking_permits", *_permit(permit)))
            if not permit.get("own") and not doubt:
                yield Finding(
                    "stop",
                    Text("Der genannte Ausweis gehört nicht dieser Person.", "The permit named is not this person’s."),
                )
    elif said.get("number"):
        yield Finding("quiet", Text(f"Eingetragen: {_permit(said)[0]}", f"Entered: {_permit(said)[1]}"))


def _permit(permit: Mapping[str, Any]) -> tuple[str, str]:
    until = permit.get("valid_until")
    plates = ", ".join(permit.get("plates") or ())
    de, en = f"Ausweis {permit.get('number')}, {plates}", f"permit {permit.get('number')}, {plates}"
    if isinstance(until, date):
        last = last_day(until)
        de, en = f"{de}, gültig bis {spoken_day(last, 'de')}", f"{en}, valid until {spoken_day(last, 'en')}"
    return de, en


def _claims(said: Mapping[str, Any], doubt: str) -> Iterator[Finding]:
    status = said.get("status")
    if status is None:
        if said.get("receipt"):
            number = said["receipt"]
            yield Finding("quiet", Text(f"Zahlung gebucht: {number}", f"Payment booked: {number}"))
        return
    words = STATUS.get(str(status), Text(str(status)))
    de, en = [words.spoken("de")], [words.spoken("en")]
    if said.get("title"):
        de.append(str(said["title"]))
        en.append(str(said["title"]))
    owed = said.get("principal")
    if isinstance(owed, Decimal):
        de.append(f"noch {Money(owed).spoken('de')}")
        en.append(f"still {Money(owed).spoken('en')}")
    yield Finding("quiet" if status in ("open", "paid") else "stop", _of("claims", ", ".join(de), ", ".join(en)))


def _plain(said: Mapping[str, Any], doubt: str) -> Iterator[Finding]:
    """Another office, or a register without words of its own."""
    answer = said.get("answer")
    if answer:
        yield Finding("quiet", _of("unit", str(answer), str(answer)))


def _described(register: RegisterSpec, result: str, said: Mapping[str, Any], matter: Matter) -> Iterator[Finding]:
    """How many entries a register described as data found; of what is entered there the number."""
    asked = [x for x in matter.facts if isinstance(x, f.RegisterConsulted) and x.consult_id == result]
    name, number = register.name, said.get(register.holding.number)
    if asked and asked[-1].wrote:
        yield Finding("quiet", Text(f"{name.spoken('de')}: {number}", f"{name.spoken('en')}: {number}"))
        return
    counts = [value for value in said.values() if isinstance(value, Decimal)]
    if counts:
        de, en = _hits(counts[0], "Eintrag", "Einträge"), _hits(counts[0], "entry", "entries")
        yield Finding("quiet", Text(f"{name.spoken('de')}: {de}", f"{name.spoken('en')}: {en}"))


def _entries(said: Mapping[str, Any], matter: Matter) -> Iterator[Finding]:
    """The entries that may be meant, and the one a person chose."""
    chosen = [x for x in matter.facts if isinstance(x, f.TaskDone) and x.choice]
    for one in said.get("candidates") or ():
        by = next((x.by for x in reversed(chosen) if x.choice == one["id"]), "")
        words = one["words"]
        if by:
            yield Finding("quiet", Text(f"Gemeint ist: {words} ({by})", f"Meant is: {words} ({by})"))
        elif not chosen:
            yield Finding("stop", Text(f"Möglicher Eintrag: {words}", f"Possible entry: {words}"))


_ROWS = {
    "residents": _residents,
    "civil_status": _civil_status,
    "parking_permits": _permits,
    "claims": _claims,
}


# ── small things ──────────────────────────────────────────────────────────────────────────────────


def _of(register: str, de: str, en: str) -> Text:
    name = REGISTERS[register]
    return Text(f"{name.spoken('de')}: {de}", f"{_capital(name.spoken('en'))}: {en}")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _hits(count: Any, one: str, many: str) -> str:
    number = _number(count)
    return f"{number} {one if number == '1' else many}"


def _number(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value or 0)
