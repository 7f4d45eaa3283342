"""The house stands as drawn: foreign keys, tenancy, files."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from allmende.foundation.tenancy.models import City, CityModel, OpenCityModel, SharedOrCityModel

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "allmende"

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
LEVELS = next(contract["layers"] for contract in reversed(CONTRACTS) if contract["id"] == "spine")[::-1]
SPINE = {app: level for level, apps_ in enumerate(LEVELS) for app in apps_.split(" | ")}
"""App → its level in the contract of import-linter. A foreign key goes to a lower level or stays within the app."""

SHARED = {
    # No row says anything of a city or a person.
    "tenancy.City",
    "audit.Head",
    "jobs.CronRow",
    "jobs.ClockRow",
    "jobs.Heartbeat",
    "limits.Counter",
    # The commons: a release belongs to everybody and holds no personal data.
    "catalogue.Release",
    "catalogue.ReleaseContent",
    "catalogue.Signer",
    # Work on packages is shared by the staff of all cities; its authors are named on purpose.
    "commons.Draft",
    "commons.DraftChange",
    "commons.Comment",
    "commons.Verdict",
    "commons.Event",
    "commons.Agreement",
    "commons.Rating",
}

MAY_SEE_ALL_CITIES = {
    "foundation/tenancy/scopes.py",
    "foundation/audit/chain.py",
    "foundation/jobs/cron.py",
    "foundation/jobs/queue.py",
    "apps/postbox/queries.py",  # how many mails came back, for the operator: a number
}
"""The modules that may open `machinery_scope`; everybody else takes `all_cities(reason)`, which is recorded."""

VAGUE = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "managers", "base_utils"}


def our_models():
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("allmende.")]


def label(model):
    return f"{model._meta.app_label}.{model.__name__}"


def sources():
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def test_import_linter_finds_no_wrong_arrow():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_no_contract_has_a_list_of_exceptions():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    contracts = text[text.index("[tool.importlinter]") :]
    assert "ignore_imports" not in contracts
    assert "skip_descendants" not in contracts


def test_every_app_stands_in_the_spine():
    found = {
        path.name for path in (SOURCE / "apps").iterdir() if (path / "models.py").exists() or (path / "models").is_dir()
    }
    assert found == set(SPINE)


def test_foreign_keys_point_down_the_spine():
    wrong = []
    for model in our_models():
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if not isinstance(field, (ForeignKey, OneToOneField, ManyToManyField)) or field.auto_created:
                continue
            there = field.related_model._meta.app_label
            if here in SPINE and there in SPINE and here != there and SPINE[there] >= SPINE[here]:
                wrong.append(f"{label(model)}.{field.name} → {there}")
            if here not in SPINE and there in SPINE:
                wrong.append(f"{label(model)}.{field.name} → {there}: the building knows no app")
    assert wrong == []


def test_every_model_belongs_to_a_city_or_is_listed_as_shared():
    models = our_models()
    bound = (CityModel, OpenCityModel, SharedOrCityModel)
    unbound = {label(model) for model in models if not issubclass(model, bound)}
    assert unbound == SHARED & {label(model) for model in models}
    assert label(City) in unbound


def test_only_the_building_has_rows_without_a_city():
    loose = {label(model) for model in our_models() if issubclass(model, SharedOrCityModel)}
    assert loose == {"jobs.Job", "audit.Entry"}


def test_only_this_do_the_cities_show_each_other():
    """Figures and decisions of the cities themselves, nothing about anybody who applied."""
    shown = {label(model) for model in our_models() if issubclass(model, OpenCityModel)}
    assert shown == {"catalogue.Adoption", "catalogue.Postponement", "commons.Hours", "commons.CaseCount"}


def test_every_city_model_is_read_through_its_scope():
    for model in our_models():
        if issubclass(model, (CityModel, SharedOrCityModel)):
            assert hasattr(model._default_manager, "with_scope"), label(model)
            assert [
                type(manager).__qualname__ for manager in model._meta.managers if not hasattr(manager, "with_scope")
            ] == []


def test_only_the_machinery_sees_all_cities_unrecorded():
    users = {
        str(path.relative_to(SOURCE))
        for path in sources()
        if "machinery_scope" in path.read_text(encoding="utf-8")
        or "scopes_disabled" in path.read_text(encoding="utf-8")
    }
    assert users == MAY_SEE_ALL_CITIES


def test_no_definition_cascades_into_a_city_or_a_case():
    """Deleting a definition must never delete what was decided by it."""
    from django.db.models import CASCADE

    wrong = []
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey) and field.remote_field.on_delete is CASCADE:
                there = field.related_model._meta.app_label
                if there in ("tenancy", "catalogue") or there != model._meta.app_label:
                    wrong.append(f"{label(model)}.{field.name} → {label(field.related_model)}")
    assert wrong == []


def test_every_app_has_the_same_doors_and_a_short_readme():
    for app in SPINE:
        folder = SOURCE / "apps" / app
        # `rules` only where somebody's right is decided.
        for door in ("models", "queries", "operations"):
            assert (folder / f"{door}.py").exists() or (folder / door / "__init__.py").exists(), f"{app}/{door}"
        readme = (folder / "README.md").read_text(encoding="utf-8").strip().splitlines()
        assert 1 <= len(readme) <= 20, app


def test_no_file_is_named_after_nothing():
    assert [str(path) for path in SOURCE.rglob("*.py") if path.stem in VAGUE] == []


@pytest.mark.parametrize("room", ["feel", "domain"])
def test_no_clock_dice_or_disk_in(room):
    forbidden = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "random.random", "uuid.uuid4", "open"}
    wrong = [
        f"{path.relative_to(SOURCE)}:{node.lineno} {ast.unparse(node.func)}"
        for path in (SOURCE / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in forbidden
    ]
    assert wrong == []


def test_there_is_a_network_block():
    import socket

    from pytest_socket import SocketBlockedError

    with pytest.warns(UserWarning, match="tried to use"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_the_locks_are_pinned_by_hash_and_name_no_host():
    from tools import locks

    assert locks.check() == []
