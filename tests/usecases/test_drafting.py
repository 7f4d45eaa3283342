"""Designers of several cities change a package: attributed, checked, undoable, and nobody overwrites anybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allmende.apps.catalogue import queries as catalogue
from allmende.apps.commons import queries, store
from allmende.domain.cooperation import StaffMember
from allmende.domain.package.edits import Add, PackagePart, Set, author
from allmende.foundation.audit import chain
from allmende.usecases import draft_package as drafts
from tests import cooperating as c
from tests.world import SERVICE, World

pytestmark = pytest.mark.usefixtures("marburg_scope")


@pytest.fixture
def draft(world: World) -> str:
    return c.begin(world)


def set_text(draft_id: str, words: str | None, text: str = "service.name", language: str = "de") -> tuple[Any, ...]:
    found = author.set_text(queries.edition_of(draft_id).tree, text, language, words)
    assert isinstance(found, tuple)
    return found


def name_of(draft_id: str, seq: int | None = None) -> str:
    found = queries.package_of(draft_id, seq).texts.find("service.name")
    assert found is not None
    return found["de"]


# ── beginning ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_draft_begins_with_the_newest_release(world: World, draft: str) -> None:
    view = queries.get_draft(draft)
    base = catalogue.latest_of(catalogue.list_releases(SERVICE, day=world.today))
    assert base is not None
    assert (view.base, view.latest, view.behind) == (base, base, False)
    assert (view.head_sha256, view.version, view.last_seq, view.state) == (base.sha256, "1.0.0", 0, "draft")
    assert (view.author.name, view.author.city) == ("Greta Graf", "fulda")
    assert [event.text["de"] for event in queries.list_events(person=c.GUSTAV)] == [
        "Greta Graf (Fulda) arbeitet an „Hund anmelden“: Gebühr klarer sagen."
    ]


def test_several_drafts_of_one_service_may_be_open(world: World, draft: str) -> None:
    other = c.begin(world, c.GUSTAV, "Etwas anderes")
    assert {line.id for line in queries.list_drafts(state="draft", service_id=SERVICE)} == {draft, other}
    assert [line.id for line in queries.list_drafts(person_id=c.GUSTAV.id)] == [other]


def test_a_click_too_many_begins_nothing_new(world: World, draft: str) -> None:
    assert c.begin(world) == draft
    new = [c.begin_new(world, c.GRETA, name="Neu") for _ in range(2)]
    assert new[0] == new[1]
    assert len(queries.list_events(person=c.GUSTAV)) == 2
    c.say(world, draft, "Hund melden")
    assert c.begin(world) != draft


def test_there_is_nothing_to_begin_with(world: World) -> None:
    found = drafts.begin(person=c.GRETA, service_id="unbekannt", title="X", now=world.now)
    assert c.codes(found) == ["draft.no_release"]
    assert c.codes(drafts.begin(person=c.GRETA, service_id=SERVICE, title=" ", now=world.now)) == ["draft.title"]
    assert c.codes(drafts.begin(person=c.GRETA, service_id=SERVICE, title="x" * 201, now=world.now)) == ["draft.title"]


def test_a_new_service_begins_with_the_starter_package(world: World) -> None:
    view = c.begin_new(world, c.GRETA, name="Straße sperren")
    assert isinstance(view, queries.PackageDraft)
    assert (view.service_id, view.base, view.behind, view.version) == ("strasse-sperren", None, False, "0.1.0")
    assert [problem.severity for problem in queries.problems_of(view.head_sha256) if problem.severity == "error"] == []
    again = c.begin_new(world, c.GUSTAV, name="Straße sperren")
    assert c.codes(again) == ["new.exists"]
    there = c.begin_new(world, c.GRETA, name="Hund", service_id=SERVICE)
    assert c.codes(there) == ["new.exists"]
    assert c.codes(c.begin_new(world, c.GRETA, name="Hund", service_id="Ä")) == ["new.id"]


# ── changing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_change_is_attributed_and_told_in_both_languages(world: World, draft: str) -> None:
    done = c.say(world, draft, "Hund melden", c.GUSTAV)
    assert isinstance(done, drafts.DraftState)
    assert done.said == (
        {
            "de": "Name der Leistung: „Hund anmelden“ → „Hund melden“.",
            "en": "Name of the service: “Hund anmelden” → “Hund melden”.",
        },
    )
    view = queries.get_draft(draft)
    assert [(change.seq, change.author.name, change.author.city, change.targets) for change in view.changes] == [
        (1, "Gustav Grau", "marburg", ("text.service.name",))
    ]
    assert [who.name for who in view.people] == ["Greta Graf", "Gustav Grau"]
    assert (view.head_sha256, view.service_name["de"]) == (done.sha256, "Hund melden")
    assert [(one.actor, one.action) for one in chain.list_about(f"draft:{draft}")] == [
        (f"officer:{c.GRETA.id}", "draft.begun"),
        (f"officer:{c.GUSTAV.id}", "draft.changed"),
    ]


def test_errors_of_the_check_are_told_and_do_not_hinder(world: World, draft: str) -> None:
    tree = queries.edition_of(draft).tree
    edits = author.set_property(tree, "field.nachweis", "when", "kampfhunt")
    assert isinstance(edits, tuple)
    done = drafts.change(person=c.GRETA, draft_id=draft, edits=edits, now=world.now)
    assert isinstance(done, drafts.DraftState)
    assert [problem.where for problem in done.errors] == ["form.yaml#/steps/1/fields/2/when"]
    assert done.problems == queries.problems_of(done.sha256)


def test_saving_the_same_twice_is_one_change(world: World, draft: str) -> None:
    edits = set_text(draft, "Hund melden")
    first = drafts.change(person=c.GRETA, draft_id=draft, edits=edits, now=world.now)
    again = drafts.change(person=c.GRETA, draft_id=draft, edits=edits, now=world.now)
    assert isinstance(first, drafts.DraftState)
    assert isinstance(again, drafts.DraftState)
    assert (again.seq, again.sha256, again.said) == (1, first.sha256, ())


def test_who_comes_second_sees_both_and_can_save_again(world: World, draft: str) -> None:
    mine = set_text(draft, "Mein Name")
    c.say(world, draft, "Ihr Name", c.GUSTAV)
    found = drafts.change(person=c.GRETA, draft_id=draft, edits=mine, now=world.now)
    assert isinstance(found, list)
    assert found == [
        drafts.Collision(
            "edit.stale", found[0].text, "text.de.service.name#value",
            now="Ihr Name", yours="Mein Name", by="Gustav Grau", by_city="marburg", at=world.now,
        )
    ]  # fmt: skip
    assert name_of(draft) == "Ihr Name"
    assert isinstance(c.say(world, draft, "Mein Name"), drafts.DraftState)
    assert name_of(draft) == "Mein Name"


def test_half_of_the_edits_is_never_done(world: World, draft: str) -> None:
    good, stale = set_text(draft, "Anders"), Set("service", "life_situation", "falsch", "wohnen")
    found = drafts.change(person=c.GRETA, draft_id=draft, edits=[*good, stale], now=world.now)
    assert c.codes(found) == ["edit.stale"]
    assert queries.get_draft(draft).last_seq == 0


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ((Set("service", "audience", ["citizen"], "niemand"),), "shape"),
        ((Set("service", "id", SERVICE, "katze-anmelden"),), "draft.service"),
        ((Add((PackagePart("file:../../etc/x", "file", "", {"text": "x"}),), None),), "package.file"),
        ((Add((PackagePart("file:big.txt", "file", "", {"text": "x"}),), None),), "package.file"),
        ((Set("nirgends", "x", 1, 2),), "edit.gone"),
    ],
)
def test_what_cannot_be_a_package_does_not_get_in(world: World, draft: str, edits: Any, code: str) -> None:
    found = drafts.change(person=c.GRETA, draft_id=draft, edits=edits, now=world.now)
    assert c.codes(found)[0].startswith(code)
    assert queries.get_draft(draft).last_seq == 0


def test_a_package_that_grows_beyond_measure_is_refused(world: World, draft: str) -> None:
    edits = set_text(draft, ["x" * 20_000] * 210, "service.keywords")  # type: ignore[arg-type]
    assert isinstance(drafts.change(person=c.GRETA, draft_id=draft, edits=edits, now=world.now), list)
    assert queries.get_draft(draft).last_seq == 0


def test_an_unknown_draft(world: World) -> None:
    for unknown in (str(uuid.uuid4()), "nein"):
        assert queries.find_draft(unknown) is None
        with pytest.raises(queries.NoSuchDraft):
            queries.get_draft(unknown)
        assert c.codes(drafts.change(person=c.GRETA, draft_id=unknown, edits=(), now=world.now)) == ["draft.unknown"]
        assert c.codes(drafts.undo(person=c.GRETA, draft_id=unknown, seq=1, now=world.now)) == ["draft.unknown"]
        assert c.codes(drafts.close(person=c.GRETA, draft_id=unknown, now=world.now)) == ["draft.unknown"]


# ── taking back ───────────────────────────────────────────────────────────────────────────────────────────────────────


def undo(world: World, draft_id: str, seq: int, who: StaffMember = c.GRETA) -> Any:
    return drafts.undo(person=who, draft_id=draft_id, seq=seq, now=world.now)


def test_undo_and_undo_of_the_undo(world: World, draft: str) -> None:
    base = queries.get_draft(draft).head_sha256
    changed = c.say(world, draft, "Hund melden").sha256
    assert undo(world, draft, 1, c.GUSTAV).sha256 == base
    assert c.codes(undo(world, draft, 1)) == ["undo.done"]
    assert undo(world, draft, 2).sha256 == changed
    view = queries.get_draft(draft)
    assert [(change.seq, change.undoes, change.undone) for change in view.changes] == [
        (1, None, False),
        (2, 1, True),
        (3, 2, False),
    ]
    assert c.codes(undo(world, draft, 9)) == ["undo.unknown"]


def test_an_earlier_change_goes_and_later_ones_stay(world: World, draft: str) -> None:
    c.say(world, draft, "Hund melden")
    c.say(world, draft, "Kurz und gut.", text="service.summary")
    done = undo(world, draft, 1)
    assert done.said[0]["de"] == "Name der Leistung: „Hund melden“ → „Hund anmelden“."
    assert name_of(draft) == "Hund anmelden"
    assert queries.package_of(draft).texts.find("service.summary")["de"] == "Kurz und gut."  # type: ignore[index]


def test_what_others_built_on_stays_and_they_are_named(world: World, draft: str) -> None:
    c.say(world, draft, "Hund melden")
    c.say(world, draft, "Hund melden (Steuer)", c.GUSTAV)
    c.say(world, draft, "Kurz und gut.", text="service.summary")
    found = undo(world, draft, 1)
    assert c.codes(found) == ["undo.built_on"]
    assert found[0].text["de"] == (
        "Diese Änderung lässt sich nicht mehr allein zurücknehmen. Darauf baut auf: Nr. 2 von Gustav Grau."
    )
    assert queries.get_draft(draft).last_seq == 3


def test_a_question_that_was_taken_away_comes_back_although_its_neighbour_went(world: World, draft: str) -> None:
    def remove(target: str) -> None:
        edits = author.remove_field(queries.edition_of(draft).tree, target)
        assert isinstance(edits, tuple)
        done = drafts.change(person=c.GRETA, draft_id=draft, edits=edits, now=world.now)
        assert isinstance(done, drafts.DraftState), done

    remove("field.nachweis")
    remove("field.kampfhund")
    assert isinstance(undo(world, draft, 1), drafts.DraftState)
    step = queries.edition_of(draft).tree.inside("step.hunde")
    assert [part.address for part in step] == ["field.anzahl", "field.nachweis", "field.tiere"]


# ── files ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_uploaded_file_is_a_change_in_words(world: World, draft: str) -> None:
    done = c.add_example(world, draft)
    assert [said["de"] for said in done.said] == ["Beispiel „zwei_hunde“ ist neu."]
    assert [example.id for example in queries.package_of(draft).examples] == ["zwei_hunde"]
    assert c.add_example(world, draft).seq == 1


def test_a_whole_folder_takes_away_what_is_not_in_it(world: World, draft: str) -> None:
    files = {name: text.encode() for name, text in queries.package_of(draft).files.items()}
    c.add_example(world, draft)
    done = drafts.upload(person=c.GRETA, draft_id=draft, files=files, now=world.now, whole=True)
    assert isinstance(done, drafts.DraftState)
    assert done.sha256 == queries.get_draft(draft).base.sha256  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("../geheim.yaml", b"x: 1", "package.file"),
        ("service.yaml", b"\xff", "yaml"),
        ("service.yaml", b"id: [", "yaml"),
        ("texts/de.yaml", b"a: &a [*a]", "yaml"),
        ("decisions.dmn", b"<a", "package.decisions"),
        ("form.yaml", b"x" * 5_000_000, "package.size"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(world: World, draft: str, name: str, content: bytes, code: str) -> None:
    found = drafts.upload(person=c.GRETA, draft_id=draft, files={name: content}, now=world.now)
    assert c.codes(found)[0].startswith(code)
    assert queries.get_draft(draft).last_seq == 0


# ── the draft as a whole ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_draft_rests_and_can_be_opened_again(world: World, draft: str) -> None:
    closed = drafts.close(person=c.GUSTAV, draft_id=draft, now=world.now)
    assert isinstance(closed, queries.PackageDraft)
    assert (closed.state, closed.closed_at, closed.open) == ("closed", world.now, False)
    assert c.codes(c.say(world, draft, "Hund melden")) == ["draft.closed"]
    assert c.codes(drafts.rename(person=c.GRETA, draft_id=draft, title="X", now=world.now)) == ["draft.closed"]
    opened = drafts.reopen(person=c.GRETA, draft_id=draft, now=world.now)
    assert isinstance(opened, queries.PackageDraft)
    assert opened.state == "draft"
    renamed = drafts.rename(person=c.GRETA, draft_id=draft, title=" Neuer Titel ", now=world.now)
    assert isinstance(renamed, queries.PackageDraft)
    assert renamed.title == "Neuer Titel"


def test_every_act_takes_the_role_and_says_which(world: World, draft: str) -> None:
    acts: list[Callable[[StaffMember], Any]] = [
        lambda who: drafts.begin(person=who, service_id=SERVICE, title="X", now=world.now),
        lambda who: drafts.begin_new(
            person=who, service_id="x", name="X", pattern="notification", answers={}, now=world.now
        ),
        lambda who: drafts.change(person=who, draft_id=draft, edits=(), now=world.now),
        lambda who: drafts.undo(person=who, draft_id=draft, seq=1, now=world.now),
        lambda who: drafts.upload(person=who, draft_id=draft, files={}, now=world.now),
        lambda who: drafts.rename(person=who, draft_id=draft, title="X", now=world.now),
        lambda who: drafts.close(person=who, draft_id=draft, now=world.now),
        lambda who: drafts.reopen(person=who, draft_id=draft, now=world.now),
    ]
    for act in acts:
        found = act(c.FRIEDA)
        assert c.codes(found) == ["role.missing"]
        assert found[0].text["de"] == "Dazu brauchen Sie die Rolle „Gestaltung“. Fragen Sie Ihre Leitung."
    assert (queries.get_draft(draft).last_seq, queries.get_draft(draft).state) == (0, "draft")


def test_every_state_can_be_read_again(world: World, draft: str) -> None:
    for words in ("Eins", "Zwei", "Drei"):
        c.say(world, draft, words)
    shas = [change.sha256 for change in queries.get_draft(draft).changes]
    store.forget()
    assert [name_of(draft, seq) for seq in range(5)] == ["Hund anmelden", "Eins", "Zwei", "Drei", "Drei"]
    assert [queries.package_of(draft, seq).sha256 for seq in (1, 2, 3)] == shas
    store.forget()
    assert queries.problems_of(shas[0]) == queries.problems_of(shas[2])
    assert [change.spoken("de") for change in queries.changes_of(draft)] == [
        "Name der Leistung: „Hund anmelden“ → „Drei“."
    ]
    assert [change.spoken("de") for change in queries.changes_of(draft, since=2)] == [
        "Name der Leistung: „Zwei“ → „Drei“."
    ]


WORDS = st.sampled_from(["Hund melden", "Hund", None])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("text"), st.sampled_from(["service.name", "service.summary"]), WORDS),
        st.tuples(st.just("remove"), st.sampled_from(["field.nachweis", "field.kampfhund", "field.tiere"]), st.none()),
        st.tuples(st.just("move"), st.sampled_from(["field.anzahl", "field.kampfhund", "field.nachweis"]), st.none()),
        st.tuples(st.just("required"), st.sampled_from(["field.anzahl", "field.name"]), st.booleans()),
        st.tuples(st.just("example"), st.none(), st.none()),
        st.tuples(st.just("undo"), st.integers(1, 8), st.none()),
    ),
    min_size=2,
    max_size=8,
)


def made(tree: Any, act: tuple[str, Any, Any]) -> Any:
    kind, target, value = act
    if kind == "text":
        return author.set_text(tree, target, "de", value)
    if kind == "remove":
        return author.remove_field(tree, target)
    if kind == "move":
        return author.move(tree, target, "step.hunde", None)
    return author.set_property(tree, target, "required", value)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(ACTS)
def test_whatever_is_done_the_chain_holds_and_undoing_all_gives_the_base_back(world: World, acts: Any) -> None:
    with transaction.atomic():
        draft_id = c.begin(world)
        base = queries.get_draft(draft_id).head_sha256
        for act in acts:
            if act[0] == "undo":
                undo(world, draft_id, act[1])
                continue
            if act[0] == "example":
                c.add_example(world, draft_id)
                continue
            edits = made(queries.edition_of(draft_id).tree, act)
            if isinstance(edits, tuple):
                drafts.change(person=c.GRETA, draft_id=draft_id, edits=edits, now=world.now)
        view = queries.get_draft(draft_id)
        assert [change.seq for change in view.changes] == list(range(1, view.last_seq + 1))
        assert ([change.sha256 for change in view.changes] or [base])[-1] == view.head_sha256
        store.forget()
        for change in view.changes:
            assert queries.package_of(draft_id, change.seq).sha256 == change.sha256
        for change in reversed(view.changes):
            # Taking an undo back makes what it took back hold again; its turn comes, too.
            if not queries.get_draft(draft_id).changes[change.seq - 1].undone:
                assert isinstance(undo(world, draft_id, change.seq), drafts.DraftState)
        assert queries.get_draft(draft_id).head_sha256 == base
        transaction.set_rollback(True)
