"""A package's examples are its tests: played in memory, in every city that offers it, through the real case work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from allmende import feel
from allmende.domain.forms import typed
from allmende.domain.matter import Applicant, CannotPerform, Registers, speech
from allmende.domain.matter.decision import OfficerDecision
from allmende.domain.matter.inspecting import INSPECTED_ON
from allmende.domain.matter.stating import propose
from allmende.domain.notices import Document
from allmende.domain.package import CityData, Example, Service, ServicePackage, resolve
from allmende.domain.ports.engine import EngineTrouble, ProcessEngine
from allmende.domain.values import Period, Problem, Text, local_day
from allmende.usecases.rehearsal.coverage import Coverage
from allmende.usecases.rehearsal.expect import compare
from allmende.usecases.rehearsal.local import answer_local, local_questions
from allmende.usecases.rehearsal.partners import registers_for
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import CannotPlay, Play, begin_of, moment_of
from allmende.usecases.rehearsal.reasons import compare_reasons

Locate = Callable[[Example, int], str]
"""Example and number of the step → file and line."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that was not met. `where` is file and line."""

    service: str
    city: str
    example: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.city}: {self.example}: {self.text}"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How many examples were played, and what was not as expected."""

    played: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """The partners every rehearsal shares: engine, and the press without a seal."""

    engine: ProcessEngine
    press: Callable[[Document], bytes]


def rehearse(
    package: ServicePackage,
    cities: Sequence[CityData],
    stage: Stage,
    locate: Locate | None = None,
    coverage: Coverage | None = None,
) -> Rehearsed:
    """Play all examples of the package in all of these cities they are meant for. `coverage` is filled on the way."""
    played, failures = 0, []
    services: dict[Any, Service | list[Problem]] = {}
    for example in package.examples:
        for city in cities_of(example, package, cities):
            played += 1
            failures += list(_play(package, city, example, stage, locate or _nowhere, services, coverage))
    return Rehearsed(played, tuple(failures))


def rehearse_on(
    package: ServicePackage, city: CityData, day: date, stage: Stage, locate: Locate | None = None
) -> Rehearsed:
    """Play the examples that concern this city as if it were to offer the package from that day.

    Examples bring their own day; the city's values must hold on it. An example for every city is a promise whatever a
    city sets: it is played with the values of `day`, on the example's day. So a fee that begins next year is tried out
    although the example is two years old. An example that names its cities says what was right there on its day: it is
    played with the values of its own day, and with those of `day` where the city had none yet. Law and tariffs always
    follow the example's day.
    """
    played, failures = 0, []
    for example in package.examples:
        named = city.key in example.cities
        here = _with_values_of(city, package.id, day, local_day(begin_of(example.today)) if named else None)
        for each in cities_of(example, package, (here,)):
            played += 1
            failures += list(_play(package, each, example, stage, locate or _nowhere, {}))
    return Rehearsed(played, tuple(failures))


def _with_values_of(city: CityData, service: str, day: date, own_day: date | None) -> CityData:
    """The city with the values of that day, for all time; where it had values on `own_day`, those."""
    own = {
        parameter.id
        for parameter in city.parameters
        if own_day and parameter.service in (None, service) and parameter.valid.contains(own_day)
    }
    always = (
        replace(parameter, valid=Period())
        for parameter in city.parameters
        if parameter.service in (None, service) and parameter.id not in own and parameter.valid.contains(day)
    )
    return replace(city, parameters=(*always, *(parameter for parameter in city.parameters if parameter.id in own)))


def cities_of(example: Example, package: ServicePackage, cities: Sequence[CityData]) -> tuple[CityData, ...]:
    """Where the example is played: the cities it names, or all that offer the service; for `none`, any one city."""
    if example.cities == ("none",):
        return tuple(cities[:1])
    if example.cities == ("all",):
        day = local_day(begin_of(example.today))
        return tuple(city for city in cities if city.offers(package.id, max(day, _first_day(package, city))))
    return tuple(city for city in cities if city.key in example.cities)


def _first_day(package: ServicePackage, city: CityData) -> date:
    return getattr(city.adoptions.get(package.id), "from_day", date.min)


def _play(
    package: ServicePackage,
    city: CityData,
    example: Example,
    stage: Stage,
    locate: Locate,
    services: dict[Any, Any],
    coverage: Coverage | None = None,
) -> Iterable[Failure]:
    def failure(step: int, text: str) -> Failure:
        return Failure(package.id, city.key, example.title, locate(example, step), text)

    play = begin_play(package, city, example, stage, services)
    if not isinstance(play, Play):
        return [failure(0, str(problem)) for problem in play]
    play.coverage = coverage
    names = {"example": example_names(city)}
    found: list[Failure] = []
    local = local_questions(city.overlays.get(package.id))
    for number, step in enumerate(example.steps):
        verb, data = next(iter(step.items()))
        try:
            if verb == "submit":
                answer_local(play, local, (step.id for step in play.service.form.form.steps))
            found += [failure(number, text) for text in do_step(play, verb, data, names)]
            if verb == "fill":
                answer_local(play, local, (data["step"],))
        except (CannotPlay, CannotPerform, EngineTrouble) as reason:
            return [*found, failure(number, str(reason))]
        except ValueError as wrong:
            return [*found, failure(number, f"Das geht nicht: {wrong}")]
    cases = (play, *play.others.values())
    for case in cases:
        if coverage and case.matter:
            coverage.ended(case.matter)
    return [*found, *(failure(len(example.steps) - 1, text) for case in cases for text in compare_reasons(case))]


def begin_play(
    package: ServicePackage, city: CityData, example: Example, stage: Stage, services: dict[Any, Any]
) -> Play | list[Problem]:
    """The example in that city before its first step; `services` keeps what was resolved for further ones."""
    now = begin_of(example.today)
    service = _service(package, city, example, local_day(now), services)
    if not isinstance(service, Service):
        return service
    names = {"example": example_names(city)}
    said = _read(example.registers, {**service.names(), **names, "today": local_day(now)})
    play = Play(
        service=service,
        engine=stage.engine,
        press=stage.press,
        registers=Registers(),
        said={},
        applicant=_applicant(example, service, names),
        signs_in_as_typed="attributes" not in example.applicant,
        language=example.language,
        contests=example.contests,
        now=now,
    )
    try:
        play.registers, play.said = registers_for(city.key, said, lambda: play.today, service.registers)
    except ValueError as wrong:
        return [Problem("example.registers", Text(str(wrong)), f"{example.source}/registers")]
    return play


def do_step(play: Play, verb: str, data: Any, names: Mapping[str, Any]) -> Iterable[str]:
    """One step of the example. Gives the differences an `expect` finds, or why a `submit` was refused unexpectedly."""

    known = {**play.service.names(), **names}

    def said(value: Any) -> Any:
        return _read(value, known, lambda: {**play.names(), **names})

    match verb:
        case "fill":
            play.fill(data["step"], said(data["values"]))
        case "upload":
            play.upload(data["field"], list(data["files"]))
        case "submit":
            play.submit()
        case "pay":
            play.pay(data["result"])
        case "act":
            play.act(data["as"], data["task"], _decision(play, said(data)))
        case "message":
            play.message(
                data["name"], said(data.get("values") or {}), data.get("uploads") or {}, data.get("text") or ""
            )
        case "time":
            play.wait_until(moment_of(play.now, data))
        case "party":
            inner_verb, inner = next(iter(data["step"].items()))
            return list(do_step(play.of(data["who"]), inner_verb, inner, names))
        case "expect":
            return list(compare(play, data, said))
    return []


def _decision(play: Play, data: Mapping[str, Any]) -> OfficerDecision:
    """What the example says the person chose and wrote; with `suggested` she leaves the proposals as they stand."""
    start = propose(play.case(), play.today).decision if data.get("suggested") else OfficerDecision("")
    named = data.get("grounds") or ([data["ground"]] if data.get("ground") else start.grounds)
    stated = {ground: _typed(values) for ground, values in (data.get("stated") or {}).items()}
    return OfficerDecision(
        outcome=data["outcome"],
        grounds=tuple(named),
        reason=data.get("reason") or "",
        fields=tuple(data.get("fields") or ()),
        stated={key: {**start.stated.get(key, {}), **stated.get(key, {})} for key in {*start.stated, *stated}},
        decided={**start.decided, **_typed(data.get("decided") or {})},
        weighing=data.get("weighing") or start.weighing,
        despite=data.get("despite") or start.despite,
        despite_missing=data.get("despite_missing") or "",
        answers=_typed({INSPECTED_ON.id: data["inspected_on"]}) if "inspected_on" in data else {},
    )


def _typed(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(typed(value)) for key, value in values.items()}


def _service(
    package: ServicePackage, city: CityData, example: Example, day: date, services: dict[Any, Any]
) -> Service | list[Problem]:
    overrides = dict(example.parameters)
    if example.cities == ("none",):
        overrides = {spec.id: spec.suggested for spec in package.sheet.parameters} | overrides
    key = (city.key, day, repr(sorted(overrides.items(), key=str)))
    if key not in services:
        services[key] = resolve(package, city, day, overrides or None)
    found: Service | list[Problem] = services[key]
    return found


def _applicant(example: Example, service: Service, names: Mapping[str, Any]) -> Applicant:
    stated = example.applicant
    level = str(stated.get("level") or "none")
    attributes = _read(stated.get("attributes") or {}, {**service.names(), **names})
    return Applicant(
        identity=str(stated.get("identity") or "none"),
        level=level,
        account=bool(stated.get("account")),
        attributes=attributes,
        levels=dict.fromkeys(attributes, level),
    )


def _read(value: Any, known: Mapping[str, Any], more: Callable[[], Mapping[str, Any]] = dict) -> Any:
    """A value of the example: text that begins with `= ` is FEEL over these names.

    `more` gives all names of the draft or case; it reads the whole form, so it is asked only where `known` is not enough.
    """
    if isinstance(value, str) and value.startswith("= "):
        enough = speech.reads(value[2:]) <= known.keys()
        return _plain(speech.evaluate(value[2:], feel.to_feel(known if enough else more())))
    if isinstance(value, Mapping):
        return {key: _read(item, known, more) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_read(item, known, more) for item in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    return (
        value if isinstance(value, (Decimal, date)) or not isinstance(value, list) else [_plain(item) for item in value]
    )


def _nowhere(example: Example, step: int) -> str:
    return f"{example.source.rstrip('#')} (Schritt {step + 1})"


def locate_in(folder: Path) -> Locate:
    """File and line of each step of the examples in that package folder."""
    from allmende.formats.package.reader import open_folder  # noqa: PLC0415 - only needed for a message

    documents = open_folder(folder).documents
    return lambda example, step: documents.place(f"{example.source}/steps/{step}")
