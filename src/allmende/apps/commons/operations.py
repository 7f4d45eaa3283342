"""The write door. Everything is attributed; nothing is deleted.

Acts on a draft begin with `lock` and stand in its caller's transaction: whoever comes second sees what the first one did.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons.models import Comment, Draft, DraftChange, Event, Reading, Verdict
from allmende.apps.commons.queries.drafts import DraftHead, NoSuchDraft, head_of
from allmende.domain.cooperation import StaffMember
from allmende.domain.cooperation.review import Kind, Says
from allmende.domain.package.difference import OpenedPackage
from allmende.domain.package.edits import Edit, list_to_json
from allmende.domain.values import Text
from allmende.formats import package as package_format
from allmende.foundation.audit import chain as audit
from allmende.foundation.locks import advisory_lock

TWICE = timedelta(minutes=1)
"""The same act by the same person within this time is one click too many, not a second one."""


def begin(
    *, person: StaffMember, service_id: str, title: str, base_id: int | None, edition: OpenedPackage, now: datetime
) -> str:
    """A new draft with this package; its id. Begun twice within a minute and not touched, it is the same draft."""
    advisory_lock(f"draft:{service_id}")
    same = Draft.objects.filter(
        service_id=service_id, title=title[:200], base_id=base_id, author_id=person.id, last_seq=0, state="draft"
    )
    found = same.filter(at__gt=now - TWICE).values_list("pk", flat=True).first()
    if found is not None:
        return str(found)
    row = Draft.objects.create(
        service_id=service_id, title=title[:200], base_id=base_id, **_content(edition), **_by(person, now)
    )
    _audit(person, "draft.begun", row.pk, now, {"service": service_id})
    return str(row.pk)


def lock(*, draft_id: str) -> DraftHead:
    """Nobody else acts on this draft until the caller's transaction ends. Error: `NoSuchDraft`."""
    try:
        key = uuid.UUID(str(draft_id))
    except ValueError as wrong:
        raise NoSuchDraft(draft_id) from wrong
    row = _heads().select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise NoSuchDraft(draft_id)
    return head_of(row)


def lock_service(*, service_id: str) -> None:
    """Nobody else acts on any draft of this service until the caller's transaction ends: releases stand in one row."""
    list(
        Draft.objects.select_for_update()
        .filter(service_id=service_id, state__in=("draft", "review"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def add_change(
    *,
    person: StaffMember,
    head: DraftHead,
    edition: OpenedPackage,
    edits: Sequence[Edit],
    said: Iterable[tuple[str, Text]],
    now: datetime,
    undoes: int | None = None,
    base_id: int | None = None,
) -> DraftHead:
    """The draft, locked as `head`, becomes this package. `said`: address and sentence each. `base_id`: its new base."""
    seq = head.seq + 1
    words = [{**dict(text), "target": target} for target, text in said]
    content = _content(edition)
    DraftChange.objects.create(
        draft_id=head.id,
        seq=seq,
        edits=json.dumps(list_to_json(edits), ensure_ascii=False, separators=(",", ":")),
        said=words,
        sha256=content["head_sha256"],
        undoes=undoes,
        base_id=base_id,
        **_by(person, now),
    )
    Draft.objects.filter(pk=head.id).update(
        last_seq=seq, **content, **({} if base_id is None else {"base_id": base_id})
    )
    _audit(person, "draft.changed", head.id, now, {"seq": seq, "sha256": content["head_sha256"]})
    return head_of(_heads().get(pk=head.id))


def propose(
    *, person: StaffMember, head: DraftHead, title: str, why: str, wanted_from: date | None, now: datetime
) -> None:
    """The locked draft goes to review."""
    Draft.objects.filter(pk=head.id).update(
        state="review", title=title[:200], why=why, wanted_from=wanted_from, proposed_at=now
    )
    _audit(person, "draft.proposed", head.id, now, {"seq": head.seq})


def take_back(*, person: StaffMember, head: DraftHead, now: datetime) -> None:
    """The locked proposal is a draft again."""
    Draft.objects.filter(pk=head.id).update(state="draft", proposed_at=None)
    _audit(person, "draft.taken_back", head.id, now)


def rename(*, person: StaffMember, head: DraftHead, title: str, now: datetime) -> None:
    Draft.objects.filter(pk=head.id).update(title=title[:200])
    _audit(person, "draft.renamed", head.id, now)


def close(*, person: StaffMember, head: DraftHead, now: datetime) -> None:
    """The locked draft is put aside; it stays readable."""
    Draft.objects.filter(pk=head.id).update(state="closed", closed_at=now, proposed_at=None)
    _audit(person, "draft.closed", head.id, now)


def reopen(*, person: StaffMember, head: DraftHead, now: datetime) -> None:
    Draft.objects.filter(pk=head.id).update(state="draft", closed_at=None)
    _audit(person, "draft.reopened", head.id, now)


def finish(*, person: StaffMember, head: DraftHead, release_id: int, now: datetime) -> None:
    """The locked proposal became this release."""
    Draft.objects.filter(pk=head.id).update(state="released", release_id=release_id, closed_at=now)
    _audit(person, "draft.released", head.id, now, {"seq": head.seq, "sha256": head.sha256})


def comment(
    *, person: StaffMember, head: DraftHead, address: str, text: str, answers: int | None, now: datetime
) -> int:
    """Words at a place of the locked draft; its id. The same again within a minute is the same comment."""
    same = Comment.objects.filter(
        draft_id=head.id,
        address=address,
        text=text,
        answers_id=answers,
        author_id=person.id,
        at__gt=now - TWICE,
    ).first()
    if same is not None:
        return int(same.pk)
    made = Comment.objects.create(
        draft_id=head.id, seq=head.seq, address=address, text=text, answers_id=answers, **_by(person, now)
    )
    return int(made.pk)


def resolve_comment(*, person: StaffMember, comment_id: int, resolved: bool, now: datetime) -> bool:
    """Mark a comment as settled, or as open again; False when it was so already."""
    rows = Comment.objects.filter(pk=comment_id, resolved_at__isnull=resolved)
    values = {"resolved_at": now, "resolved_by": person.name} if resolved else {"resolved_at": None, "resolved_by": ""}
    return rows.update(**values) > 0


def give_verdict(*, person: StaffMember, head: DraftHead, kind: Kind, says: Says, text: str, now: datetime) -> bool:
    """What a city says to the locked proposal as it is; False when it said exactly that already."""
    latest = Verdict.objects.filter(draft_id=head.id, author_city=person.city, kind=kind).order_by("-id").first()
    said = (head.seq, says, text, person.id)
    if latest is not None and (latest.seq, latest.says, latest.text, str(latest.author_id)) == said:
        return False
    Verdict.objects.create(draft_id=head.id, seq=head.seq, kind=kind, says=says, text=text, **_by(person, now))
    _audit(person, "draft.verdict", head.id, now, {"kind": kind, "says": says, "seq": head.seq})
    return True


def record_event(
    *,
    person: StaffMember,
    kind: str,
    service_id: str,
    now: datetime,
    service: Text | None = None,
    draft_id: str | None = None,
    release_sha: str | None = None,
    roles: Iterable[str] = (),
    only_city: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Something the others should know (`domain.cooperation.news` has the sentences). `roles`: whom, empty for all.

    `service`: its name, where it is at hand; `data`: `title`, `version`, `reason`.
    """
    release = catalogue.find_release(release_sha) if release_sha else None
    name = service or (release.title if release else None)
    said = {**({"service": dict(name)} if name else {}), **(data or {})}
    if release:
        said.setdefault("version", release.version)
    Event.objects.create(
        kind=kind,
        service_id=service_id,
        draft_id=draft_id,
        release_id=release.id if release else None,
        roles=sorted(set(roles)),
        only_city=only_city,
        data=said,
        **_by(person, now),
    )


def told_last(*, draft_id: str, by: StaffMember | None = None) -> str:
    """The kind of the last event about a draft (empty where that was not by this person, or there is none)."""
    found = Event.objects.filter(draft_id=draft_id).order_by("-id").values_list("kind", "author_id").first()
    if found is None or (by is not None and str(found[1]) != by.id):
        return ""
    return str(found[0])


@transaction.atomic
def mark_seen(*, person: StaffMember, up_to: int) -> None:
    """She has read the news up to this one."""
    Reading.objects.get_or_create(officer_id=person.id)
    Reading.objects.filter(officer_id=person.id, seen__lt=up_to).update(seen=up_to)


@transaction.atomic
def mark_mailed(*, officer_id: str, up_to: int) -> None:
    """A mail told her the news up to this one."""
    Reading.objects.get_or_create(officer_id=officer_id)
    Reading.objects.filter(officer_id=officer_id, mailed__lt=up_to).update(mailed=up_to)


@transaction.atomic
def want_mail(*, person: StaffMember, wanted: bool) -> None:
    """Whether she gets the mail of the morning."""
    Reading.objects.get_or_create(officer_id=person.id)
    Reading.objects.filter(officer_id=person.id).update(wants_mail=wanted)


def _heads() -> QuerySet[Draft]:
    return Draft.objects.select_related("base").defer("head", "base__signature")


def _content(edition: OpenedPackage) -> dict[str, Any]:
    package = edition.package
    name = package.texts.find("service.name")
    return {
        "head": package_format.to_bundle(package),
        "head_sha256": package.sha256,
        "version": package.version,
        "service_name": {key: name[key] for key in ("de", "en") if name and key in name},
    }


def _by(person: StaffMember, now: datetime) -> dict[str, Any]:
    return {"author_city": person.city, "author_id": person.id, "author_name": person.name, "at": now}


def _audit(
    person: StaffMember, action: str, draft_id: Any, now: datetime, details: Mapping[str, Any] | None = None
) -> None:
    audit.append(actor=f"officer:{person.id}", action=action, subject=f"draft:{draft_id}", now=now, details=details)
