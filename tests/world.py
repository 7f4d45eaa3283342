"""A small world for tests: two cities that offer one service, partners in memory, a clock that tests move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from allmende.adapters.memory import FixedScanner, MemoryIdentity, MemoryMail, MemoryPayments, MemoryWebhook
from allmende.adapters.pades.signature import read_signature
from allmende.adapters.spiff import SpiffEngine
from allmende.apps.applications import queries as applications
from allmende.apps.applications.rules import MatterAccess
from allmende.apps.cases import inbox, reach
from allmende.apps.cases import queries as cases
from allmende.apps.cases.office import TaskLine
from allmende.apps.cases.rules import Staff
from allmende.apps.catalogue import store
from allmende.apps.payments import queries as payments
from allmende.apps.postbox.models import Item
from allmende.domain import facts as f
from allmende.domain.ports.seal import FoundSignature
from allmende.foundation import plugs
from allmende.foundation.identity import officers
from allmende.foundation.identity.models import Officer
from allmende.foundation.jobs import worker
from allmende.foundation.plugs import sockets
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.begin_application import BegunDraft, begin_application
from allmende.usecases.decide_task import OfficerDecision, decide_task
from allmende.usecases.load_commons import CommonsLoaded, load_commons
from allmende.usecases.pay import RedirectTo, begin_payment
from allmende.usecases.review_application import review
from allmende.usecases.save_step import save_step
from allmende.usecases.submit_application import Submitted, submit_application

COMMONS = Path(__file__).parent / "commons"
SERVICE = "hund-anmelden"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CITIES = ("marburg", "fulda")

PERSON = {"name": ["Erika Muster"], "email": ["erika@example.org"]}
DOGS = {"anzahl": ["2"], "kampfhund": ["false"]}
END = {"zustellweg": ["postfach"], "richtig": ["true"]}


def way_back(token: str) -> str:
    """The return address, as the portal would make it."""
    return f"https://x.invalid/zahlung/{token}/"


class PlainPress:
    """Stands for Typst where the look of a letter does not matter: fast, and the same bytes for the same words."""

    def render(self, document: Any, attachments: tuple[Any, ...] = ()) -> bytes:
        return f"%PDF-1.7 {document.subject} {document.reference} {len(attachments)}".encode()


class PlainSeal:
    def has_key(self, city: str) -> bool:
        return True

    def seal(self, pdf: bytes, city: str, *, now: datetime) -> bytes:
        return pdf + f" sealed by {city}".encode()

    def verify(self, pdf: bytes) -> Any:
        raise NotImplementedError

    def read_signature(self, pdf: bytes) -> FoundSignature:
        return read_signature(pdf)


class World:
    """Partners and clock. `now` is what everybody's watch shows."""

    def __init__(self) -> None:
        self.now = START
        self.mail = MemoryMail()
        self.payments = MemoryPayments()
        self.identity = MemoryIdentity()
        self.scanner = FixedScanner()
        self.webhook = MemoryWebhook()
        self.press: Any = PlainPress()
        self.postbox: Any = None
        self.registers: dict[str, Any] = {}
        self.loaded: CommonsLoaded | None = None

    @property
    def today(self) -> date:
        return self.now.date()

    def load(self, services: Path = COMMONS / "services", cities: Path = COMMONS / "cities") -> CommonsLoaded:
        self.loaded = load_commons(services=services, cities=cities, now=self.now)
        return self.loaded

    def plug_in(self) -> None:
        store.forget()
        adapters: dict[tuple[str, Any], Any] = {}
        for city in CITIES:
            adapters |= {
                (city, sockets.ENGINE): SpiffEngine(),
                (city, sockets.MAIL): self.mail,
                (city, sockets.PAYMENT): self.payments,
                (city, sockets.IDENTITY): self.identity,
                (city, sockets.SCANNER): self.scanner,
                (city, sockets.WEBHOOK): self.webhook,
                (city, sockets.RENDERER): self.press,
                (city, sockets.SEAL): PlainSeal(),
                (city, sockets.POSTBOX): self.postbox,
                **{(city, sockets.register(id, "authority")): found for id, found in self.registers.items()},
            }
        plugs.replace(adapters)

    def wait(self, **span: float) -> None:
        """Move the clock, then let the worker do what is due."""
        self.now += timedelta(**span)
        self.work()

    def work(self) -> int:
        """The worker runs until nothing is due."""
        return worker.drain(now=self.now)


def list_items(case_id: str) -> list[Item]:
    """What lies ready for one case of the city in scope, the newest first."""
    return list(Item.objects.filter(case_id=case_id).order_by("-provided_at"))


def staff(
    world: World, *roles: str, units: tuple[str, ...] = ("amt",), city: str = "marburg", officer_id: str = ""
) -> Staff:
    """Somebody with these roles and offices, as the doors of the office know her; nobody in the table of officers."""
    somebody = Officer(roles=roles, units=units)
    found = reach.staff_of(somebody, city=city, today=world.today)
    return replace(found, id=officer_id or found.id)


class Visitor:
    """A person with a browser, in one city."""

    def __init__(self, world: World, city: str = "marburg") -> None:
        self.world, self.city = world, city
        self.id = ""
        self.access = MatterAccess()
        self.account_id: str | None = None

    @contextmanager
    def here(self) -> Iterator[None]:
        with city_scope(self.city):
            yield

    def begin(self, service_id: str = SERVICE) -> BegunDraft:
        begun = begin_application(
            city=self.city,
            service_id=service_id,
            language="de",
            account_id=self.account_id,
            now=self.world.now,
            day=self.world.today,
        )
        assert isinstance(begun, BegunDraft), begun
        self.id, self.access = begun.draft_id, MatterAccess(secret=begun.secret, account_id=self.account_id)
        return begun

    def save(self, step: str, **posted: list[str]) -> Any:
        return save_step(
            city=self.city, draft_id=self.id, access=self.access, step_id=step, posted=posted, now=self.world.now
        )

    def fill(self) -> None:
        self.begin()
        self.save("person", **PERSON)
        self.save("hunde", **DOGS)
        self.save("abschluss", **END)

    def review(self) -> str:
        """Look at the summary; its stamp, empty once it was sent."""
        draft = applications.get_draft(city=self.city, draft_id=self.id, access=self.access, today=self.world.today)
        assert draft is not None
        return review(draft, today=self.world.today, language="de").stamp

    def submit(self, reviewed: str | None = None) -> Any:
        return submit_application(
            city=self.city, draft_id=self.id, access=self.access, key="k",
            reviewed=self.review() if reviewed is None else reviewed, now=self.world.now, today=self.world.today,
        )  # fmt: skip

    def apply(self) -> Submitted:
        """Fill everything in and send it."""
        self.fill()
        sent = self.submit()
        assert isinstance(sent, Submitted), sent
        return sent

    def go_to_payment(self) -> RedirectTo:
        found = begin_payment(
            city=self.city, case_id=self.id, access=self.access, way_back=way_back, now=self.world.now
        )
        assert isinstance(found, RedirectTo), found
        return found

    def pay(self, status: Any = "paid") -> str:
        """Go to the provider and come to an end there; our side learns of it by the worker's own question."""
        self.go_to_payment()
        attempt = payments.list_attempts(case_id=self.id)[-1]
        self.world.payments.settle(attempt.transaction_id, status, self.world.now)
        self.world.wait(minutes=3)
        return attempt.id

    def facts(self) -> tuple[f.Fact, ...]:
        return cases.find_matter(case_id=self.id, today=self.world.today).facts

    def kinds(self) -> list[str]:
        return [fact.kind for fact in self.facts() if not isinstance(fact, f.StageReached)]

    def view(self) -> cases.CaseView:
        found = cases.get_case(city=self.city, case_id=self.id, access=self.access, today=self.world.today)
        assert found is not None
        return found


class Clerk:
    """A case worker of a city."""

    def __init__(
        self,
        world: World,
        city: str = "marburg",
        username: str = "clerk",
        roles: tuple[str, ...] = ("sachbearbeitung",),
        units: tuple[str, ...] = ("amt",),
    ) -> None:
        self.world, self.city = world, city
        made = officers.create(
            username=username,
            name=f"Frau {username.title()}",
            password="a long password",
            roles=roles,
            units=units,
            now=world.now,
        )
        self.id = str(made.pk)  # type: ignore[union-attr]

    @property
    def staff(self) -> Staff:
        """Herself, as the doors of the office know her."""
        return reach.staff_of(Officer.objects.get(pk=self.id), city=self.city, today=self.world.today)

    def tasks(self, whose: str = "open") -> tuple[TaskLine, ...]:
        return inbox.list_page(
            city=self.city, staff=self.staff, today=self.world.today, chosen=inbox.InboxFilter(whose)
        ).lines

    def decide(self, outcome: str, **more: Any) -> Any:
        task = next(task for task in self.tasks() if task.kind == "process")
        return decide_task(
            city=self.city,
            task_id=task.id,
            officer_id=self.id,
            decision=OfficerDecision(outcome, **more),
            now=self.world.now,
        )
