"""The table of rights: what it says, and that the documentation says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from allmende.apps.cases import rules
from allmende.apps.cases.rules import CaseSituation, Staff
from allmende.apps.commons.rules import NEEDED
from allmende.domain.cooperation import ROLES as STUDIO_ROLES

PRINTED = Path(__file__).parents[3] / "docs" / "law" / "need-to-know.md"
WORKERS = {"hund": frozenset({"sachbearbeitung"}), "mahnung": frozenset({"kasse"})}
HUND = CaseSituation("hund", "amt")


HEADS = {"de": ("Spalte", "Wer", "Warum"), "en": ("Column", "Who", "Why")}
YES, WHILE_RUNNING = {"de": "ja", "en": "yes"}, {"de": "solange er läuft", "en": "while it runs"}


def print_table(language: str) -> str:
    """The table in Markdown, as it stands in the documentation: acts down, standings across, then who stands so and why."""
    rows = list(rules.TABLE.values())
    lines = [f"| | {' | '.join(row.name[language] for row in rows)} |", "|---" * (len(rows) + 1) + "|"]
    lines += [
        f"| {words[language]} | {' | '.join(_cell(row, act, language) for row in rows)} |"
        for act, words in rules.ACTS.items()
    ]
    lines += ["", f"| {' | '.join(HEADS[language])} |", "|---|---|---|"]
    lines += [f"| {row.name[language]} | {row.who[language]} | {row.why[language]} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(row: rules.RightsRow, act: rules.Act, language: str) -> str:
    if act not in row.may:
        return "–"
    return (WHILE_RUNNING if row.running_only else YES)[language]


def person(*roles: str, units: tuple[str, ...] = ("amt",)) -> Staff:
    return Staff.of("1", roles, units, WORKERS)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_documentation_holds_the_table_as_it_is(language: str) -> None:
    """After a change: `python -m tests.apps.cases.test_rules` prints it anew."""
    told = re.search(
        rf"<!-- table:{language} -->\n(.*?)<!-- /table:{language} -->", PRINTED.read_text("utf-8"), re.DOTALL
    )
    assert told is not None
    assert told[1] == print_table(language)


def test_every_act_has_words_and_somebody_who_may() -> None:
    for act in rules.ACTS:
        assert any(act in row.may for row in rules.TABLE.values()), act
    assert set().union(*(row.may for row in rules.TABLE.values())) == set(rules.ACTS)
    assert not rules.TABLE["nobody"].may


def test_moving_is_for_the_role_the_studio_asks_for() -> None:
    assert [f"„{role}“" in rules.TABLE["mover"].who["de"] for role in NEEDED["move_cases"]] == [True]


def test_a_role_of_the_service_in_the_office_works_the_case() -> None:
    assert rules.standings(person("sachbearbeitung"), HUND, []) == {"worker"}


@pytest.mark.parametrize(
    ("roles", "units"),
    [
        (("sachbearbeitung",), ("andere",)),
        (("sachbearbeitung",), ()),
        (("standesamt",), ("amt",)),
        (("kasse",), ("amt",)),
        (("archiv",), ("amt",)),
        (tuple(STUDIO_ROLES), ("amt",)),
        ((), ("amt",)),
        (("",), ("",)),
        (("leitung",), ("andere",)),
    ],
)
def test_nobody_else_has_anything_to_do_with_it(roles: tuple[str, ...], units: tuple[str, ...]) -> None:
    assert rules.acts(person(*roles, units=units), HUND, [("sachbearbeitung", "amt"), ("", "")]) == frozenset()


def test_the_treasury_sees_money_while_a_task_is_open_and_nothing_before_or_after() -> None:
    treasurer = person("kasse", units=("stadtkasse",))
    while_open = rules.acts(treasurer, HUND, [("kasse", "stadtkasse")])
    assert "money" in while_open
    assert not while_open & {"answers", "files", "letters", "messages", "history", "write"}
    assert rules.acts(treasurer, HUND, []) == frozenset()


@pytest.mark.parametrize("role", ["archiv", "leitung"])
def test_an_office_asked_reads_answers_but_no_attachment_letter_or_message(role: str) -> None:
    archivist = person(role, units=("stadtarchiv",))
    while_open = rules.acts(archivist, HUND, [("archiv", "stadtarchiv")])
    assert while_open >= {"answers", "work", "decide"}
    assert not while_open & {"files", "letters", "messages", "history", "money", "write"}


def test_a_service_of_the_treasury_is_worked_by_it() -> None:
    treasurer = person("kasse", units=("stadtkasse",))
    assert rules.standings(treasurer, CaseSituation("mahnung", "stadtkasse"), []) == {"worker"}


def test_a_package_cannot_make_workers_of_head_treasury_archive_or_studio() -> None:
    named = ("sachbearbeitung", "leitung", "kasse", "archiv", *STUDIO_ROLES)
    assert rules.working_roles("steueramt", named) == {"sachbearbeitung"}
    assert rules.working_roles("kasse", named) == {"sachbearbeitung", "kasse"}


def test_a_case_without_an_office_is_nobodys_until_a_head_assigns_it() -> None:
    lost = CaseSituation("hund", "")
    everything = [("sachbearbeitung", ""), ("", "")]
    assert rules.acts(person("sachbearbeitung"), lost, everything) == frozenset()
    assert rules.acts(person("leitung"), lost, everything) == {"find", "see", "assign"}
    assert rules.acts(person("leitung", units=()), lost, everything) == frozenset()


def test_only_the_head_of_the_office_takes_over() -> None:
    own, asked = [("sachbearbeitung", "amt")], [("standesamt", "andere")]
    assert "take_over" in rules.acts(person("leitung"), HUND, own)
    assert "take_over" in rules.acts(person("leitung", units=("andere",)), HUND, asked)
    assert "take_over" not in rules.acts(person("leitung", units=("andere",)), HUND, own)
    assert "take_over" not in rules.acts(person("sachbearbeitung"), HUND, own)
    assert "take_over" not in rules.acts(person("standesamt", units=("andere",)), HUND, asked)


def _print() -> None:
    text = PRINTED.read_text("utf-8")
    for language in ("de", "en"):
        begin, end = f"<!-- table:{language} -->\n", f"<!-- /table:{language} -->"
        before, _, rest = text.partition(begin)
        text = before + begin + print_table(language) + end + rest.partition(end)[2]
    PRINTED.write_text(text, "utf-8")


if __name__ == "__main__":
    _print()
