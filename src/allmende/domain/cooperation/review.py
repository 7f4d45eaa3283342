"""Where a proposal stands: who approved which state, who objects, what is missing before it may be released.

verdicts, changes, the agreed rules ── decide ─▶ State(verdicts, missing, releasable)

* Approvals of a review count one per city; the author's city does not count. Sign-offs (legal, data protection) may come
  from any city.
* Nobody who had a hand in the draft may approve it, in any role (four eyes).
* An approval belongs to a state: when the draft changed afterwards, it lapses. An objection stays until the same city
  approves in the same role.
* Open comments do not hold a release back; whoever wants to hold it back objects. They are counted and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from allmende.domain.cooperation.people import Role, StaffMember
from allmende.domain.cooperation.rules import Rules
from allmende.domain.values import Problem, Text

Kind = Literal["review", "legal", "data_protection"]
Says = Literal["approve", "object"]
Stage = Literal["draft", "review", "released", "closed"]

KINDS: tuple[Kind, ...] = ("review", "legal", "data_protection")
ROLE_OF: Mapping[Kind, Role] = {"review": "begutachtung", "legal": "recht", "data_protection": "datenschutz"}
"""Which role gives which verdict."""
NAMES: Mapping[Kind, Text] = {
    "review": Text.named("cooperation.review.review"),
    "legal": Text.named("cooperation.review.legal"),
    "data_protection": Text.named("cooperation.review.data_protection"),
}


@dataclass(frozen=True, slots=True)
class ReviewVerdict:
    """What a city said to a proposal as it was after `seq` changes. `person`: id of who said it, `name` hers."""

    city: str
    kind: Kind
    says: Says
    seq: int
    at: datetime
    person: str
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class LatestVerdict:
    """A city's latest word in one role. `stale`: the draft changed since. `counts`: an approval that helps the quorum now."""

    city: str
    kind: Kind
    says: Says
    name: str
    seq: int
    at: datetime
    stale: bool
    counts: bool
    text: str = ""


class ReviewObstacle(NamedTuple):
    """One thing that stands between the proposal and its release, and whose turn it is."""

    role: Role
    text: Text


@dataclass(frozen=True, slots=True)
class State:
    """Where a proposal stands after `seq` changes. `verdicts`: the latest of each city and kind, in the order they came.

    `short`: kinds of verdicts of which there are too few.
    """

    stage: Stage
    seq: int
    author_city: str
    verdicts: tuple[LatestVerdict, ...]
    missing: tuple[ReviewObstacle, ...]
    short: frozenset[Kind]
    open_comments: int = 0

    @property
    def approvals(self) -> tuple[LatestVerdict, ...]:
        """Every yes, also one that lapsed."""
        return tuple(verdict for verdict in self.verdicts if verdict.says == "approve")

    @property
    def objections(self) -> tuple[LatestVerdict, ...]:
        """Every no. It holds until that city approves in that role."""
        return tuple(verdict for verdict in self.verdicts if verdict.says == "object")

    @property
    def releasable(self) -> bool:
        """Nothing is missing any more."""
        return self.stage == "review" and not self.missing

    def awaits(self, city: str, kind: Kind) -> bool:
        """Is it this city's turn in this role: it has not spoken about the present state, and its word is needed?"""
        said = next((verdict for verdict in self.verdicts if (verdict.city, verdict.kind) == (city, kind)), None)
        if self.stage != "review" or (said is not None and not said.stale):
            return False
        if said is not None and said.says == "object":
            return True
        return kind in self.short and not (kind == "review" and city == self.author_city)


def decide(
    *,
    stage: Stage,
    seq: int,
    author_city: str,
    hands: frozenset[str],
    verdicts: Iterable[ReviewVerdict],
    rules: Rules,
    open_comments: int = 0,
    names: Mapping[str, str] | None = None,
) -> State:
    """The state of a proposal. `hands`: ids of everybody who made or changed it; `names`: city key → its name."""
    latest: dict[tuple[str, Kind], ReviewVerdict] = {}
    for verdict in verdicts:
        if verdict.says == "object" or verdict.person not in hands:
            latest.pop((verdict.city, verdict.kind), None)
            latest[verdict.city, verdict.kind] = verdict
    words = tuple(_word(one, seq, author_city) for one in latest.values())
    missing = tuple(_missing(stage, words, rules, names or {}))
    short = frozenset(kind for kind in KINDS if _still_needed(kind, words, rules))
    return State(stage, seq, author_city, words, missing, short, open_comments)


def check_verdict(
    *, person: StaffMember, kind: Kind, says: Says, text: str, author_city: str, hands: frozenset[str]
) -> Problem | None:
    """May she say this to the proposal? Her role is looked at elsewhere."""
    if says == "object" and not text.strip():
        words = Text.named("cooperation.review.please_write_what_should_change")
        return Problem("verdict.reason", words, "text")
    if says == "object":
        return None
    if person.id in hands:
        words = Text.named("cooperation.review.you_worked_on_this_draft")
        return Problem("verdict.own", words)
    if kind == "review" and person.city == author_city:
        words = Text.named("cooperation.review.proposal_comes_from_your_city")
        return Problem("verdict.own_city", words)
    return None


def _word(review_verdict: ReviewVerdict, seq: int, author_city: str) -> LatestVerdict:
    stale = review_verdict.seq != seq
    counts = (
        review_verdict.says == "approve"
        and not stale
        and (review_verdict.kind != "review" or review_verdict.city != author_city)
    )
    return LatestVerdict(
        review_verdict.city,
        review_verdict.kind,
        review_verdict.says,
        review_verdict.name,
        review_verdict.seq,
        review_verdict.at,
        stale,
        counts,
        review_verdict.text,
    )


def _missing(
    stage: Stage, words: tuple[LatestVerdict, ...], rules: Rules, names: Mapping[str, str]
) -> Iterator[ReviewObstacle]:
    if stage == "draft":
        said = Text.named("cooperation.review.draft_has_not_been_proposed")
        yield ReviewObstacle("gestaltung", said)
    if stage not in ("draft", "review"):
        return
    yield from (_settle(word, names) for word in words if word.says == "object")
    for kind in KINDS:
        count = _still_needed(kind, words, rules)
        if count:
            lapsed = [word.city for word in words if word.kind == kind and word.says == "approve" and word.stale]
            yield ReviewObstacle(ROLE_OF[kind], _short(kind, count, [names.get(city, city) for city in lapsed]))


def _still_needed(kind: Kind, words: tuple[LatestVerdict, ...], rules: Rules) -> int:
    needed: Mapping[Kind, int] = {
        "review": rules.approvals,
        "legal": rules.legal,
        "data_protection": rules.data_protection,
    }
    return max(0, needed[kind] - sum(word.kind == kind and word.counts for word in words))


def _settle(objection: LatestVerdict, names: Mapping[str, str]) -> ReviewObstacle:
    city = names.get(objection.city, objection.city)
    kind = NAMES[objection.kind]
    if objection.stale:
        return ReviewObstacle(
            ROLE_OF[objection.kind],
            Text.named("cooperation.review.city_kind_objected_draft_has", city=city, kind=Text.of(kind)),
        )
    return ReviewObstacle(
        "gestaltung",
        Text.named("cooperation.review.gestaltung", city=city, kind=Text.of(kind)),
    )


def _short(kind: Kind, count: int, lapsed: list[str]) -> Text:
    one, several = MISSING[kind]
    words = one if count == 1 else several.filled(count=count)
    if not lapsed:
        return words
    return Text.named("cooperation.review.lapsed", words=words, whose=", ".join(lapsed))


MISSING: Mapping[Kind, tuple[Text, Text]] = {
    "review": (Text.named("cooperation.review.one_review"), Text.named("cooperation.review.several_reviews")),
    "legal": (Text.named("cooperation.review.one_legal"), Text.named("cooperation.review.several_legal")),
    "data_protection": (Text.named("cooperation.review.one_privacy"), Text.named("cooperation.review.several_privacy")),
}
"""What is missing of one city, and of several."""
