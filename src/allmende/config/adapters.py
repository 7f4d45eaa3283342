"""What stands behind each socket. Everything is imported on first use: a web process never loads the process engine.

A city chooses by name (`plugs` in its data); else the default. Sandboxes are not even offered in production.
Partners' addresses and secrets lie outside the city's data, in `ALLMENDE_SECRETS/<city>/<socket>.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from allmende.domain.values import BERLIN, local_day
from allmende.foundation import plugs
from allmende.foundation.keys import derive_secret
from allmende.foundation.plugs import offering
from allmende.foundation.tenancy import hosts

if TYPE_CHECKING:
    from allmende.adapters.http import WSGIApplication
    from allmende.adapters.sandbox_identity import SandboxIdentityConfig
    from allmende.adapters.sandbox_payment import SandboxPaymentConfig
    from allmende.adapters.sandbox_registers import SandboxRegisters
    from allmende.domain.ports.binder import Binder
    from allmende.domain.ports.engine import ProcessEngine
    from allmende.domain.ports.identity import IdentityProvider
    from allmende.domain.ports.mail import MailSender
    from allmende.domain.ports.payment import PaymentProvider
    from allmende.domain.ports.postbox import AccountPostbox
    from allmende.domain.ports.registers import RegisterAdapter
    from allmende.domain.ports.renderer import NoticeRenderer
    from allmende.domain.ports.scanner import VirusScanner
    from allmende.domain.ports.seal import SealService
    from allmende.domain.ports.webhook import WebhookSender


def plug_in() -> None:
    """Offer every adapter under its name: our own, and those that other distributions bring."""
    own = OWN if settings.PRODUCTION else OWN | SANDBOXES
    offering.offer(own, _defaults())
    offering.offer_installed(taken=OWN | SANDBOXES)


def _defaults() -> dict[str, str]:
    """Kind of socket → what a city gets that chose none, where it is offered."""
    return {
        "engine": "spiff",
        "renderer": "typst",
        "seal": "folder",
        "binder": "pikepdf",
        "payment": "sandbox",
        "identity": "sandbox",
        "mail": "smtp" if settings.SMTP_URL else "files",
        "postbox": "none",
        "scanner": "clamd",
        "webhook": "https",
        "register of city": "own",
        "register of authority": "person" if settings.PRODUCTION else "sandbox",
    }


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
def _sandbox_postbox() -> AccountPostbox:
    from allmende.adapters.sandbox_postbox import SandboxPostbox  # noqa: PLC0415 - on first use

    return SandboxPostbox(settings.VAR / "sandbox" / "postbox.sqlite3", production=settings.PRODUCTION)


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
def _binder() -> Binder:
    from allmende.adapters.binding import PdfBinder  # noqa: PLC0415 - on first use

    return PdfBinder()


@cache
def _seals() -> SealService:
    """Keys of all cities lie in one folder, `VAR/seals`; pyHanko is loaded when the first seal is set."""
    from allmende.adapters.pades.service import FolderSeals  # noqa: PLC0415 - on first use

    return FolderSeals(settings.VAR / "seals")


def _payment(city: str) -> PaymentProvider:
    from allmende.adapters.http import over_network  # noqa: PLC0415 - on first use
    from allmende.adapters.xbezahldienste import XBezahldienste, bearer, client_credentials  # noqa: PLC0415 - on first use

    said = plugs.read_secrets(city, "payment")
    send = over_network("payment")
    if "token" in said:
        authorize = bearer(said["token"])
    else:
        authorize = client_credentials(send, said["token_url"], said["client_id"], said["client_secret"])
    hint = said["hint_secret"].encode() if "hint_secret" in said else None
    return XBezahldienste(send, said["base_url"], said["originator"], said["endpoint"], authorize, hint_secret=hint)


def _on_first_use(build: Callable[[], WSGIApplication]) -> WSGIApplication:
    """The application, built with its keys and its database when it is first asked something."""
    built = cache(build)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return built()(environ, start_response)

    return answer


def _sandbox_payment(city: str) -> PaymentProvider:
    from allmende.adapters import sandbox_payment  # noqa: PLC0415 - on first use
    from allmende.adapters.http import into  # noqa: PLC0415 - on first use
    from allmende.adapters.xbezahldienste import XBezahldienste, bearer  # noqa: PLC0415 - on first use

    config = sandbox_payment_config()
    send = into(_on_first_use(lambda: sandbox_payment.application(config)), config.public_url)
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

    return OpenIDConnect(OIDCSettings(**plugs.read_secrets(city, "identity")), over_network("identity"))


def _sandbox_identity(city: str) -> IdentityProvider:
    from allmende.adapters import sandbox_identity  # noqa: PLC0415 - on first use
    from allmende.adapters.http import into  # noqa: PLC0415 - on first use
    from allmende.adapters.oidc import OIDCSettings, OpenIDConnect  # noqa: PLC0415 - on first use

    config = sandbox_identity_config()
    send = into(_on_first_use(lambda: sandbox_identity.application(config)), config.public_url)
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
def _webhook() -> WebhookSender:
    from allmende.adapters.webhook import HttpsWebhook  # noqa: PLC0415 - on first use

    return HttpsWebhook()


def _own_lists() -> RegisterAdapter:
    """What the city keeps in its own tables."""
    from allmende.apps.holdings.registers import CityHoldings  # noqa: PLC0415 - on first use

    return CityHoldings()


def _rest_register(city: str, name: str) -> RegisterAdapter:
    """JSON over HTTP; address, secret and mapping in `<register>.toml` of the city's secrets."""
    from allmende.adapters.http import over_network  # noqa: PLC0415 - on first use
    from allmende.adapters.registers import RestRegister, read_mapping  # noqa: PLC0415 - on first use

    said = plugs.read_secrets(city, name)
    return RestRegister(
        over_network(name), _needed(said, "base_url", city, name), _authorize(city, name), read_mapping(said)
    )


def _xml_register(city: str, name: str) -> RegisterAdapter:
    """Requests and answers in XML over HTTP; settings as for REST, and the words of the schema."""
    from allmende.adapters.http import over_network  # noqa: PLC0415 - on first use
    from allmende.adapters.registers import XmlRegister, read_mapping  # noqa: PLC0415 - on first use
    from allmende.adapters.registers.xml import XmlNames  # noqa: PLC0415 - on first use

    said = plugs.read_secrets(city, name)
    names = XmlNames(**{str(key): str(word) for key, word in said.get("schema", {}).items()})
    return XmlRegister(
        over_network(name), _needed(said, "base_url", city, name), _authorize(city, name), read_mapping(said), names
    )


def _dropped_register(city: str, name: str) -> RegisterAdapter:
    """Files in a folder of the city that both sides reach."""
    from allmende.adapters.registers import DropRegister, read_mapping  # noqa: PLC0415 - on first use
    from allmende.adapters.registers.drop import DropSettings  # noqa: PLC0415 - on first use

    said = plugs.read_secrets(city, name)
    settings_of = DropSettings(Path(_needed(said, "folder", city, name)), said.get("encoding", "utf-8-sig"))
    return DropRegister(settings_of, read_mapping(said))


def _needed(said: Mapping[str, Any], key: str, city: str, name: str) -> str:
    if key not in said:
        raise plugs.SecretsMissing(f"{settings.SECRETS / city / f'{name}.toml'}: {key}")
    return str(said[key])


def _authorize(city: str, name: str) -> Callable[[], Mapping[str, str]]:
    """A fixed token, a header of the other side's own, or nothing where the network alone lets us in."""
    said = plugs.read_secrets(city, name)
    if "header" in said:
        return lambda: {said["header"]: said["token"]}
    return lambda: {"Authorization": f"Bearer {said['token']}"} if "token" in said else {}


@cache
def _sandbox_registers(city: str) -> SandboxRegisters:
    from allmende.adapters import sandbox_registers  # noqa: PLC0415 - on first use

    journal = sandbox_registers.FileJournal(settings.VAR / "sandbox" / "registers.sqlite3")
    return sandbox_registers.open_registers(
        city, sandbox_registers.load(), journal, today=_today, production=settings.PRODUCTION
    )


def _today() -> date:
    return local_day(datetime.now(BERLIN))


OWN: dict[str, plugs.Factory] = {
    "engine.spiff": lambda city: _engine(),
    "renderer.typst": lambda city: _renderer(),
    "seal.folder": lambda city: _seals(),
    "binder.pikepdf": lambda city: _binder(),
    "payment.xbezahldienste": _payment,
    "payment.transfer": lambda city: None,
    "identity.oidc": _identity,
    "mail.smtp": lambda city: _smtp(),
    "postbox.none": lambda city: None,
    "scanner.clamd": lambda city: _scanner(),
    "webhook.https": lambda city: _webhook(),
    "register.own": lambda city, name: _own_lists(),
    "register.rest": _rest_register,
    "register.csv": _dropped_register,
    "register.xml": _xml_register,
    "register.person": lambda city, name: None,
}
"""`socket.name` → what builds the adapter: the form of the entry points `allmende.adapters` of other distributions."""

SANDBOXES: dict[str, plugs.Factory] = {
    "mail.files": lambda city: _mailbox(),
    "postbox.sandbox": lambda city: _sandbox_postbox(),
    "payment.sandbox": _sandbox_payment,
    "identity.sandbox": _sandbox_identity,
    "register.sandbox": lambda city, name: _sandbox_registers(city),
}
"""Never offered in production."""
