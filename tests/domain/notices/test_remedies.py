"""The instruction on remedies: by remedy, city, day and fee."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allmende.domain.notices.courts import COURTS
from allmende.domain.notices.document import Fee, Payment
from allmende.domain.notices.letterhead import authority_of
from allmende.domain.notices.remedies import compose_remedy
from allmende.domain.values import Money
from tests.domain.notices.stand_in import Address, City, Contact, Unit

DAY = date(2026, 11, 2)
CITIES = {
    "marburg": ("vg_giessen", "Verwaltungsgericht Gießen", "ag_marburg", "Amtsgericht Marburg"),
    "giessen": ("vg_giessen", "Verwaltungsgericht Gießen", "ag_giessen", "Amtsgericht Gießen"),
    "wetzlar": ("vg_giessen", "Verwaltungsgericht Gießen", "ag_limburg", "Amtsgericht Limburg a. d. Lahn"),
    "fulda": ("vg_kassel", "Verwaltungsgericht Kassel", "ag_fulda", "Amtsgericht Fulda"),
    "limburg": ("vg_wiesbaden", "Verwaltungsgericht Wiesbaden", "ag_limburg", "Amtsgericht Limburg a. d. Lahn"),
    "offenbach": ("vg_darmstadt", "Verwaltungsgericht Darmstadt", "ag_darmstadt", "Amtsgericht Darmstadt"),
}  # fmt: skip


def test_after_an_objection_the_action_is_against_the_first_decision_and_counts_from_service() -> None:
    about = {"issued_on": date(2026, 11, 2), "reference": "MR-1"}
    after = compose_remedy("action", City(), DAY, "de", contested=about)
    assert after is not None
    assert after.paragraphs[0].startswith(
        "Gegen den Bescheid vom 02.11.2026 (Aktenzeichen MR-1) in der Gestalt dieses Widerspruchsbescheids kann innerhalb eines "
        "Monats nach Zustellung"
    )
    usual = compose_remedy("action", City(), DAY, "de")
    assert usual is not None
    assert "nach Bekanntgabe Klage" in usual.paragraphs[0]


def test_an_objection_goes_to_the_authority_with_its_seat() -> None:
    found = compose_remedy("objection", City(), DAY, "de")
    assert found is not None
    assert found.paragraphs == (
        (
            "Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. "
            "Der Widerspruch ist beim Magistrat der Universitätsstadt Marburg, Markt 1, 35037 Marburg, schriftlich, "
            "in elektronischer Form nach § 3a Abs. 2 des Verwaltungsverfahrensgesetzes, schriftformersetzend nach "
            "§ 3a Abs. 3 des Verwaltungsverfahrensgesetzes und § 9a Abs. 5 des Onlinezugangsgesetzes "
            "oder zur Niederschrift einzulegen."
        ),
    )
    assert found.rule == "objection.2024"


def fee(*, paid: bool = False, total: str = "30.00") -> Fee:
    amount = Money(Decimal(total))
    owed = None if paid else Payment(amount, "Stadtkasse", "DE02120300000000202051", "", "MR1", "sofort")
    return Fee("Gebühr", (), None, amount, payment=owed)


def test_an_open_fee_adds_that_it_must_be_paid_anyway() -> None:
    found = compose_remedy("objection", City(), DAY, "de", fee=fee())
    assert found is not None
    assert found.paragraphs[1] == (
        "Gegen die Gebühr hat ein Widerspruch keine aufschiebende Wirkung (§ 80 Abs. 2 Satz 1 Nr. 1 VwGO). "
        "Der Betrag ist trotzdem fristgerecht zu zahlen."
    )


def test_a_paid_fee_adds_only_that_an_objection_has_no_suspensive_effect() -> None:
    found = compose_remedy("action", City(), DAY, "de", fee=fee(paid=True))
    assert found is not None
    assert found.paragraphs[1] == (
        "Gegen die Gebühr hat eine Klage keine aufschiebende Wirkung (§ 80 Abs. 2 Satz 1 Nr. 1 VwGO)."
    )


def test_nothing_to_pay_adds_nothing() -> None:
    found = compose_remedy("objection", City(), DAY, "de", fee=fee(paid=True, total="0.00"))
    assert found is not None
    assert len(found.paragraphs) == 1


@pytest.mark.parametrize("key", CITIES)
def test_each_city_names_its_own_courts(key: str) -> None:
    court, cited, registry, registry_cited = CITIES[key]
    city = replace(City(), key=key, court=court, registry_court=registry)
    action = compose_remedy("action", city, DAY, "de")
    assert action is not None
    assert action.paragraphs == (
        f"Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Klage beim {cited} erhoben werden.",
    )
    order = compose_remedy("amtsgericht", city, DAY, "de", fee=fee())
    assert order is not None
    assert f"beim {registry_cited} beantragen" in order.paragraphs[0]
    assert len(order.paragraphs) == 1


def test_the_wording_is_that_of_its_day() -> None:
    old = compose_remedy("objection", City(), date(2024, 7, 23), "de")
    assert old is not None
    assert old.rule == "objection.2019"
    assert "Onlinezugangsgesetz" not in old.paragraphs[0]


def test_no_wording_for_a_day_before_the_table_is_refused() -> None:
    with pytest.raises(LookupError, match="No wording for the remedy 'objection'"):
        compose_remedy("objection", City(), date(2000, 1, 1), "de")


@pytest.mark.parametrize(
    ("authority", "spoken"),
    [
        ("Der Magistrat der Stadt Fulda", "beim Magistrat der Stadt Fulda"),
        ("Die Oberbürgermeisterin der Stadt X", "bei der Oberbürgermeisterin der Stadt X"),
        ("Stadt Limburg a. d. Lahn", "bei Stadt Limburg a. d. Lahn"),
    ],
)
def test_the_authority_is_spoken_as_it_should_be(authority: str, spoken: str) -> None:
    city = replace(City(), authority=authority, contact=Contact(Address("Weg", "2", "36037", "Fulda")))
    found = compose_remedy("objection", city, DAY, "de")
    assert found is not None
    assert f"Der Widerspruch ist {spoken}, Weg 2, 36037 Fulda, schriftlich" in found.paragraphs[0]


def test_nothing_to_instruct_on() -> None:
    assert compose_remedy("none", City(), DAY, "de", fee=fee()) is None


def test_no_unconfirmed_address_is_printed() -> None:
    assert [court.id for court in COURTS.values() if court.address] == []


def test_an_objection_goes_to_the_units_own_authority() -> None:
    own = Unit(authority="Der Oberbürgermeister der Universitätsstadt Marburg als Kreisordnungsbehörde")
    found = compose_remedy("objection", City(), DAY, "de", unit=own)
    assert found is not None
    assert "beim Oberbürgermeister der Universitätsstadt Marburg als Kreisordnungsbehörde, " in found.paragraphs[0]
    assert compose_remedy("objection", City(), DAY, "de", unit=Unit()) == compose_remedy("objection", City(), DAY, "de")
    assert authority_of(City(), own, "de").name == own.authority
