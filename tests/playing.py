"""Cases of the real packages, played by their own examples."""

from __future__ import annotations

from pathlib import Path

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.matter import Matter
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.local import answer_local, local_questions
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, begin_play, do_step

ROOT = Path(__file__).parents[1]


def played(service: str, example: str) -> Matter:
    """The case of one example after its last step, in Marburg."""
    package = package_format.read_folder(
        next(package for package in package_format.list_packages(ROOT / "services") if package.stem == service)
    )
    city = city_format.read_folder(ROOT / "cities" / "marburg")
    assert isinstance(package, ServicePackage) and isinstance(city, CityData)
    chosen = next(one for one in package.examples if one.id == example)
    play = begin_play(package, city, chosen, Stage(SpiffEngine(), lambda document: b""), {})
    assert isinstance(play, Play)
    names, local = {"example": example_names(city)}, local_questions(city.overlays.get(package.id))
    for step in chosen.steps:
        verb, data = next(iter(step.items()))
        if verb == "submit":
            answer_local(play, local, (step.id for step in play.service.form.form.steps))
        do_step(play, verb, data, names)
        if verb == "fill":
            answer_local(play, local, (data["step"],))
    assert play.matter is not None
    return play.matter
