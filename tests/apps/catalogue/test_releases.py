"""Releases: what is told of them, what is kept of them, whose are taken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from allmende.apps.catalogue import operations, queries, store
from allmende.apps.catalogue.models import Release, Signer
from allmende.domain.package import Overlay, ServicePackage
from tests.usecases.council import HELP, package, publish
from tests.world import START

TODAY = START.date()
OLD, NEW = package("1.0.0", examples=()), package("1.1.0", ("texts/de.yaml", "Wie viele Hunde?", "Zahl der Hunde?"))


@pytest.fixture(autouse=True)
def empty_memory(db: None) -> None:
    store.forget()


def keep(found: ServicePackage, **more: object) -> str:
    return operations.store_release(
        package=found,
        now=START, strict=True, **more,
    )  # fmt: skip


def test_states_on_a_day() -> None:
    publish(OLD, START)
    publish(NEW, START, TODAY + timedelta(days=30))
    assert [(line.version, line.state) for line in queries.list_releases("hund-anmelden", day=TODAY)] == [
        ("1.1.0", "coming"),
        ("1.0.0", "released"),
    ]
    later = TODAY + timedelta(days=30)
    assert [line.state for line in queries.list_releases(day=later)] == ["released", "superseded"]
    assert queries.latest_of(queries.list_releases("hund-anmelden", day=TODAY)).version == "1.0.0"  # type: ignore[union-attr]
    operations.withdraw_release(release_sha=NEW.sha256, reason="Falsch.", actor="officer:1", now=START)
    assert [line.state for line in queries.list_releases(day=later)] == ["withdrawn", "released"]
    assert queries.find_release(NEW.sha256).withdrawn_reason == "Falsch."  # type: ignore[union-attr]
    assert (queries.find_release("0" * 64), queries.latest_of(queries.list_releases("katze", day=TODAY))) == (
        None,
        None,
    )


def test_a_release_tells_its_name_without_being_opened() -> None:
    publish(OLD, START)
    store.forget()
    line = queries.list_releases(day=TODAY)[0]
    assert (line.title["de"], line.title["en"]) == ("Hund anmelden", "Register a dog")


def test_the_same_release_again_changes_nothing_and_another_content_is_refused() -> None:
    assert keep(OLD, note={"de": "Erste."}) == "new"
    assert keep(OLD, note={"de": "Anders."}) == "known"
    assert keep(package("1.0.0", ("texts/de.yaml", "Zwei Wochen", "Drei Wochen"))) == "changed"
    assert [line.note for line in queries.list_releases(day=TODAY)] == [{"de": "Erste."}]
    audit_lines = [one.action for one in _operator()]
    assert audit_lines.count("release.stored") == 1


def test_a_signature_is_added_once_and_only_for_the_same_first_day() -> None:
    keep(OLD)
    assert keep(OLD, signer="hessen", signature=b"s" * 64, effective_from=TODAY) == "known"
    assert queries.get_exchange_file(OLD.sha256)[1:3] == ("", b"")
    assert keep(OLD, signer="hessen", signature=b"s" * 64, code_lists={"countries": {}}) == "known"
    assert keep(OLD, signer="andere", signature=b"t" * 64) == "known"
    assert queries.get_exchange_file(OLD.sha256)[1:] == ("hessen", b"s" * 64, None, {"countries": {}})


def test_what_differs_is_told_and_remembered() -> None:
    publish(OLD, START)
    publish(NEW, START)
    changes = queries.changes_between(OLD.sha256, NEW.sha256)
    assert "text.field.anzahl.label" in [change.target for change in changes]
    assert queries.changes_between(OLD.sha256, NEW.sha256) is changes
    assert queries.get_edition_of(NEW.sha256) is queries.get_edition_of(NEW.sha256)
    assert [tell_difference.target for tell_difference in queries.tell_differences(OLD.sha256, Overlay((HELP,)))] == [
        HELP.target
    ]
    assert queries.tell_differences(OLD.sha256, None) == ()


def test_a_signer_has_one_key_for_ever() -> None:
    trust = {"added_by": "Konrad Klee", "now": START}
    assert operations.trust_signer(name="hessen", public_key=b"k" * 32, **trust)
    assert not operations.trust_signer(name="hessen", public_key=b"k" * 32, **trust)
    with pytest.raises(ValueError, match="another key"):
        operations.trust_signer(name="hessen", public_key=b"l" * 32, **trust)
    assert operations.revoke_signer(name="hessen", now=START)
    assert not operations.revoke_signer(name="hessen", now=START)
    assert queries.list_signers() == ()
    assert [signer.name for signer in queries.list_signers(revoked=True)] == ["hessen"]
    with pytest.raises(ValueError, match="another key"):
        operations.trust_signer(name="hessen", public_key=b"l" * 32, **trust)
    assert operations.trust_signer(name="hessen", public_key=b"k" * 32, **trust)
    assert Signer.objects.get().revoked_at is None


def test_a_release_of_an_earlier_program_gets_its_name_at_the_next_load(world_of_old: None) -> None:
    keep(OLD)
    assert queries.list_releases(day=TODAY)[0].title["de"] == "Hund anmelden"


@pytest.fixture
def world_of_old() -> None:
    publish(OLD, START)
    Release.objects.update(title={})
    assert queries.list_releases(day=TODAY)[0].title["de"] == "hund-anmelden"


def _operator() -> list:
    from allmende.foundation.audit.models import Entry
    from allmende.foundation.tenancy.scopes import machinery_scope

    with machinery_scope():
        return list(Entry.objects.filter(chain=""))


def test_a_service_in_use_keeps_neither_examples_nor_files() -> None:
    sha = publish(package("1.0.0"), START)
    whole, used = store.get_package(sha), store.get_used(sha)
    assert whole.examples and whole.files
    assert used == replace(whole, examples=())
    assert (used.files, used.sha256) == ({}, sha)
