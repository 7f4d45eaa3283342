"""The register of parking permits. Numbers go on from the sample's; each write has a key and happens once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from allmende.adapters.sandbox_registers.journal import Journal
from allmende.adapters.sandbox_registers.seed import CitySeed
from allmende.domain.ports.registers import ParkingPermit
from allmende.domain.spelling.comparing import plain

REGISTER = "parking_permits"
FIRST = 100_500


class SandboxParkingPermits:
    """`domain.ports.registers.ParkingPermitRegister`."""

    def __init__(self, city: str, seed: CitySeed, journal: Journal, today: Callable[[], date]) -> None:
        self._city, self._seed, self._journal, self._today = city, seed, journal, today
        self._prefix = seed.prefix

    def find(self, number: str) -> ParkingPermit | None:
        wanted = plain(number)
        return next((permit for known, permit in self._permits().items() if plain(known) == wanted), None)

    def list_valid(
        self, day: date, *, resident_id: str = "", household: str = "", plate: str = ""
    ) -> tuple[ParkingPermit, ...]:
        if not (resident_id or household or plate):
            raise ValueError("Ask for a resident, a household or a plate.")
        return tuple(
            permit
            for permit in self._permits().values()
            if day < permit.valid_until
            and (not resident_id or permit.resident_id == resident_id)
            and (not household or permit.household == household)
            and (not plate or plain(plate) in {plain(known) for known in permit.plates})
        )

    def issue(self, permit: ParkingPermit, *, key: str) -> ParkingPermit:
        note = self._journal.write(self._city, REGISTER, key, "issue", _written(permit))
        return self._permits()[self._number(note.number)]

    def change(self, number: str, *, plates: tuple[str, ...], key: str) -> ParkingPermit:
        permit = self._get(number)
        self._journal.write(self._city, REGISTER, key, "change", {"number": permit.number, "plates": "\n".join(plates)})
        return self._get(number)

    def end(self, number: str, on: date, *, key: str) -> ParkingPermit:
        permit = self._get(number)
        self._journal.write(self._city, REGISTER, key, "end", {"number": permit.number, "on": on.isoformat()})
        return self._get(number)

    def _get(self, number: str) -> ParkingPermit:
        permit = self.find(number)
        if permit is None:
            raise LookupError(f"There is no permit {number}.")
        return permit

    def _permits(self) -> dict[str, ParkingPermit]:
        """The sample's permits, and everything written since, in order."""
        today = self._today()
        found = {
            seed.number: ParkingPermit(
                seed.number,
                seed.resident_id,
                seed.household,
                seed.zone,
                seed.plates,
                today + timedelta(days=seed.from_days),
                today + timedelta(days=seed.until_days),
                seed.tariff,
            )
            for seed in self._seed.permits
        }
        for note in self._journal.read(self._city, REGISTER):
            if note.act == "issue":
                number = self._number(note.number)
                found[number] = _read(number, note.body)
                continue
            number = note.body["number"]
            if note.act == "change":
                found[number] = replace(found[number], plates=tuple(note.body["plates"].split("\n")))
            else:
                ended = min(found[number].valid_until, date.fromisoformat(note.body["on"]))
                found[number] = replace(found[number], valid_until=ended)
        return found

    def _number(self, count: int) -> str:
        return f"{self._prefix}-{FIRST + count}"


def _written(permit: ParkingPermit) -> dict[str, str]:
    return {
        "resident_id": permit.resident_id,
        "household": permit.household,
        "zone": permit.zone,
        "plates": "\n".join(permit.plates),
        "valid_from": permit.valid_from.isoformat(),
        "valid_until": permit.valid_until.isoformat(),
        "tariff": permit.tariff,
    }


def _read(number: str, body: object) -> ParkingPermit:
    stated = dict(body)  # type: ignore[call-overload]
    return ParkingPermit(
        number=number,
        resident_id=stated["resident_id"],
        household=stated["household"],
        zone=stated["zone"],
        plates=tuple(stated["plates"].split("\n")),
        valid_from=date.fromisoformat(stated["valid_from"]),
        valid_until=date.fromisoformat(stated["valid_until"]),
        tariff=stated["tariff"],
    )
