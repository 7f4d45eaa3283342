"""A city is a folder of data; what is wrong in it is said with file and line."""

from __future__ import annotations

import shutil
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from allmende.domain.package import Adopts, CityData, NotOurs, Service, ServicePackage, resolve
from allmende.formats import city as cities
from allmende.formats import package as packages
from allmende.formats.city.colours import contrast
from allmende.formats.commons.adoptions import check_adoptions

ROOT = Path(__file__).parents[3]
SIX = ("fulda", "giessen", "limburg", "marburg", "offenbach", "wetzlar")
DAY = date(2026, 11, 2)


def read(key: str) -> CityData:
    found = cities.read_folder(ROOT / "cities" / key)
    assert isinstance(found, CityData), found
    return found


def changed(folder: Path, *changes: tuple[str, str, str], key: str = "marburg") -> Path:
    made = folder / key
    shutil.copytree(ROOT / "cities" / key, made)
    for name, old, new in changes:
        path = made / name
        text = path.read_text() if path.exists() else ""
        assert old in text, (name, old)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else new)
    return made


def codes(made: Path) -> list[str]:
    return [problem.code for problem in cities.open_folder(made).problems]


@pytest.mark.parametrize("key", SIX)
def test_the_six_cities_are_sound_and_survive_storing(key: str, tmp_path: Path) -> None:
    city = read(key)
    assert cities.from_json(cities.to_json(city)) == city
    assert cities.from_json(cities.to_json(city)).sha256 == city.sha256
    cities.write_folder(city, tmp_path / key)
    again = cities.read_folder(tmp_path / key)
    assert isinstance(again, CityData)
    assert (again, again.files, again.sha256) == (city, city.files, city.sha256)


def test_the_six_cities_have_their_official_keys_and_courts() -> None:
    assert {key: (read(key).ars, read(key).ags, read(key).court, read(key).registry_court) for key in SIX} == {
        "marburg": ("065340014014", "06534014", "vg_giessen", "ag_marburg"),
        "giessen": ("065310005005", "06531005", "vg_giessen", "ag_giessen"),
        "wetzlar": ("065320023023", "06532023", "vg_giessen", "ag_limburg"),
        "fulda": ("066310009009", "06631009", "vg_kassel", "ag_fulda"),
        "limburg": ("065330009009", "06533009", "vg_wiesbaden", "ag_limburg"),
        "offenbach": ("064130000000", "06413000", "vg_darmstadt", "ag_darmstadt"),
    }


def test_limburg_says_who_is_competent_for_residence_permits() -> None:
    found = read("limburg").not_ours("aufenthaltstitel")
    assert isinstance(found, NotOurs)
    assert "Landkreis" in found.who
    assert found.text["en"]
    assert isinstance(read("marburg").adoptions["aufenthaltstitel"], Adopts)


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("city.yaml", "065340014014", "065340014015", "city.ags"),
        ("city.yaml", "ars:", "ars2:", "shape.unknown"),
        ("city.yaml", "court: vg_giessen", "court: vg_giesen", "city.court"),
        ("city.yaml", "court: vg_giessen", "court: ag_giessen", "city.court"),
        ("city.yaml", "key: marburg", "key: mr", "city.key"),
        ("city.yaml", "host: marburg.localhost", "host: Marburg", "shape.pattern"),
        ("overlays/notiz.txt", "", "x", "city.file"),
        ("overlays/hund.yaml", "", "changes:\n  - id: a\n    sett: field.x\n", "shape.missing"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, name: str, old: str, new: str, code: str) -> None:
    assert code in codes(changed(tmp_path, (name, old, new)))


def test_colours_without_contrast_are_refused(tmp_path: Path) -> None:
    made = changed(tmp_path)
    text = (made / "city.yaml").read_text()
    primary = text.split("primary: ")[1].split("\n")[0]
    (made / "city.yaml").write_text(text.replace(f"primary: {primary}", 'primary: "#ffee00"', 1))
    read = cities.open_folder(made)
    problem = read.problems[0]
    assert problem.code == "city.contrast"
    assert "#ffee00" in problem.text["de"]
    assert problem.where.startswith(f"{made}/city.yaml:")
    assert isinstance(cities.read_folder(made), list)


def test_contrast_is_computed_as_wcag_says() -> None:
    assert round(contrast("#ffffff", "#000000"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_a_wrong_iban_is_refused(tmp_path: Path) -> None:
    made = changed(tmp_path)
    text = (made / "city.yaml").read_text()
    iban = text.split("iban: ")[1].split("\n")[0]
    (made / "city.yaml").write_text(text.replace(iban, "DE00000000000000000000"))
    assert codes(made) == ["city.iban"]


VALUE = "    - {value: '%s', valid_from: %s, basis: Satzung, status: typical}\n"


def test_values_must_not_overlap(tmp_path: Path) -> None:
    made = changed(tmp_path)
    (made / "parameters.yaml").write_text(
        "city:\n  porto:\n" + VALUE % ("1.00", "2026-01-01") + VALUE % ("2.00", "2026-07-01")
    )
    assert codes(made) == ["city.overlap"]
    (made / "parameters.yaml").write_text(
        "city:\n  porto:\n    - {value: '1', valid_from: 2026-02-01, valid_to: 2026-01-01, basis: x, status: typical}\n"
    )
    assert codes(made) == ["shape.period"]


def test_a_value_of_its_day_is_used() -> None:
    city = read("offenbach")
    before = city.value("bewohnerparkausweis", "jahresgebuehr", date(2022, 12, 31))
    after = city.value("bewohnerparkausweis", "jahresgebuehr", date(2023, 1, 1))
    assert (before.value if before else None, after.value if after else None) == ("30.70", "75.00")


def test_street_attributes_must_be_named(tmp_path: Path) -> None:
    streets = "streets:\n  - name: Weg\n    parts:\n      - {parkzone: zz}\n"
    made = changed(tmp_path)
    (made / "streets.yaml").write_text(streets)
    assert codes(made) == ["city.street"]


def test_what_is_no_city_is_an_error() -> None:
    with pytest.raises(ValueError, match="Stadt"):
        cities.from_json({"format": "x"})
    with pytest.raises(ValueError, match=r"city\.yaml"):
        cities.from_json({"format": "allmende-city/1", "files": {"city.yaml": "key: x"}})


@cache
def commons() -> dict[str, ServicePackage]:
    found = {}
    for path in packages.list_packages(ROOT / "services"):
        package = packages.read_folder(path)
        assert isinstance(package, ServicePackage)
        found[package.id] = package
    return found


def test_a_seventh_city_is_a_seventh_folder(tmp_path: Path) -> None:
    made = changed(
        tmp_path,
        ("city.yaml", "key: marburg", "key: hanau"),
        ("city.yaml", "065340014014", "064150000000"),
        ("city.yaml", "06534014", "06415000"),
        ("city.yaml", "host: marburg.localhost", "host: hanau.localhost"),
        ("city.yaml", "court: vg_giessen", "court: vg_frankfurt"),
        ("city.yaml", "registry_court: ag_marburg", "registry_court: ag_hanau"),
    ).rename(tmp_path / "hanau")
    everything = {path.name: cities.open_folder(path) for path in (*cities.list_folders(ROOT / "cities"), made)}
    assert [p for p in check_adoptions(commons(), everything, DAY) if p.severity == "error"] == []
    city = everything["hanau"].city
    assert city is not None
    offered = [package for package in commons().values() if city.offers(package.id, DAY)]
    assert offered
    for package in offered:
        service = resolve(package, city, DAY)
        assert isinstance(service, Service)
        assert [problem for problem in service.ready() if problem.severity == "error"] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("city.yaml", "  bewohnerparkausweis:", "  bewohnerparkausweiss:", "city.service"),
        ("city.yaml", "host: marburg.localhost", "host: fulda.localhost", "city.host"),
        ("parameters.yaml", "jahresgebuehr:", "jahresgebuer:", "city.parameter"),
        ("parameters.yaml", "jahresgebuehr:", "jahresgebuer:", "ready.parameter"),
        (
            "overlays/bewohnerparkausweis.yaml",
            "text.field.stellplatz.help",
            "text.field.gibtsnicht.help",
            "overlay.refused",
        ),
        ("overlays/bewohnerparkausweis.yaml", "stellplatz = true", "stelplatz = true", "feel.unknown-name"),
    ],
)
def test_a_city_must_fit_its_packages(tmp_path: Path, name: str, old: str, new: str, code: str) -> None:
    made = changed(tmp_path, (name, old, new))
    everything = {"marburg": cities.open_folder(made), "fulda": cities.open_folder(ROOT / "cities" / "fulda")}
    problems = check_adoptions(commons(), everything, DAY)
    found = [problem for problem in problems if problem.code == code and problem.severity == "error"]
    assert found
    assert all(str(problem.where).rpartition(":")[2].isdecimal() for problem in found)
