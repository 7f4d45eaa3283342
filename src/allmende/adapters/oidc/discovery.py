"""What the provider says about itself (OpenID Connect Discovery 1.0) and the keys it signs with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from allmende.adapters.http import Send
from allmende.domain.ports import Unavailable

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

KEPT_FOR = 3600.0
AT_MOST_EVERY = 30.0


@dataclass(frozen=True, slots=True)
class Metadata:
    issuer: str
    authorize_url: str
    token_url: str
    keys_url: str


class Discovery:
    """Asked once an hour; keys again when a token names one we do not know (at most twice a minute)."""

    def __init__(self, send: Send, issuer: str, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._send, self._issuer, self._name, self._clock = send, issuer, name, clock
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._lock = Lock()

    def metadata(self) -> Metadata:
        with self._lock:
            if self._metadata is None or self._metadata[0] < self._clock():
                self._metadata = (self._clock() + KEPT_FOR, self._fetch_metadata())
            return self._metadata[1]

    def keys(self, key_id: str) -> KeySet:
        """The provider's keys, with that one among them if it exists."""
        url = self.metadata().keys_url
        with self._lock:
            fetched_at, keys = self._keys or (None, None)
            known = keys is not None and any(key.kid == key_id for key in keys.keys)
            if keys is None or fetched_at is None or (not known and self._clock() - fetched_at >= AT_MOST_EVERY):
                keys = self._fetch_keys(url)
                self._keys = (self._clock(), keys)
            return keys

    def _fetch_metadata(self) -> Metadata:
        found = self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            metadata = Metadata(
                issuer=str(found["issuer"]),
                authorize_url=str(found["authorization_endpoint"]),
                token_url=str(found["token_endpoint"]),
                keys_url=str(found["jwks_uri"]),
            )
        except (KeyError, TypeError) as error:
            raise Unavailable(self._name, "unreadable discovery document") from error
        if metadata.issuer != self._issuer:
            raise Unavailable(self._name, "the discovery document is of another issuer")
        return metadata

    def _fetch_keys(self, url: str) -> KeySet:
        from joserfc.errors import JoseError  # noqa: PLC0415 - with the first sign-in
        from joserfc.jwk import KeySet  # noqa: PLC0415 - as above

        try:
            return KeySet.import_key_set(self._get(url))
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise Unavailable(self._name, "unreadable keys") from error

    def _get(self, url: str) -> Any:
        answer = self._send("GET", url, {"Accept": "application/json"})
        if answer.status != 200:
            raise Unavailable(self._name, f"HTTP {answer.status} for {url.rpartition('/')[2]}")
        try:
            return answer.json()
        except ValueError as error:
            raise Unavailable(self._name, "no readable JSON") from error
