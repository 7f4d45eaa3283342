"""What citizens read on page and in mails through every example of every package: whole sentences, and no ground in a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.matter import Matter
from allmende.domain.matter.telling import CitizenView, standing, tell
from allmende.domain.matter.telling.mails import MailWords, announcement, still_true, write
from allmende.domain.matter.telling.states import ENDS
from allmende.domain.matter.telling.table import UNHEARD
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearsal.local import answer_local, local_questions
from allmende.usecases.rehearsal.places import example_names
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, begin_play, cities_of, do_step

ROOT = Path(__file__).parents[2]
SERVICES = package_format.list_packages(ROOT / "services")
SITE = "https://stadt.example"


def cities() -> tuple[CityData, ...]:
    read = (city_format.read_folder(path) for path in city_format.list_folders(ROOT / "cities"))
    return tuple(one for one in read if isinstance(one, CityData))


def told_by(folder: Path) -> Iterator[tuple[Matter, CitizenView, str, MailWords | None]]:
    """Each example once, in one city: after every step the case, its words, and the mail the step deserved."""
    package = package_format.read_folder(folder)
    assert isinstance(package, ServicePackage)
    stage = Stage(SpiffEngine(), lambda document: b"")
    for example in package.examples:
        for city in cities_of(example, package, cities())[:1]:
            play = begin_play(package, city, example, stage, {})
            assert isinstance(play, Play)
            yield from steps_of(play, city, package, example)


def steps_of(
    play: Play, city: CityData, package: ServicePackage, example: object
) -> Iterator[tuple[Matter, CitizenView, str, MailWords | None]]:
    names, local = {"example": example_names(city)}, local_questions(city.overlays.get(package.id))
    known = 0
    for step in example.steps:  # type: ignore[attr-defined]
        verb, data = next(iter(step.items()))
        if verb == "submit":
            answer_local(play, local, (step.id for step in play.service.form.form.steps))
        do_step(play, verb, data, names)
        if verb == "fill":
            answer_local(play, local, (data["step"],))
        if play.matter is None or len(play.matter.facts) == known:
            continue
        matter, later = play.matter, play.now + timedelta(minutes=1)
        new = matter.facts[known:]
        says = announcement(matter.facts[:known], new, play.today) if any(one.announced for one in new) else "receipt"
        known = len(matter.facts)
        mail = None
        if says and still_true(says, matter.facts, later, play.today):
            mail = write(says, matter, later, play.today, link=f"{SITE}/v/1", site=SITE, name="Anna Berger")
        for language in ("de", "en"):
            told = tell(matter, later, play.today, language)
            how = standing(matter.facts, later, play.today)
            unheard = told.state == "person" and how.unheard
            assert bool(told.caution) == (how.appeal_until is not None)
            assert (UNHEARD.spoken(language) in told.sentences) == unheard
            yield matter, told, says or "", mail


@pytest.mark.slow
@pytest.mark.parametrize("folder", SERVICES, ids=lambda folder: folder.name)
def test_every_example_is_told_in_whole_sentences_and_its_mails_hold_no_ground(folder: Path) -> None:
    seen, mails = set(), 0
    for matter, told, _says, mail in told_by(folder):
        said = (told.word, told.headline, *told.sentences, *(act.label for act in told.acts))
        assert all(words and not re.search(r"[{}]|\bnull\b|  ", words) for words in said), said
        assert told.headline[-1] in ".?"
        assert sum(act.does in ("pay", "complete", "answer", "letter") for act in told.acts) <= 2
        seen.add(told.state)
        if mail is None:
            continue
        mails += 1
        secrets = [ground.title.spoken(matter.language) for ground in matter.service.sheet.refusal_grounds]
        assert mail.subject.endswith(f"({matter.reference})")
        assert not any(secret and secret in mail.as_text() for secret in secrets)
        if not matter.service.sheet.contests:  # an objection is a kind of matter, as an application is
            assert str(matter.service.text("service.name", matter.language)) not in mail.subject
        assert not re.search(r"[{}]|\bnull\b", mail.as_text())
    assert mails >= 2
    assert "person" in seen and not ENDS.isdisjoint(seen), seen
    assert len(seen) >= 3 or matter.service.sheet.payment == "none"
