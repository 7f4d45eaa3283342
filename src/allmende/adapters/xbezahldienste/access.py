"""How we show who we are: a fixed token, or OAuth 2 client credentials. A client certificate sits in `Send`."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from threading import Lock
from urllib.parse import quote, urlencode

from allmende.adapters.http import Send
from allmende.domain.ports import Unavailable

Authorize = Callable[[], Mapping[str, str]]


def bearer(token: str) -> Authorize:
    return lambda: {"Authorization": f"Bearer {token}"}


def client_credentials(
    send: Send, token_url: str, client_id: str, secret: str, *, clock: Callable[[], float] = time.monotonic
) -> Authorize:
    """Fetches a token (RFC 6749 §4.4) and keeps it until a minute before it ends."""
    kept: list[tuple[float, str]] = []
    lock = Lock()

    def authorize() -> Mapping[str, str]:
        with lock:
            if not kept or kept[0][0] <= clock():
                kept[:] = [_fetch(send, token_url, client_id, secret, clock)]
            return {"Authorization": f"Bearer {kept[0][1]}"}

    return authorize


def _fetch(send: Send, token_url: str, client_id: str, secret: str, clock: Callable[[], float]) -> tuple[float, str]:
    credentials = b64encode(f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = send("POST", token_url, headers, urlencode({"grant_type": "client_credentials"}).encode())
    if answer.status != 200:
        raise Unavailable("payment", f"no access token (HTTP {answer.status})")
    try:
        found = answer.json()
        return clock() + max(int(found.get("expires_in", 300)) - 60, 0), str(found["access_token"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unavailable("payment", "no readable access token") from error
