"""Who works in the studio, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allmende.domain.values import Text

Role = Literal["gestaltung", "begutachtung", "recht", "datenschutz", "freigabe", "uebernahme", "koordination"]
ROLES: dict[Role, Text] = {
    "gestaltung": Text("Gestaltung", "Designer"),
    "begutachtung": Text("Begutachtung", "Reviewer"),
    "recht": Text("Recht", "Legal"),
    "datenschutz": Text("Datenschutz", "Data protection"),
    "freigabe": Text("Freigabe", "Releaser"),
    "uebernahme": Text("Übernahme für die Stadt", "Adopter for the city"),
    "koordination": Text("Koordination der Zusammenarbeit", "Coordinator of the cooperation"),
}
"""Roles of the studio; an officer's roles hold any of them beside those of case work."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a city's staff who acts. `city` is the key of her city, `id` the officer's."""

    city: str
    id: str
    name: str
    roles: tuple[str, ...] = ()

    def has(self, *roles: Role) -> bool:
        """Does she hold one of these roles?"""
        return bool(set(roles) & set(self.roles))
