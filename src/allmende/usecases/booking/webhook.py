"""Other programs are told when free times change, and read them anew from the feed: a message names a site and a day, nobody's name.

Shaped like Standard Webhooks 1.0: the id of a message is the same at each try (idempotency), and the signature is an HMAC-SHA-256 over
id, moment and body with a secret of the subscriber's own. The secret is derived from the installation's key; a renewed one ends the
old. What does not arrive is tried again by the queue with growing pauses; what was given up stands among the failed jobs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.db import transaction

from allmende.apps.booking import operations, queries
from allmende.apps.booking.queries import DeliveryView, SiteView, SubscriberView
from allmende.domain.ports import Unavailable
from allmende.domain.spelling.cleaning import clean_line
from allmende.domain.values import Problem, Text
from allmende.foundation import plugs
from allmende.foundation.audit import chain
from allmende.foundation.identity.models import Officer
from allmende.foundation.keys import derive_secret
from allmende.foundation.plugs import sockets
from allmende.usecases.addresses import base_url

KIND = "availability.changed"
LONGEST_LABEL, LONGEST_URL, MOST = 60, 500, 20
NO_LABEL = Problem("booking.subscriber", Text.named("booking.webhook.no_label"), "wer")
NO_URL = Problem("booking.subscriber_url", Text.named("booking.webhook.no_url"), "adresse")
TOO_MANY = Problem("booking.subscribers", Text.named("booking.webhook.too_many"), "wer")


def secret_of(*, city: str, subscriber: SubscriberView) -> str:
    """What both sides sign with, as Standard Webhooks write it."""
    return f"whsec_{base64.b64encode(_key(city, subscriber)).decode()}"


def add_subscriber(*, officer: Officer, site: SiteView, label: str, url: str, now: datetime) -> str | Problem:
    """A program is told from now on; its id. The caller asked whether she may set up the site; the program hears of all sites."""
    said = clean_line(label)[:LONGEST_LABEL]
    if not said:
        return NO_LABEL
    if not _is_address(url.strip()):
        return NO_URL
    with transaction.atomic():
        operations.lock(site_id=site.id)
        if len(queries.list_subscribers()) >= MOST:
            return TOO_MANY
        made = operations.add_subscriber(label=said, url=url.strip(), now=now)
        _note(officer, "subscriber_added", made, now)
    return made


def renew_secret(*, officer: Officer, subscriber_id: str, now: datetime) -> None:
    """Messages are signed with another secret from now on."""
    with transaction.atomic():
        if operations.renew_secret(subscriber_id=subscriber_id):
            _note(officer, "subscriber_secret", subscriber_id, now)


def withdraw_subscriber(*, officer: Officer, subscriber_id: str, now: datetime) -> None:
    """The program is told nothing any more. Twice is once."""
    with transaction.atomic():
        if operations.withdraw_subscriber(subscriber_id=subscriber_id, now=now):
            _note(officer, "subscriber_withdrawn", subscriber_id, now)


def deliver(*, city: str, delivery_id: str, now: datetime) -> None:
    """Tell it. Nothing where it was told, or is to be told no more. Error: `Unavailable` where it did not say that it got it."""
    delivery = queries.find_delivery(delivery_id=delivery_id)
    if delivery is None or delivery.delivered or delivery.subscriber.withdrawn:
        return
    operations.take_delivery(delivery_id=delivery_id, now=now)
    body = _body(city, delivery)
    status = plugs.get(sockets.WEBHOOK).post(delivery.subscriber.url, _headers(city, delivery, body, now), body)
    if not 200 <= status < 300:
        raise Unavailable("webhook", f"status {status}")
    operations.mark_delivered(delivery_id=delivery_id, now=now)


def _body(city: str, delivery: DeliveryView) -> bytes:
    said = {
        "type": KIND,
        "timestamp": delivery.noted_at.isoformat(),
        "data": {
            "city": city,
            "site": delivery.site,
            "day": delivery.on.isoformat() if delivery.on else None,
            "feed": f"{base_url(city=city)}/api/termine/",
        },
    }
    return json.dumps(said, separators=(",", ":")).encode()


def _headers(city: str, delivery: DeliveryView, body: bytes, now: datetime) -> dict[str, str]:
    moment = str(int(now.timestamp()))
    signed = f"{delivery.id}.{moment}.".encode() + body
    signature = base64.b64encode(hmac.new(_key(city, delivery.subscriber), signed, hashlib.sha256).digest()).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery.id,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{signature}",
    }


def _key(city: str, subscriber: SubscriberView) -> bytes:
    return bytes.fromhex(derive_secret(f"booking webhook {city} {subscriber.id} {subscriber.version}"))


def _is_address(url: str) -> bool:
    """An address over HTTPS whose host has a name. What the name stands for is looked at when it is told."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        return False
    if parts.scheme != "https" or parts.username is not None or parts.fragment or "." not in host:
        return False
    try:
        return ip_address(host).is_global
    except ValueError:
        return True


def _note(officer: Officer, what: str, subscriber_id: str, now: datetime) -> None:
    chain.append(
        actor=f"officer:{officer.pk}", action=f"booking.{what}", subject=f"subscriber:{subscriber_id}", now=now
    )
