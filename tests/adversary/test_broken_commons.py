"""Packages and cities somebody broke, on purpose or not: refused with all that is wrong; what runs keeps running."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from allmende.apps.catalogue.models import Adoption, CityEdition, Release
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import all_cities
from allmende.usecases.load_commons import CommonsLoaded
from tests.adversary.scene import Browser
from tests.world import COMMONS, DOGS, END, PERSON, World

SERVICE = "services/hund-anmelden"
BOMB = "\n".join(
    ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "'
    + "x" * 100 + '">' + "".join(f'<!ENTITY c{n} "{"&b;" * 10}">' for n in range(9)) + "]><definitions>&a;&c8;</definitions>"
)  # fmt: skip


@pytest.fixture
def commons(tmp_path: Path) -> Path:
    shutil.copytree(COMMONS, tmp_path / "commons")
    return tmp_path / "commons"


def write(path: str, content: str | bytes) -> Callable[[Path], None]:
    def act(commons: Path) -> None:
        raw = content if isinstance(content, bytes) else content.encode()
        (commons / path).parent.mkdir(parents=True, exist_ok=True)
        (commons / path).write_bytes(raw)

    return act


def swap(path: str, old: str, new: str) -> Callable[[Path], None]:
    def act(commons: Path) -> None:
        text = (commons / path).read_text(encoding="utf-8")
        assert old in text
        (commons / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return act


def remove(path: str) -> Callable[[Path], None]:
    return lambda commons: (commons / path).unlink()


def link(path: str, target: str) -> Callable[[Path], None]:
    def act(commons: Path) -> None:
        (commons / path).unlink()
        (commons / path).symlink_to(target)

    return act


PACKAGES = {
    "no form": remove(f"{SERVICE}/form.yaml"),
    "no process": remove(f"{SERVICE}/process.bpmn"),
    "no german": remove(f"{SERVICE}/texts/de.yaml"),
    "empty sheet": write(f"{SERVICE}/service.yaml", ""),
    "list for a sheet": write(f"{SERVICE}/service.yaml", "- a\n- b\n"),
    "no yaml": write(f"{SERVICE}/form.yaml", "steps: [\n  {id: person"),
    "not utf-8": write(f"{SERVICE}/form.yaml", b"steps: \xff\xfe"),
    "nul": write(f"{SERVICE}/texts/de.yaml", "service.name: a\0b"),
    "python object": write(f"{SERVICE}/service.yaml", "id: !!python/object/apply:os.system ['true']"),
    "yaml bomb": write(f"{SERVICE}/texts/de.yaml", BOMB),
    "deep yaml": write(f"{SERVICE}/form.yaml", "steps: " + "[" * 5000 + "]" * 5000),
    "doubled key": swap(f"{SERVICE}/service.yaml", "version: 1.0.0", "version: 1.0.0\nversion: 2.0.0"),
    "id leads out": swap(f"{SERVICE}/service.yaml", "id: hund-anmelden", 'id: "../../etc/passwd"'),
    "id of another": swap(f"{SERVICE}/service.yaml", "id: hund-anmelden", "id: katze"),
    "unknown key": swap(f"{SERVICE}/service.yaml", "audience:", "password: geheim\naudience:"),
    "unknown field type": swap(f"{SERVICE}/form.yaml", "type: integer", "type: exec"),
    "expression that is none": swap(f"{SERVICE}/form.yaml", "when: kampfhund", "when: 'kampfhund and ('"),
    "expression of an unknown name": swap(f"{SERVICE}/form.yaml", "when: kampfhund", "when: geheim"),
    "python in an expression": swap(f"{SERVICE}/form.yaml", "when: kampfhund", "when: __import__(\"os\").system(\"true\")"),
    "endless pattern": swap(f"{SERVICE}/form.yaml", "max_length: 80", "max_length: 80, pattern: '(a+)+$('"),
    "entities in the process": write(f"{SERVICE}/process.bpmn", ENTITIES),
    "entities in the decisions": write(f"{SERVICE}/decisions.dmn", ENTITIES),
    "no xml": write(f"{SERVICE}/process.bpmn", b"\x00\x01\x02"),
    "script in the process": swap(
        f"{SERVICE}/process.bpmn", '<endEvent id="ende" name="Ende"/>',
        '<endEvent id="ende" name="Ende"/><scriptTask id="s" name="S"><script>import os</script></scriptTask>',
    ),
    "unknown action": swap(f"{SERVICE}/process.bpmn", 'allmende:action="compute_fee"', 'allmende:action="shell"'),
    "loose end": swap(f"{SERVICE}/process.bpmn", 'sourceRef="beginn" targetRef="gebuehr"', 'sourceRef="beginn" targetRef="weg"'),
    "letter without remedy": swap(f"{SERVICE}/notices/refuse.yaml", "kind: decision", "kind: gossip"),
    "a folder for a file": lambda commons: ((commons / SERVICE / "form.yaml").unlink(), (commons / SERVICE / "form.yaml").mkdir())[0],
    "file from outside": link(f"{SERVICE}/texts/en.yaml", "/etc/passwd"),
}  # fmt: skip

CITIES = {
    "not utf-8": write("cities/fulda/city.yaml", b"\xff\xfe"),
    "bomb": write("cities/fulda/parameters.yaml", BOMB),
    "no parameters": write("cities/fulda/parameters.yaml", "- 1"),
    "wrong key": swap("cities/fulda/city.yaml", "key: fulda", "key: ../marburg"),
    "key of another": swap("cities/fulda/city.yaml", "key: fulda", "key: marburg"),
    "host of another": swap("cities/fulda/city.yaml", "host: fulda.localhost", "host: marburg.localhost"),
    "host of the sandboxes": swap("cities/fulda/city.yaml", "host: fulda.localhost", "host: sandbox.localhost"),
    "host that is none": swap("cities/fulda/city.yaml", "host: fulda.localhost", "host: 'a b/../c'"),
    "wrong number": swap("cities/fulda/city.yaml", 'ars: "066310009009"', "ars: 1"),
    "colour with style": swap("cities/fulda/city.yaml", 'primary: "#14477a"', 'primary: "red;}body{display:none"'),
    "unknown court": swap("cities/fulda/city.yaml", "court: vg_kassel", "court: vg_moon"),
    "unknown service": swap("cities/fulda/city.yaml", "hund-anmelden: {version: 1.0.0", "katze: {version: 1.0.0"),
    "unknown version": swap("cities/fulda/city.yaml", "version: 1.0.0", "version: 9.9.9"),
    "date that is none": swap("cities/fulda/city.yaml", "from: 2026-01-01", "from: 2026-02-30"),
}


def rows() -> dict[str, int]:
    with all_cities("test"):
        return {
            "releases": Release.objects.count(), "adoptions": Adoption.objects.count(), "cities": City.objects.count(),
            "editions": CityEdition.objects.count(),
        }  # fmt: skip


def still_runs(city: str = "marburg") -> bool:
    """A whole application, from the start button to its number."""
    browser = Browser(city)
    draft = browser.begin()
    for step, posted in (("person", PERSON), ("hunde", DOGS), ("abschluss", END)):
        browser.save(draft, step, posted)
    return str(browser.send(draft)["Location"]) == f"/vorgang/{draft}/"


def tell(loaded: CommonsLoaded) -> list[str]:
    return [f"{problem.where}: {problem.text.spoken('de')}" for problem in loaded.problems]


@pytest.mark.parametrize("case", PACKAGES)
def test_a_broken_package_is_refused_and_the_running_one_stays(case: str, world: World, commons: Path) -> None:
    before = rows()
    PACKAGES[case](commons)
    loaded = world.load(commons / "services", commons / "cities")
    assert loaded.problems, case
    assert all(problem.text.spoken("de") and problem.text.spoken("en") for problem in loaded.problems)
    assert any(problem.where for problem in loaded.problems), tell(loaded)
    assert "root:" not in " ".join(tell(loaded))
    assert loaded.releases == []
    assert rows()["releases"] == before["releases"]
    assert still_runs()


@pytest.mark.parametrize("case", CITIES)
def test_a_broken_city_is_refused_and_the_others_load(case: str, world: World, commons: Path) -> None:
    CITIES[case](commons)
    loaded = world.load(commons / "services", commons / "cities")
    assert loaded.problems, case
    assert "marburg" in loaded.cities, tell(loaded)
    with all_cities("test"):
        assert dict(City.objects.values_list("key", "host")) == {
            "marburg": "marburg.localhost", "fulda": "fulda.localhost"
        }  # fmt: skip
    assert still_runs()
    if case != "unknown service":  # a service the city no longer names is withdrawn: that is no mistake
        assert still_runs("fulda")


def test_everything_wrong_is_told_at_once(world: World, commons: Path) -> None:
    for case in ("unknown field type", "no xml", "unknown key"):
        PACKAGES[case](commons)
    CITIES["wrong number"](commons)
    said = " ".join(tell(world.load(commons / "services", commons / "cities")))
    for file in ("form.yaml", "process.bpmn", "service.yaml", "city.yaml"):
        assert file in said, said
