"""What the office is shown before a decision is what then goes out and is entered: every package, every outcome of its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain import facts as f
from allmende.domain.matter.letter_edits import LATER
from allmende.domain.matter.lookups import list_ids
from allmende.domain.matter.lookups.registers import CaseRegisters
from allmende.domain.matter.outcome import KeepNotice
from allmende.domain.matter.rehearsal import Rehearsal, RehearsedEntry
from allmende.domain.matter.verdicts import AGREED
from allmende.domain.matter.walk import ProcessRunner, StepResult
from allmende.domain.notices import Document, to_json
from allmende.domain.package import CityData, Example, ServicePackage
from allmende.domain.registers import Record, RegisterSpec, Write
from allmende.domain.registers.speaking import speak_option
from allmende.entrypoints.office.foreseen import render_foreseen
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, rehearse

ROOT = Path(__file__).parents[2]
SERVICES = package_format.list_packages(ROOT / "services")
ENTERED = {
    "bewohnerparkausweis": ("parking_permits.issue",),
}
"""What the examples of these services enter after a decision."""
PAID_BETWEEN = {"bewohnerparkausweis", "gewerbeauskunft", "steuer-unbedenklichkeit"}
"""Services whose letter waits for a payment after the decision."""
DAYS = re.compile(r"\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.? [A-ZÄ][a-zä]+ \d{4}")


class Watched(Play):
    """A play that compares every letter and register entry with what was foreseen at the last decision before it."""

    expected: list[Document] | None = None
    writings: tuple[RehearsedEntry, ...] = ()
    compared: list[str] = []
    wrong: list[str] = []

    def _foresee(self, facts: Any) -> Any:
        found = super()._foresee(facts)
        agreed = any(isinstance(fact, f.TaskDone) and fact.outcome == AGREED for _, fact in facts)
        if agreed and [_words(one) for one in self.expected or ()] != [_words(letter) for letter in found.letters]:
            self.wrong.append(f"{self.service.id}: the second person sees another letter than the first one")
        self.expected, self.writings = list(found.letters), found.entries
        shown = render_foreseen(found, self.service, "de")
        if found.after_payment:
            self.compared.append("before the payment")
        if ("Noch nicht bezahlt" in shown) != bool(found.after_payment):
            self.wrong.append(f"{self.service.id}: what waits for a payment must say so: {shown}")
        return found

    def _walk(self) -> ProcessRunner:
        walk = super()._walk()
        guard = lambda here: Entering(here.plugged, here.looking, self)  # noqa: E731
        return replace(walk, tools=replace(walk.tools, guard=guard))

    def entered(self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], record: Record) -> None:
        """Something stands in a register now."""
        if self.expected is None:
            return
        where = f"{self.service.id}: {register.id}.{write.id}"
        known = RehearsedEntry(f"{register.id}.{write.id}", tuple(asked.items()))
        if known not in self.writings:
            self.wrong.append(f"{where} was not foreseen: {known} / {self.writings}")
        shown = unescape(render_foreseen(Rehearsal(entries=(known,)), self.service, "de"))
        for name in write.told(asked):
            if name in list_ids(register):
                if f"{register.label(name).spoken('de')}:" in shown:
                    self.wrong.append(f"{where}: {name} is an id, and shown: {shown}")
                continue
            value = speak_option(register, name, record[name], "de")
            line = f"{register.label(name).spoken('de')}: {value}"
            if value and line not in shown:
                self.wrong.append(f"{where}: “{line}” is entered, shown was {shown}")
        self.compared.append(where)

    def message(self, *given: Any) -> None:
        self.expected = None
        super().message(*given)

    def _keep(self, moved: StepResult) -> None:
        super()._keep(moved)
        if self.expected is None or self.case().last(f.DemandExpired):
            return
        for effect in moved.effects:
            if isinstance(effect, KeepNotice):
                self._check(effect.document)

    def _check(self, sent: Document) -> None:
        known = next((one for one in self.expected or () if one.id == sent.id), None)
        where = f"{self.service.id}: {sent.id}"
        if known is None:
            self.wrong.append(f"{where} was not foreseen")
        elif not _same(_words(known), _words(sent)):
            self.wrong.append(f"{where} differs: {_words(known)} / {_words(sent)}")
        self.compared.append(where)


@dataclass(frozen=True)
class Entering(CaseRegisters):
    """The case's registers in earnest, which tell the play what they entered."""

    play: Watched

    def write(self, register: RegisterSpec, write: Write, asked: Mapping[str, Any], **at: Any) -> Record:
        record = super().write(register, write, asked, **at)
        self.play.entered(register, write, asked, record)
        return record


def _words(document: Document) -> str:
    return DAYS.sub("DAY", str(to_json(replace(document, day=document.day))))


def _same(foreseen: str, sent: str) -> bool:
    pattern = ".+?".join(re.escape(part) for part in foreseen.split(LATER))
    return re.fullmatch(pattern, sent, re.DOTALL) is not None


def cities() -> list[CityData]:
    found = [city_format.read_folder(path) for path in city_format.list_folders(ROOT / "cities")]
    return [city for city in found if isinstance(city, CityData)]


def package(folder: Path) -> ServicePackage:
    found = package_format.read_folder(folder)
    assert isinstance(found, ServicePackage), found
    return found


def deciding(found: ServicePackage) -> Iterator[Example]:
    """Examples in which a person decides."""
    return (example for example in found.examples if any("act" in step for step in example.steps))


@pytest.mark.parametrize("folder", SERVICES, ids=lambda path: path.name)
def test_every_letter_and_entry_after_a_decision_is_the_one_foreseen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = package(folder)
    examples = tuple(deciding(found))
    monkeypatch.setattr("allmende.usecases.rehearse_examples.Play", Watched)
    monkeypatch.setattr(Watched, "compared", [])
    monkeypatch.setattr(Watched, "wrong", [])
    known = [city for city in cities() if city.key == "marburg"]
    done = rehearse(replace(found, examples=examples), known, Stage(SpiffEngine(), lambda document: b""))
    assert (Watched.wrong, done.failures) == ([], ())
    assert Watched.compared
    writing = {f"{found.id}: {act}" for act in ENTERED.get(found.id, ())}
    assert writing <= set(Watched.compared)
    assert ("before the payment" in Watched.compared) == (found.id in PAID_BETWEEN)


def test_a_permit_for_a_flat_in_no_zone_is_refused_before_money_is_asked() -> None:
    found = package(ROOT / "services/bewohnerparkausweis")
    example = next(example for example in found.examples if example.id.endswith("ablehnung_keine_zone"))
    until = next(number for number, step in enumerate(example.steps) if "act" in step)
    grant = {"act": {"as": "sachbearbeitung", "task": "pruefen", "outcome": "granted", "suggested": True}}
    nothing_asked = {"expect": {"status": "waiting_for_clerk", "task": "pruefen"}}
    changed = replace(example, steps=(*example.steps[:until], grant, nothing_asked))
    here = [city for city in cities() if city.key == "marburg"]
    done = rehearse(replace(found, examples=(changed,)), here, Stage(SpiffEngine(), lambda document: b""))
    assert [failure.text for failure in done.failures] == [
        "Es fehlt: Ihre Parkzone. Aus den Angaben unter „Über Sie“ ließ sich das nicht ermitteln."
    ]
