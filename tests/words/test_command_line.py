"""Commands speak the language the operator chose."""

from __future__ import annotations

import pytest

from allmende.entrypoints.cli import describe
from allmende.entrypoints.cli import package as package_command
from allmende.words import Text
from allmende.words.command_line import complain, language, say

EMPTY = Text.named("cli.package.which")


def test_german_where_nothing_is_said(monkeypatch, capsys):
    monkeypatch.delenv("ALLMENDE_LANGUAGE", raising=False)
    say(EMPTY)
    complain(EMPTY)
    told = capsys.readouterr()
    assert told.out == told.err == "Welche Leistung? Nennen Sie Pakete, oder --all.\n"
    assert "Nachsehen, ob alles da ist" in describe()


def test_english_where_it_is_wanted(monkeypatch, capsys):
    monkeypatch.setenv("ALLMENDE_LANGUAGE", "en")
    assert package_command.main(["test"]) == 2
    assert capsys.readouterr().err == "Which service? Name packages, or --all.\n"
    assert "Look whether everything is there" in describe()
    with pytest.raises(SystemExit):
        package_command.main(["test", "--help"])
    assert "Rehearse the examples of packages." in capsys.readouterr().out


def test_a_language_nobody_wrote_ends_the_command(monkeypatch):
    monkeypatch.setenv("ALLMENDE_LANGUAGE", "tlh")
    with pytest.raises(SystemExit, match="„tlh“ gibt es nicht. Möglich: de, en."):
        language()
