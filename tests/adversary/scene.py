"""What attackers want: a city with people, matters, letters, files, tasks. And the attackers' browsers."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from PIL import Image

from allmende.apps.applications import operations as applications
from allmende.apps.applications.models import Upload
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases.models import Case, Task
from allmende.apps.notices import queries as notices
from allmende.apps.records import operations as records
from allmende.domain.matter.file_copy import EVERYTHING
from allmende.foundation.blobs import store as blobs
from allmende.foundation.identity import accounts, officers, sessions
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases import case_links
from tests.browsing import Browsing
from tests.entrypoints.portal.conftest import reviewed_in
from tests.world import DOGS, END, SERVICE, Visitor, World

PASSWORD = "a long password"
NOBODY = "00000000-0000-4000-8000-000000000000"
STEPS = {"person": {}, "hunde": DOGS, "abschluss": END}
ALL_ROLES = ("sachbearbeitung", "leitung", "kasse", "archiv")


class Browser(Browsing):
    """A browser that gets our error pages instead of exceptions, at one city's host."""

    def __init__(self, city: str = "marburg", **more: Any) -> None:
        super().__init__(HTTP_HOST=f"{city}.localhost", raise_request_exception=False, **more)
        self.city = city

    def begin(self, service: str = SERVICE) -> str:
        """Press the start button; the id of the draft."""
        answer = self.post(f"/leistungen/{service}/beginnen/")
        assert answer.status_code == 302, answer.content
        return str(answer["Location"]).split("/")[2]

    def save(self, draft: str, step: str, posted: Any) -> Any:
        return self.post(f"/antrag/{draft}/schritt/{step}/", posted)

    def send(self, draft: str, key: str = "k") -> Any:
        page = self.get(f"/antrag/{draft}/pruefen/").content.decode()
        return self.post(f"/antrag/{draft}/pruefen/", {"key": key, "gesehen": reviewed_in(page)})

    def sign_in(self, world: World, subject: str, level: str = "high", **attributes: str) -> str:
        """Be signed in as a citizen; the account's id."""
        with city_scope(self.city):
            known = {name: accounts.KnownAttribute(value, level) for name, value in attributes.items()}
            account = accounts.sign_in(provider="memory", subject=subject, level=level, attributes=known, now=world.now)
            response = HttpResponse()
            sessions.open_for_citizen(response, str(account.pk), level, world.now)
        self.cookies.update(response.cookies)
        return str(account.pk)

    def take_over_secrets(self, victim: Browser) -> None:
        """Show the victim's application cookies here: what somebody does who found them."""
        for name, morsel in victim.cookies.items():
            if name.startswith("allmende_antrag_"):
                self.cookies[name] = morsel.value


def png(side: int = 8) -> bytes:
    """A small honest picture."""
    kept = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(kept, "PNG")
    return kept.getvalue()


def file_of(content: bytes, name: str, kind: str = "application/octet-stream") -> io.BytesIO:
    """A file as the test client posts it."""
    found = io.BytesIO(content)
    found.name = name
    found.content_type = kind  # type: ignore[attr-defined]
    return found


def copied(case_id: str, now: datetime) -> str:
    """A copy of the case's file, made."""
    copy = records.want_copy(
        case_id=case_id, purpose="person", recipient="x", selection=EVERYTHING, by="x", actor="x", now=now
    )
    pdf, package = (blobs.store(content, "application/pdf", now).id for content in (b"%PDF-", b"PK"))
    records.keep_copy(copy_id=copy, pdf=pdf, package=package, sheets=1, now=now)
    return copy


@dataclass
class Town:
    """One city with matters in every state, and their owners' browsers. `marks` are words only they may read."""

    world: World
    city: str
    person: str
    citizen: Browser = field(init=False)
    clerk: Browser = field(init=False)
    code: str = field(init=False)
    account: str = field(init=False)
    ids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.citizen = Browser(self.city)
        self.account = self.citizen.sign_in(
            self.world, f"{self.person}-subject", family_name=self.person, email=self.mail
        )
        self.clerk = self.hire("clerk")
        self._draft()
        self.ids["payable"] = self._sent()
        self.ids["done"] = self._sent()
        self._pay(self.ids["done"])
        self._decide(self.ids["done"], "granted")
        self.ids["asked"] = self._sent()
        self._pay(self.ids["asked"])
        self._decide(self.ids["asked"], "correct", fields=["name"], reason="Bitte ergänzen.")
        self.ids["open"] = self._sent()
        self._pay(self.ids["open"])
        self.ids["unassigned"] = self._sent()
        with city_scope(self.city):
            letters = notices.list_notices(city=self.city, case_id=self.ids["done"])
            self.ids["notice"] = next(letter.id for letter in letters if letter.kind == "decision")
            Case.objects.filter(pk=self.ids["unassigned"]).update(unit="")
            self.ids["task"] = self._task(self.ids["open"])
            uploads = Upload.objects.filter(draft_id=self.ids["open"])
            self.ids["copy"] = copied(self.ids["done"], self.world.now)
            self.ids["upload"] = str(uploads.values_list("pk", flat=True)[0])

    @property
    def mail(self) -> str:
        return f"{self.person.lower()}@geheim.example"

    @property
    def marks(self) -> tuple[str, ...]:
        return (self.person, self.mail, *self.ids.values())

    def hire(self, username: str, roles: tuple[str, ...] = ALL_ROLES, units: tuple[str, ...] = ("amt",)) -> Browser:
        """One more member of staff, signed in."""
        with city_scope(self.city):
            officers.create(
                username=username, name=f"Frau {username.title()}", password=PASSWORD, roles=roles, units=units,
                now=self.world.now,
            )  # fmt: skip
        browser = Browser(self.city)
        answer = browser.post("/buero/anmelden/", {"name": username, "passwort": PASSWORD})
        assert answer.status_code == 302, answer.content
        return browser

    def fill(self) -> str:
        draft = self.citizen.begin()
        self.citizen.save(draft, "person", {"name": [self.person], "email": [self.mail]})
        self.citizen.save(
            draft,
            "hunde",
            {"anzahl": "2", "kampfhund": "true", "nachweis": "", "nachweis._files": file_of(png(), "a.png")},
        )
        self.citizen.save(draft, "abschluss", END)
        return draft

    def kinds(self, case: str) -> list[str]:
        """What happened to a matter, by kind."""
        visitor = Visitor(self.world, self.city)
        visitor.id = case
        with city_scope(self.city):
            return visitor.kinds()

    def _draft(self) -> None:
        self.ids["draft"] = self.fill()
        someone = Browser(self.city)
        self.ids["linked"] = someone.begin()
        someone.save(self.ids["linked"], "person", {"name": [self.person], "email": [self.mail]})
        self.code = case_links.code_of(self.ids["linked"])
        with city_scope(self.city):
            self.ids["token"] = applications.make_link(draft_id=self.ids["linked"], email=self.mail, now=self.world.now)

    def _sent(self) -> str:
        draft = self.fill()
        assert self.citizen.send(draft)["Location"] == f"/vorgang/{draft}/"
        self.world.work()
        return draft

    def _pay(self, case: str) -> None:
        visitor = Visitor(self.world, self.city)
        visitor.id, visitor.access = case, MatterAccess(account_id=self.account)
        with city_scope(self.city):
            visitor.pay()

    def _task(self, case: str) -> str:
        return str(Task.objects.filter(case_id=case, done_at=None).values_list("pk", flat=True)[0])

    def _decide(self, case: str, outcome: str, **more: Any) -> None:
        with city_scope(self.city):
            task = self._task(case)
        self.clerk.post(f"/buero/aufgabe/{task}/nehmen/")
        answer = self.clerk.post(f"/buero/aufgabe/{task}/", {"outcome": outcome, "_action": "decide", **more})
        assert answer.status_code == 302, answer.content.decode()[-3000:]
        self.world.work()
