"""The cities of this installation and its operator, for the page and the file that say who answers for what."""

from __future__ import annotations

from django.conf import settings

from allmende.apps.catalogue import queries as catalogue
from allmende.domain.cooperation.arrangement import Arrangement, DataContact, compose
from allmende.foundation.tenancy import hosts


def read_arrangement(*, city: str) -> Arrangement:
    """As that city shows it. One statement."""
    others = {one.name: one.host for one in hosts.list_cities() if one.key != city}
    return compose(catalogue.get_city(city=city), others, operator())


def operator() -> DataContact:
    """Who runs this installation, as its settings say; empty where they do not."""
    address = tuple(line.strip() for line in settings.OPERATOR_ADDRESS.split(";") if line.strip())
    return DataContact(settings.OPERATOR_NAME, address, settings.OPERATOR_EMAIL)
