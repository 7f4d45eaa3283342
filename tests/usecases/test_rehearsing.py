"""Examples are played through the real case work; what differs is said in words, with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from allmende.adapters.spiff import SpiffEngine
from allmende.domain.package import CityData, ServicePackage
from allmende.entrypoints.cli import package as command
from allmende.formats import city as city_format
from allmende.formats import package as package_format
from allmende.usecases.rehearse_examples import Failure, Stage, locate_in, rehearse
from tests.world import COMMONS

GOOD = """\
title: Zwei Hunde, bewilligt
today: "2026-11-02"
steps:
- fill: {step: person, values: {name: Erika Muster, email: erika@example.org}}
- expect: {problems: {}, visible: [name], hidden: [nachweis]}
- fill: {step: hunde, values: {anzahl: "2", kampfhund: false}}
- expect: {fee: "60.00", lines: [hund], status: draft, answers: {anzahl: 2}}
- fill: {step: abschluss, values: {richtig: true}}
- submit: {}
- expect: {status: waiting_for_payment, fee: "= 2 * parameter.grundgebuehr"}
- pay: {result: cancelled}
- expect: {status: waiting_for_payment}
- pay: {result: doubled}
- expect: {status: waiting_for_clerk, task: pruefen}
- act: {as: sachbearbeitung, task: pruefen, outcome: correct, reason: Wie viele?, fields: [anzahl]}
- expect: {status: waiting_for_applicant}
- message: {name: correction_received, values: {anzahl: "3"}}
- expect: {status: waiting_for_clerk, answers: {anzahl: 3}}
- act: {as: sachbearbeitung, task: pruefen, outcome: granted}
- expect:
    status: closed
    outcome: granted
    notice: grant
    notices: [grant]
    contains: [3 Hund(e), "= name", "= fee.total"]
    not_contains: Zu groß
    automatic: false
    message: fertig
    file: "20.1"
"""
LATER = """\
title: Ohne Nachweis angenommen, nachgereicht, bewilligt
today: "2026-11-02"
city: marburg
steps:
- fill: {step: person, values: {name: Erika Muster, email: erika@example.org}}
- fill: {step: hunde, values: {anzahl: "1", kampfhund: true}}
- fill: {step: abschluss, values: {richtig: true}}
- expect: {problems: {}, missing: [nachweis]}
- submit: {}
- pay: {result: paid}
- expect: {status: waiting_for_clerk, missing: [nachweis], deadline: {missing: "2026-11-16"}}
- time: +3d
- message: {name: handed_in, uploads: {nachweis: [n.pdf]}}
- expect: {missing: [], complete_on: "2026-11-05", status: waiting_for_clerk}
- act: {as: sachbearbeitung, task: pruefen, outcome: granted}
- expect: {outcome: granted}
"""
UNPAID = """\
title: Nicht bezahlt
today: "2026-11-02"
city: marburg
steps:
- fill: {step: person, values: {name: Erika Muster, email: erika@example.org}}
- fill: {step: hunde, values: {anzahl: "1", kampfhund: false}}
- fill: {step: abschluss, values: {richtig: true}}
- submit: {}
- time: "+13d"
- expect: {status: waiting_for_payment}
- time: "+2d"
- expect: {status: closed, outcome: unpaid}
"""
WRONG = """\
title: Alles falsch erwartet
today: "2026-11-02"
city: [fulda]
steps:
- fill: {step: person, values: {name: Erika Muster, email: keine}}
- expect: {problems: {email: required}, visible: [nachweis], hidden: [name]}
- fill: {step: person, values: {email: erika@example.org}}
- fill: {step: hunde, values: {anzahl: "1", kampfhund: false}}
- expect: {fee: "1.00", lines: 2}
- submit: {}
- expect: {status: closed}
- pay: {result: paid}
"""


@pytest.fixture
def commons(tmp_path: Path) -> Path:
    shutil.copytree(COMMONS, tmp_path / "commons")
    (tmp_path / "commons/services/hund-anmelden/examples").mkdir(exist_ok=True)
    return tmp_path / "commons"


def play(commons: Path, **examples: str) -> tuple[int, list[Failure]]:
    folder = commons / "services/hund-anmelden"
    for name, text in examples.items():
        (folder / f"examples/{name}.yaml").write_text(text, encoding="utf-8")
    package = package_format.read_folder(folder)
    assert isinstance(package, ServicePackage), package
    cities = [city_format.read_folder(path) for path in city_format.list_folders(commons / "cities")]
    known = [city for city in cities if isinstance(city, CityData)]
    done = rehearse(package, known, Stage(SpiffEngine(), lambda document: b""), locate_in(folder))
    return done.played, list(done.failures)


def test_what_is_as_expected_says_nothing(commons: Path) -> None:
    assert play(commons, good=GOOD, unpaid=UNPAID, later=LATER) == (4, [])


def test_nothing_missing_is_ever_granted_without_words(commons: Path) -> None:
    handed_in = "- message: {name: handed_in, uploads: {nachweis: [n.pdf]}}\n"
    _, failures = play(commons, silent=LATER.replace(handed_in, ""))
    assert [failure.text for failure in failures] == [
        "Es sollte fehlen: nichts. Es fehlt: nachweis.",
        "Vollständig sollte der Antrag sein seit 2026-11-05, ist es aber seit nichts.",
        "despite_missing: Es fehlt noch: Nachweis. Bitte schreiben Sie, warum es trotzdem weitergeht.",
    ]


def test_every_difference_is_said_with_its_line(commons: Path) -> None:
    played, failures = play(commons, wrong=WRONG)
    assert played == 1
    assert [(failure.where.rpartition("/")[2], failure.city) for failure in failures] == [
        ("wrong.yaml:6", "fulda"), ("wrong.yaml:6", "fulda"), ("wrong.yaml:6", "fulda"),
        ("wrong.yaml:9", "fulda"), ("wrong.yaml:9", "fulda"), ("wrong.yaml:11", "fulda"), ("wrong.yaml:12", "fulda"),
    ]  # fmt: skip
    texts = [failure.text for failure in failures]
    assert texts[0] == "Bei „email“ sollte der Fehler „required“ stehen; dort steht: format."
    assert texts[1] == "„nachweis“ sollte sichtbar sein."
    assert texts[2] == "„name“ sollte nicht sichtbar sein."
    assert texts[3] == "Die Gebühr sollte 1.00 sein, ist aber 30.00."
    assert texts[4] == "Die Gebühr sollte die Zeilen 2 haben, hat aber ['hund']."
    assert texts[5].startswith("Der Stand sollte „closed“ sein, ist aber „draft“. Es fehlt: richtig:")
    assert texts[6].startswith("Der Antrag ließ sich nicht abschicken. „richtig“: ")


def test_what_kept_the_application_from_being_sent_is_said(commons: Path) -> None:
    _, (one, *_) = play(
        commons,
        many=GOOD.replace('anzahl: "2"', "anzahl: viel").split("- expect: {fee")[0]
        + "- submit: {}\n- pay: {result: paid}\n",
    )
    assert one.text.startswith("Der Antrag ließ sich nicht abschicken. „anzahl“: ")
    assert "„richtig“: " in one.text
    _, (early, *_) = play(commons, many=GOOD.split("- expect: {fee")[0] + "- pay: {result: paid}\n")
    assert early.text == "Der Antrag ist noch nicht abgeschickt."


def test_an_example_that_cannot_go_on_says_where_it_stopped(commons: Path) -> None:
    stuck = GOOD.replace(
        "as: sachbearbeitung, task: pruefen, outcome: correct", "as: kasse, task: pruefen, outcome: correct"
    )
    _, failures = play(commons, stuck=stuck)
    assert {failure.text for failure in failures} == {
        "Die Aufgabe „pruefen“ ist für „sachbearbeitung“, nicht für „kasse“."
    }


def test_the_command_says_how_many_and_fails_when_one_fails(commons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = commons / "services/hund-anmelden/examples"
    (folder / "good.yaml").write_text(GOOD, encoding="utf-8")
    where = ["--services", str(commons / "services"), "--cities", str(commons / "cities"), "--processes", "1"]
    assert command.main(["test", "--all", *where]) == 0
    assert "✓ hund-anmelden: 2 Proben, 0 Abweichungen" in capsys.readouterr().out
    (folder / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    assert command.main(["test", "hund-anmelden", "--city", "fulda", *where]) == 1
    assert "✗ hund-anmelden: 2 Proben, 7 Abweichungen" in capsys.readouterr().out
    assert command.main(["test", *where]) == 2


def test_a_package_of_which_nothing_was_played_is_no_success(commons: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--services", str(commons / "services"), "--cities", str(commons / "cities"), "--processes", "1"]
    for example in (commons / "services/hund-anmelden/examples").iterdir():
        example.unlink()
    assert command.main(["test", "hund-anmelden", *where]) == 1
    said = capsys.readouterr().out
    assert "✗ hund-anmelden: 0 Proben" in said
    assert "hund-anmelden: Keine Probe wurde gespielt. Schreiben Sie Beispiele" in said
