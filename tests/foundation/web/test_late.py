"""Views whose module is imported when one of them is asked for."""

from __future__ import annotations

import sys

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, path

from allmende.foundation.access import find_access
from allmende.foundation.web import late as late_views
from allmende.foundation.web.late import late

NAME = "allmende_late_room"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A module that is on the way and not imported yet."""
    (tmp_path / f"{NAME}.py").write_text(
        "from django.http import HttpResponse\n"
        "from allmende.foundation.access import public\n"
        "@public\n"
        "def greet(request, name):\n"
        "    return HttpResponse(f'Hello {name}')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(late_views, "_views", [])
    yield NAME
    sys.modules.pop(NAME, None)


def test_an_address_is_known_before_its_code(room: str) -> None:
    pattern = path("hello/<slug:name>/", late(room).greet, name="greet")
    assert isinstance(pattern, URLPattern)
    assert pattern.lookup_str == f"{room}.greet"
    assert room not in sys.modules


def test_the_first_call_imports_it(room: str) -> None:
    view = late(room).greet
    assert view(RequestFactory().get("/"), name="Anna").content == b"Hello Anna"
    assert room in sys.modules


def test_who_may_enter_is_what_the_view_says(room: str) -> None:
    found = find_access(late(room).greet)
    assert found is not None
    assert found.kind == "public"


def test_what_loads_all_names_a_view_that_is_not_there(room: str) -> None:
    assert [late(room).greet, late(room).missing], "as a list of addresses does"
    with pytest.raises(AttributeError, match="missing"):
        late_views.load_all()
