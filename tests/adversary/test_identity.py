"""A signs in, B is typed: over every package, every way through it that its examples know, every field of a person.

Nobody learns what a register says about B, nothing is decided or certified by the machine, and whether B is in the
register makes no difference that could be seen from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain import facts as f
from allmende.domain.forms import attribute_of
from allmende.domain.matter import Applicant, CannotPerform, Tools, WorkStep, choosing, evidence, perform
from allmende.domain.matter.answering import list_correctable
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.stating import check_content, propose
from allmende.domain.notices import Document, to_json
from allmende.domain.package import CityData, Example, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.local import answer_local, local_questions
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import CannotPlay, Play
from allmende.usecases.rehearse_examples import Stage, begin_play, cities_of, do_step

ROOT = Path(__file__).parent.parent.parent
SECRET = "Quittengelee"
STAGE = Stage(SpiffEngine(), lambda document: b"%PDF")
SERVICES: dict[str, dict[Any, Any]] = {}
STRANGER = {"family_name": "Anders", "given_names": "Ada", "birth_name": "Fremd", "date_of_birth": date(1971, 7, 1),
            "place_of_birth": "Anderswo", "nationality": "FR"}  # fmt: skip
"""Whoever signs in. Nobody in any example is called so."""
ELSEWHERE = {"street": "Anderer Weg", "house_number": "99", "postcode": "99999", "place": "Anderswo"}


@dataclass(frozen=True)
class Way:
    """One way through one package: an example that sends an application, in one city."""

    package: ServicePackage
    city: CityData
    example: Example

    def __str__(self) -> str:
        return f"{self.package.id}: {self.example.title}"


@cache
def packages() -> tuple[ServicePackage, ...]:
    found = [package_format.read_folder(folder) for folder in package_format.list_packages(ROOT / "services")]
    return tuple(one for one in found if isinstance(one, ServicePackage))


@cache
def cities() -> tuple[CityData, ...]:
    found = [city_format.read_folder(path) for path in city_format.list_folders(ROOT / "cities")]
    return tuple(one for one in found if isinstance(one, CityData))


def concerned() -> list[ServicePackage]:
    """Packages in which it matters who applies."""
    return [package for package in packages() if package.sheet.trust_level != "none"]


@cache
def ways(package_id: str) -> tuple[Way, ...]:
    """Ways through the package that differ: by what happens, and by what is chosen about persons."""
    package = next(package for package in packages() if package.id == package_id)
    found: dict[Any, Way] = {}
    for example in package.examples:
        here = cities_of(example, package, cities())
        if not here or not any("submit" in step for step in example.steps):
            continue
        way = Way(package, here[0], example)
        play = sent(way)
        if play is not None:
            chosen = tuple(sorted((key, str(play.case().answers.get(key))) for key in choices(package)))
            kinds = tuple(fact.kind for fact in play.case().facts)
            found.setdefault((kinds, chosen, tuple(sorted(proved_by(play)))), way)
    return tuple(found.values())


def choices(package: ServicePackage) -> tuple[str, ...]:
    """Questions of choice on the pages that also ask for persons: for myself, for my child, with a power of attorney."""
    kinds = {"basic", "family", "identification", "none", "other"}
    steps = [step for step in package.form.steps if any(field.type in ("file", "date") for field in step.fields)]
    return tuple(
        field.id for step in steps for field in step.fields if field.type == "choice" and field.personal_data in kinds
    )


def secret_registers(registers: Mapping[str, Any]) -> dict[str, Any]:
    """The example's registers, where every entry holds a word that only the register knows."""
    found: dict[str, Any] = dict(registers)
    found["residents"] = [{**one, "doctorate": f"Dr. {SECRET}"} for one in registers.get("residents") or ()]
    found["parking_permits"] = [{**one, "zone": SECRET} for one in registers.get("parking_permits") or ()]
    found["dogs"] = [{**one, "breed": SECRET} for one in registers.get("dogs") or ()]
    found["gewerberegister"] = [{**one, "activity": SECRET} for one in registers.get("gewerberegister") or ()]
    found["tax_accounts"] = [{**one, "title": SECRET} for one in registers.get("tax_accounts") or ()]
    civil = registers.get("civil_status") or []
    entries = civil if isinstance(civil, list) else [one for kind in civil.values() for one in kind]
    found["civil_status"] = [{**entry, "registry_office": SECRET} for entry in entries]
    return found


DESCRIBED = {
    "civil_status", "dogs", "gewerberegister", "parking_permits", "residents", "tax_accounts", "transmission_objections",
}  # fmt: skip
"""Registers of persons that packages describe as data."""
EMPTY: dict[str, Any] = {
    "residents": [],
    "parking_permits": [],
    "dogs": [],
    "gewerberegister": [],
    "tax_accounts": [],
    "transmission_objections": [],
    "civil_status": {"births": [], "marriages": []},
}


def sent(way: Way, *, applicant: Applicant | None = None, registers: Mapping[str, Any] | None = None) -> Play | None:
    """The application of that way as it lies after sending; None when the form refuses it."""
    told = secret_registers(way.example.registers) if registers is None else registers
    play = begin_play(
        way.package, way.city, replace(way.example, registers=told), STAGE, SERVICES.setdefault(way.package.id, {})
    )
    assert isinstance(play, Play), play
    if applicant is not None:
        play.applicant, play.signs_in_as_typed = applicant, False
    names = {"example": example_names(way.city)}
    local = local_questions(way.city.overlays.get(way.package.id))
    for step in way.example.steps:
        verb, data = next(iter(step.items()))
        if verb == "expect":
            continue
        if verb == "submit":
            answer_local(play, local, (step.id for step in play.service.form.form.steps))
            return play if play.submit() or _with_papers(play) else None
        list(do_step(play, verb, data, names))
    return None


def _with_papers(play: Play) -> bool:
    """Send once more with the papers that only somebody has to show whom the sign-in does not prove."""
    papers = {field.path for field in play.service.form.fields() if field.type == "file"}
    asked = [".".join(part for part in problem.where.split(".") if not part.isdecimal()) for problem in play.refused]
    if any(problem.code not in ("required", "file_missing") for problem in play.refused) or not papers.issuperset(
        asked
    ):
        return False
    for problem in play.refused:
        play.upload(problem.where, ["papier.pdf"])
    return play.submit()


def trace(play: Play) -> tuple[Any, ...]:
    """What can be seen of a case from outside, and all its history."""
    return tuple(fact for fact in play.case().facts)


def signed_in(level: str, attributes: Mapping[str, Any]) -> Applicant:
    return Applicant(
        identity="sandbox", level=level, account=level != "none", attributes=attributes,
        levels=dict.fromkeys(attributes, level),
    )  # fmt: skip


def proved_by(play: Play) -> dict[str, Any]:
    """The identity of the person the form of that way speaks of."""
    bound = {attribute_of(field): play.case().answers.get(field.id) for field in play.service.form.fields()}
    return {name: value for name, value in bound.items() if name and value is not None}


def leaks(play: Play) -> list[str]:
    """Where register content or a machine's decision shows."""
    found = []
    case = play.case()
    if SECRET in repr(case.names(play.today)["register"]):
        found.append("rules")
    if any(SECRET in str(to_json(document)) for _, document in play.letters.values()):
        found.append("letters")
    if SECRET in repr([fact for fact in case.facts if not isinstance(fact, f.TaskOpened)]):
        found.append("history")
    if any(isinstance(fact, f.DecisionTaken) and fact.automatic for fact in case.facts):
        found.append("decision")
    if any(isinstance(fact, f.NoticeIssued) and fact.notice_kind in ("decision", "certificate") for fact in case.facts):
        found.append("certificate")
    return found


def impostors(way: Way) -> Iterator[tuple[str, Applicant | None]]:
    """Nobody at all; somebody else at every level; and the right person but for one attribute."""
    yield "nobody", Applicant()
    for level in ("basic", "high"):
        yield f"stranger at {level}", signed_in(level, STRANGER)
    right = sent(way)
    assert right is not None
    mine = proved_by(right)
    wanted = way.package.sheet.trust_level
    for name in mine:
        if name != "address":
            for level in dict.fromkeys((wanted, "high")):
                yield f"{name} differs at {level}", signed_in(level, {**mine, name: STRANGER[name]})
        else:  # proved surely it stands in the form, and whoever lives elsewhere is a namesake
            yield "address differs", signed_in("basic", {**mine, name: ELSEWHERE})
            yield "a namesake elsewhere", signed_in("high", {**mine, name: ELSEWHERE})
            yield "a namesake without address", signed_in("high", {**mine, name: None})
    for name in ("family_name", "date_of_birth"):
        without = {key: value for key, value in mine.items() if key != name}
        yield f"{name} was not proved", signed_in(wanted, without)
    yield "a password account", signed_in("basic", mine)


@pytest.mark.parametrize("package_id", [one.id for one in concerned()])
def test_whoever_is_not_that_person_learns_and_gets_nothing(package_id: str) -> None:
    tried, found = 0, []
    for way in ways(package_id):
        for who, applicant in impostors(way):
            play = sent(way, applicant=applicant)
            if play is None:
                continue
            tried += 1
            found += [f"{way}: {who}: {leak}" for leak in leaks(play)]
    assert found == []
    assert tried >= 10


@pytest.mark.parametrize("package_id", [one.id for one in concerned()])
def test_whether_she_is_in_the_register_makes_no_difference_to_somebody_else(package_id: str) -> None:
    """Same status, stations, tasks, demands, mails, delays: the whole history is the same."""
    found, tried = [], 0
    for way in ways(package_id):
        for who, applicant in impostors(way):
            match, mismatch = (sent(way, applicant=applicant, registers=told) for told in (None, EMPTY))
            if match is None or mismatch is None:
                continue
            tried += 1
            if trace(match) != trace(mismatch) or match.condition() != mismatch.condition():
                found.append(f"{way}: {who}")
            if match.case().names(match.today)["register"] != mismatch.case().names(mismatch.today)["register"]:
                found.append(f"{way}: {who}: rules")
            if refusals(match) != refusals(mismatch):
                found.append(f"{way}: {who}: grounds of a refusal")
    assert found == []
    assert tried >= 10


def refusals(play: Play) -> tuple[Any, ...]:
    """What an officer finds proposed, and the grounds she can name without a word of how it was proved who applies."""
    proposed = propose(play.case(), play.today)
    free = {one.id for one in play.service.sheet.refusal_grounds} - proposed.revealing - proposed.against
    stated = {ground: proposed.decision.stated.get(ground) for ground in sorted(free)}
    return free, proposed.decision.grounds, stated


def reached(way: Way) -> bool:
    """Does the machine decide or certify, or see the register, for the right person on that way?"""
    play = sent(way)
    return play is not None and bool(leaks(play))


ABOUT_OTHERS = ("gewerbeauskunft", "melderegisterauskunft")
"""Services that tell about somebody else: whoever asks, the machine tells nothing."""


@pytest.mark.parametrize("package_id", ABOUT_OTHERS)
def test_what_is_asked_about_others_only_the_office_sees(package_id: str) -> None:
    plays = [play for way in ways(package_id) if (play := sent(way)) is not None]
    kept = [choosing.list_withheld(play.case().results.get("register", {}), play.case().facts) for play in plays]
    assert SECRET in repr(kept)
    assert [leak for play in plays for leak in leaks(play)] == []


@pytest.mark.parametrize(
    "package_id",
    [one.id for one in concerned() if one.id not in ("aufenthaltstitel", "gewerbe-anmelden", *ABOUT_OTHERS)],
)
def test_the_right_person_gets_it_on_the_same_ways(package_id: str) -> None:
    """So that the tests above can fail."""
    assert any(map(reached, ways(package_id)))


@pytest.mark.parametrize("level", ["none", "basic", "substantial"])
@pytest.mark.parametrize("package_id", [one.id for one in concerned() if one.id != "aufenthaltstitel"])
def test_overtyping_oneself_in_a_correction_opens_nothing(package_id: str, level: str) -> None:
    """She sends her own data, is asked to correct them, and then types somebody else's."""
    tried, found = 0, []
    for way in ways(package_id):
        original = sent(way)
        assert original is not None
        bound = {field.id: attribute_of(field) for field in original.service.form.fields() if attribute_of(field)}
        theirs = {key: original.case().answers[key] for key in bound if original.case().answers.get(key) is not None}
        applicant = signed_in(level, {**STRANGER, "address": ELSEWHERE} if level != "none" else {})
        play = sent(way, applicant=applicant)
        task = next((task for task in play.tasks.values() if play.open_task(task.node_id)), None) if play else None
        if play is None or task is None:
            continue
        # What her sign-in proved cannot be asked for; she types it all the same.
        asked = {one.path for one in list_correctable(play.case())}
        try:
            play.act(task.role, task.node_id, OfficerDecision("correct", None, "Bitte prüfen.", tuple(asked)))
            play.message("correction_received", theirs, {}, "")
        except CannotPlay:
            continue
        tried += 1
        found += [f"{way}: {leak}" for leak in leaks(play)]
        if level != "substantial":  # there the proof stands in the form whatever she types
            assert not evidence.may_issue(play.case())
    assert found == []
    assert tried or package_id in ASKS_FOR_NOTHING


ASKS_FOR_NOTHING = frozenset(("dsgvo-auskunft", "melderegister-selbstauskunft"))
"""No task there asks for corrections of what somebody sent."""


def test_every_register_of_persons_is_gated() -> None:
    """A register that is added to the packages without being named here would not be seen by the tests above."""
    asked = {
        node.register
        for package in packages()
        for definition in (package.process, *package.shared.values())
        for node in definition.nodes.values()
        if node.register
    }
    described = {key for package in packages() for key, spec in package.registers.items() if spec.is_personal}
    assert described == DESCRIBED
    assert asked - described <= {"claims", "unit", "body"}
    assert asked >= described


def test_after_a_person_decided_the_answer_is_released() -> None:
    way = next(way for way in ways("bewohnerparkausweis") if reached(way))
    play = sent(way, applicant=Applicant())
    assert play is not None
    kept = choosing.list_withheld(play.case().results["register"], play.case().facts)
    assert [(one.result, one.why) for one in kept] == [("residents", "unproved"), ("permits", "unproved")]
    assert kept[0].answer["person"]["doctorate"] == f"Dr. {SECRET}"

    proposed = propose(play.case(), play.today).decision
    play.act("sachbearbeitung", "pruefen", replace(proposed, outcome="granted", reason="Ausweis gesehen."))

    assert play.case().names(play.today)["register"]["residents"]["matches"] == 1
    assert choosing.list_withheld(play.case().results["register"], play.case().facts) == ()


def test_a_ground_that_tells_what_is_withheld_needs_a_word_of_the_proof() -> None:
    way = next(way for way in ways("meldebescheinigung") if reached(way))
    play = sent(way, applicant=Applicant(), registers=EMPTY)
    assert play is not None
    looked_for = {"nicht_zuzuordnen": {"gesucht_nach": "Muster"}}
    refused = OfficerDecision("refused", grounds=("nicht_zuzuordnen",), stated=looked_for)

    assert "nicht_zuzuordnen" not in propose(play.case(), play.today).decision.grounds
    told = check_content(play.case(), refused, play.today)
    assert [(problem.code, problem.where) for problem in told] == [("decision.revealing", "despite")]
    assert check_content(play.case(), replace(refused, despite="Der Ausweis lag vor."), play.today) == []

    unproved = OfficerDecision("refused", grounds=("identitaet",), stated={"identitaet": {"was_fehlt": "Ein Ausweis."}})
    assert check_content(play.case(), unproved, play.today) == []


def test_where_a_register_protects_somebody_no_word_opens_that_ground() -> None:
    way = next(way for way in ways("meldebescheinigung") if reached(way))
    protected = {
        **way.example.registers,
        "residents": [{**one, "blocked": True} for one in way.example.registers["residents"]],
    }
    play = sent(way, applicant=Applicant(), registers=protected)
    assert play is not None
    looked_for = {"nicht_zuzuordnen": {"gesucht_nach": "Muster"}}
    refused = OfficerDecision(
        "refused", grounds=("nicht_zuzuordnen",), stated=looked_for, despite="Der Ausweis lag vor."
    )

    told = check_content(play.case(), refused, play.today)
    assert [(problem.code, problem.where) for problem in told] == [("decision.protected", "ground")]


def never(_: str) -> Document:
    raise LookupError


@pytest.mark.parametrize(
    ("package_id", "node_id"), [("meldebescheinigung", "bescheinigen"), ("bewohnerparkausweis", "eintragen")]
)
def test_a_process_drawn_otherwise_still_certifies_and_enters_nobody(package_id: str, node_id: str) -> None:
    way = next(way for way in ways(package_id) if reached(way))
    play = sent(way, applicant=Applicant())
    assert play is not None
    case, tools = play.case(), Tools(draw_reference=str, press=lambda *_: b"", find_document=never)
    step = WorkStep(
        node=play.service.process.nodes[node_id], key="k", matter=case, names=case.names(play.today), tools=tools,
        now=play.now, today=play.today,
    )  # fmt: skip
    with pytest.raises(CannotPerform, match="nicht sicher genug nachgewiesen"):
        perform(step)


def test_of_two_with_one_name_and_birthday_only_the_proved_address_tells_which() -> None:
    way = next(way for way in ways("meldebescheinigung") if reached(way))
    right = sent(way)
    assert right is not None
    mine = proved_by(right)
    (known,) = way.example.registers["residents"]
    name = {key: known[key] for key in ("family_name", "given_names", "birth_date")}
    namesake = {**name, "id": "p2", "household": "h2", "address": ELSEWHERE}
    both = secret_registers({**way.example.registers, "residents": [known, namesake]})

    told = sent(way, applicant=signed_in("substantial", mine), registers=both)
    nameless = {name: value for name, value in mine.items() if name != "address"}
    kept = sent(way, applicant=signed_in("substantial", nameless), registers=both)

    assert told is not None
    assert leaks(told)
    assert kept is not None
    assert leaks(kept) == []
