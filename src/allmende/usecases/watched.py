"""What of the commons somebody must check again: the law behind a service, an amount set by federation or state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue import store
from allmende.domain.package.watch import Overdue, list_overdue
from allmende.domain.values import Text


@dataclass(frozen=True, slots=True)
class OverdueCheck:
    """A check that is due on the newest release of a service."""

    service_id: str
    title: Text
    check: Overdue


def list_overdue_checks(*, day: date) -> tuple[OverdueCheck, ...]:
    """Every check whose time is over, by service, from its newest release that is out."""
    newest: dict[str, catalogue.ReleaseLine] = {}
    for line in catalogue.list_releases(day=day):
        if line.state == "released":
            newest.setdefault(line.service_id, line)
    return tuple(
        OverdueCheck(line.service_id, line.title, one)
        for line in newest.values()
        for one in list_overdue(store.get_sheet(line.sha256), day)
    )
