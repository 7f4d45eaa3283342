"""The page for those who are asked without an account, as a browser sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.submit_application import Submitted
from tests import stations
from tests.world import Visitor, World

POLICE = "polizei@polizei.example"


@pytest.fixture
def token(world: World, tmp_path: Path) -> str:
    """The link in the mail to the body that was asked."""
    services, cities = stations.commons(tmp_path, stations.package(stations.ASKING, station=stations.ASKING_WORDS))
    assert [str(problem) for problem in world.load(services, cities).problems if problem.severity == "error"] == []
    visitor = Visitor(world)
    with city_scope("marburg"):
        visitor.begin(stations.PROBE)
        visitor.save("antrag", name=["Erika <b>Muster"], email=["e@example.org"], ort=["Fulda"], geheim=["Geheimes"])
        assert isinstance(visitor.submit(), Submitted)
        world.work()
    (mail,) = (one for one in world.mail.sent if one.to == POLICE)
    return re.search(r"/anfrage/([^/\s]+)/", mail.text)[1]  # type: ignore[index]


def browser(host: str = "marburg.localhost") -> Client:
    return Client(headers={"Host": host})


def test_the_page_shows_what_is_shared_and_keeps_what_was_typed(token: str) -> None:
    page = browser().get(f"/anfrage/{token}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Erika &lt;b&gt;Muster" in text and "Geheimes" not in text and "Erkenntnisse" in text
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "no-referrer"

    refused = browser().post(f"/anfrage/{token}/", {"text": "Nichts bekannt.", "by": ""})
    assert refused.status_code == 422
    assert "Bitte nennen Sie Ihren Namen." in refused.content.decode()
    assert "Nichts bekannt.</textarea>" in refused.content.decode()


def test_an_answer_is_kept_once_and_closes_the_link(token: str) -> None:
    sent = browser().post(f"/anfrage/{token}/", {"text": "Nichts bekannt.", "by": "Herr Blau"})
    assert (sent.status_code, sent["Location"]) == (302, f"/anfrage/{token}/")
    after = browser().get(f"/anfrage/{token}/").content.decode()
    assert "Ihre Antwort ist angekommen" in after and "Muster" not in after
    assert browser().post(f"/anfrage/{token}/", {"text": "Doch.", "by": "Herr Blau"}).status_code == 422


def test_in_english_the_page_is_english(token: str) -> None:
    assert "Your opinion" in browser().get(f"/en/anfrage/{token}/").content.decode()


@pytest.mark.parametrize("where", ["", "akte.zip", "datei/00000000-0000-4000-8000-000000000000/"])
def test_a_wrong_link_another_city_and_what_is_not_shared_are_unknown(token: str, where: str) -> None:
    assert browser().get(f"/anfrage/{token[:-2]}xx/{where}").status_code == 404
    assert browser("fulda.localhost").get(f"/anfrage/{token}/{where}").status_code == 404
    if where:
        assert browser().get(f"/anfrage/{token}/{where}").status_code == 404
