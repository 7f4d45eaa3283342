"""The sockets: what a city may choose an adapter for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allmende.foundation.plugs import Socket

if TYPE_CHECKING:
    from allmende.domain.ports.engine import ProcessEngine
    from allmende.domain.ports.identity import IdentityProvider
    from allmende.domain.ports.mail import MailSender
    from allmende.domain.ports.payment import PaymentProvider
    from allmende.domain.ports.registers import (
        CivilStatusRegister,
        ClaimsRegister,
        ParkingPermitRegister,
        ResidentsRegister,
    )
    from allmende.domain.ports.renderer import NoticeRenderer
    from allmende.domain.ports.scanner import VirusScanner
    from allmende.domain.ports.seal import SealService

ENGINE: Socket[ProcessEngine] = Socket("engine")
PAYMENT: Socket[PaymentProvider | None] = Socket("payment")
"""None: people transfer to the city's account."""
IDENTITY: Socket[IdentityProvider] = Socket("identity")
RESIDENTS: Socket[ResidentsRegister | None] = Socket("residents")
CIVIL_STATUS: Socket[CivilStatusRegister | None] = Socket("civil_status")
PARKING_PERMITS: Socket[ParkingPermitRegister | None] = Socket("parking_permits")
CLAIMS: Socket[ClaimsRegister | None] = Socket("claims")
"""Registers. None: a person looks up."""
MAIL: Socket[MailSender] = Socket("mail")
SCANNER: Socket[VirusScanner] = Socket("scanner")
RENDERER: Socket[NoticeRenderer] = Socket("renderer")
SEAL: Socket[SealService] = Socket("seal")

REGISTERS: tuple[Socket[object], ...] = (RESIDENTS, CIVIL_STATUS, PARKING_PERMITS, CLAIMS)  # type: ignore[assignment]
ALL: tuple[Socket[object], ...] = (
    ENGINE, PAYMENT, IDENTITY, RESIDENTS, CIVIL_STATUS, PARKING_PERMITS, CLAIMS, MAIL, SCANNER, RENDERER, SEAL,
)  # type: ignore[assignment]  # fmt: skip
