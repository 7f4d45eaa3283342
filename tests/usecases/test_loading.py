"""Loading the commons: what is broken is refused, the rest runs on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.models import Adoption, Release
from allmende.domain.package import Service
from allmende.formats import city as city_format
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.load_commons import load_commons
from tests.usecases.council import Council
from tests.world import COMMONS, Visitor, World


@pytest.fixture
def commons(tmp_path: Path) -> Path:
    """A copy of the commons that a test may break."""
    shutil.copytree(COMMONS, tmp_path / "commons")
    return tmp_path / "commons"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def offered(world: World, city: str = "marburg") -> Service:
    with city_scope(city):
        found = catalogue.get_service(city=city, service_id="hund-anmelden", day=world.today)
    assert isinstance(found, Service)
    return found


def test_loading_again_changes_nothing(world: World) -> None:
    again = world.load()
    assert (again.releases, again.adoptions, again.problems) == ([], [], [])
    assert again.cities == ["fulda", "marburg"]


def test_a_broken_package_is_refused_with_file_and_line_and_the_running_one_stays(world: World, commons: Path) -> None:
    change(commons / "services/hund-anmelden/form.yaml", "type: integer", "type: intejer")
    loaded = world.load(commons / "services", commons / "cities")
    assert loaded.releases == []
    assert any("form.yaml:" in problem.where for problem in loaded.problems)
    assert offered(world).version == "1.0.0"


def test_a_broken_city_does_not_keep_the_others_from_loading(world: World, commons: Path) -> None:
    change(commons / "cities/fulda/city.yaml", 'ars: "066310009009"', 'ars: "1"')
    change(commons / "cities/marburg/parameters.yaml", "30.00", "35.00")
    loaded = world.load(commons / "services", commons / "cities")
    assert loaded.cities == ["marburg"]
    assert any("fulda" in problem.where for problem in loaded.problems)
    assert str(offered(world).parameters["grundgebuehr"]) == "35.00"
    assert str(offered(world, "fulda").parameters["grundgebuehr"]) == "30.00"


def test_a_running_case_stays_on_what_it_began_with(world: World, commons: Path) -> None:
    with city_scope("marburg"):
        visitor = Visitor(world)
        visitor.apply()
    change(commons / "cities/marburg/parameters.yaml", "30.00", "99.00")
    world.load(commons / "services", commons / "cities")
    with city_scope("marburg"):
        world.work()
        fee = visitor.view().fee
    assert fee is not None
    assert str(fee.total.amount) == "60.00"
    assert str(offered(world).parameters["grundgebuehr"]) == "99.00"


def test_a_new_version_is_offered_to_new_applications(world: World, commons: Path) -> None:
    change(commons / "services/hund-anmelden/service.yaml", "version: 1.0.0", "version: 1.1.0")
    change(commons / "services/hund-anmelden/CHANGES.md", "1.0.0", "1.1.0")
    for city in ("marburg", "fulda"):
        change(commons / f"cities/{city}/city.yaml", "version: 1.0.0", "version: 1.1.0")
    loaded = world.load(commons / "services", commons / "cities")
    assert loaded.problems == []
    assert loaded.releases == ["hund-anmelden 1.1.0"]
    assert offered(world).version == "1.1.0"
    assert Release.objects.count() == 2


def test_production_refuses_other_content_under_the_same_version(world: World, commons: Path) -> None:
    change(commons / "services/hund-anmelden/texts/de.yaml", "Zwei Wochen", "Drei Wochen")
    loaded = load_commons(services=commons / "services", cities=commons / "cities", now=world.now, strict=True)
    assert [problem.code for problem in loaded.problems] == ["release.changed"]
    assert offered(world).text("service.duration", "de") == "Zwei Wochen"


def test_a_service_no_longer_adopted_is_withdrawn_and_can_come_back(world: World, commons: Path) -> None:
    path = commons / "cities/marburg/city.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("  hund-anmelden: {version: 1.0.0, from: 2026-01-01}\n", "").replace(
            "adoptions:", "adoptions: {}"
        ),
        encoding="utf-8",
    )
    world.load(commons / "services", commons / "cities")
    with city_scope("marburg"):
        assert catalogue.get_service(city="marburg", service_id="hund-anmelden", day=world.today) is None
        assert catalogue.list_services(city="marburg", day=world.today) == ()
    world.load()
    assert offered(world).version == "1.0.0"


def test_a_seventh_city_is_a_folder(world: World, commons: Path) -> None:
    shutil.copytree(commons / "cities/marburg", commons / "cities/giessen")
    path = commons / "cities/giessen/city.yaml"
    text = path.read_text(encoding="utf-8").replace("marburg", "giessen").replace("Marburg", "Gießen")
    path.write_text(text.replace("065340014014", "065310005005").replace("06534014", "06531005"), encoding="utf-8")
    assert world.load(commons / "services", commons / "cities").problems == []
    assert City.objects.get(key="giessen").host == "giessen.localhost"
    assert offered(world, "giessen").city.name == "Gießen"


def test_a_missing_release_is_named(world: World, commons: Path) -> None:
    change(commons / "cities/fulda/city.yaml", "version: 1.0.0", "version: 9.9.9")
    loaded = world.load(commons / "services", commons / "cities")
    assert [(problem.code, problem.where) for problem in loaded.problems] == [
        ("adoption.release", "cities/fulda/city.yaml#/adoptions/hund-anmelden")
    ]
    assert offered(world, "fulda").version == "1.0.0"


def test_from_its_day_on(world: World, commons: Path) -> None:
    shutil.copytree(commons / "services/hund-anmelden", commons / "services/katze-anmelden")
    for name in ("service.yaml",):
        change(commons / "services/katze-anmelden" / name, "id: hund-anmelden", "id: katze-anmelden")
    change(
        commons / "cities/marburg/city.yaml",
        "adoptions:\n",
        "adoptions:\n  katze-anmelden: {version: 1.0.0, from: 2026-12-01}\n",
    )
    change(
        commons / "cities/marburg/parameters.yaml",
        "services:\n",
        'services:\n  katze-anmelden:\n    grundgebuehr:\n      - {value: "1.00", valid_from: 2020-01-01, basis: x, status: typical}\n',
    )
    world.load(commons / "services", commons / "cities")
    with city_scope("marburg"):
        assert catalogue.get_service(city="marburg", service_id="katze-anmelden", day=world.today) is None
        world.wait(days=30)
        assert isinstance(catalogue.get_service(city="marburg", service_id="katze-anmelden", day=world.today), Service)
        assert Adoption.objects.filter(service_id="katze-anmelden").count() == 1


# ── the studio decided something ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def council(world: World) -> Council:
    """Marburg decided in the studio that a dog costs 35 euros."""
    found = Council(world)
    with city_scope("marburg"):
        assert len(found.set("35,00").adoptions) == 1
    return found


def test_a_folder_as_it_was_never_undoes_the_studio(world: World, council: Council) -> None:
    before = Adoption.objects.count()
    again = world.load()
    assert (again.problems, again.adoptions, again.cities) == ([], [], ["fulda", "marburg"])
    assert str(offered(world).parameters["grundgebuehr"]) == "35.00"
    assert Adoption.objects.count() == before


def test_an_edited_folder_is_refused_until_the_studios_state_was_fetched(
    world: World, council: Council, commons: Path
) -> None:
    change(commons / "cities/marburg/parameters.yaml", "30.00", "31.00")
    change(commons / "cities/fulda/parameters.yaml", "30.00", "32.00")
    refused = world.load(commons / "services", commons / "cities")
    assert [(problem.code, problem.where) for problem in refused.problems] == [("city.studio", "cities/marburg")]
    assert str(offered(world).parameters["grundgebuehr"]) == "35.00"
    assert str(offered(world, "fulda").parameters["grundgebuehr"]) == "32.00"


def test_what_was_fetched_is_known_and_can_be_edited_again_by_the_studio(
    world: World, council: Council, tmp_path: Path
) -> None:
    with city_scope("marburg"):
        present = catalogue.get_present(city="marburg").city
    city_format.write_folder(present, tmp_path / "cities/marburg")
    assert world.load(cities=tmp_path / "cities").problems == []
    with city_scope("marburg"):
        council.set("36,00")
    assert world.load(cities=tmp_path / "cities").problems == []
    assert str(offered(world).parameters["grundgebuehr"]) == "36.00"


def test_a_city_may_stay_on_a_release_whose_folder_went_on(world: World, commons: Path) -> None:
    change(commons / "services/hund-anmelden/service.yaml", "version: 1.0.0", "version: 1.1.0")
    change(commons / "services/hund-anmelden/CHANGES.md", "1.0.0", "1.1.0")
    change(commons / "cities/fulda/city.yaml", "version: 1.0.0", "version: 1.1.0")
    change(commons / "cities/marburg/parameters.yaml", "30.00", "31.00")
    loaded = world.load(commons / "services", commons / "cities")
    assert (loaded.problems, loaded.releases) == ([], ["hund-anmelden 1.1.0"])
    assert (offered(world).version, offered(world, "fulda").version) == ("1.0.0", "1.1.0")
    assert str(offered(world).parameters["grundgebuehr"]) == "31.00"
    assert catalogue.list_releases("hund-anmelden")[0].note == {"de": "Erste Fassung."}


def test_an_adoption_by_folder_says_how_the_city_differs(world: World, commons: Path) -> None:
    (commons / "cities/marburg/overlays").mkdir()
    (commons / "cities/marburg/overlays/hund-anmelden.yaml").write_text(
        "changes:\n- {id: mehr, set: field.anzahl.maximum, to: 12, reason: Große Höfe.}\n", encoding="utf-8"
    )
    assert world.load(commons / "services", commons / "cities").problems == []
    line = catalogue.standing(city="marburg", service_id="hund-anmelden", day=world.today).running
    assert line is not None
    assert [(difference.id, difference.reason) for difference in line.differences] == [("mehr", "Große Höfe.")]
