"""A person learns what was done with her account: a mail to the address it had, and to the one it has now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from allmende.domain.ports.mail import Mail
from allmende.domain.values import Text
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import publish
from allmende.usecases.addresses import base_url, sender_of
from allmende.usecases.deliver_mail import deliver
from allmende.usecases.return_address import return_address
from allmende.words.joining import joined

SAID: Mapping[str, Text] = {
    "added": Text.named("usecases.tell_officer.added"),
    "changed": Text.named("usecases.tell_officer.changed"),
    "blocked": Text.named("usecases.tell_officer.blocked"),
    "unblocked": Text.named("usecases.tell_officer.unblocked"),
    "removed": Text.named("usecases.tell_officer.removed"),
    "password": Text.named("usecases.tell_officer.password"),
    "factor_reset": Text.named("usecases.tell_officer.factor_reset"),
    "factor_set": Text.named("usecases.tell_officer.factor_set"),
    "factor_paper": Text.named("usecases.tell_officer.factor_paper"),
    "factor_guessed": Text.named("usecases.tell_officer.factor_guessed"),
    "own_password": Text.named("usecases.tell_officer.own_password"),
}
"""Act, as the audit log names it → what the person reads."""
OPERATED = Text.named("usecases.tell_officer.operated")
DONE_BY = Text.named("usecases.tell_officer.done_by")
UNKNOWN = Text.named("usecases.tell_officer.unknown")
SUBJECT = Text.named("usecases.tell_officer.subject")


def note_mail(*, act: str, officer: Officer, addresses: Iterable[str], actor: str, now: datetime) -> None:
    """Have her told, in the caller's transaction, at each of these addresses that is one. `actor` as in the audit log."""
    for number, address in enumerate(sorted({address for address in addresses if address})):
        payload = {
            "act": act,
            "actor": actor,
            "address": address,
            "key": f"{officer.pk}-{act}-{now.isoformat()}-{number}",
            "officer": str(officer.pk),
            "at": now.isoformat(),
        }
        publish("account_touched", payload, unique=f"account:{payload['key']}")


def tell_officer(
    *, city: str, act: str, actor: str, address: str, key: str, officer: str, since: datetime, now: datetime
) -> None:
    """Hand the mail over; the list of accounts shows an address that takes none. Error: `ports.Unavailable`: again later."""
    kind, _, actor_id = actor.partition(":")
    known = Officer.objects.filter(pk=actor_id).values_list("name", flat=True).first() if kind == "officer" else None
    words = joined((SAID[act], DONE_BY.filled(by=known or OPERATED), UNKNOWN), "\n")
    parts = (words.spoken(language) for language in ("de", "en"))
    text = "\n\n".join((*parts, f"{base_url(city=city)}/buero/"))
    back = return_address(city=city, kind="staff", id=officer, to=address)
    mail = Mail(
        to=address,
        subject=" / ".join(SUBJECT.spoken(language) for language in ("de", "en")),
        text=text,
        key=f"account-{key}",
        language="de",
        return_to=back,
        **sender_of(city),
    )
    deliver(mail, about=officer, since=since, now=now)
