"""An overlay that a merge or a form made is stored like one written by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allmende.domain.forms import Field, FieldCheck, Option
from allmende.domain.package import CityData, Overlay, OverlayChange
from allmende.domain.values import Text
from allmende.formats import city as cities
from allmende.formats.city.overlay_writer import write_overlay
from allmende.formats.city.overlays import read_overlay
from allmende.formats.package.documents import Documents
from allmende.formats.schemas.city import OVERLAY

CITIES = Path(__file__).parents[3] / "cities"
NOTHING = Text("")


def back(overlay: Overlay) -> Overlay:
    documents = Documents({"overlay.yaml": write_overlay(overlay).encode()}, lambda _: OVERLAY, str)
    assert documents.problems == []
    return read_overlay(documents, "overlay.yaml")


@pytest.mark.parametrize("name", sorted(path.name for path in CITIES.iterdir()))
def test_the_overlays_of_a_city_come_back_as_they_were(name: str) -> None:
    city = cities.read_folder(CITIES / name)
    assert isinstance(city, CityData)
    assert city.overlays
    for service, overlay in city.overlays.items():
        assert back(overlay) == overlay
        assert write_overlay(overlay) == city.files[f"overlays/{service}.yaml"]


def test_every_property_of_an_own_question_comes_back() -> None:
    inner = Field(
        "bild",
        "file",
        required=True,
        needed_to="decide",
        accept=("pdf",),
        max_size=5_000_000,
        max_count=2,
        path="x_gruppe.bild",
    )
    fields = (
        Field("x_gruppe", "group", fields=(inner,), min_rows=1, max_rows=3, path="x_gruppe"),
        Field(
            "x_wahl",
            "choice",
            required='a = "b"',
            options=(Option("a", NOTHING), Option("b", NOTHING, "true")),
            path="x_wahl",
        ),
        Field("x_zahl", "integer", minimum=Decimal(1), maximum=Decimal(9), default="3", path="x_zahl"),
        Field(
            "x_betrag",
            "money",
            minimum=Decimal("0.50"),
            checks=(FieldCheck("c", "x_betrag > 1", NOTHING),),
            path="x_betrag",
        ),
        Field("x_tag", "date", maximum=date(2030, 1, 1), prefill="account.date_of_birth", path="x_tag"),
        Field("x_ja", "declaration", required=True, personal_data="none", path="x_ja"),
        Field("x_nein", "declaration", required=False, fixed=True, path="x_nein"),
        Field("x_wo", "address", abroad=True, when="true", path="x_wo"),
    )
    overlay = Overlay(
        tuple(
            OverlayChange(
                "add", field.id, "field.telefon", (field, {f"field.{field.path}.label": Text("Eins", "One")}), "Grund"
            )
            for field in fields
        )
    )
    assert back(overlay) == overlay
