"""Who answers for what: the essence of the cities' arrangement (Art. 26 GDPR) and of the processing by the operator (Art. 28).

Composed from the cities' own data and the operator's settings, so that a city that joins or a new address is in it at once.
Whether it was signed is a fact of each city; without it the text says that it was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from allmende.domain.package import CityData
from allmende.domain.values import Text

FORMAT = "allmende-arrangement/1"


@dataclass(frozen=True, slots=True)
class DataContact:
    """Somebody who answers for data, or works with them on behalf of others. `email` is the one for data protection.

    `imprint`: where another city says who it is; its own data are its own, so here stand only its name and that page.
    """

    name: str
    address: tuple[str, ...] = ()
    email: str = ""
    imprint: str = ""

    @property
    def is_told(self) -> bool:
        return bool(self.name and self.email)


@dataclass(frozen=True, slots=True)
class ArrangementPart:
    """One heading with its points."""

    heading: Text
    points: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`joint_on`, `processor_on`: when this city signed; None while it did not."""

    cities: tuple[DataContact, ...]
    operator: DataContact
    joint: tuple[ArrangementPart, ...]
    processing: tuple[ArrangementPart, ...]
    joint_on: date | None
    processor_on: date | None


JOINT: tuple[ArrangementPart, ...] = (
    ArrangementPart(
        Text.named("cooperation.arrangement.joint"),
        (
            Text.named("cooperation.arrangement.which_details_service_asks_for_how_it"),
            Text.named("cooperation.arrangement.how_many_applications_each_city_received_per"),
        ),
    ),
    ArrangementPart(
        Text.named("cooperation.arrangement.what_each_city_does_alone"),
        (
            Text.named("cooperation.arrangement.it_works_its_own_cases_no_city"),
            Text.named("cooperation.arrangement.it_gives_privacy_notices_sets_fees_and"),
            Text.named("cooperation.arrangement.it_reports_breaches_of_data_protection_in"),
        ),
    ),
    ArrangementPart(
        Text.named("cooperation.arrangement.whom_to_turn_to"),
        (Text.named("cooperation.arrangement.about_your_application_to_city_you_applied"),),
    ),
)
PROCESSING: tuple[ArrangementPart, ...] = (
    ArrangementPart(
        Text.named("cooperation.arrangement.processing"),
        (
            Text.named("cooperation.arrangement.it_runs_platform_it_stores_transmits_backs"),
            Text.named("cooperation.arrangement.concerned_are_all_who_apply_or_are"),
        ),
    ),
    ArrangementPart(
        Text.named("cooperation.arrangement.what_binds_it"),
        (
            Text.named("cooperation.arrangement.it_acts_on_citys_instructions_alone_and"),
            Text.named("cooperation.arrangement.it_separates_cities_encrypts_what_is_transmitted"),
            Text.named("cooperation.arrangement.it_engages_others_only_with_citys_permission"),
        ),
    ),
)


def compose(here: CityData, others: Mapping[str, str], operator: DataContact) -> Arrangement:
    """The arrangement as this city shows it. `others`: name of each other city of the installation → its host."""
    own = DataContact(
        here.authority, tuple(here.contact.address.lines), here.data_protection.email or here.contact.email
    )
    return Arrangement(
        cities=(own, *(DataContact(name, imprint=f"{others[name]}/impressum/") for name in sorted(others))),
        operator=operator,
        joint=JOINT,
        processing=PROCESSING,
        joint_on=here.joint_arrangement_on,
        processor_on=here.processor_contract_on,
    )
