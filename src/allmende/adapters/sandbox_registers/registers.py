"""All four registers of one city."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from allmende.adapters.sandbox_pages import refuse_production
from allmende.adapters.sandbox_registers.civil_status import SandboxCivilStatus
from allmende.adapters.sandbox_registers.claims import SandboxClaims
from allmende.adapters.sandbox_registers.journal import Journal
from allmende.adapters.sandbox_registers.parking_permits import SandboxParkingPermits
from allmende.adapters.sandbox_registers.residents import SandboxResidents
from allmende.adapters.sandbox_registers.seed import CitySeed, Seed
from allmende.domain.process.moments import BERLIN


@dataclass(frozen=True, slots=True)
class CityRegisters:
    residents: SandboxResidents
    civil_status: SandboxCivilStatus
    parking_permits: SandboxParkingPermits
    claims: SandboxClaims


def today_in_berlin() -> date:
    return datetime.now(UTC).astimezone(BERLIN).date()


def open_registers(
    city: str, seed: Seed, journal: Journal, *, today: Callable[[], date] = today_in_berlin, production: bool = False
) -> CityRegisters:
    """The registers of that city; a city without a sample has empty ones. Error: `RuntimeError` in production."""
    refuse_production("Testregister", production=production)
    found = seed.get(city, CitySeed(city, city[:2].upper()))
    return CityRegisters(
        SandboxResidents(found, today),
        SandboxCivilStatus(found),
        SandboxParkingPermits(city, found, journal, today),
        SandboxClaims(city, found, journal),
    )
