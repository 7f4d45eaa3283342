"""The provider's door: discovery, keys, the page, and the token for a code."""

from __future__ import annotations

import hmac
from base64 import b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from allmende.adapters.http import WSGIApplication, dump
from allmende.adapters.oidc.claims import TEMPORARY, TRUST
from allmende.adapters.sandbox_identity import chooser
from allmende.adapters.sandbox_identity.codes import Codes, signing_key
from allmende.adapters.sandbox_pages import PageReply, Request, not_found, redirect, refuse_production
from allmende.adapters.sandbox_pages import application as wsgi
from allmende.adapters.sandbox_registers.seed import SampleResident, Seed, load
from allmende.domain.ports.identity import TrustLevel

CARRIED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge", "acr_values")
TOKEN_LASTS = 300


def on_this_machine(url: str) -> bool:
    """Return addresses the sandbox accepts unless told otherwise."""
    host = urlsplit(url).hostname or ""
    return urlsplit(url).scheme in ("http", "https") and (
        host in ("localhost", "127.0.0.1") or host.endswith(".localhost")
    )


@dataclass(frozen=True, slots=True)
class SandboxIdentityConfig:
    """`public_url` is the issuer, e.g. `http://sandbox.localhost:8000/ausweis`. `clients`: id → secret."""

    public_url: str
    folder: Path
    clients: Mapping[str, str]
    production: bool = False
    seed: Seed = field(default_factory=load)
    allowed: Callable[[str], bool] = on_this_machine
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


def application(config: SandboxIdentityConfig) -> WSGIApplication:
    """The provider as a WSGI application. Error: `RuntimeError` in production."""
    refuse_production("Test-Ausweis", production=config.production)
    return wsgi(_IdentityMachine(config).respond)


class _IdentityMachine:
    def __init__(self, config: SandboxIdentityConfig) -> None:
        self.config = config
        self.issuer = config.public_url.rstrip("/")
        self.codes = Codes(config.folder)
        self.key = signing_key(config.folder)
        self.people: dict[str, SampleResident] = {
            person.resident.id: person for city in config.seed.values() for person in city.people
        }

    def respond(self, request: Request) -> PageReply:
        match request.method, request.path:
            case "GET", "/.well-known/openid-configuration":
                return _json(200, self._discovery())
            case "GET", "/jwks":
                return _json(200, {"keys": [self.key.as_dict(private=False)]})
            case "GET", "/authorize":
                return self._ask(request)
            case "POST", "/authorize":
                return self._answer(request)
            case "POST", "/token":
                return self._token(request)
        return not_found()

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": list(chooser.LEVELS),
            "authorization_response_iss_parameter_supported": True,
        }

    def _ask(self, request: Request) -> PageReply:
        asked = request.query
        wrong = self._wrong(asked)
        if wrong is None and (asked.get("response_type"), asked.get("code_challenge_method")) != ("code", "S256"):
            wrong = "response_type, code_challenge_method"
        if wrong is not None:
            return chooser.complain(request, wrong)
        return chooser.choose(request, self.config.seed, _carried(asked), _preferred(asked))

    def _answer(self, request: Request) -> PageReply:
        form = request.form
        wrong = self._wrong(form)
        if wrong is not None:
            return chooser.complain(request, wrong)
        back = {"state": form["state"], "iss": self.issuer}
        if form.get("do") == "abort":
            return redirect(_with(form["redirect_uri"], {"error": "access_denied", **back}))
        level = form.get("level", "")
        if form.get("person") not in self.people or level not in chooser.LEVELS:
            return chooser.choose(request, self.config.seed, _carried(form), _preferred(form), missed=True)
        now = self.config.now()
        grant = {
            **_carried(form),
            "person": form["person"],
            "level": level,
            "temporary": form.get("temporary") == "1",
            "at": int(now.timestamp()),
        }
        return redirect(_with(form["redirect_uri"], {"code": self.codes.issue(grant, now), **back}))

    def _wrong(self, asked: Mapping[str, str]) -> str | None:
        """What is wrong with a sign-in as called, if anything: then nobody is sent anywhere."""
        if asked.get("client_id") not in self.config.clients:
            return "client_id"
        if not self.config.allowed(asked.get("redirect_uri", "")):
            return "redirect_uri"
        return next((name for name in ("state", "nonce", "code_challenge") if not asked.get(name)), None)

    def _token(self, request: Request) -> PageReply:
        client = self._client(request.headers.get("authorization", ""))
        if client is None:
            return _json(401, {"error": "invalid_client"})
        form, now = request.form, self.config.now()
        if form.get("grant_type") != "authorization_code":
            return _json(400, {"error": "unsupported_grant_type"})
        grant = self.codes.redeem(form.get("code", ""), now)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if grant is None or (grant["client_id"], grant["redirect_uri"], grant["code_challenge"]) != (
            client,
            form.get("redirect_uri"),
            challenge,
        ):
            return _json(400, {"error": "invalid_grant"})
        from joserfc import jwt  # noqa: PLC0415 - with the first sign-in

        token = jwt.encode({"alg": "ES256", "kid": self.key.kid}, self._claims(grant, now), self.key)
        answer = {"id_token": token, "access_token": "none", "token_type": "Bearer", "expires_in": TOKEN_LASTS}
        return _json(200, answer)

    def _client(self, header: str) -> str | None:
        try:
            name, _, secret = b64decode(header.removeprefix("Basic "), validate=True).decode().partition(":")
        except (Base64Error, UnicodeDecodeError):
            return None
        known = self.config.clients.get(unquote(name))
        right = known is not None and hmac.compare_digest(known.encode(), unquote(secret).encode())
        return unquote(name) if right else None

    def _claims(self, grant: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        person, level = self.people[grant["person"]], grant["level"]
        stamp = int(now.timestamp())
        pseudonym = sha256(f"{self.issuer}|{grant['client_id']}|{person.resident.id}".encode()).hexdigest()
        return {
            "iss": self.issuer,
            "aud": grant["client_id"],
            "sub": f"temporary-{sha256(grant['nonce'].encode()).hexdigest()[:16]}" if grant["temporary"] else pseudonym,
            "nonce": grant["nonce"],
            "iat": stamp,
            "exp": stamp + TOKEN_LASTS,
            "auth_time": grant["at"],
            "acr": level,
            "amr": ["test"],
            TEMPORARY: grant["temporary"],
            TRUST: {"email": "basic"},
            **_about(person),
        }


def _about(person: SampleResident) -> dict[str, Any]:
    """The person's claims in the words of OpenID Connect; what nobody has is left out."""
    entry = person.resident
    home = entry.residences[-1].address
    found = {
        "family_name": entry.family_name,
        "given_name": entry.given_names,
        "birth_family_name": entry.birth_name,
        "title": entry.doctorate,
        "birthdate": entry.birth_date.isoformat(),
        "email": person.email,
        "nationalities": [entry.nationality],
        "address": {
            "street_address": f"{home.street} {home.house_number}",
            "postal_code": home.postal_code,
            "locality": home.city,
            "country": home.country,
        },
    }
    return {name: value for name, value in found.items() if value}


def _carried(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: asked.get(name, "") for name in CARRIED}


def _preferred(asked: Mapping[str, str]) -> TrustLevel:
    wanted = asked.get("acr_values", "").split()
    return next((level for level in wanted if level in chooser.LEVELS), "basic")  # type: ignore[misc]


def _with(url: str, parameters: Mapping[str, str]) -> str:
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(parameters)}"


def _json(status: int, value: Any) -> PageReply:
    return PageReply(status, dump(value), "application/json")
