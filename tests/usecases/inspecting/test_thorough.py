"""What the operator is told of files, clock and second factors."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from allmende.foundation.identity import officers
from allmende.foundation.jobs import clock
from allmende.foundation.tenancy.scopes import city_scope
from allmende.usecases.inspecting import thorough


def states(look):
    return [(one.name, one.state) for one in look()]


@pytest.mark.parametrize(("mode", "state"), [(0o700, "ok"), (0o750, "ok"), (0o755, "bad"), (0o701, "bad")])
def test_data_that_others_on_the_machine_reach_is_bad(tmp_path, settings, monkeypatch, mode, state):
    settings.PRODUCTION, settings.VAR, settings.SECRETS = True, tmp_path / "var", tmp_path / "none"
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "none"))
    settings.VAR.mkdir()
    settings.VAR.chmod(mode)
    assert states(thorough._private) == [("private", state)]


@pytest.mark.parametrize(("kept", "told"), [(False, [("time server", "warn")]), (True, []), (None, [])])
def test_a_clock_nobody_keeps_is_said(settings, monkeypatch, kept, told):
    settings.PRODUCTION = True
    monkeypatch.setattr(clock, "is_synchronised", lambda: kept)
    assert states(thorough._time_server) == told


def test_the_kernel_answers():
    assert clock.is_synchronised() in (True, False, None)


@pytest.mark.parametrize(
    ("demanded", "production", "told"),
    [
        (None, False, []), (None, True, ["warn"]), ([], True, ["ok"]), (["leitung"], True, ["ok"]),
        (["kasse"], True, ["warn"]), (["everybody"], False, ["warn"]),
    ],
)  # fmt: skip
def test_a_second_factor_demanded_and_missing_is_said(marburg, settings, demanded, production, told):
    settings.PRODUCTION = production
    marburg.second_factor = demanded
    marburg.save()
    with city_scope("marburg"):
        officers.create(username="kim", name="Kim", password="a long password", roles=["kasse"], now=timezone.now())
    assert [state for _, state in states(thorough._second_factor)] == told


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_empty_database_is_told_how_to_be_set_up(settings, tmp_path):
    settings.VAR = tmp_path / "not" / "made"
    role = connection.settings_dict["OPTIONS"]["assume_role"]
    connection.close()
    connection.settings_dict["OPTIONS"]["assume_role"] = settings.DATABASE_ROLE = "nobody_made_it"
    try:
        found = {one.name: one for one in thorough.inspect_thoroughly(timezone.now())}
    finally:
        connection.settings_dict["OPTIONS"]["assume_role"] = role
    assert found["database"].says.spoken("de") == "Die Rolle „nobody_made_it“ fehlt in der Datenbank: allmende migrate"
    assert "tables" not in found
    assert found["disk"].state in ("ok", "warn")
