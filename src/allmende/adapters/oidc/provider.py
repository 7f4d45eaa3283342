"""Sign-in by authorization code (RFC 6749 §4.1) with PKCE (RFC 7636), nonce and state."""

from __future__ import annotations

import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from allmende.adapters.http import Send
from allmende.adapters.oidc.claims import identity_from_claims
from allmende.adapters.oidc.discovery import Discovery, Metadata
from allmende.domain.ports import Unavailable
from allmende.domain.ports.identity import ProvenIdentity, SignInRequest, TrustLevel, reaches
from allmende.domain.values import Problem, Text

ALGORITHMS = ("RS256", "PS256", "ES256")
LASTS = timedelta(minutes=15)
LEEWAY = 60


@dataclass(frozen=True, slots=True)
class OIDCSettings:
    """One provider. `levels` maps its `acr` values to ours; the first value of a level is what we ask for."""

    name: str
    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid profile email address"
    levels: Mapping[str, TrustLevel] = field(
        default_factory=lambda: {"basic": "basic", "substantial": "substantial", "high": "high"}
    )


class OpenIDConnect:
    """`domain.ports.identity.IdentityProvider`. `draw` gives unguessable text."""

    def __init__(
        self, settings: OIDCSettings, send: Send, *, draw: Callable[[], str] = lambda: secrets.token_urlsafe(32)
    ) -> None:
        self.name = settings.name
        self._settings, self._send, self._draw = settings, send, draw
        self._discovery = Discovery(send, settings.issuer, settings.name)

    def begin(
        self, return_url: str, level: TrustLevel, *, wish: TrustLevel = "none", language: str, now: datetime
    ) -> SignInRequest:
        state, nonce, verifier = self._draw(), self._draw(), self._draw()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": return_url,
            "scope": self._settings.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "acr_values": " ".join(self._asked_levels(level, wish)),
            "ui_locales": language,
        }
        address = self._discovery.metadata().authorize_url
        joint = "&" if "?" in address else "?"
        kept = {"state": state, "nonce": nonce, "verifier": verifier, "return_url": return_url, "level": level}
        return SignInRequest(f"{address}{joint}{urlencode(asked)}", {**kept, "begun_at": now.isoformat()})

    def finish(
        self, parameters: Mapping[str, str], state: Mapping[str, str], *, now: datetime
    ) -> ProvenIdentity | Problem:
        if not state or not hmac.compare_digest(parameters.get("state", "").encode(), state["state"].encode()):
            return FORGED
        if parameters.get("iss", self._settings.issuer) != self._settings.issuer:
            return FORGED
        if "error" in parameters:
            return ABORTED if parameters["error"] == "access_denied" else self._failed(parameters["error"])
        if now - datetime.fromisoformat(state["begun_at"]) > LASTS or "code" not in parameters:
            return EXPIRED
        token = self._redeem(parameters["code"], state, self._discovery.metadata())
        if isinstance(token, Problem):
            return token
        claims = self._verify(token, state["nonce"], now)
        if claims is None:
            return FORGED
        identity = identity_from_claims(self.name, claims, self._settings.levels)
        return identity if reaches(identity.level, state["level"]) else TOO_LOW  # type: ignore[arg-type]

    def _asked_levels(self, level: TrustLevel, wish: TrustLevel) -> list[str]:
        """The `acr` values that will do, those that reach the wish first: they are read in order of preference (OIDC Core §3.1.2.1)."""
        enough = [(acr, reached) for acr, reached in self._settings.levels.items() if reaches(reached, level)]
        return [acr for acr, _reached in sorted(enough, key=lambda one: not reaches(one[1], wish))]

    def _failed(self, error: str) -> Problem:
        if error in ("temporarily_unavailable", "server_error"):
            raise Unavailable(self.name, error)
        return EXPIRED

    def _redeem(self, code: str, state: Mapping[str, str], metadata: Metadata) -> str | Problem:
        """The ID token for a code, which works once."""
        who = f"{quote(self._settings.client_id, safe='')}:{quote(self._settings.client_secret, safe='')}"
        headers = {
            "Authorization": f"Basic {b64encode(who.encode()).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": state["return_url"],
            "code_verifier": state["verifier"],
        }
        answer = self._send("POST", metadata.token_url, headers, urlencode(body).encode())
        try:
            found = answer.json()
            if answer.status == 200:
                return str(found["id_token"])
            refused = found.get("error") == "invalid_grant"
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable(self.name, f"unreadable token answer (HTTP {answer.status})") from error
        if refused:
            return EXPIRED
        raise Unavailable(self.name, f"token refused (HTTP {answer.status})")

    def _verify(self, token: str, nonce: str, now: datetime) -> dict[str, Any] | None:
        """The claims of a genuine, fresh token meant for us and for this sign-in; None otherwise."""
        from joserfc import jws, jwt  # noqa: PLC0415 - with the first sign-in
        from joserfc.errors import JoseError  # noqa: PLC0415 - as above

        try:
            key_id = str(jws.extract_compact(token.encode()).headers().get("kid", ""))
            decoded = jwt.decode(token, self._discovery.keys(key_id), algorithms=ALGORITHMS)
            rules = jwt.JWTClaimsRegistry(
                now=int(now.timestamp()),
                leeway=LEEWAY,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.client_id},
                nonce={"essential": True, "value": nonce},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
            )
            rules.validate(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError):
            return None
        several = isinstance(decoded.claims["aud"], list) and len(decoded.claims["aud"]) > 1
        if several and decoded.claims.get("azp") != self._settings.client_id:
            return None
        return dict(decoded.claims)


ABORTED = Problem("identity.aborted", Text.named("adapters.oidc.provider.identity_aborted"))
EXPIRED = Problem(
    "identity.expired",
    Text.named("adapters.oidc.provider.identity_expired"),
)
FORGED = Problem(
    "identity.forged",
    Text.named("adapters.oidc.provider.identity_forged"),
)
TOO_LOW = Problem(
    "identity.level",
    Text.named("adapters.oidc.provider.identity_level"),
)
