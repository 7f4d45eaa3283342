"""HTTPS to an address that a clerk entered: never into a private network (server-side request forgery).

The name is resolved once, every address it has must be public, and the connection goes to the address that was checked: a name that
says something else a moment later (DNS rebinding) changes nothing. The certificate is checked for the name.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from allmende.adapters.http import CONNECT_SECONDS, READ_SECONDS
from allmende.domain.ports import Unavailable

PARTNER = "webhook"


def _is_public(address: str) -> bool:
    return ip_address(address).is_global


class HttpsWebhook:
    """`domain.ports.webhook.WebhookSender`. `may_reach`: whether that IP address may be connected to."""

    def __init__(self, *, may_reach: Callable[[str], bool] = _is_public, context: ssl.SSLContext | None = None) -> None:
        self._may_reach, self._context = may_reach, context

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or 443
        except ValueError as error:
            raise Unavailable(PARTNER, "no address") from error
        if parts.scheme != "https" or not host or parts.username is not None:
            raise Unavailable(PARTNER, "no address over HTTPS")
        import urllib3  # noqa: PLC0415 - the worker alone posts webhooks

        within = urllib3.Timeout(CONNECT_SECONDS, READ_SECONDS)
        pool = urllib3.HTTPSConnectionPool(
            self._resolve(host, port), port, timeout=within, retries=False, server_hostname=host, assert_hostname=host,
            ssl_context=self._context,
        )  # fmt: skip
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        try:
            answer = pool.urlopen(
                "POST", target, body=body, headers={**headers, "Host": parts.netloc}, redirect=False, preload_content=False,
                assert_same_host=False,
            )  # fmt: skip
            answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise Unavailable(PARTNER, type(error).__name__) from error
        finally:
            pool.close()
        return answer.status

    def _resolve(self, host: str, port: int) -> str:
        try:
            found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            raise Unavailable(PARTNER, "the name is unknown") from error
        if not found or not all(self._may_reach(one.partition("%")[0]) for one in found):
            raise Unavailable(PARTNER, "the address is not public")
        return found[0]
