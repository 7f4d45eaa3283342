"""What the office is shown before a decision is what then goes out: every package, every task and outcome of its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain import facts as f
from allmende.domain.matter.outcome import KeepNotice
from allmende.domain.matter.rehearsal import LATER
from allmende.domain.matter.verdicts import AGREED
from allmende.domain.matter.walk import Moved
from allmende.domain.notices import Document, to_json
from allmende.domain.package import City, Example, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, rehearse

ROOT = Path(__file__).parents[2]
SERVICES = package_format.list_packages(ROOT / "services")
DAYS = re.compile(r"\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.? [A-ZÄ][a-zä]+ \d{4}")


class Watched(Play):
    """A play that compares every letter with what was foreseen at the last decision before it."""

    expected: list[Document] | None = None
    compared: list[str] = []
    wrong: list[str] = []

    def _foresee(self, facts: Any) -> Any:
        found = super()._foresee(facts)
        agreed = any(isinstance(fact, f.TaskDone) and fact.outcome == AGREED for _, fact in facts)
        if agreed and [_words(one) for one in self.expected or ()] != [_words(one) for one in found.letters]:
            self.wrong.append(f"{self.service.id}: the second person sees another letter than the first one")
        self.expected = list(found.letters)
        return found

    def message(self, *given: Any) -> None:
        self.expected = None
        super().message(*given)

    def _keep(self, moved: Moved) -> None:
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


def _words(document: Document) -> str:
    return DAYS.sub("DAY", str(to_json(replace(document, day=document.day))))


def _same(foreseen: str, sent: str) -> bool:
    pattern = ".+?".join(re.escape(part) for part in foreseen.split(LATER))
    return re.fullmatch(pattern, sent, re.DOTALL) is not None


def cities() -> list[City]:
    found = [city_format.read_folder(path) for path in city_format.list_folders(ROOT / "cities")]
    return [city for city in found if isinstance(city, City)]


def package(folder: Path) -> ServicePackage:
    found = package_format.read_folder(folder)
    assert isinstance(found, ServicePackage), found
    return found


def deciding(found: ServicePackage) -> Iterator[Example]:
    """Examples in which a person decides."""
    return (one for one in found.examples if any("act" in step for step in one.steps))


@pytest.mark.parametrize("folder", SERVICES, ids=lambda path: path.name)
def test_every_letter_after_a_decision_is_the_one_foreseen(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = package(folder)
    examples = tuple(deciding(found))
    monkeypatch.setattr("allmende.usecases.rehearse_examples.Play", Watched)
    monkeypatch.setattr(Watched, "compared", [])
    monkeypatch.setattr(Watched, "wrong", [])
    known = [city for city in cities() if city.key == "marburg"]
    done = rehearse(replace(found, examples=examples), known, Stage(SpiffEngine(), lambda document: b""))
    assert (Watched.wrong, done.failures) == ([], ())
    assert Watched.compared


def test_a_permit_for_a_flat_in_no_zone_is_refused_before_money_is_asked() -> None:
    found = package(ROOT / "services/bewohnerparkausweis")
    example = next(one for one in found.examples if one.id.endswith("ablehnung_keine_zone"))
    until = next(number for number, step in enumerate(example.steps) if "act" in step)
    grant = {"act": {"as": "sachbearbeitung", "task": "pruefen", "outcome": "granted", "suggested": True}}
    nothing_asked = {"expect": {"status": "waiting_for_clerk", "task": "pruefen"}}
    changed = replace(example, steps=(*example.steps[:until], grant, nothing_asked))
    here = [city for city in cities() if city.key == "marburg"]
    done = rehearse(replace(found, examples=(changed,)), here, Stage(SpiffEngine(), lambda document: b""))
    assert [one.text for one in done.failures] == [
        "Es fehlt: Ihre Parkzone. Aus den Angaben unter „Über Sie“ ließ sich das nicht ermitteln."
    ]
