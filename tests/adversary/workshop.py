"""Two cities at work on one service: drafts, a proposal, releases, adoptions, hours; and browsers of people in every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urldefrag, urljoin

from django.apps import apps
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.http import HttpResponse

from allmende.apps.catalogue.models import Adoption
from allmende.apps.commons import queries as commons
from allmende.apps.commons.models import Comment, Hours
from allmende.domain.cooperation import ROLES, StaffMember
from allmende.domain.package import OverlayChange
from allmende.domain.package.edits import author
from allmende.domain.values import Text
from allmende.formats.bundle import public_key_of
from allmende.foundation.identity import officers, sessions
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import draft_package, exchange_release, review_package, share_costs
from tests.adversary.routes import Route
from tests.adversary.scene import Browser
from tests.usecases.council import LONGER, Council, package, publish
from tests.world import SERVICE, Visitor, World

OTHERS = ("sachbearbeitung", "leitung", "kasse")
PASSWORD = "a long password"
OVERLAY_ID = "laenger"
HELD = OverlayChange(
    "replace", "geheim", "text.field.anzahl.label", Text("Wie viele Hunde leben in Fulda?"), "Fuldaer Grund."
)
SIGNERS_KEY = public_key_of(bytes(range(32))).hex()
HASHED = ""


@dataclass
class Staff:
    """One member of staff, signed in."""

    person: StaffMember
    browser: Browser


@dataclass
class Workshop:
    """`ids` are parameters of the studio's addresses, as Marburg's people would write them."""

    world: World
    staff: dict[tuple[str, str], Staff] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    cases: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        now = self.world.now
        for city in ("marburg", "fulda"):
            self.cases[city] = [self._case(city, name) for name in ("Zwetschgenbaum", "Mirabellenhain")]
        coming = publish(package("1.1.0", ("texts/de.yaml", "label: Wie viele Hunde?", "label: Wie viele?")), now)
        gone = publish(package("1.0.1"), now)
        self._decide("fulda", HELD, "41,00")
        self._decide("marburg", LONGER, "42,00")
        greta, gustav = self.hire("fulda", "gestaltung"), self.hire("marburg", "gestaltung")
        own = draft_package.begin(person=gustav.person, service_id=SERVICE, title="Unser Entwurf", now=now)
        theirs = draft_package.begin(person=greta.person, service_id=SERVICE, title="Vorschlag aus Fulda", now=now)
        assert isinstance(own, commons.PackageDraft) and isinstance(theirs, commons.PackageDraft)
        for draft, words in ((own, "Hunde melden"), (theirs, "Hund anzeigen")):
            edits = author.set_text(commons.edition_of(draft.id).tree, "service.name", "de", words)
            assert isinstance(edits, tuple)
            who = gustav.person if draft is own else greta.person
            done = draft_package.change(person=who, draft_id=draft.id, edits=edits, now=now)
            assert isinstance(done, draft_package.DraftState), done
        proposed = review_package.propose(
            person=greta.person, draft_id=theirs.id, title="Vorschlag aus Fulda", why="Klarer.", version="1.2.0",
            wanted_from=None, now=now,
        )  # fmt: skip
        assert isinstance(proposed, commons.PackageDraft), proposed
        said = review_package.comment(
            person=gustav.person, draft_id=theirs.id, address="field.anzahl", text="Warum?", answers=None, now=now
        )
        assert not isinstance(said, list), said
        exchange_release.trust_signer(person=None, name="hessen", public_key=SIGNERS_KEY, now=now)
        for city in ("marburg", "fulda"):
            with city_scope(city):
                share_costs.book(
                    person=self.hire(city, "koordination").person,
                    typed={"service": SERVICE, "kind": "design", "worked_on": "1.11.2026", "hours": "2,5", "note": f"Notiz aus {city}"},
                    key=f"{city}-1", now=now,
                )  # fmt: skip
        self.ids = {
            "draft_id": own.id, "proposal_id": theirs.id, "service_id": SERVICE, "sha": coming, "withdrawn_sha": gone,
            "seq": "1", "proposal_seq": str(commons.get_head(theirs.id).seq), "step_id": "hunde", "notice_id": "grant", "comment_id": str(Comment.objects.latest("pk").pk),
            "change_id": OVERLAY_ID, "key": "fulda", "year": str(self.world.today.year),
            "hours_id": str(Hours.objects.filter(city="marburg").latest("pk").pk),
            "foreign_hours_id": str(Hours.objects.filter(city="fulda").latest("pk").pk),
        }  # fmt: skip

    def hire(self, city: str, *roles: str) -> Staff:
        """Somebody with exactly these roles; the same one each time."""
        key = (city, "+".join(roles))
        if key not in self.staff:
            global HASHED
            HASHED = HASHED or make_password(PASSWORD)
            with city_scope(city):
                made: Any = officers.create(
                    username=key[1][:80], name=f"Frau {key[1].title()[:40]}", password=PASSWORD, hashed=HASHED, roles=roles,
                    units=("amt",), email=f"{roles[0]}@{city}.example", now=self.world.now,
                )  # fmt: skip
                response = HttpResponse()
                sessions.open_for_officer(response, str(made.pk), self.world.now)
            browser = Browser(city)
            browser.cookies[settings.SESSION_COOKIE] = response.cookies[settings.SESSION_COOKIE].value
            self.staff[key] = Staff(StaffMember(city, str(made.pk), made.name, roles), browser)
        return self.staff[key]

    def boss(self, city: str = "marburg") -> Staff:
        """Somebody who may do everything."""
        return self.hire(city, *ROLES)

    def address(self, route: Route) -> str:
        """Where Marburg's people would go; what concerns a proposal goes to the proposal."""
        ids = self.ids
        if "vorschlag/" in route.pattern and not route.pattern.endswith("vorschlagen/"):
            ids = {**ids, "draft_id": ids["proposal_id"]}
        return route.address(ids)

    def _case(self, city: str, name: str) -> str:
        visitor = Visitor(self.world, city)
        with city_scope(city):
            visitor.begin()
            visitor.save("person", name=[name], email=[f"{name.lower()}@geheim.example"])
            visitor.save("hunde", anzahl=["2"], kampfhund=["false"])
            visitor.save("abschluss", richtig=["true"])
            visitor.submit()
            self.world.work()
        return visitor.id

    def _decide(self, city: str, change: OverlayChange, fee: str) -> None:
        with city_scope(city):
            council = Council(self.world, city, number=7)
            for done in (council.differ(change), council.set(fee, date(2026, 12, 1))):
                assert not isinstance(done, list), done
            assert Adoption.objects.filter(city=city).count() >= 2


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is undone, so that the next one finds the same house."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything(*, without: tuple[str, ...] = ("signin", "trial")) -> dict[str, list[str]]:
    """All rows of all tables, but for sessions and counters of tries."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.model_name not in without and not model._meta.proxy:
                with city_scope("marburg"):
                    cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
                    found[model._meta.label] = sorted(repr(row) for row in map(_plain, cursor.fetchall()))
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


# --- pages as a browser sees them ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes and what it would send untouched. `files`: names of its file inputs."""

    action: str
    fields: dict[str, list[str]]
    files: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    choices: dict[str, tuple[str, ...]]
    hidden: frozenset[str]

    @property
    def sort(self) -> tuple[str, tuple[str, ...]]:
        """What is alike of forms of the same sort: the address but for its query and numbers, the names."""
        bare = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\b\d+\b", "*", self.action.partition("?")[0])
        return bare, tuple(sorted({*self.fields, *self.choices, *self.files}))


def links_of(page: str, here: str) -> Iterator[str]:
    for href in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', page):
        yield urldefrag(urljoin(here, unescape(href)))[0]


def forms_of(page: str, here: str) -> Iterator[Form]:
    """All forms that post."""
    for found in re.finditer(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL):
        heads, body = _heads(found[1]), found[2]
        if heads.get("method", "get").lower() == "post":
            action = urldefrag(urljoin(here, heads.get("action", "") or here))[0]
            yield Form(action, *_controls(body))


def _heads(raw: str) -> dict[str, str]:
    found = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', raw)}
    return found | {name: name for name in ("checked", "selected") if re.search(rf"\s{name}(\s|/|$)", raw)}


def _controls(body: str) -> tuple[Any, ...]:
    fields: dict[str, list[str]] = {}
    files: list[str] = []
    buttons: list[tuple[str, str]] = []
    choices: dict[str, list[str]] = {}
    hidden: set[str] = set()
    for one in re.finditer(r"<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>|<select\b([^>]*)>(.*?)</select>|<button\b([^>]*)>", body, re.DOTALL):  # fmt: skip
        heads = _heads(one[1] or one[2] or one[4] or one[6] or "")
        name = heads.get("name", "")
        if not name:
            continue
        if heads.get("type") == "hidden":
            hidden.add(name)
        if one[6] is not None:
            buttons.append((name, heads.get("value", "")))
        elif one[2] is not None:
            fields.setdefault(name, []).append(unescape(one[3]).removeprefix("\n"))
        elif one[4] is not None:
            options = [_heads(raw) for raw in re.findall(r"<option\b([^>]*)>", one[5])]
            choices.setdefault(name, []).extend(option.get("value", "") for option in options)
            chosen = [option.get("value", "") for option in options if "selected" in option]
            fields.setdefault(name, []).extend(chosen or [option.get("value", "") for option in options[:1]])
        elif heads.get("type") == "file":
            files.append(name)
        elif heads.get("type") in ("radio", "checkbox"):
            choices.setdefault(name, []).append(heads.get("value", "on"))
            if "checked" in heads:
                fields.setdefault(name, []).append(heads.get("value", "on"))
        else:
            fields.setdefault(name, []).append(heads.get("value", ""))
    fields.pop("csrfmiddlewaretoken", None)
    return (
        fields,
        tuple(files),
        tuple(buttons),
        {name: tuple(words) for name, words in choices.items()},
        frozenset(hidden),
    )


def crawl(
    browser: Browser, start: str = "/werkstatt/", *, most: int = 400, alike: int = 4
) -> Iterator[tuple[str, Any]]:
    """Every page of the studio that links lead to, `alike` of each sort."""
    waiting, seen, sorts = [start], {start}, dict[str, int]()
    while waiting and most:
        here = waiting.pop(0)
        most -= 1
        answer = browser.get(here)
        yield here, answer
        if answer.status_code == 302:
            found = [urldefrag(urljoin(here, answer["Location"]))[0]]
        elif "html" in answer.get("Content-Type", ""):
            found = list(links_of(answer.content.decode(), here))
        else:
            found = []
        for link in found:
            path, _, query = link.partition("?")
            kinds = "&".join(sorted(re.sub(r"=([a-z_]+).*", r"=\1", part) for part in query.split("&")))
            sort = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|\b\d+\b", "*", path) + "?" + kinds
            if link not in seen and path.startswith("/werkstatt/") and sorts.get(sort, 0) < alike:
                seen.add(link)
                sorts[sort] = sorts.get(sort, 0) + 1
                waiting.append(link)
