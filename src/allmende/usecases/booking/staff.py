"""Where somebody of the staff works with appointments: the sites of her offices."""

from __future__ import annotations

from allmende.apps.booking import queries, rules
from allmende.apps.booking.queries import SiteView
from allmende.foundation.identity.models import Officer


def list_sites(*, officer: Officer) -> tuple[SiteView, ...]:
    """The sites whose visitors she serves."""
    return tuple(
        site
        for site in queries.list_sites()
        if rules.may_serve(roles=officer.roles, units=officer.units, unit=site.unit)
    )


def find_site(*, officer: Officer, site_id: int, sets_up: bool = False) -> SiteView | None:
    """The site, if she serves visitors there; with `sets_up` if she may change its rules. None for any other."""
    may = rules.may_set_up if sets_up else rules.may_serve
    site = queries.find_site(site_id=site_id)
    return site if site and may(roles=officer.roles, units=officer.units, unit=site.unit) else None


def may_set_up(*, officer: Officer, site: SiteView) -> bool:
    return rules.may_set_up(roles=officer.roles, units=officer.units, unit=site.unit)
