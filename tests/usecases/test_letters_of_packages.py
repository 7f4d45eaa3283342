"""Every letter of every package, as the packages' own examples bring it about: it says no more than its template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.adapters.typst import TypstRenderer
from allmende.domain.matter import Matter, StepResult, speech
from allmende.domain.matter.outcome import KeepNotice
from allmende.domain.matter.receipts import receipt_document
from allmende.domain.notices import Document, NoticeTemplate, compose, list_expressions
from allmende.domain.notices.template import Answers
from allmende.domain.package import CityData, ServicePackage
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.foundation import plugs
from allmende.foundation.plugs import sockets
from allmende.usecases import case_tools, rehearse_examples
from allmende.usecases.rehearsal.play import Play
from allmende.usecases.rehearse_examples import Stage, rehearse
from tests.adapters import pdf as look

ROOT = Path(__file__).parents[2]
SERVICES = ROOT / "services"
PACKAGES = [path.name for path in package_format.list_packages(SERVICES)]
WORDS = ("text", "textarea", "email", "phone", "person", "iban", "plate")


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it was composed on the way: the matter of that moment, with a marker in every answer in words."""

    matter: Matter
    template: NoticeTemplate
    author: str
    day: date

    def document(self) -> Document:
        if self.template.kind == "receipt":
            return receipt_document(self.matter, self.day, self.matter.submitted_at)
        found = compose(
            self.template,
            self.matter.service,
            speech.names(self.matter, self.day),
            self.day,
            self.author or None,
            language=self.matter.language,
        )
        assert isinstance(found, Document), found
        return found


class Watched(Play):
    """A rehearsal that tells which letters it wrote."""

    written: list[Written]

    def submit(self) -> bool:
        sent = super().submit()
        template = next((notice for notice in self.service.notices.values() if notice.kind == "receipt"), None)
        if sent and template:
            self._note(self.case(), template, "")
        return sent

    def _keep(self, moved: StepResult) -> None:
        super()._keep(moved)
        for effect in moved.effects:
            if isinstance(effect, KeepNotice):
                self._note(self.case(), self.service.notices[effect.template], effect.author)

    def _note(self, matter: Matter, template: NoticeTemplate, author: str) -> None:
        self.written.append(Written(marked(matter), template, author, self.today))


def marked(matter: Matter) -> Matter:
    """The same matter, every answer in words replaced by a word of its own that stands nowhere else."""

    def mark(value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            return {key: mark(item, f"{path}.{key}") for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [mark(item, path) for item in value]
        found = matter.service.form.find(path) or matter.service.form.find(path.rpartition(".")[0])
        words = isinstance(value, str) and found is not None and found.type in (*WORDS, "address")
        return marker(path) if words else value

    return replace(matter, answers={key: mark(value, key) for key, value in matter.answers.items()})


def marker(path: str) -> str:
    return "ZQ" + re.sub("[^a-z0-9]", "", path) + "QZ"


def markers(value: Any, path: str = "") -> Iterator[str]:
    """The paths that carry a marker."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from markers(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from markers(item, path)
    elif value == marker(path):
        yield path


def may_say(template: NoticeTemplate, path: str) -> bool:
    """True when the template itself names this answer, or shows the whole declaration."""
    if any(isinstance(block, Answers) for _, blocks in template.sections() for block in blocks):
        return True
    said = " ".join(expression for _, expression in list_expressions(template))
    names = re.findall(r"[A-Za-z_][A-Za-z0-9_]*", said)
    return set(path.split(".")[:1]) <= set(names)


@pytest.fixture(scope="module")
def cities() -> list[CityData]:
    folders = city_format.list_folders(ROOT / "cities")
    return [city for city in map(city_format.read_folder, folders) if isinstance(city, CityData)]


def letters_of(service: str, cities: list[CityData], monkeypatch: pytest.MonkeyPatch) -> list[Written]:
    """One of every letter the examples bring about, per set of answers it could give away."""
    written: list[Written] = []
    monkeypatch.setattr(Watched, "written", written, raising=False)
    monkeypatch.setattr(rehearse_examples, "Play", Watched)
    package = package_format.read_folder(SERVICES / service)
    assert isinstance(package, ServicePackage), package
    here = next(city for city in cities if service in city.adoptions)
    done = rehearse(package, [here], Stage(SpiffEngine(), lambda document: b""))
    assert done.failures == ()
    different = {(one.template.id, frozenset(markers(one.matter.answers))): one for one in written}
    assert {template for template, _ in different} == set(package.notices)
    return list(different.values())


@pytest.mark.parametrize("service", PACKAGES)
def test_a_letter_says_no_more_of_the_applicant_than_its_template(
    service: str, cities: list[CityData], monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = TypstRenderer()
    monkeypatch.setattr(plugs, "get", {sockets.RENDERER: renderer}.__getitem__)
    for letter in letters_of(service, cities, monkeypatch):
        document = letter.document()
        pdf = case_tools.render_and_seal(
            city=document.authority.city_key,
            document=document,
            matter=letter.matter,
            now=letter.matter.submitted_at,
            sealed=False,
        )
        with look.opened(pdf) as file:
            attached = sorted(file.attachments)
            about = _metadata(file)
        expected = ["antrag.json", "antrag.xml"] if letter.template.kind == "receipt" else []
        assert (letter.template.id, attached) == (letter.template.id, expected)
        said = look.words_in(pdf)
        given = {path for path in markers(letter.matter.answers) if marker(path) in said + about}
        # To a proxy the letter says in its own words whom it is about.
        whom = " ".join(pair.text for pair in document.info)
        # Whoever acts is the addressee, or the company she acts for.
        acting = {
            name
            for role in letter.matter.service.sheet.applicants
            for one in role.represented_by
            for name in (one.by, one.address, one.of if one.capacity == "officer" else "")
        }
        acting |= {role.guardian for role in letter.matter.service.sheet.applicants}
        given = {path for path in given if path.partition(".")[0] not in acting}
        assert {path for path in given if not may_say(letter.template, path) and marker(path) not in whom} == set()
        if letter.template.kind == "certificate":
            assert given == set()
            assert letter.matter.reference not in said + about
            assert document.addressee == ()
        assert [path for path in markers(letter.matter.answers) if marker(path) in about] == []


def _metadata(file: pikepdf.Pdf) -> str:
    with file.open_metadata() as meta:
        return " ".join([*(str(value) for value in meta.values()), *(str(value) for value in file.docinfo.values())])
