"""Tasks about the work on packages, one for each city."""

from __future__ import annotations

from django.utils import timezone

from allmende.domain.ports import Unavailable
from allmende.foundation.jobs import RetryLater, task
from allmende.foundation.tenancy.scopes import get_city_in_scope
from allmende.usecases import tell_staff as staff


@task(mails=True)
def tell_staff() -> None:
    """The mail of the morning: what happened in the commons since the last one."""
    try:
        staff.send_digests(city=get_city_in_scope(), now=timezone.now())
    except Unavailable as away:
        raise RetryLater(1800) from away
