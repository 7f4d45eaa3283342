"""Proposals under review: comments at their places, verdicts, and where each proposal stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from allmende.apps.commons.models import Agreement, Comment, Draft, DraftChange, Verdict
from allmende.apps.commons.queries.drafts import Author, DraftHead, PackageDraftLine, author_of, get_head
from allmende.domain.cooperation import Rules
from allmende.domain.cooperation.review import ReviewVerdict as Said
from allmende.domain.cooperation.review import State, decide
from allmende.foundation.tenancy import hosts


@dataclass(frozen=True, slots=True)
class CommentView:
    """Words at a place of a draft (`address` of a part, empty: the whole), when it had `seq` changes."""

    id: int
    draft_id: str
    address: str
    text: str
    author: Author
    at: datetime
    seq: int
    answers: int | None
    resolved_at: datetime | None
    resolved_by: str

    @property
    def author_name(self) -> str:
        return self.author.name

    @property
    def author_city(self) -> str:
        return self.author.city

    @property
    def open(self) -> bool:
        return self.resolved_at is None


def list_comments(draft_id: str) -> tuple[CommentView, ...]:
    """All comments in the order they were written; answers name what they answer. Error: `NoSuchDraft`."""
    head = get_head(draft_id)
    return tuple(_comment(row) for row in Comment.objects.filter(draft_id=head.id).order_by("id"))


def find_comment(comment_id: int) -> CommentView | None:
    """One comment, or None."""
    row = Comment.objects.filter(pk=comment_id).first()
    return _comment(row) if row else None


def agreement() -> Rules:
    """The rules that hold now."""
    row = Agreement.objects.order_by("-id").first()
    return Rules.from_json(row.rules) if row else Rules()


def review_state(draft_id: str) -> State:
    """Where the proposal stands: who said what, what is missing, may it be released? Error: `NoSuchDraft`."""
    head = get_head(draft_id)
    return review_states([head])[head.id]


def review_states(heads: Iterable[DraftHead | PackageDraftLine]) -> Mapping[str, State]:
    """The same for several drafts, by id. Five statements however many there are."""
    found = list(heads)
    ids = [head.id for head in found]
    rules = agreement()
    names = {city.key: city.name for city in hosts.list_cities()}
    verdicts: dict[str, list[Said]] = defaultdict(list)
    for row in Verdict.objects.filter(draft_id__in=ids).order_by("id"):
        verdicts[str(row.draft_id)].append(_said(row))
    hands = hands_of(ids)
    open_comments = {
        str(draft): count
        for draft, count in Comment.objects.filter(draft_id__in=ids, resolved_at=None, answers=None)
        .values_list("draft_id")
        .annotate(count=Count("id"))
    }
    return {
        head.id: decide(
            stage=head.state,
            seq=head.seq,
            author_city=head.author.city,
            hands=hands[head.id],
            verdicts=verdicts[head.id],
            rules=rules,
            open_comments=open_comments.get(head.id, 0),
            names=names,
        )
        for head in found
    }


def hands_of(draft_ids: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """By draft, the ids of everybody who began or changed it: they may not approve it."""
    ids = list(draft_ids)
    found: dict[str, set[str]] = {str(one): set() for one in ids}
    for draft, person in Draft.objects.filter(pk__in=ids).values_list("pk", "author_id"):
        found[str(draft)].add(str(person))
    changed = DraftChange.objects.filter(draft_id__in=ids).values_list("draft_id", "author_id").distinct()
    for draft, person in changed:
        found[str(draft)].add(str(person))
    return {key: frozenset(people) for key, people in found.items()}


def _comment(row: Comment) -> CommentView:
    return CommentView(
        row.pk,
        str(row.draft_id),
        row.address,
        row.text,
        author_of(row),
        row.at,
        row.seq,
        row.answers_id,
        row.resolved_at,
        row.resolved_by,
    )


def _said(row: Verdict) -> Said:
    return Said(
        city=row.author_city,
        kind=row.kind,  # type: ignore[arg-type]
        says=row.says,  # type: ignore[arg-type]
        seq=row.seq,
        at=row.at,
        person=str(row.author_id),
        name=row.author_name,
        text=row.text,
    )
