"""A property of a package is one entry: it works from the schema of its file to a city's menu, and the docs list it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import pytest

from allmende.domain.package import CityData, OverlayChange, ServicePackage, ServiceSheet
from allmende.domain.package.difference import OpenedPackage, compare
from allmende.domain.package.edits import apply
from allmende.domain.package.overlay import apply_one
from allmende.domain.package.properties import KINDS, Property
from allmende.domain.package.properties.property import CITIZENS, attributes
from allmende.domain.package.properties.sheet import WHO
from allmende.domain.package.properties.types import ChoiceType
from allmende.domain.values import Text
from allmende.entrypoints.studio.adoption import conflicts, editors
from allmende.entrypoints.studio.adoption.editors import ChangeForm
from allmende.entrypoints.studio.adoption.places import find_way
from allmende.entrypoints.studio.adoption.posted import Posted
from allmende.entrypoints.studio.drafts import controls
from allmende.entrypoints.studio.drafts.forms import edits_of, open_form, read_post
from allmende.formats import yaml
from allmende.formats.city import read_folder as read_city
from allmende.formats.drafts import open_edition
from allmende.formats.package import read_folder
from allmende.formats.schemas.properties import record_of
from allmende.formats.schemas.shapes import check
from tools import properties as reference

ROOT = Path(__file__).resolve().parents[2]
TOY = Property(
    "manners",
    Text("Ton der Schreiben", "tone of the letters"),
    ChoiceType({"formal": Text("förmlich", "formal"), "friendly": Text("freundlich", "friendly")}),
    Text("So sprechen Seiten und Schreiben.", "Pages and letters speak like this."),
    group=WHO,
    noticed=CITIZENS,
    drop="formal",
    own=True,
    act=Text("Ton ändern", "change the tone"),
)


@dataclass(frozen=True, slots=True)
class Sheet(ServiceSheet):
    """What a new property needs besides its entry: an attribute where its value has an effect."""

    manners: str = "formal"


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> ServicePackage:
    service = KINDS["service"]
    monkeypatch.setitem(KINDS, "service", replace(service, properties=(*service.properties, TOY)))
    found = read_folder(ROOT / "services" / "bewohnerparkausweis")
    assert isinstance(found, ServicePackage)
    return replace(
        found, sheet=Sheet(**{field.name: getattr(found.sheet, field.name) for field in fields(ServiceSheet)})
    )


@pytest.fixture
def city() -> CityData:
    found = read_city(ROOT / "cities" / "marburg")
    assert isinstance(found, CityData)
    return found


def test_the_file_may_say_it_and_is_read(package: ServicePackage) -> None:
    record = record_of("service")
    known, problems = yaml.read("manners: friendly\n", "service.yaml")
    wrong, _ = yaml.read("manners: rude\n", "service.yaml")
    assert known is not None and wrong is not None and problems == ()
    assert record.schema()["properties"]["manners"] == {"anyOf": [{"enum": ["formal", "friendly"]}, {"type": "null"}]}
    assert "manners" not in " ".join(map(str, check(record, known)))
    assert any("„rude“ gibt es hier nicht" in str(problem) for problem in check(record, wrong))
    assert list(record.ordered({"manners": "friendly", "id": "x"})) == ["id", "manners"]
    assert record.ordered({"id": "x", "manners": "formal"}) == {"id": "x"}
    assert attributes(KINDS["service"].properties, {"manners": "friendly"}, Sheet) == {"manners": "friendly"}


def test_a_draft_asks_it_and_the_difference_is_a_sentence(package: ServicePackage) -> None:
    edition = open_edition(package)
    form = open_form(edition, "service")
    assert form is not None
    question = next(question for question in form.questions if question.name == "manners")

    drawn = controls.draw([question], controls.ControlsPage("de"))
    sent = read_post(form, {"p.manners": ["friendly"]}, form.was())
    edits = edits_of(edition.tree, form, sent.changes)
    assert isinstance(edits, tuple)
    tree = apply(edition.tree, edits)
    assert not isinstance(tree, list)
    (told,) = compare(edition, OpenedPackage(package, tree))

    assert "Ton der Schreiben" in drawn and "freundlich" in drawn and "So sprechen Seiten" in drawn
    assert told.text == Text("Ton der Schreiben: nichts → freundlich.", "Tone of the letters: nothing → friendly.")
    assert told.audiences == CITIZENS


def test_a_city_may_set_it(package: ServicePackage, city: CityData) -> None:
    target = "service.manners"
    way = find_way(package, "set", target, "de")
    spot = ChangeForm(package, city, "set", target, "de")
    posted = Posted({"wert": ["friendly"]})
    change = OverlayChange("set", "ton", target, editors.read(spot, posted))
    changed = apply_one(package, change)

    assert way is not None and (way[1].words, way[1].locked) == ("Ton ändern", "")
    assert "Freundlich" in editors.draw(spot, posted, {})
    assert editors.standard(spot) == {"wert": ["formal"]}
    assert conflicts.say(change, change.value, package, city, "de", ours=True) == "freundlich"
    assert isinstance(changed, ServicePackage) and changed.sheet.manners == "friendly"  # type: ignore[attr-defined]
    assert not isinstance(apply_one(package, replace(change, value="rude")), ServicePackage)


def test_the_docs_list_every_property() -> None:
    assert reference.PAGE.read_text() == reference.page()
