"""What is counted, as a keyed hash of name, person and window."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import ip_network

from django.conf import settings

from allmende.foundation.tenancy.scopes import find_city_in_scope


def window_key(name: str, who: str, per: timedelta, now: datetime, *, everywhere: bool = False) -> tuple[str, datetime]:
    """The key of the present window, and when that window ends. `everywhere`: one count for all cities together."""
    if ":" in who:
        who = household(who)
    number = int(now.timestamp() // per.total_seconds())
    city = "" if everywhere else find_city_in_scope() or ""
    said = "\x00".join([city, name, who, str(number)])
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()
    ends = datetime.fromtimestamp((number + 1) * per.total_seconds(), tz=now.tzinfo)
    return digest, ends


def household(who: str) -> str:
    """Of an IPv6 address its /64: whoever has one address there has them all. Anything else as it is."""
    try:
        return str(ip_network((who, 64), strict=False))
    except ValueError:
        return who
