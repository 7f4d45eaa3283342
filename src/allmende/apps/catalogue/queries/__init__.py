"""The read door.

offering    what one city offers its citizens, ready to use
releases    which releases there are, and what differs between them
standing    how one city stands to one service: what runs, what comes, what it put off
overviews   all cities and all services, in a constant number of statements
"""

from allmende.apps.catalogue.queries.offering import (
    Offered,
    ServiceCard,
    find_offered,
    get_adopted_service,
    get_city,
    get_service,
    list_desks,
    list_services,
)
from allmende.apps.catalogue.queries.overviews import (
    STATES,
    CityLine,
    CityPage,
    ServiceTally,
    city_overview,
    offered_in,
    overview,
    service_overview,
    titles,
)
from allmende.apps.catalogue.queries.releases import (
    ReleaseLine,
    SignerLine,
    changes_between,
    find_release,
    get_edition_of,
    get_exchange_file,
    get_package_of,
    latest_of,
    latest_release,
    list_releases,
    list_signers,
    tell_differences,
)
from allmende.apps.catalogue.queries.standing import (
    AdoptionLine,
    Difference,
    PostponementLine,
    Present,
    Standing,
    find_clicked,
    find_edition,
    get_city_of_adoption,
    get_present,
    is_of_studio,
    standing,
)

__all__ = [
    "STATES",
    "AdoptionLine",
    "CityLine",
    "CityPage",
    "Difference",
    "Offered",
    "PostponementLine",
    "Present",
    "ReleaseLine",
    "ServiceCard",
    "ServiceTally",
    "SignerLine",
    "Standing",
    "changes_between",
    "city_overview",
    "find_clicked",
    "find_edition",
    "find_offered",
    "find_release",
    "get_adopted_service",
    "get_city",
    "get_city_of_adoption",
    "get_edition_of",
    "get_exchange_file",
    "get_package_of",
    "get_present",
    "get_service",
    "is_of_studio",
    "latest_of",
    "latest_release",
    "list_desks",
    "list_releases",
    "list_services",
    "list_signers",
    "offered_in",
    "overview",
    "service_overview",
    "standing",
    "tell_differences",
    "titles",
]
