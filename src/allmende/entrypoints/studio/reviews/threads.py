"""Comments at their places: what was said, answers, a form for the next word. Everything works without scripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from allmende.apps.commons.queries import CommentView
from allmende.entrypoints.studio import inputs
from allmende.entrypoints.studio.reviews.places import anchor
from allmende.entrypoints.studio.reviews.typed import LONGEST, NOTHING, Typed
from allmende.ui.html import EMPTY, SafeString, attributes, esc, join, prose
from allmende.ui.kern import button
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
    typed: Typed = NOTHING
    page: str = ""
    answers: Mapping[int, list[CommentView]] = field(init=False)
    roots: Mapping[str, list[CommentView]] = field(init=False)

    def __post_init__(self) -> None:
        answers: dict[int, list[CommentView]] = defaultdict(list)
        roots: dict[str, list[CommentView]] = defaultdict(list)
        for one in self.comments:
            if one.answers is not None:
                answers[one.answers].append(one)
            else:
                roots[one.address].append(one)
        object.__setattr__(self, "answers", answers)
        object.__setattr__(self, "roots", roots)

    @property
    def open(self) -> tuple[CommentView, ...]:
        """What nobody has settled yet."""
        return tuple(one for inside in self.roots.values() for one in inside if one.open)

    def at(self, addresses: Iterable[str]) -> list[CommentView]:
        """What was said at these addresses."""
        return [one for address in addresses for one in self.roots.get(address, ())]

    def place(self, addresses: Iterable[str], address: str, words: str) -> SafeString:
        """Everything at one place: what was said, and a folded form for more. `words` name the place."""
        return SafeString(f"{self.said_at(addresses)}{self.form(address, words)}")

    def said_at(self, addresses: Iterable[str]) -> SafeString:
        """What was said at these addresses, as markup."""
        return join(self._thread(one) for one in self.at(addresses))

    def form(self, address: str, words: str, *, open_: bool = False) -> SafeString:
        """The folded form for a comment at this address."""
        if not self.may:
            return EMPTY
        mine = (
            self.typed.form == COMMENT and self.typed.value("antwort") == "" and self.typed.value("adresse") == address
        )
        summary = heard_with(_("Hier anmerken"), words)
        body = self._write(address, "", f"an-{anchor(address)}", _("Ihre Anmerkung"), typed=mine)
        return SafeString(
            f"<details{attributes(class_='al-help al-no-print', open_=open_ or mine)}>"
            f"<summary>{summary}</summary><div>{body}</div></details>"
        )

    def _thread(self, one: CommentView) -> SafeString:
        if one.open:
            return SafeString(
                f'<div class="al-thread" id="anmerkung-{one.id}">{self._said(one)}{self._go_on(one)}</div>'
            )
        summary = _("Erledigte Anmerkung von %(who)s") % {"who": self._who(one)}
        state = _("Als erledigt markiert: %(who)s, %(when)s") % {
            "who": one.resolved_by,
            "when": spoken_moment(one.resolved_at, self.language) if one.resolved_at else "",
        }
        return SafeString(
            f'<details class="al-help" id="anmerkung-{one.id}"><summary>{esc(summary)}</summary><div>{self._said(one)}'
            f'<p class="al-muted al-small">{esc(state)}</p></div></details>'
        )

    def _said(self, one: CommentView) -> SafeString:
        answers = join(self._message(answer) for answer in self.answers.get(one.id, ()))
        return SafeString(f"{self._message(one)}{answers}")

    def _message(self, one: CommentView) -> SafeString:
        state = _("zu Stand %(n)d") % {"n": one.seq}
        head = f"{self._who(one)}, {spoken_moment(one.at, self.language)}, {state}"
        return SafeString(
            f'<article class="al-message"><p class="al-message__head">{esc(head)}</p>{prose(one.text)}</article>'
        )

    def _who(self, one: CommentView) -> str:
        return f"{one.author.name} ({self.cities.get(one.author.city, one.author.city)})"

    def _go_on(self, one: CommentView) -> SafeString:
        """Answer, or settle it."""
        if not self.may:
            return EMPTY
        key = str(one.id)
        mine = self.typed.form == COMMENT and self.typed.value("antwort") == key
        summary = heard_with(_("Antworten"), self._who(one))
        body = self._write(one.address, key, f"antwort-{key}", _("Ihre Antwort"), typed=mine)
        answer = SafeString(
            f"<details{attributes(class_='al-help al-no-print', open_=mine)}><summary>{summary}</summary>"
            f"<div>{body}</div></details>"
        )
        return answer + self._settle(one)

    def _settle(self, one: CommentView) -> SafeString:
        """The button that settles it, for whoever may."""
        if self.settles not in ("*", one.author.id):
            return EMPTY
        action = reverse("studio:reviews:resolve", args=[self.draft_id, one.id])
        done = button(_("Erledigt"), weight="tertiary", small=True, hidden=self._who(one))
        return SafeString(
            f'<form class="al-no-print" method="post" action="{esc(action)}">{self.token}{self._back()}{done}</form>'
        )

    def _write(self, address: str, answers: str, key: str, label: str, *, typed: bool) -> SafeString:
        """The form itself. `key` makes its ids different from those of the other forms on the page."""
        here = self.typed if typed else NOTHING
        error = here.error("text", self.language)
        field_ = _area(key, here.value("text"), label, error)
        hidden = inputs.hidden("adresse", address) + inputs.hidden("antwort", answers)
        send = button(_("Senden"), weight="secondary")
        action = reverse("studio:reviews:comment", args=[self.draft_id])
        return SafeString(
            f'<form method="post" action="{esc(action)}">{self.token}{self._back()}{hidden}{field_}'
            f'<div class="al-actions">{send}</div></form>'
        )

    def _back(self) -> SafeString:
        return inputs.hidden("seite", self.page) if self.page else EMPTY


def _area(key: str, value: str, label: str, error: str) -> SafeString:
    """A field for words whose name is the same in every form and whose id is not."""
    place = inputs.place_of(key)
    wrong = (
        f'<p class="kern-error" id="{place}-error"><span class="kern-icon kern-icon--danger" aria-hidden="true"></span>'
        f'<span class="kern-body">{esc(error)}</span></p>'
        if error
        else ""
    )
    heads = attributes(
        class_="kern-form-input__input", id=place, name="text", rows=4, maxlength=LONGEST,
        aria_invalid="true" if error else "", aria_describedby=f"{place}-error" if error else "", data_focus=bool(error),
    )  # fmt: skip
    css = "kern-form-input" + (" kern-form-input--error" if error else "")
    return SafeString(
        f'<div class="{css}"><label class="kern-label" for="{place}">{esc(label)}</label>{wrong}<textarea{heads}>\n{esc(value)}</textarea></div>'
    )


def heard_with(words: str, place: str) -> SafeString:
    """Words, and for screen readers where they belong: tells equal controls apart."""
    return SafeString(f'{esc(words)}<span class="al-heard">: {esc(place)}</span>')
