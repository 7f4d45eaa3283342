"""Cities work together in the studio and keep their own to themselves: values, running cases, people. Shown is only what is agreed on."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from allmende.apps.cases.models import Case
from allmende.apps.catalogue.models import CityEdition
from allmende.apps.commons.models import Event, Hours
from allmende.foundation.tenancy.models import OpenCityModel
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.tell_staff import send_digests
from tests.adversary.test_studio_doors import ACTS, asked, list_studio, sent
from tests.adversary.workshop import Workshop, crawl
from tests.world import SERVICE

PEOPLE = ("Zwetschgenbaum", "Mirabellenhain", "geheim.example")


def rows_of(city: str) -> dict[str, list[str]]:
    """Everything that belongs to a city, the open tables included."""
    found: dict[str, list[str]] = {}
    with city_scope(city), connection.cursor() as cursor:
        for model in apps.get_models():
            names = [field.column for field in model._meta.fields]
            if "city_id" in names and model._meta.model_name != "signin":
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}" WHERE city_id = %s', [city])
                found[model._meta.label] = sorted(map(repr, cursor.fetchall()))
    return found


def pages(workshop: Workshop, city: str) -> dict[str, str]:
    """All the studio shows to somebody of that city who may do everything."""
    found: dict[str, str] = {}
    for here, answer in crawl(workshop.boss(city).browser):
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        found[here] = body.decode("utf-8", "replace")
    return found


def test_the_studio_of_one_city_shows_what_the_other_published_and_nothing_private(workshop: Workshop) -> None:
    with city_scope("fulda"):
        cases = [str(one) for one in Case.objects.values_list("pk", flat=True)]
        references = list(Case.objects.values_list("reference", flat=True)) if _has(Case, "reference") else []
        edition = CityEdition.objects.filter(city="fulda").latest("pk").sha256
    private = [*cases, *references, edition, "41,00", "41.00", "Notiz aus fulda", *PEOPLE[2:]]
    shown = pages(workshop, "marburg")
    for here, page in shown.items():
        assert [word for word in private if word and word in page] == [], here
    # What a city does differently is published with its reason.
    assert "Fuldaer Grund." in "\n".join(shown.values())


def test_own_values_are_shown_at_home(workshop: Workshop) -> None:
    """Else the walk above would prove nothing."""
    shown = "\n".join(pages(workshop, "fulda").values())
    assert "41,00" in shown
    assert "Notiz aus fulda" in shown
    assert [case[:8] for case in workshop.cases["fulda"] if case in shown]


def test_no_post_of_one_city_changes_a_row_of_the_other(workshop: Workshop) -> None:
    boss = workshop.boss("marburg").browser
    before = rows_of("fulda")
    names = ("city", "stadt", "city_id", "person", "officer", "key", "edition", "adoption")
    for route in list_studio():
        if route.pattern in ACTS:
            posted = {**dict.fromkeys(names[:-3], "fulda"), **sent(workshop, route, "begutachtung")}
            answer = boss.post(asked(workshop, route) + "", posted)
            assert answer.status_code < 500, route.pattern
            assert rows_of("fulda") == before, route.pattern


def test_hours_are_booked_and_cancelled_at_home_only(workshop: Workshop) -> None:
    boss = workshop.boss("marburg").browser
    foreign = workshop.ids["foreign_hours_id"]
    assert boss.post(f"/werkstatt/zusammenarbeit/stunden/{foreign}/stornieren/").status_code == 404
    posted = {
        "service": SERVICE,
        "kind": "design",
        "worked_on": "1.11.2026",
        "hours": "9",
        "key": "fulda-1",
        "city": "fulda",
        "stadt": "fulda",
    }
    assert boss.post("/werkstatt/zusammenarbeit/stunden/?stadt=fulda", posted).status_code == 302
    assert Hours.objects.get(city="fulda").cancelled_at is None
    assert Hours.objects.filter(city="marburg").count() == 2


def test_cases_of_the_other_city_are_unknown_to_moves(workshop: Workshop) -> None:
    """The same answer for a foreign case and for none at all; neither moves. The tries stand in the own city's audit log."""
    boss = workshop.boss("marburg").browser
    address = f"/werkstatt/uebernahme/{SERVICE}/vorgaenge/"
    before = rows_of("fulda"), rows_of("marburg")
    answers = []
    for case in (workshop.cases["fulda"][0], "00000000-0000-4000-8000-000000000000"):
        for act in ("move", "back"):
            answer = boss.post(address, {"vorgang": case, "grund": "Neu", "act": act})
            assert answer.status_code == 422
            page = answer.content.decode()
            assert case not in page
            answers.append((act, page.replace(f"{case[:8]}…", "*").count("gibt es hier nicht")))
    assert answers[:2] == answers[2:]
    assert all(count for _, count in answers)
    after = rows_of("fulda"), rows_of("marburg")
    logged = [len(rows["audit.Entry"]) for rows in (before[1], after[1])]
    assert logged[1] == logged[0] + 4
    assert after[0] == before[0]
    assert {**after[1], "audit.Entry": []} == {**before[1], "audit.Entry": []}


def test_news_are_read_by_whom_they_concern(workshop: Workshop) -> None:
    """Marked read here, they are unread there; what only one city should know the other never sees."""
    with city_scope("fulda"):
        Event.objects.create(
            kind="statement_ready", service_id="", only_city="fulda", data={"year": "2026", "city": "fulda"}, roles=[],
            author_city="fulda", author_id=workshop.boss("fulda").person.id, author_name="Frau Geheim", at=workshop.world.now,
        )  # fmt: skip
    boss, other = workshop.boss("marburg").browser, workshop.boss("fulda").browser
    secret = Event.objects.latest("pk").pk
    assert "Abrechnung 2026 liegt" in other.get("/werkstatt/zusammenarbeit/neuigkeiten/").content.decode()
    assert "Abrechnung 2026 liegt" not in boss.get("/werkstatt/zusammenarbeit/neuigkeiten/").content.decode()
    before = rows_of("fulda")["commons.Reading"]
    for number in (str(secret), str(secret + 10**6), "9" * 17, "-1", "x"):
        assert boss.post("/werkstatt/zusammenarbeit/neuigkeiten/", {"bis": number, "was": "gelesen"}).status_code == 302
    assert rows_of("fulda")["commons.Reading"] == before


def test_the_database_itself_refuses_to_write_for_another_city(workshop: Workshop) -> None:
    """Raw SQL in the scope of Marburg: PostgreSQL's policies hide or refuse; the program's managers everywhere."""
    from allmende.foundation.tenancy.scopes import WrongCity

    for model in apps.get_models():
        if not issubclass(model, OpenCityModel):
            continue
        row = model.objects.filter(city="fulda").first()
        if row is None:
            continue
        with city_scope("marburg"):
            with pytest.raises(WrongCity):
                row.save()
            assert model.objects.filter(city="fulda").update(city_id="fulda") == 0
            assert model.objects.filter(city="fulda").delete()[0] == 0


def test_nothing_of_citizens_is_in_what_cities_share(
    workshop: Workshop, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Events, audit, adoptions, counts, bundles, mails, logs: figures and definitions, nobody's name, address or case."""
    caplog.set_level(logging.DEBUG)
    boss = workshop.boss("marburg").browser
    for route in list_studio():
        address = asked(workshop, route)
        boss.get(address)
        if route.pattern in ACTS:
            boss.post(address, sent(workshop, route, "begutachtung"))
    workshop.world.wait(days=1)
    mails = []
    for city in ("marburg", "fulda"):
        with city_scope(city):
            workshop.world.mail.sent.clear()
            send_digests(city=city, now=workshop.world.now)
            mails += [mail.text + mail.subject for mail in workshop.world.mail.sent]
    said = "\n".join((*mails, caplog.text, capsys.readouterr().err, _shared_rows()))
    cases = [case for city in workshop.cases.values() for case in city]
    assert mails
    assert [person for person in PEOPLE if person in said] == []
    shared = "\n".join((*mails, _shared_rows()))
    assert [case for case in cases if case in shared] == []


def _shared_rows() -> str:
    """Everything all cities may read."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            names = [field.column for field in model._meta.fields]
            common = issubclass(model, OpenCityModel) or "city_id" not in names
            if model._meta.app_label in ("catalogue", "commons") and common:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                found += [
                    repr(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row))
                    for row in cursor.fetchall()
                ]
    return "\n".join(found)


def test_a_downloaded_release_is_the_same_for_every_city_and_holds_none(workshop: Workshop) -> None:
    sha = workshop.ids["sha"]
    address = f"/werkstatt/austausch/datei/{sha}.json"
    files = [workshop.boss(city).browser.get(address).content for city in ("marburg", "fulda")]
    assert files[0] == files[1]
    words = files[0].decode()
    assert json.loads(words)["release"].keys() >= {"files"}
    assert [one for one in ("41.00", "42.00", "Fuldaer", "Frau ", *PEOPLE) if one in words] == []


def _has(model: Any, name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())
