"""What stands behind each socket. Everything is imported on first use: a web process never loads the process engine.

A city chooses by name (`plugs` in its data); else the default. Sandboxes are not even offered in production.
Partners' addresses and secrets lie outside the city's data, in `ALLMENDE_SECRETS/<city>/<socket>.toml`.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings

from allmende.foundation import plugs
from allmende.foundation.keys import derive_secret
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy import hosts

if TYPE_CHECKING:
    from allmende.adapters.sandbox_identity import SandboxIdentityConfig
    from allmende.adapters.sandbox_payment import SandboxPaymentConfig
    from allmende.adapters.sandbox_registers import CityRegisters
    from allmende.domain.ports.engine import ProcessEngine
    from allmende.domain.ports.identity import IdentityProvider
    from allmende.domain.ports.mail import MailSender
    from allmende.domain.ports.payment import PaymentProvider
    from allmende.domain.ports.renderer import NoticeRenderer
    from allmende.domain.ports.scanner import VirusScanner
    from allmende.domain.ports.seal import SealService

BERLIN = ZoneInfo("Europe/Berlin")


def plug_in() -> None:
    """Offer every adapter under its name."""
    plugs.register(sockets.ENGINE, "spiff", lambda city: _engine(), default=True)
    plugs.register(sockets.RENDERER, "typst", lambda city: _renderer(), default=True)
    plugs.register(sockets.SEAL, "folder", lambda city: _seals(), default=True)
    plugs.register(sockets.PAYMENT, "xbezahldienste", _payment)
    plugs.register(sockets.PAYMENT, "transfer", lambda city: None)
    plugs.register(sockets.IDENTITY, "oidc", _identity)
    plugs.register(sockets.MAIL, "smtp", lambda city: _smtp(), default=bool(settings.SMTP_URL))
    plugs.register(sockets.SCANNER, "clamd", lambda city: _scanner(), default=True)
    if not settings.PRODUCTION:
        _plug_in_sandboxes()
    for register in sockets.REGISTERS:
        plugs.register(register, "person", lambda city: None, default=True)


def _plug_in_sandboxes() -> None:
    plugs.register(sockets.MAIL, "files", lambda city: _mailbox(), default=not settings.SMTP_URL)
    plugs.register(sockets.PAYMENT, "sandbox", _sandbox_payment, default=True)
    plugs.register(sockets.IDENTITY, "sandbox", _sandbox_identity, default=True)
    plugs.register(sockets.RESIDENTS, "sandbox", lambda city: _sandbox_registers(city).residents, default=True)
    plugs.register(sockets.CIVIL_STATUS, "sandbox", lambda city: _sandbox_registers(city).civil_status, default=True)
    plugs.register(
        sockets.PARKING_PERMITS, "sandbox", lambda city: _sandbox_registers(city).parking_permits, default=True
    )
    plugs.register(sockets.CLAIMS, "sandbox", lambda city: _sandbox_registers(city).claims, default=True)


def sandbox_origin() -> str:
    """Where people reach the sandboxes."""
    return f"http://sandbox.localhost:{settings.PORT}"


def sandbox_payment_config() -> SandboxPaymentConfig:
    """The sandbox payment provider, as its pages and our client see it."""
    from allmende.adapters.sandbox_payment import SandboxPaymentConfig  # noqa: PLC0415 - on first use

    return SandboxPaymentConfig(
        public_url=f"{sandbox_origin()}/zahlen",
        database=settings.VAR / "sandbox" / "payment.sqlite3",
        token=derive_secret("sandbox payment token"),
        hint_secret=derive_secret("sandbox payment hint").encode(),
        production=settings.PRODUCTION,
    )


def sandbox_identity_config() -> SandboxIdentityConfig:
    """The sandbox identity provider; each city is a client of its own, so each gets other pseudonyms."""
    from allmende.adapters.sandbox_identity import SandboxIdentityConfig  # noqa: PLC0415 - on first use

    return SandboxIdentityConfig(
        public_url=f"{sandbox_origin()}/ausweis",
        folder=settings.VAR / "sandbox" / "identity",
        clients={city.key: derive_secret(f"sandbox identity {city.key}") for city in hosts.list_cities()},
        production=settings.PRODUCTION,
    )


@cache
def _engine() -> ProcessEngine:
    from allmende.adapters.spiff import SpiffEngine  # noqa: PLC0415 - on first use

    return SpiffEngine()


@cache
def _renderer() -> NoticeRenderer:
    """One compiler with its fonts for all cities."""
    from allmende.adapters.typst import TypstRenderer  # noqa: PLC0415 - loaded by the worker only

    return TypstRenderer()


@cache
def _seals() -> SealService:
    """Keys of all cities lie in one folder, `VAR/seals`; pyHanko is loaded when the first seal is set."""
    from allmende.adapters.pades.service import FolderSeals  # noqa: PLC0415 - on first use

    return FolderSeals(settings.VAR / "seals")


def _payment(city: str) -> PaymentProvider:
    from allmende.adapters.http import over_network  # noqa: PLC0415 - on first use
    from allmende.adapters.xbezahldienste import XBezahldienste, bearer, client_credentials  # noqa: PLC0415 - on first use

    said = _secrets(city, "payment")
    send = over_network("payment")
    if "token" in said:
        authorize = bearer(said["token"])
    else:
        authorize = client_credentials(send, said["token_url"], said["client_id"], said["client_secret"])
    hint = said["hint_secret"].encode() if "hint_secret" in said else None
    return XBezahldienste(send, said["base_url"], said["originator"], said["endpoint"], authorize, hint_secret=hint)


def _sandbox_payment(city: str) -> PaymentProvider:
    from allmende.adapters import sandbox_payment  # noqa: PLC0415 - on first use
    from allmende.adapters.http import into  # noqa: PLC0415 - on first use
    from allmende.adapters.xbezahldienste import XBezahldienste, bearer  # noqa: PLC0415 - on first use

    config = sandbox_payment_config()
    send = into(sandbox_payment.application(config), config.public_url)
    authorize = bearer(config.token)
    return XBezahldienste(
        send,
        f"{config.public_url}/api",
        "allmende",
        city,
        authorize,
        name="testbezahlung",
        hint_secret=config.hint_secret,
    )


def _identity(city: str) -> IdentityProvider:
    from allmende.adapters.http import over_network  # noqa: PLC0415 - on first use
    from allmende.adapters.oidc import OIDCSettings, OpenIDConnect  # noqa: PLC0415 - on first use

    return OpenIDConnect(OIDCSettings(**_secrets(city, "identity")), over_network("identity"))


def _sandbox_identity(city: str) -> IdentityProvider:
    from allmende.adapters import sandbox_identity  # noqa: PLC0415 - on first use
    from allmende.adapters.http import into  # noqa: PLC0415 - on first use
    from allmende.adapters.oidc import OIDCSettings, OpenIDConnect  # noqa: PLC0415 - on first use

    config = sandbox_identity_config()
    send = into(sandbox_identity.application(config), config.public_url)
    ours = OIDCSettings("test-ausweis", config.public_url, city, derive_secret(f"sandbox identity {city}"))
    return OpenIDConnect(ours, send)


@cache
def _smtp() -> MailSender:
    from allmende.adapters.smtp import SMTPSender, settings_from_url  # noqa: PLC0415 - on first use

    return SMTPSender(settings_from_url(settings.SMTP_URL))


def mailbox_path() -> Path:
    """Where the demo's mails lie."""
    found: Path = settings.VAR / "sandbox" / "mail.sqlite3"
    return found


@cache
def _mailbox() -> MailSender:
    from allmende.adapters.mailfile import FileMail  # noqa: PLC0415 - on first use

    return FileMail(mailbox_path(), production=settings.PRODUCTION)


@cache
def _scanner() -> VirusScanner:
    """The daemon at `ALLMENDE_CLAMD`, or at Debian's usual socket; where nobody answers, uploads are unscanned."""
    from allmende.adapters.clamd import ClamdScanner, address_of  # noqa: PLC0415 - on first use

    return ClamdScanner(address_of(settings.CLAMD or "/run/clamav/clamd.ctl"))


@cache
def _sandbox_registers(city: str) -> CityRegisters:
    from allmende.adapters import sandbox_registers  # noqa: PLC0415 - on first use

    journal = sandbox_registers.FileJournal(settings.VAR / "sandbox" / "registers.sqlite3")
    return sandbox_registers.open_registers(
        city, sandbox_registers.load(), journal, today=_today, production=settings.PRODUCTION
    )


def _today() -> date:
    return datetime.now(BERLIN).date()


def _secrets(city: str, socket: str) -> dict[str, Any]:
    path = settings.SECRETS / city / f"{socket}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise plugs.SecretsMissing(str(path)) from error
