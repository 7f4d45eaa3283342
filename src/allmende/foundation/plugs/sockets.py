"""The sockets: what a city may choose an adapter for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.foundation.plugs import Socket

if TYPE_CHECKING:
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

ENGINE: Socket[ProcessEngine] = Socket("engine")
PAYMENT: Socket[PaymentProvider | None] = Socket("payment")
"""None: people transfer to the city's account."""
IDENTITY: Socket[IdentityProvider] = Socket("identity")
MAIL: Socket[MailSender] = Socket("mail")
SCANNER: Socket[VirusScanner] = Socket("scanner")
RENDERER: Socket[NoticeRenderer] = Socket("renderer")
SEAL: Socket[SealService] = Socket("seal")
BINDER: Socket[Binder] = Socket("binder")
WEBHOOK: Socket[WebhookSender] = Socket("webhook")
POSTBOX: Socket[AccountPostbox | None] = Socket("postbox")
"""The postbox of user accounts (OZG). None: letters lie in the city's own mailbox alone."""

HELD_BY = ("city", "authority")


def register(id: str, held_by: str) -> Socket[RegisterAdapter | None]:
    """The socket of one register. None behind it: a person looks up."""
    return Socket(id, f"register of {held_by}")


REGISTER_FAMILIES: tuple[Socket[RegisterAdapter | None], ...] = tuple(register("", held_by) for held_by in HELD_BY)
"""What adapters of registers are offered for: what the city keeps itself, and what an authority keeps."""
ALL: tuple[Socket[object], ...] = (ENGINE, PAYMENT, IDENTITY, MAIL, SCANNER, RENDERER, SEAL, BINDER, WEBHOOK, POSTBOX)  # type: ignore[assignment]
