"""A proposal becomes a release only when nothing is missing; what is released never changes and is never lost."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.catalogue.models import Release
from allmende.apps.commons import queries, store
from allmende.apps.commons.models import Draft, DraftChange
from allmende.domain.cooperation.versions import entry_of
from allmende.domain.package.edits import Set, author
from allmende.formats import bundle as exchange
from allmende.usecases import adopt_release, draft_package, release_package, review_package, signing
from tests import cooperating as c
from tests.world import SERVICE, World

pytestmark = pytest.mark.usefixtures("marburg_scope")


def text_of(draft_id: str, text: str) -> str:
    return queries.package_of(draft_id).texts.find(text)["de"]  # type: ignore[index]


# ── the whole way ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_whole_way(world: World) -> None:
    done = c.released(world)
    line = done.release
    assert (line.version, line.state, line.note) == ("1.1.0", "released", {"de": "- Der Name war unklar."})
    assert [(release.version, release.state) for release in catalogue.list_releases(SERVICE, day=world.today)] == [
        ("1.1.0", "released"),
        ("1.0.0", "superseded"),
    ]
    draft = queries.get_draft(done.draft_id)
    assert (draft.state, draft.release, draft.head_sha256) == ("released", line, line.sha256)
    assert catalogue.get_package_of(line.sha256).texts.find("service.name")["de"] == "Hund melden"  # type: ignore[index]
    assert [event.text["de"] for event in queries.list_events(person=c.UWE)] == [
        "„Hund melden“ 1.1.0 ist freigegeben. Ihre Stadt kann die Fassung übernehmen."
    ]


def test_the_signature_is_that_of_the_exchange_file(world: World) -> None:
    line = c.released(world).release
    own = signing.own_signer(now=world.now)
    _, signer, signature, *_ = catalogue.get_exchange_file(line.sha256)
    sealed = exchange.seal(catalogue.get_package_of(line.sha256), own.name, own.private_key, None)
    assert (signer, signature) == (own.name, sealed.signature)
    known = {signer.name: signer.public_key for signer in catalogue.list_signers()}
    assert known[own.name] == own.public_key
    opened = exchange.open_bundle(exchange.export(sealed), known)
    assert isinstance(opened, exchange.ReleaseBundle)
    assert opened.package.sha256 == line.sha256


def test_a_later_first_day_and_a_note_in_two_languages(world: World) -> None:
    draft_id = c.proposed(world)
    c.approve_all(world, draft_id)
    done = c.release(world, draft_id, effective_from=date(2026, 12, 2), de=" Neuer Name. ", en="New name.")
    assert isinstance(done, release_package.Released)
    assert (done.release.state, done.release.effective_from) == ("coming", date(2026, 12, 2))
    assert done.release.note == {"de": "Neuer Name.", "en": "New name."}
    assert [release.state for release in catalogue.list_releases(SERVICE, day=date(2026, 12, 2))] == [
        "released",
        "superseded",
    ]


def test_what_is_released_stays_as_it_is(world: World) -> None:
    done = c.released(world)
    assert c.codes(c.say(world, done.draft_id, "Anders")) == ["draft.released"]
    found = draft_package.undo(person=c.GRETA, draft_id=done.draft_id, seq=1, now=world.now)
    assert c.codes(found) == ["draft.released"]
    for act in (draft_package.close, draft_package.reopen):
        act(person=c.GRETA, draft_id=done.draft_id, now=world.now)
    assert queries.get_draft(done.draft_id).state == "released"


def test_clicked_twice_is_one_release(world: World) -> None:
    done = c.released(world)
    again = c.release(world, done.draft_id)
    assert (again.release, again.again) == (done.release, True)
    other = c.person("wetzlar", "Franz Fink", "freigabe")
    assert c.codes(c.release(world, done.draft_id, other)) == ["draft.released"]
    assert len(catalogue.list_releases(SERVICE)) == 2


# ── what stands against it ────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_missing_is_said(world: World) -> None:
    draft_id = c.begin(world)
    assert c.codes(c.release(world, draft_id, c.GRETA)) == ["role.missing"]
    draft_id = c.proposed(world)
    found = c.release(world, draft_id)
    assert [(one.code, one.where) for one in found] == [
        ("release.quorum", "begutachtung"),
        ("release.quorum", "recht"),
        ("release.quorum", "datenschutz"),
    ]
    c.approve_all(world, draft_id)
    c.say(world, draft_id, "Noch schnell anders")
    assert "release.quorum" in c.codes(c.release(world, draft_id))
    assert len(catalogue.list_releases(SERVICE)) == 1


def test_a_draft_that_nobody_proposed_is_not_released(world: World) -> None:
    draft_id = c.proposed(world)
    c.approve_all(world, draft_id)
    review_package.take_back(person=c.GRETA, draft_id=draft_id, now=world.now)
    assert [one.where for one in c.release(world, draft_id)] == ["gestaltung"]


def test_errors_that_came_during_the_review_refuse_the_release(world: World) -> None:
    draft_id = c.proposed(world)
    edits = author.set_property(queries.edition_of(draft_id).tree, "field.nachweis", "when", "kampfhunt")
    assert isinstance(edits, tuple)
    draft_package.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)
    c.approve_all(world, draft_id)
    assert [one.where for one in c.release(world, draft_id)] == ["form.yaml#/steps/1/fields/2/when"]


def test_a_failing_example_refuses_the_release(world: World) -> None:
    draft_id = c.begin(world)
    c.say(world, draft_id, "Hund melden")
    c.add_example(world, draft_id, c.EXAMPLE.replace("2 * parameter.grundgebuehr", "77"))
    c.propose(world, draft_id)
    c.approve_all(world, draft_id)
    found = c.release(world, draft_id)
    assert c.codes(found) == ["release.example"]
    assert found[0].text["de"].startswith("Beispiel „Zwei Hunde“: ")
    assert len(catalogue.list_releases(SERVICE)) == 1


def test_without_an_example_nothing_is_released(world: World) -> None:
    draft_id = c.begin(world)
    c.say(world, draft_id, "Hund melden")
    c.propose(world, draft_id)
    c.approve_all(world, draft_id)
    assert c.codes(c.release(world, draft_id)) == ["release.no_examples"]


def test_examples_are_tried_in_any_city_with_suggested_values(world: World) -> None:
    view = c.begin_new(world, c.GRETA, name="Baum fällen")
    assert isinstance(view, queries.PackageDraft)
    played = release_package.try_examples(package=queries.package_of(view.id), city="marburg")
    assert (played.played, played.failures) == (2, ())
    c.propose(world, view.id, version="0.1.0")
    c.approve_all(world, view.id)
    done = c.release(world, view.id)
    assert isinstance(done, release_package.Released), done
    assert (done.release.service_id, done.release.version) == ("baum-faellen", "0.1.0")


@pytest.mark.parametrize(
    ("words", "where"),
    [({"effective_from": date(2026, 11, 1)}, "effective_from"), ({"de": "x" * 10_001}, "note.de")],
)
def test_fields_of_the_release(world: World, words: dict[str, Any], where: str) -> None:
    draft_id = c.proposed(world)
    c.approve_all(world, draft_id)
    assert [one.where for one in c.release(world, draft_id, **words)] == [where]


def test_unknown_things(world: World) -> None:
    assert c.codes(c.release(world, "nein")) == ["draft.unknown"]
    found = release_package.withdraw(person=c.FRIEDA, release_sha="0" * 64, reason="Weil.", now=world.now)
    assert c.codes(found) == ["release.unknown"]
    assert c.codes(release_package.catch_up(person=c.GRETA, draft_id="nein", choices={}, now=world.now)) == [
        "draft.unknown"
    ]


# ── shared blocks ─────────────────────────────────────────────────────────────────────────────────────────────────────

BLOCK = b"""\
id: halter
version: 1
fields:
  - id: halter
    type: text
    required: true
texts:
  de:
    halter:
      label: Halterin oder Halter
  en:
    halter:
      label: Keeper
"""


def with_block(world: World, draft_id: str, block: bytes = BLOCK, version: str = "1") -> Any:
    form = queries.package_of(draft_id).files["form.yaml"]
    if "use: halter" not in form:
        place = form.index("  - id: hunde")
        form = f"{form[:place]}  - id: halter\n    fields:\n      - use: halter@{version}\n{form[place:]}"
    form = form.replace("halter@1", f"halter@{version}")
    files = {"form.yaml": form.encode(), "_blocks/halter.yaml": block}
    done = draft_package.upload(person=c.GRETA, draft_id=draft_id, files=files, now=world.now)
    assert isinstance(done, draft_package.DraftState), done
    title = author.set_text(queries.edition_of(draft_id).tree, "step.halter.title", "de", "Halter")
    english = author.set_text(queries.edition_of(draft_id).tree, "step.halter.title", "en", "Keeper")
    assert isinstance(title, tuple)
    assert isinstance(english, tuple)
    return draft_package.change(person=c.GRETA, draft_id=draft_id, edits=[*title, *english], now=world.now)


EXAMPLE = c.EXAMPLE.replace(
    "- fill: {step: hunde", "- fill: {step: halter, values: {halter: Erika Muster}}\n- fill: {step: hunde"
)


def test_a_block_of_one_version_says_the_same_everywhere(world: World) -> None:
    first = c.begin(world)
    with_block(world, first)
    c.add_example(world, first, EXAMPLE)
    assert isinstance(c.propose(world, first), queries.PackageDraft)
    c.approve_all(world, first)
    assert isinstance(c.release(world, first), release_package.Released)

    other = c.begin(world)
    with_block(world, other, BLOCK.replace(b"Halterin oder Halter", b"Wem es folgt"))
    c.propose(world, other, version="1.2.0")
    c.approve_all(world, other)
    found = c.release(world, other)
    assert [(one.code, one.where) for one in found] == [("release.shared", "_blocks/halter.yaml")]
    assert found[0].text["de"] == (
        "Der Baustein „halter“ in Version 1 ist schon anders veröffentlicht (in „Hund anmelden“ 1.1.0). "
        "Geben Sie ihm eine neue Version."
    )
    fresh = BLOCK.replace(b"Halterin oder Halter", b"Wem es folgt").replace(b"version: 1", b"version: 2")
    with_block(world, other, fresh, "2")
    c.approve_all(world, other)
    assert isinstance(c.release(world, other), release_package.Released)


# ── another release came in between ───────────────────────────────────────────────────────────────────────────────────


FELIX = c.person("fulda", "Felix Frei", "gestaltung")


@pytest.fixture
def behind(world: World) -> str:
    """A proposal with two changes that everybody approved; then another one that touches one of them is released."""
    draft_id = c.proposed(world, "Mein Name")
    c.say(world, draft_id, "Meine Kurzfassung.", text="service.summary")
    other = c.begin(world, FELIX)
    c.say(world, other, "Ihr Name", FELIX)
    c.say(world, other, "Ihre Kosten.", FELIX, "service.cost")
    c.add_example(world, other)
    c.propose(world, other, why="Ihr Grund.")
    c.approve_all(world, other)
    assert isinstance(c.release(world, other), release_package.Released)
    c.approve_all(world, draft_id)
    return draft_id


def catch_up(world: World, draft_id: str, **choices: bool) -> Any:
    given = {"text.de.service.name#value": choices["mine"]} if "mine" in choices else {}
    return release_package.catch_up(person=c.GRETA, draft_id=draft_id, choices=given, now=world.now)


def test_the_release_waits_until_the_draft_caught_up(world: World, behind: str) -> None:
    assert c.codes(c.release(world, behind)) == ["release.behind"]
    look = release_package.look_at_catch_up(draft_id=behind)
    assert look is not None
    assert (look.base.version, look.latest.version, look.agreed) == ("1.0.0", "1.1.0", 1)  # type: ignore[union-attr]
    (conflict,) = look.conflicts
    assert (conflict.base, conflict.theirs, conflict.mine) == ("Hund anmelden", "Ihr Name", "Mein Name")
    assert [one.where for one in catch_up(world, behind)] == [release_package.key_of(conflict)]
    assert queries.get_draft(behind).behind


@pytest.mark.parametrize(("mine", "name"), [(True, "Mein Name"), (False, "Ihr Name")])
def test_catching_up_keeps_what_both_did(world: World, behind: str, mine: bool, name: str) -> None:
    done = catch_up(world, behind, mine=mine)
    assert isinstance(done, draft_package.DraftState), done
    view = queries.get_draft(behind)
    assert (view.behind, view.base.version, view.version) == (False, "1.1.0", "1.2.0")  # type: ignore[union-attr]
    assert [text_of(behind, f"service.{one}") for one in ("name", "summary", "cost")] == [
        name,
        "Meine Kurzfassung.",
        "Ihre Kosten.",
    ]
    entries = [entry_of(queries.package_of(behind).changes, one) for one in ("1.2.0", "1.1.0")]
    assert entries == ["- Der Name war unklar.", "- Ihr Grund."]
    assert release_package.look_at_catch_up(draft_id=behind) is None
    assert c.codes(catch_up(world, behind)) == ["catch_up.nothing"]
    # Approvals lapsed: everybody looks at what became of it.
    assert "release.quorum" in c.codes(c.release(world, behind))
    c.approve_all(world, behind)
    assert c.release(world, behind).release.version == "1.2.0"


def test_catching_up_cannot_be_undone_but_earlier_states_are_still_there(world: World, behind: str) -> None:
    before = queries.get_draft(behind)
    done = catch_up(world, behind, mine=True)
    found = draft_package.undo(person=c.GRETA, draft_id=behind, seq=done.seq, now=world.now)
    assert c.codes(found) == ["undo.base"]
    assert queries.get_draft(behind).changes[-1].base == "1.1.0"
    store.forget()
    assert queries.package_of(behind, before.last_seq).sha256 == before.head_sha256
    assert queries.package_of(behind, 0).sha256 == before.base.sha256  # type: ignore[union-attr]


def test_an_untouched_draft_takes_everything_over(world: World) -> None:
    draft_id = c.begin(world, title="Unberührt")
    line = c.released(world).release
    done = catch_up(world, draft_id)
    assert (done.sha256, queries.get_draft(draft_id).version) == (line.sha256, "1.1.0")


def test_a_taken_version_is_refused(world: World, behind: str) -> None:
    catch_up(world, behind, mine=True)
    edits = [Set("service", "version", "1.2.0", "1.1.0")]
    draft_package.change(person=c.GRETA, draft_id=behind, edits=edits, now=world.now)
    c.approve_all(world, behind)
    assert c.codes(c.release(world, behind)) == ["release.version"]


# ── withdrawal ────────────────────────────────────────────────────────────────────────────────────────────────────────


def withdraw(world: World, sha: str, who: Any = c.FRIEDA, reason: str = "Die Gebühr stimmt nicht.") -> Any:
    return release_package.withdraw(person=who, release_sha=sha, reason=reason, now=world.now)


def test_every_city_learns_of_a_withdrawal(world: World) -> None:
    line = c.released(world).release
    assert c.codes(withdraw(world, line.sha256, reason=" ")) == ["withdraw.reason"]
    assert c.codes(withdraw(world, line.sha256, c.GRETA)) == ["role.missing"]
    for _ in range(2):
        found = withdraw(world, line.sha256)
        assert (found.state, found.withdrawn_reason) == ("withdrawn", "Die Gebühr stimmt nicht.")
    for who in (c.WANDA, c.UWE, c.DANIEL):
        told = [event for event in queries.list_events(person=who) if event.kind == "withdrawn"]
        assert [event.text["de"] for event in told] == [
            "Achtung: Frieda Falk (Marburg) hat „Hund melden“ 1.1.0 zurückgezogen. Grund: Die Gebühr stimmt nicht."
        ]
    assert [release.state for release in catalogue.list_releases(SERVICE, day=world.today)] == ["withdrawn", "released"]


def test_the_next_draft_builds_on_what_was_not_withdrawn(world: World) -> None:
    line = c.released(world).release
    begun = c.begin(world)
    withdraw(world, line.sha256)
    assert queries.get_draft(c.begin(world)).base.version == "1.0.0"  # type: ignore[union-attr]
    # One that was begun on it goes on: correcting it is the way out.
    assert not queries.get_draft(begun).behind


# ── whose turn it is then ─────────────────────────────────────────────────────────────────────────────────────────────


def turns(world: World, who: Any = c.UWE) -> list[tuple[str, str, str | None]]:
    found = queries.waiting_for(person=who, today=world.today)
    return [(one.kind, one.text["de"], one.release_sha) for one in found]


def test_a_city_that_runs_an_older_release_decides_until_it_has(world: World) -> None:
    assert turns(world) == []
    line = c.released(world).release
    assert turns(world) == [("adopt", "Es gibt eine neue Fassung für Ihre Stadt.", line.sha256)]
    assert turns(world, c.FRIEDA) == []
    waits = adopt_release.postpone(
        person=c.UWE,
        service_id=SERVICE,
        release_sha=line.sha256,
        until=date(2026, 12, 1),
        reason="Urlaub.",
        now=world.now,
    )
    assert isinstance(waits, int)
    assert turns(world) == []
    world.now += timedelta(days=40)
    assert [kind for kind, *_ in turns(world)] == ["adopt"]


def test_a_city_that_runs_a_withdrawn_release_is_warned_whatever_it_decided(world: World) -> None:
    old = catalogue.list_releases(SERVICE)[0]
    withdraw(world, old.sha256)
    warning = "Ihre Stadt nutzt eine zurückgezogene Fassung."
    assert turns(world) == [("adopt", warning, old.sha256)]
    line = c.released(world).release
    adopt_release.postpone(
        person=c.UWE,
        service_id=SERVICE,
        release_sha=line.sha256,
        until=date(2026, 12, 1),
        reason="Urlaub.",
        now=world.now,
    )
    assert turns(world) == [("adopt", warning, line.sha256)]


# ── nothing is ever deleted ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_database_keeps_drafts_and_releases(world: World) -> None:
    done = c.released(world)
    for rows in (Draft.objects.all(), Release.objects.filter(sha256=done.release.sha256)):
        with pytest.raises(ProtectedError):
            rows.delete()
    constraints = "SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "PRAGMA foreign_key_check"
    for table in ("commons_draft", "catalogue_release"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(constraints)
            if connection.vendor != "postgresql" and cursor.fetchall():
                raise IntegrityError(table)
    assert DraftChange.objects.filter(draft_id=done.draft_id).count() == 3


# ── the key ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_key_of_the_operator_s_file(world: World, settings: Any, tmp_path: Path) -> None:
    key = bytes(range(32))
    (tmp_path / "key").write_text(base64.b64encode(key).decode() + "\n")
    settings.COMMONS_KEY_FILE, settings.COMMONS_SIGNER = str(tmp_path / "key"), "verbund"
    own = signing.own_signer(now=world.now)
    assert (own.name, own.private_key, own.public_key) == ("verbund", key, exchange.public_key_of(key))
    assert signing.own_signer(now=world.now) == own
    assert [line.name for line in catalogue.list_signers()] == ["verbund"]
    (tmp_path / "key").write_text(base64.b64encode(bytes(32)).decode())
    with pytest.raises(signing.NoKey, match="anderer Schlüssel"):
        signing.own_signer(now=world.now)


@pytest.mark.parametrize("content", ["", "kurz", base64.b64encode(b"x" * 31).decode(), None])
def test_without_a_usable_key_nothing_is_released(
    world: World, settings: Any, tmp_path: Path, content: str | None
) -> None:
    draft_id = c.proposed(world)
    c.approve_all(world, draft_id)
    if content is not None:
        (tmp_path / "key").write_text(content)
    settings.COMMONS_KEY_FILE = str(tmp_path / "key")
    assert c.codes(c.release(world, draft_id)) == ["signing.key"]
    settings.COMMONS_KEY_FILE, settings.PRODUCTION, settings.VAR = "", True, tmp_path / "var"
    assert c.codes(c.release(world, draft_id)) == ["signing.key"]
    assert queries.get_draft(draft_id).state == "review"
    assert len(catalogue.list_releases(SERVICE)) == 1


def test_the_demo_makes_its_key_once(world: World, settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    own = signing.own_signer(now=world.now)
    assert own == signing.own_signer(now=world.now + timedelta(days=1))
    assert own.name == f"allmende-{own.public_key.hex()[:12]}"
    kept = list((tmp_path / "signing").iterdir())
    assert [(path.name, path.stat().st_mode & 0o777) for path in kept] == [("release.key", 0o600)]
