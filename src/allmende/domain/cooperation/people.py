"""Who works in the studio, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allmende.domain.values import Text

Role = Literal["gestaltung", "begutachtung", "recht", "datenschutz", "freigabe", "uebernahme", "koordination"]
ROLES: dict[Role, Text] = {
    "gestaltung": Text.named("cooperation.people.gestaltung"),
    "begutachtung": Text.named("cooperation.people.begutachtung"),
    "recht": Text.named("cooperation.people.recht"),
    "datenschutz": Text.named("cooperation.people.datenschutz"),
    "freigabe": Text.named("cooperation.people.freigabe"),
    "uebernahme": Text.named("cooperation.people.uebernahme"),
    "koordination": Text.named("cooperation.people.koordination"),
}
"""Roles of the studio; an officer's roles hold any of them beside those of case work."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of a city's staff who acts. `city` is the key of her city, `id` the officer's."""

    city: str
    id: str
    name: str
    roles: tuple[str, ...] = ()

    def has(self, *roles: Role) -> bool:
        """Does she hold one of these roles?"""
        return bool(set(roles) & set(self.roles))
