"""Comments at their places: what was said, answers, a form for the next word. Everything works without scripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.template import loader
from django.utils.translation import gettext as _

from allmende.apps.commons.queries import CommentView
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.reviews.places import anchor
from allmende.entrypoints.studio.typed import NOTHING, Fields, PostedValues
from allmende.ui.html import EMPTY, SafeString, prose
from allmende.ui.speak import spoken_moment

COMMENT = "comment"


@dataclass(frozen=True)
class Threads:
    """The comments of a draft, ready to be written at their places.

    `token`: the hidden field against foreign forms. `typed`: a comment that could not be taken.
    `may`: may she write? `settles`: whose comments she may settle: `"*"` all, otherwise those of the officer with that id.
    """

    draft_id: str
    comments: tuple[CommentView, ...]
    cities: Mapping[str, str]
    language: str
    token: SafeString
    may: bool
    settles: str
    typed: PostedValues = NOTHING
    page: str = ""
    answers: Mapping[int, list[CommentView]] = field(init=False)
    roots: Mapping[str, list[CommentView]] = field(init=False)

    def __post_init__(self) -> None:
        answers: dict[int, list[CommentView]] = defaultdict(list)
        roots: dict[str, list[CommentView]] = defaultdict(list)
        for comment in self.comments:
            if comment.answers is not None:
                answers[comment.answers].append(comment)
            else:
                roots[comment.address].append(comment)
        object.__setattr__(self, "answers", answers)
        object.__setattr__(self, "roots", roots)

    @property
    def open(self) -> tuple[CommentView, ...]:
        """What nobody has settled yet."""
        return tuple(one for inside in self.roots.values() for one in inside if one.open)

    def at(self, addresses: Iterable[str]) -> list[CommentView]:
        """What was said at these addresses."""
        return [one for address in addresses for one in self.roots.get(address, ())]

    def place(self, addresses: Iterable[str], address: str, words: str, *, open_: bool = False) -> SafeString:
        """Everything at one place: what was said, and a folded form for more. `words` name the place."""
        return self.said_at(addresses) + self.form(address, words, open_=open_)

    def said_at(self, addresses: Iterable[str]) -> SafeString:
        """What was said at these addresses, with the ways to answer."""
        found = [self._thread(one) for one in self.at(addresses)]
        return self._drawn("reviews/threads.html", threads=found) if found else EMPTY

    def form(self, address: str, words: str, *, open_: bool = False) -> SafeString:
        """The folded form for a comment at this address."""
        if not self.may:
            return EMPTY
        form = self._form(address, "", f"an-{anchor(address)}", _("Ihre Anmerkung"), open_=open_)
        return self._drawn("reviews/write.html", form=form, summary=_("Hier anmerken"), where=words)

    def _drawn(self, template: str, **values: object) -> SafeString:
        return loader.render_to_string(template, {"draft_id": self.draft_id, "hidden": self._hidden, **values})

    @property
    def _hidden(self) -> SafeString:
        """What every form of the page carries."""
        return self.token + (inputs.hidden("seite", self.page) if self.page else EMPTY)

    def _thread(self, comment_view: CommentView) -> dict[str, object]:
        answered = self._form(
            comment_view.address, str(comment_view.id), f"antwort-{comment_view.id}", _("Ihre Antwort")
        )
        return {
            "id": comment_view.id,
            "open": comment_view.open,
            "who": self._who(comment_view),
            "messages": [self._message(said) for said in (comment_view, *self.answers.get(comment_view.id, ()))],
            "resolved_by": comment_view.resolved_by,
            "resolved_at": spoken_moment(comment_view.resolved_at, self.language) if comment_view.resolved_at else "",
            "form": answered if self.may else None,
            "may_settle": self.may and self.settles in ("*", comment_view.author.id),
        }

    def _message(self, comment_view: CommentView) -> tuple[str, SafeString]:
        state = _("zu Stand %(n)d") % {"n": comment_view.seq}
        return f"{self._who(comment_view)}, {spoken_moment(comment_view.at, self.language)}, {state}", prose(
            comment_view.text
        )

    def _who(self, comment_view: CommentView) -> str:
        return f"{comment_view.author.name} ({self.cities.get(comment_view.author.city, comment_view.author.city)})"

    def _form(self, address: str, answers: str, key: str, label: str, *, open_: bool = False) -> dict[str, object]:
        """`key` makes the ids of its controls different from those of the other forms on the page."""
        answered = self.typed.value("antwort") == answers
        mine = self.typed.form == COMMENT and answered and (bool(answers) or self.typed.value("adresse") == address)
        here = self.typed if mine else NOTHING
        field_ = Fields(here, self.language).area("text", label, rows=4, key=key)
        return {"address": address, "answers": answers, "field": field_, "open": open_ or mine}
