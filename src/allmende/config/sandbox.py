"""The sandboxes' own pages at `sandbox.localhost`: WSGI applications beside Django, loaded at the first visit.

They pay and identify for anybody, so in production this host does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings

from allmende.config import adapters

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

HOST = "sandbox.localhost"


def beside(pages: Application) -> Application:
    """The application that answers for the sandboxes' host itself and leaves every other to `pages`."""
    if settings.PRODUCTION:
        return pages

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("HTTP_HOST", "").partition(":")[0].lower() == HOST:
            return _sandboxes()(environ, start_response)
        return pages(environ, start_response)

    return answer


@cache
def _sandboxes() -> Application:
    from allmende.adapters import (  # noqa: PLC0415 - at the first visit
        mailfile,
        sandbox_identity,
        sandbox_pages,
        sandbox_payment,
        sandbox_registers,
    )

    production = settings.PRODUCTION
    people = sandbox_registers.application(sandbox_registers.SamplePageConfig(production=production))
    table = {
        "/zahlen": sandbox_payment.application(adapters.sandbox_payment_config()),
        "/ausweis": sandbox_identity.application(adapters.sandbox_identity_config()),
        "/post": mailfile.application(mailfile.MailPagesConfig(adapters.mailbox_path(), production=production)),
        "/daten": people,
    }
    return sandbox_pages.mounted(table, sandbox_pages.index(("daten", "post")))
