"""What the machine found stands in sentences: bars and what stops it before what is in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.matter import Applicant, Matter
from allmende.domain.matter.findings import CaseFinding, list_checks, list_findings, why_stopped
from allmende.domain.matter.stating import propose
from allmende.domain.package import CityData, Overlay, OverlayChange, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, rehearse

ROOT = Path(__file__).parents[2]


@pytest.fixture
def matters(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Plays an example; the matter as it lies on the desk at the first decision."""
    kept: list[Matter] = []

    class Kept(Play):
        acted = False

        def rest(self) -> None:
            super().rest()
            kept[:] = kept if self.acted else [self.case()]

        def act(self, *given: Any) -> None:
            self.acted = True
            super().act(*given)

    monkeypatch.setattr("allmende.usecases.rehearse_examples.Play", Kept)

    def play(service: str, example: str, **given: Any) -> Matter:
        found = package_format.read_folder(ROOT / "services" / service)
        assert isinstance(found, ServicePackage)
        cities = [city_format.read_folder(path) for path in city_format.list_folders(ROOT / "cities")]
        here = [city for city in cities if isinstance(city, CityData) and city.key == "marburg"]
        chosen = tuple(replace(one, **given) for one in found.examples if one.id.endswith(example))
        done = rehearse(replace(found, examples=chosen), here, Stage(SpiffEngine(), lambda document: b""))
        assert done.failures == ()
        return kept[0]

    return play


def told(rows: tuple[CaseFinding, ...], severity: str) -> list[str]:
    return [row.text.spoken("de") for row in rows if row.severity == severity]


def test_an_information_block_is_a_bar_and_stands_first(matters: Any) -> None:
    rows = list_findings(matters("bewohnerparkausweis", "auskunftssperre"))
    assert [row.severity for row in rows[:2]] == ["proof", "bar"]
    assert "§§ 51, 52 BMG" in rows[1].text.spoken("de")
    assert "Melderegister: 1 Treffer, Hauptwohnung" in " ".join(told(rows, "quiet"))


def test_a_restricted_birth_entry_is_a_bar_with_the_entry_that_was_found(matters: Any) -> None:
    rows = list_findings(matters("geburtsurkunde", "gesperrter_eintrag"))
    assert "§ 63 PStG" in told(rows, "bar")[0]
    assert any("Personenstandsregister: 1 Treffer, Eintrag" in one for one in told(rows, "quiet"))


def test_why_the_machine_stopped_is_the_rule_in_the_words_of_the_package(matters: Any) -> None:
    matter = matters("bewohnerparkausweis", "ablehnung_keine_zone")
    rows = list_findings(matter)
    assert why_stopped(matter, rows).spoken("de") == f"Die Maschine hat angehalten: {told(rows, 'stop')[0]}"
    assert told(rows, "stop") == ["Die Anschrift liegt in keiner Bewohnerparkzone."]
    assert [row.severity for row in rows] == sorted(
        (row.severity for row in rows), key=["proof", "bar", "stop", "quiet"].index
    )


def test_every_rule_that_fired_is_told_with_its_values_by_the_station_that_asked(matters: Any) -> None:
    checks = list_checks(matters("bewohnerparkausweis", "firmenwagen"))
    assert checks
    said = {station.spoken("de"): [rule.spoken("de") for rule in rules] for station, rules in checks}
    assert any(" = " in rule for rules in said.values() for rule in rules), "a rule names the values it looked at"
    english = [rule.spoken("en") for _, rules in checks for rule in rules]
    assert len(english) == sum(map(len, said.values()))


def test_entries_that_may_be_meant_are_named(matters: Any) -> None:
    rows = list_findings(matters("bewohnerparkausweis", "zwei_namensgleiche"))
    assert any(one.startswith("Möglicher Eintrag: Erika Muster") for one in told(rows, "stop")), rows


def test_proved_and_stated_stand_side_by_side(matters: Any) -> None:
    matter = matters("meldebescheinigung", "kein_treffer")
    proved = replace(matter.applicant, attributes={**matter.applicant.attributes, "family_name": "Anders"})
    rows = list_findings(replace(matter, applicant=proved))
    assert "angemeldet: Anders / angegeben: Muster" in told(rows, "stop")[0]
    assert "signed in: Anders / stated: Muster" in rows[1].text.spoken("en")


def test_a_message_nobody_has_read_stops(matters: Any) -> None:
    matter = replace(matters("bewohnerparkausweis", "ablehnung_keine_zone"), unread=True)
    assert any("Die Person hat geschrieben" in one for one in told(list_findings(matter), "stop"))


def test_what_the_rules_were_not_shown_is_shown_to_the_office(matters: Any) -> None:
    matter = matters("bewohnerparkausweis", "ablehnung_keine_zone")
    real = dict(matter.results["register"]["residents"])
    neutral = {"matches": 0, "person": None, "withheld": {"why": "differs", "answer": real, "words": ["Erika Muster"]}}
    kept = replace(matter, results={**matter.results, "register": {"residents": neutral}})
    rows = list_findings(kept)
    why = "Die Maschine durfte den Registereintrag nicht nutzen: Anmeldung und Antrag sagen Verschiedenes."
    assert why in told(rows, "stop")
    assert "Gefunden: Erika Muster" in told(rows, "quiet")
    assert any("Melderegister: 1 Treffer" in one for one in told(rows, "quiet"))


def test_a_rule_that_fires_only_because_an_answer_was_withheld_is_not_told(matters: Any) -> None:
    matter = matters("meldebescheinigung", "elektronisch_sofort")
    real = dict(matter.results["register"]["residents"])
    neutral = {"matches": 0, "count": 0, "person": None, "blocked": False}
    withheld = {"why": "unproved", "answer": real, "words": ["Erika Muster"]}

    hidden = replace(matter, results={**matter.results, "register": {"residents": {**neutral, "withheld": withheld}}})
    rows = list_findings(hidden)
    assert not any("kein Eintrag oder mehr als einer" in row.text.spoken("de") for row in rows), rows
    assert why_stopped(hidden, rows).spoken("de") == (
        "Die Maschine hat angehalten: Die Maschine durfte den Registereintrag nicht nutzen: "
        "Die Person hat nicht sicher genug nachgewiesen, wer sie ist."
    )

    nobody = replace(matter, results={**matter.results, "register": {"residents": neutral}})
    assert any("kein Eintrag oder mehr als einer" in one for one in told(list_findings(nobody), "stop"))
    both = {**neutral, "withheld": {**withheld, "answer": neutral}}
    missing = replace(matter, results={**matter.results, "register": {"residents": both}})
    assert any("kein Eintrag oder mehr als einer" in one for one in told(list_findings(missing), "stop"))


def test_who_proved_what_stands_first(matters: Any) -> None:
    matter = matters("meldebescheinigung", "kein_treffer")
    at = datetime(2026, 11, 2, 13, 5, tzinfo=UTC)
    proved = replace(matter, applicant=replace(matter.applicant, identity="bundid", level="high", proved_at=at))
    first = list_findings(proved)[0]
    assert first.severity == "proof"
    assert first.text.spoken("de") == (
        "Ausgewiesen: BundID, Niveau hoch, 02.11.2026, 14:05 Uhr; "
        "bestätigt: Familienname, Vornamen, Geburtsdatum, Anschrift."
    )
    assert first.text.spoken("en").startswith("Proved by: BundID, level high, 2 November 2026, 14:05; confirmed: ")

    name_only = {name: proved.applicant.attributes[name] for name in ("family_name",)}
    fewer = replace(proved, applicant=replace(proved.applicant, attributes=name_only))
    assert list_findings(fewer)[0].text.spoken("de").endswith("bestätigt: Familienname.")


def test_that_nobody_proved_anything_or_too_little_stands_first(matters: Any) -> None:
    matter = matters("meldebescheinigung", "kein_treffer")
    nobody = replace(matter, applicant=Applicant())
    said = list_findings(nobody)[0].text.spoken("de")
    assert said == "Niemand hat sich ausgewiesen; verlangt: Niveau substanziell."
    low = dict.fromkeys(matter.applicant.levels, "basic")
    weak = replace(matter, applicant=replace(matter.applicant, level="basic", levels=low))
    said = list_findings(weak)[0].text.spoken("de")
    assert "Niveau normal" in said and said.endswith("; verlangt: Niveau substanziell.")


def test_the_guardian_whom_the_register_names_is_a_row(matters: Any) -> None:
    words = "Das Melderegister nennt die angemeldete Person als gesetzliche Vertretung."
    plain = matters("meldebescheinigung", "fuer_mein_kind")
    assert words not in told(list_findings(plain), "quiet")

    mother: dict[str, Any] = {"id": "p1"}
    child: dict[str, Any] = {"id": "k1", "guardians": ["p1"]}
    registers = example_registers("meldebescheinigung", "fuer_mein_kind")
    people = [{**one, **more} for one, more in zip(registers["residents"], (mother, child), strict=True)]
    named = matters("meldebescheinigung", "fuer_mein_kind", registers={**registers, "residents": people})
    assert words in told(list_findings(named), "quiet")
    assert "guardian" not in named.names(named.received_on)["register"]["residents"], "the rules do not see it"


def withheld(matter: Matter, register: str, why: str, **real: Any) -> Matter:
    """The matter whose answer of that register was kept from the rules."""
    neutral = {"matches": 0, "withheld": {"why": why, "answer": real, "words": ["Ein Eintrag"]}}
    return replace(matter, results={**matter.results, "register": {register: neutral}})


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("unproved", "nicht sicher genug nachgewiesen"),
        ("differs", "Anmeldung und Antrag sagen Verschiedenes. Darum ist offen"),
        ("other", "nicht zuordnen"),
    ],
)
def test_what_nobody_could_check_is_not_in_order(matters: Any, why: str, said: str) -> None:
    entry = {"number": "1/1984", "registry_office": "Marburg"}
    real = {"matches": 1, "restricted": False, "electronic": True, "own": False, "entry": entry}
    matter = matters("geburtsurkunde", "gesperrter_eintrag")
    rows = list_findings(withheld(matter, "civil", why, **real))
    (unknown,) = told(rows, "unknown")
    assert said in unknown
    assert not any("steht nicht im Eintrag" in row.text.spoken("de") for row in rows), rows
    assert told(list_findings(withheld(matter, "civil", why, **{**real, "own": True})), "unknown") == []


def test_permits_are_not_counted_for_somebody_nobody_found(matters: Any) -> None:
    permit = {"number": "MR-1", "plates": ["MR-AB 1"], "own": False}
    real = {"active": 0, "household": 0, "permit": permit}
    matter = matters("bewohnerparkausweis", "ablehnung_keine_zone")
    name = next(name for name, said in matter.results["register"].items() if "active" in said)
    rows = list_findings(withheld(matter, name, "unproved", **real, unasked=True))
    assert [one for one in told(rows, "unknown") if "Ausweisregister: nicht geprüft" in one]
    assert not any(
        "gehört nicht dieser Person" in row.text.spoken("de") or "laufende Ausweise" in row.text.spoken("de")
        for row in rows
    )
    known = replace(matter, results={**matter.results, "register": {**matter.results["register"], name: real}})
    assert "Der genannte Ausweis gehört nicht dieser Person." in told(list_findings(known), "stop")


def example_registers(service: str, example: str) -> Any:
    found = package_format.read_folder(ROOT / "services" / service)
    assert isinstance(found, ServicePackage)
    return next(one.registers for one in found.examples if one.id.endswith(example))


def test_what_an_unproved_person_may_not_know_stops_the_clerk_all_the_same(matters: Any) -> None:
    """Reproduced: somebody not signed in, who had a permit already. The desk said „in Ordnung“ and proposed nothing against it."""
    found = package_format.read_folder(ROOT / "services/bewohnerparkausweis")
    assert isinstance(found, ServicePackage)
    steps = next(example.steps for example in found.examples if example.id == "ablehnung_bereits_ausweis")
    until = next(number for number, step in enumerate(steps) if "submit" in step)
    matter = matters("bewohnerparkausweis", "ablehnung_bereits_ausweis", applicant={}, steps=steps[: until + 1])
    rows = list_findings(matter)
    assert "Die Person hat schon einen laufenden Ausweis." in told(rows, "stop")
    proposed = propose(matter, date(2026, 11, 2))
    assert "bereits_ausweis" not in proposed.against
    assert "keine_hauptwohnung" in proposed.against
    assert "bereits_ausweis" not in proposed.decision.grounds
    assert "laufende_ausweise" not in proposed.decision.stated.get("bereits_ausweis", {})


def test_a_city_that_wants_no_machine_decides_by_people(matters: Any) -> None:
    """Reproduced: the station brought its own law, so the city's switch changed nothing."""
    found = package_format.read_folder(ROOT / "services/bewohnerparkausweis")
    assert isinstance(found, ServicePackage)
    city = city_format.read_folder(ROOT / "cities/marburg")
    assert isinstance(city, CityData)
    off = Overlay((OverlayChange("set", "aus", "service.automatic_decision", None),))
    here = replace(city, overlays={**city.overlays, found.id: off})
    example = next(example for example in found.examples if example.id == "neu_automatisch")
    done = rehearse(replace(found, examples=(example,)), [here], Stage(SpiffEngine(), lambda document: b""))
    assert "ist aber „waiting_for_clerk“ (Aufgaben: pruefen). Ist alles eindeutig, bearbeitet" in str(done.failures[0])
    assert "geht nicht" not in str(done.failures[0])
