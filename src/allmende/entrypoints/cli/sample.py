"""`allmende sample`: what the demo needs besides packages and cities: staff to sign in as, and seals. Never in production."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from allmende.adapters.pades.authority import create_demo_authority
from allmende.apps.catalogue import queries as catalogue
from allmende.domain.values import Text
from allmende.foundation.tenancy.models import City
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.booking.sample import set_up_sample
from allmende.usecases.fill_sample_lists import fill_sample_lists
from allmende.usecases.invite_demo_staff import PASSWORD, invite_demo_staff
from allmende.usecases.sample_accounts import mark_as_demo
from allmende.usecases.show_demo_commons import show_demo_commons
from allmende.words.command_line import complain, say


def main(argv: list[str]) -> int:
    """Invite the demo's staff to every city and put something on their desks; 0 when they are there."""
    if settings.PRODUCTION:
        complain(Text.named("cli.sample.demo_only"))
        return 1
    now = timezone.now()
    cities = [city.key for city in City.objects.filter(active=True)]
    create_demo_authority(settings.VAR / "seals", [(key, _full_name(key)) for key in cities], now)
    mark_as_demo(now)
    made = invite_demo_staff(now=now)
    fill_sample_lists(now=now)
    set_up_sample()
    show_demo_commons(now=now)
    say(Text.named("cli.sample.made", made=made, PASSWORD=PASSWORD))
    return 0


def _full_name(key: str) -> str:
    """As the city's seal names it."""
    with city_scope(key):
        return catalogue.get_city(city=key).full_name
