"""One contract for identity providers; then what only OpenID Connect and the sandbox have."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from allmende.adapters.http import HttpAnswer, Send, into
from allmende.adapters.memory import MemoryIdentity
from allmende.adapters.oidc import OIDCSettings, OpenIDConnect
from allmende.adapters.oidc.claims import identity_from_claims
from allmende.adapters.sandbox_identity import SandboxIdentityConfig, application
from allmende.domain.ports import Unavailable
from allmende.domain.ports.identity import (
    IdentityAttribute,
    IdentityProvider,
    ProvenIdentity,
    SignInRequest,
    TrustLevel,
)
from allmende.domain.values import Problem

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PUBLIC = "http://sandbox.localhost:8000/ausweis"
RETURN = "http://marburg.localhost:8000/anmelden/zurueck/"
SETTINGS = OIDCSettings("test-ausweis", PUBLIC, "allmende", "client secret: ü")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Bench:
    """A provider and a person in front of it: `visit` gives the parameters of their return."""

    provider: IdentityProvider
    visit: Callable[..., dict[str, str]]

    def sign_in(self, wanted: TrustLevel = "basic", now: datetime = NOW, **choice: Any) -> ProvenIdentity | Problem:
        begun = self.provider.begin(RETURN, wanted, language="de", now=NOW)
        return self.provider.finish(self.visit(begun, **choice), begun.state, now=now)


class Sandbox:
    def __init__(self, folder: Path) -> None:
        self.clock = NOW
        config = SandboxIdentityConfig(
            PUBLIC, folder, {"allmende": SETTINGS.client_secret, "other": "x"}, now=lambda: self.clock
        )
        self.send = into(application(config), PUBLIC)
        self.provider = OpenIDConnect(SETTINGS, self.send)

    def visit(self, begun: SignInRequest, **choice: Any) -> dict[str, str]:
        answer = self.press(begun, **choice)
        assert answer.status == 303, answer.body
        return dict(parse_qsl(urlsplit(answer.headers["location"]).query))

    def press(
        self,
        begun: SignInRequest,
        *,
        level: str = "high",
        abort: bool = False,
        temporary: bool = False,
        person: str = "mr-01",
    ) -> HttpAnswer:
        form = dict(parse_qsl(urlsplit(begun.redirect_url).query)) | {"level": level, "person": person}
        form |= {"do": "abort" if abort else "sign_in"} | ({"temporary": "1"} if temporary else {})
        return self.send("POST", f"{PUBLIC}/authorize", FORM, urlencode(form).encode())


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path)


@pytest.fixture(params=["memory", "oidc"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "oidc":
        sandbox = Sandbox(tmp_path)
        return Bench(sandbox.provider, sandbox.visit)
    memory = MemoryIdentity()

    def visit(
        begun: SignInRequest,
        *,
        level: TrustLevel = "high",
        abort: bool = False,
        temporary: bool = False,
        person: str = "mr-01",
    ) -> dict[str, str]:
        who = ProvenIdentity(
            "memory",
            None if temporary else person,
            level,
            {"family_name": IdentityAttribute("Berger", level)},
            "test",
            NOW,
        )
        return memory.come_back(begun, None if abort else who)

    return Bench(memory, visit)


# ── the contract ─────────────────────────────────────────────────────────────────────────────────


def test_somebody_signs_in(bench: Bench) -> None:
    found = bench.sign_in("substantial", level="substantial")
    assert isinstance(found, ProvenIdentity), found
    assert found.provider == bench.provider.name
    assert found.level == "substantial"
    assert found.attributes["family_name"] == IdentityAttribute("Berger", "substantial")
    assert found.subject


def test_the_same_person_is_recognised_and_another_is_not(bench: Bench) -> None:
    first, again, other = bench.sign_in(), bench.sign_in(), bench.sign_in(person="mr-04")
    assert isinstance(first, ProvenIdentity)
    assert isinstance(again, ProvenIdentity)
    assert isinstance(other, ProvenIdentity)
    assert first.subject == again.subject != other.subject


def test_a_temporary_sign_in_has_no_pseudonym(bench: Bench) -> None:
    found = bench.sign_in(temporary=True)
    assert isinstance(found, ProvenIdentity)
    assert found.subject is None


def code(found: ProvenIdentity | Problem) -> str:
    assert isinstance(found, Problem), found
    assert found.text["de"]
    assert found.text["en"]
    return found.code


def test_cancelling_is_no_error(bench: Bench) -> None:
    assert code(bench.sign_in(abort=True)) == "identity.aborted"


def test_too_low_a_level_is_refused(bench: Bench) -> None:
    assert code(bench.sign_in("high", level="substantial")) == "identity.level"
    assert isinstance(bench.sign_in("substantial", level="high"), ProvenIdentity)


def test_a_wish_is_no_demand(bench: Bench) -> None:
    begun = bench.provider.begin(RETURN, "basic", wish="substantial", language="de", now=NOW)
    found = bench.provider.finish(bench.visit(begun, level="basic"), begun.state, now=NOW)
    assert isinstance(found, ProvenIdentity), found
    assert found.level == "basic"


def test_coming_back_much_later_is_too_late(bench: Bench) -> None:
    assert code(bench.sign_in(now=NOW + timedelta(minutes=16))) == "identity.expired"


def test_coming_back_with_somebody_elses_state_is_refused(bench: Bench) -> None:
    mine = bench.provider.begin(RETURN, "basic", language="de", now=NOW)
    other = bench.provider.begin(RETURN, "basic", language="de", now=NOW)
    parameters = bench.visit(other)
    assert code(bench.provider.finish(parameters, mine.state, now=NOW)) == "identity.forged"
    assert code(bench.provider.finish(parameters, {}, now=NOW)) == "identity.forged"
    assert code(bench.provider.finish({}, mine.state, now=NOW)) == "identity.forged"


def test_coming_back_twice_works_once(bench: Bench) -> None:
    begun = bench.provider.begin(RETURN, "basic", language="de", now=NOW)
    parameters = bench.visit(begun)
    assert isinstance(bench.provider.finish(parameters, begun.state, now=NOW), ProvenIdentity)
    assert code(bench.provider.finish(parameters, begun.state, now=NOW)) == "identity.expired"


# ── OpenID Connect over the sandbox ──────────────────────────────────────────────────────────────


def test_attributes_come_with_the_trust_of_their_source(sandbox: Sandbox) -> None:
    found = Bench(sandbox.provider, sandbox.visit).sign_in(level="high", person="mr-14")
    assert isinstance(found, ProvenIdentity)
    assert {name: attribute.value for name, attribute in found.attributes.items()} == {
        "family_name": "Sommer",
        "given_names": "Ingrid Helene",
        "birth_name": "Lang",
        "academic_title": "Dr.",
        "date_of_birth": "1955-02-28",
        "nationality": "DE",
        "street": "Ockershäuser Allee",
        "house_number": "8",
        "postcode": "35037",
        "place": "Marburg",
        "country": "DE",
    }
    assert {attribute.level for attribute in found.attributes.values()} == {"high"}
    with_mail = Bench(sandbox.provider, sandbox.visit).sign_in(level="high")
    assert isinstance(with_mail, ProvenIdentity)
    assert with_mail.attributes["email"] == IdentityAttribute("anna.berger@post.example", "basic")
    assert (with_mail.method, with_mail.authenticated_at) == ("test", NOW)


def test_somebody_with_one_name_and_one_whose_home_is_elsewhere(sandbox: Sandbox) -> None:
    one_name = Bench(sandbox.provider, sandbox.visit).sign_in(person="mr-09")
    assert isinstance(one_name, ProvenIdentity)
    assert "given_names" not in one_name.attributes
    student = Bench(sandbox.provider, sandbox.visit).sign_in(person="mr-13")
    assert isinstance(student, ProvenIdentity)
    assert student.attributes["place"].value == "Kassel"


def test_the_request_carries_a_challenge_but_never_the_verifier(sandbox: Sandbox) -> None:
    begun = sandbox.provider.begin(RETURN, "substantial", language="en", now=NOW)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.redirect_url).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["acr_values"] == "substantial high"
    assert asked["ui_locales"] == "en"
    assert begun.state["verifier"] not in begun.redirect_url
    assert len(asked["code_challenge"]) == 43


def test_a_wish_is_asked_for_first_and_less_is_offered(sandbox: Sandbox) -> None:
    begun = sandbox.provider.begin(RETURN, "basic", wish="substantial", language="en", now=NOW)
    assert parse_qs(urlsplit(begun.redirect_url).query)["acr_values"] == ["substantial high basic"]
    page = sandbox.send("GET", begun.redirect_url, {}, b"").body.decode()
    assert re.search(r'value="substantial"[^>]* checked', page), page


def test_the_page_names_everybody_of_the_calling_city_first(sandbox: Sandbox) -> None:
    begun = sandbox.provider.begin(RETURN, "substantial", language="de", now=NOW)
    answer = sandbox.send("GET", begun.redirect_url, {})
    shown = answer.body.decode()
    assert "Das ist kein echtes Nutzerkonto." in shown
    assert shown.index("Weiß-Müller") < shown.index("Yıldız-Öztürk")
    assert 'value="substantial" checked' in shown
    assert "form-action 'self' http://marburg.localhost:8000;" in answer.headers["content-security-policy"]
    assert "<script" not in shown
    assert "style=" not in shown


def test_the_page_speaks_the_callers_language(sandbox: Sandbox) -> None:
    begun = sandbox.provider.begin(RETURN, "basic", language="en", now=NOW)
    english = sandbox.send("GET", begun.redirect_url, {"Accept-Language": "de"}).body.decode()
    assert "This is no real account." in english
    (switch,) = re.findall(r'<p class="sprache"><a href="([^"]*)"', english)
    german = sandbox.send("GET", f"{PUBLIC}/authorize{unescape(switch)}", {}).body.decode()
    assert "Das ist kein echtes Nutzerkonto." in german
    assert begun.state["nonce"] in german


def test_without_a_choice_the_page_asks_again(sandbox: Sandbox) -> None:
    begun = sandbox.provider.begin(RETURN, "basic", language="de", now=NOW)
    for choice in ({"person": "nobody"}, {"level": "divine"}):
        answer = sandbox.press(begun, **choice)
        assert answer.status == 200
        assert "Bitte wählen Sie eine Person." in answer.body.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "javascript:alert(1)//.localhost"},
        {"state": ""},
        {"nonce": ""},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
    ],
)
def test_a_wrong_call_sends_nobody_anywhere(sandbox: Sandbox, change: Mapping[str, str]) -> None:
    begun = sandbox.provider.begin(RETURN, "basic", language="de", now=NOW)
    asked = dict(parse_qsl(urlsplit(begun.redirect_url).query)) | dict(change)
    assert sandbox.send("GET", f"{PUBLIC}/authorize?{urlencode(asked)}", {}).status == 400


def test_a_code_ends_after_two_minutes(sandbox: Sandbox) -> None:
    begun = sandbox.provider.begin(RETURN, "basic", language="de", now=NOW)
    parameters = sandbox.visit(begun)
    sandbox.clock += timedelta(seconds=121)
    assert code(sandbox.provider.finish(parameters, begun.state, now=NOW)) == "identity.expired"


def test_a_code_is_bound_to_verifier_client_and_return_address(sandbox: Sandbox) -> None:
    for change in ({"verifier": "other"}, {"return_url": f"{RETURN}x"}):
        begun = sandbox.provider.begin(RETURN, "basic", language="de", now=NOW)
        assert (
            code(sandbox.provider.finish(sandbox.visit(begun), {**begun.state, **change}, now=NOW))
            == "identity.expired"
        )
    begun = sandbox.provider.begin(RETURN, "basic", language="de", now=NOW)
    other = OpenIDConnect(replace(SETTINGS, client_id="other", client_secret="x"), sandbox.send)
    assert code(other.finish(sandbox.visit(begun), begun.state, now=NOW)) == "identity.expired"


def test_a_wrong_client_secret_is_our_own_fault(sandbox: Sandbox) -> None:
    wrong = OpenIDConnect(replace(SETTINGS, client_secret="guess"), sandbox.send)
    begun = wrong.begin(RETURN, "basic", language="de", now=NOW)
    with pytest.raises(Unavailable):
        wrong.finish(sandbox.visit(begun), begun.state, now=NOW)


def test_keys_and_codes_survive_a_restart(tmp_path: Path) -> None:
    first, second = Sandbox(tmp_path), Sandbox(tmp_path)
    begun = first.provider.begin(RETURN, "basic", language="de", now=NOW)
    assert isinstance(second.provider.finish(first.visit(begun), begun.state, now=NOW), ProvenIdentity)


def test_never_in_production(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="production"):
        application(SandboxIdentityConfig(PUBLIC, tmp_path, {}, production=True))


# ── ID tokens that lie ───────────────────────────────────────────────────────────────────────────


class Liar:
    """A provider whose token is made by the test."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"use": "sig"}, auto_kid=True)
        self.published = self.key
        self.changes: dict[str, Any] = {}
        self.header: dict[str, Any] = {}
        self.nonce = ""

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> HttpAnswer:
        if url.endswith("openid-configuration"):
            return answer_json(
                {
                    "issuer": PUBLIC,
                    "authorization_endpoint": f"{PUBLIC}/a?x=1",
                    "token_endpoint": f"{PUBLIC}/t",
                    "jwks_uri": f"{PUBLIC}/k",
                }
            )
        if url.endswith("/k"):
            return answer_json({"keys": [self.published.as_dict(private=False)]})
        stamp = int(NOW.timestamp())
        claims = {
            "iss": PUBLIC,
            "aud": "allmende",
            "sub": "s",
            "nonce": self.nonce,
            "iat": stamp,
            "exp": stamp + 60,
            "acr": "high",
            **self.changes,
        }
        header = {"alg": "ES256", "kid": self.key.kid, **self.header}
        claims = {name: value for name, value in claims.items() if value is not None}
        return answer_json({"id_token": jwt.encode(header, claims, self.key, algorithms=["ES256"])})

    def finish(self) -> ProvenIdentity | Problem:
        provider = OpenIDConnect(SETTINGS, self.send)
        begun = provider.begin(RETURN, "basic", language="de", now=NOW)
        assert begun.redirect_url.startswith(f"{PUBLIC}/a?x=1&")
        self.nonce = begun.state["nonce"]
        return provider.finish({"state": begun.state["state"], "code": "c"}, begun.state, now=NOW)


def answer_json(value: Any, status: int = 200) -> HttpAnswer:
    return HttpAnswer(status, {}, json.dumps(value).encode())


def test_an_honest_token_is_believed() -> None:
    assert isinstance(Liar().finish(), ProvenIdentity)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"aud": ["allmende", "somebody-else"]},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"iat": int(NOW.timestamp()) + 3600},
    ],
)
def test_a_token_with_wrong_claims_is_forged(changes: dict[str, Any]) -> None:
    liar = Liar()
    liar.changes = changes
    assert code(liar.finish()) == "identity.forged"


def test_a_token_of_an_unknown_key_is_forged() -> None:
    liar = Liar()
    liar.published = ECKey.generate_key("P-256", auto_kid=True)
    assert code(liar.finish()) == "identity.forged"
    liar.header = {"kid": liar.published.kid}
    assert code(liar.finish()) == "identity.forged"


def test_an_unsigned_token_is_forged(monkeypatch: pytest.MonkeyPatch) -> None:
    liar = Liar()
    unsigned = "eyJhbGciOiJub25lIn0.e30."
    send = liar.send
    monkeypatch.setattr(
        liar, "send", lambda *call: answer_json({"id_token": unsigned}) if call[1].endswith("/t") else send(*call)
    )
    assert code(liar.finish()) == "identity.forged"


def test_a_changed_key_is_fetched_once_and_not_for_every_forgery() -> None:
    liar, asked = Liar(), []

    def send(*call: Any) -> HttpAnswer:
        asked.append(call[1])
        return liar.send(*call)

    provider = OpenIDConnect(SETTINGS, send)
    for _ in range(3):
        begun = provider.begin(RETURN, "basic", language="de", now=NOW)
        liar.nonce = begun.state["nonce"]
        liar.header = {"kid": "unknown"}
        provider.finish({"state": begun.state["state"], "code": "c"}, begun.state, now=NOW)
    assert sum(url.endswith("/k") for url in asked) == 1
    assert sum(url.endswith("openid-configuration") for url in asked) == 1


# ── a provider in trouble ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(500),
        HttpAnswer(200, {}, b"<html>"),
        answer_json({}),
        answer_json([]),
        answer_json(
            {"issuer": "https://evil.example", "authorization_endpoint": "", "token_endpoint": "", "jwks_uri": ""}
        ),
    ],
)
def test_a_discovery_that_makes_no_sense_is_tried_later(answer: HttpAnswer) -> None:
    send: Send = lambda *_: answer  # noqa: E731
    with pytest.raises(Unavailable):
        OpenIDConnect(SETTINGS, send).begin(RETURN, "basic", language="de", now=NOW)


def test_errors_of_the_provider_are_told_apart() -> None:
    provider = OpenIDConnect(SETTINGS, Liar().send)
    begun = provider.begin(RETURN, "basic", language="de", now=NOW)
    state = {"state": begun.state["state"]}
    assert code(provider.finish({**state, "error": "login_required"}, begun.state, now=NOW)) == "identity.expired"
    assert (
        code(provider.finish({**state, "iss": "https://evil.example", "code": "c"}, begun.state, now=NOW))
        == "identity.forged"
    )
    with pytest.raises(Unavailable):
        provider.finish({**state, "error": "server_error"}, begun.state, now=NOW)


@pytest.mark.parametrize(
    ("street", "expected"),
    [
        ("Schwanallee 12", ("Schwanallee", "12")),
        ("HEIDESTRAẞE 17", ("HEIDESTRAẞE", "17")),
        ("Straße des 17. Juni 135 a", ("Straße des 17. Juni", "135 a")),
        ("Markt 3-5", ("Markt", "3-5")),
        ("Am Hof", ("Am Hof", None)),
    ],
)
def test_street_and_number_are_parted(street: str, expected: tuple[str, str | None]) -> None:
    claims = {"sub": "s", "acr": "basic", "address": {"street_address": street}}
    found = identity_from_claims("x", claims, {"basic": "basic"}).attributes
    number = found.get("house_number")
    assert (found["street"].value, number.value if number else None) == expected


def test_an_attribute_is_never_trusted_more_than_the_sign_in() -> None:
    claims = {"sub": "s", "acr": "basic", "family_name": "X", "urn:allmende:trust": {"family_name": "high"}}
    assert identity_from_claims("x", claims, {"basic": "basic"}).attributes["family_name"].level == "basic"
    assert identity_from_claims("x", {**claims, "acr": "?"}, {"basic": "basic"}).level == "none"
