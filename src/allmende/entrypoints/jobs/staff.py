"""Tasks about accounts of staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allmende.domain.ports import Unavailable
from allmende.foundation.jobs import RetryLater, task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import tell_officer as telling


@task
def tell_officer(payload: Mapping[str, Any]) -> None:
    """Something was done with an account: its person gets a mail."""
    said = {name: str(payload[name]) for name in ("act", "actor", "address", "key")}
    try:
        telling.tell_officer(city=get_city_in_scope(), **said)
    except Unavailable as away:
        raise RetryLater(600) from away
