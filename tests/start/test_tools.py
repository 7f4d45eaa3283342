"""The checks behind `start.py check`: each finds what it is there to find."""

from __future__ import annotations

import pytest
import yaml

from tools import locks, publiccode, texts

GOOD = "django==5.2 \\\n    --hash=sha256:ab\n    # via x\n"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "ROOT", tmp_path)
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["django~=5.2"]\n[project.optional-dependencies]\nproduction = []\n'
        '[dependency-groups]\ndev = ["pytest"]\n'
    )
    (tmp_path / "requirements.lock").write_text(GOOD)
    (tmp_path / "requirements-dev.lock").write_text(GOOD + "pytest==9.0 \\\n    --hash=sha256:cd\n")
    return tmp_path


def test_good_locks_are_fine(checkout):
    assert locks.check() == []


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("requirements.lock", "--index-url https://pypi.example/simple\n" + GOOD, "requirements.lock:1: names a host."),
        ("requirements.lock", "django==5.2\n", "requirements.lock: django==5.2 has no hash."),
        ("requirements.lock", GOOD.replace("5.2", "5.3"), "django differs between the two locks."),
        ("requirements-dev.lock", GOOD, "requirements-dev.lock lacks pytest: python3 start.py lock"),
    ],
)
def test_a_bad_lock_is_named(checkout, file, text, problem):
    (checkout / file).write_text(text)
    assert problem in locks.check()


def test_a_registry_in_npms_lock_is_named(checkout):
    (checkout / "frontend").mkdir()
    (checkout / "frontend" / "package-lock.json").write_text('{\n  "resolved": "https://registry.example/x.tgz"\n}')
    assert locks.check() == ["frontend/package-lock.json:2: names a host."]


@pytest.fixture
def room(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(texts, "SOURCE", tmp_path)
    room = tmp_path / "room"
    room.mkdir()
    (room / "view.py").write_text('from django.utils.translation import gettext as _\nx = _("Weiter")\n')
    (room / "page.html").write_text(
        '{% load i18n %}<p>{% translate "Zurück" %} {% blocktranslate %}Hallo {{ name }}{% endblocktranslate %}</p>'
    )
    return room


def english(room, **said):
    file = room / "locale" / "en" / "LC_MESSAGES" / "django.po"
    text = file.read_text(encoding="utf-8")
    for german, word in said.items():
        text = text.replace(f'msgid "{german}"\nmsgstr ""', f'msgid "{german}"\nmsgstr "{word}"')
    file.write_text(text, encoding="utf-8")


def test_texts_are_collected_from_code_and_templates(room):
    assert {message.id for message in texts.collect(room) if message.id} == {"Weiter", "Zurück", "Hallo %(name)s"}


def test_a_text_without_english_is_named(room):
    assert "django.po is missing" in texts.check(room)[0]
    texts.update(room)
    assert 'room/page.html: "Zurück" has no English in django.po' in texts.check(room)


def test_a_text_with_english_is_fine_and_survives_the_next_update(room):
    texts.update(room)
    english(room, Weiter="Next", Zurück="Back")
    (room / "page.html").write_text('{% load i18n %}{% translate "Zurück" %}')
    texts.update(room)
    assert texts.check(room) == []


def test_a_compiled_file_that_is_behind_is_named(room):
    texts.update(room)
    english(room, Weiter="Next")
    assert any("not up to date" in problem for problem in texts.check(room))


def test_publiccode_is_valid():
    said = yaml.safe_load(publiccode.FILE.read_text(encoding="utf-8"))
    assert publiccode.check(said, "EUPL-1.2", said["softwareVersion"]) == []


@pytest.mark.parametrize("key", ["name", "legal", "maintenance", "developmentStatus", "platforms", "releaseDate"])
def test_a_missing_key_of_publiccode_is_named(key):
    said = yaml.safe_load(publiccode.FILE.read_text(encoding="utf-8"))
    del said[key]
    assert any(key in problem for problem in publiccode.check(said, "EUPL-1.2", "0.1.0"))
