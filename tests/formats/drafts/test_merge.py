"""A city's changes survive a new release, or it is asked; two people's work on one draft, too."""

from __future__ import annotations

from functools import cache
from io import StringIO
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allmende.domain.forms import Field
from allmende.domain.package import Overlay, OverlayChange, ServicePackage
from allmende.domain.package.edits import Edit, Set, Tree, author, diff
from allmende.domain.package.edits import apply as apply_edits
from allmende.domain.package.merge import ConflictChoice, Merged, merge, merge_drafts, resolve, settle
from allmende.domain.values import Problem, Text
from allmende.formats.drafts import close_tree, open_tree
from bench.merge_triples import load_package, releases, run
from bench.random_packages import independent, random_draft, random_overlay

PARKING = "bewohnerparkausweis"
TELEPHONE = OverlayChange("set", "telefon", "field.telefon.required", True)
LONGER = OverlayChange("set", "laenger", "deadline.nachreichung.days", 21)
HELP = OverlayChange("replace", "hilfe", "text.field.kennzeichen.help", Text("Ohne Leerzeichen", "Without blanks"))
NO_COPY = OverlayChange("hide", "kein_telefon", "field.telefon")
ROUTE = OverlayChange("route", "anders", "task.pruefen", "buergerbuero")
OWN = OverlayChange(
    "add",
    "eigene",
    "field.ersatz_grund",
    (Field(id="x_farbe", type="text", path="x_farbe"), {"field.x_farbe.label": Text("Farbe", "Colour")}),
)


@cache
def tree_of() -> Tree:
    return open_tree(load_package(PARKING))


@cache
def old() -> ServicePackage:
    return load_package(PARKING)


def edited(tree: Tree, *steps: author.Edits | Problem) -> Tree:
    for edits in steps:
        assert isinstance(edits, tuple), edits
        found = apply_edits(tree, edits)
        assert isinstance(found, Tree), found
        tree = found
    return tree


def release(*steps: author.Edits | Problem) -> ServicePackage:
    package = close_tree(edited(tree_of(), *steps))
    assert isinstance(package, ServicePackage), package
    return package


def put(target: str, name: str, value: object) -> author.Edits | Problem:
    return author.set_property(tree_of(), target, name, value)


def merged(change: OverlayChange, *steps: author.Edits | Problem) -> Merged:
    return merge(old(), release(*steps), Overlay((change,)))


@pytest.mark.parametrize("change", [TELEPHONE, LONGER, HELP, NO_COPY, ROUTE, OWN])
def test_what_the_release_leaves_alone_stays(change: OverlayChange) -> None:
    found = merged(change, put("service", "version", "1.1.0"))
    assert (found.overlay, found.conflicts, found.idle) == (Overlay((change,)), (), ())


def test_both_changed_the_same_deadline() -> None:
    found = merged(LONGER, put("deadline.nachreichung", "days", 30))
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.old, conflict.new, conflict.ours) == ("both", 14, 30, 21)
    assert conflict.picks == ("take_new", "keep_ours", "other")
    assert found.overlay == Overlay()


def test_both_changed_the_same_text() -> None:
    found = merged(HELP, author.set_text(tree_of(), "field.kennzeichen.help", "de", "Neu"))
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.new["de"], conflict.ours["de"]) == ("both", "Neu", "Ohne Leerzeichen")


def test_a_text_in_another_language_is_no_collision() -> None:
    german = OverlayChange("replace", "hilfe", "text.field.kennzeichen.help", Text("Ohne Leerzeichen"))
    found = merged(german, author.set_text(tree_of(), "field.kennzeichen.help", "en", "New"))
    assert (found.overlay, found.conflicts) == (Overlay((german,)), ())


@pytest.mark.parametrize("change", [LONGER, NO_COPY])
def test_what_became_fixed_is_asked_never_silent(change: OverlayChange) -> None:
    fixed = [*old().sheet.fixed, "deadline.nachreichung", "field.telefon"]
    found = merged(change, put("service", "fixed", fixed))
    (conflict,) = found.conflicts
    assert conflict.kind == "refused"
    assert conflict.detail is not None
    assert "festgelegt" in conflict.detail["de"]
    assert conflict.picks == ("take_new", "other")


def test_a_question_that_became_mandatory_cannot_stay_hidden() -> None:
    found = merged(NO_COPY, put("field.telefon", "required", True))
    assert [(conflict.change.id, conflict.kind) for conflict in found.conflicts] == [("kein_telefon", "refused")]


def test_a_change_of_something_gone_is_asked() -> None:
    found = merged(TELEPHONE, author.remove_field(tree_of(), "field.telefon"))
    assert [(conflict.kind, conflict.ours, conflict.picks) for conflict in found.conflicts] == [
        ("gone", True, ("take_new",))
    ]


def test_hiding_what_is_gone_does_nothing_any_more() -> None:
    found = merged(NO_COPY, author.remove_field(tree_of(), "field.telefon"))
    assert [(one.reason, one.stays) for one in found.idle] == [("gone", False)]
    assert (found.overlay, found.conflicts) == (Overlay(), ())


@pytest.mark.parametrize(
    ("change", "step"),
    [
        (LONGER, put("deadline.nachreichung", "days", 21)),
        (TELEPHONE, put("field.telefon", "required", True)),
        (OverlayChange("set", "konto", "service.account", "required"), put("service", "account", "required")),
    ],
)
def test_what_the_release_does_itself_is_pointed_out(change: OverlayChange, step: author.Edits | Problem) -> None:
    found = merged(change, step)
    assert [(one.change, one.reason, one.stays) for one in found.idle] == [(change, "same", True)]
    assert (found.overlay, found.conflicts) == (Overlay((change,)), ())
    assert resolve(found, {}) == Overlay((change,))
    assert resolve(found, {change.id: ConflictChoice("take_new")}) == Overlay()


def test_an_own_question_finds_another_neighbour() -> None:
    found = merged(OWN, author.remove_field(tree_of(), "field.ersatz_grund"))
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.picks) == ("gone", ("take_new", "keep_ours"))
    kept = resolve(found, {"eigene": ConflictChoice("keep_ours")})
    assert isinstance(kept, Overlay)
    assert [change.target for change in kept.changes] == ["field.ausweisnummer"]


def test_an_own_question_whose_condition_lost_its_ground_is_asked() -> None:
    asked = Field(id="x_warum", type="text", path="x_warum", when='ersatz_grund = "verloren"')
    change = OverlayChange(
        "add", "warum", "field.ausweisnummer", (asked, {"field.x_warum.label": Text("Warum", "Why")})
    )
    assert merged(change, put("service", "version", "1.1.0")).conflicts == ()
    found = merged(change, author.remove_field(tree_of(), "field.ersatz_grund"))
    (conflict,) = found.conflicts
    assert conflict.kind == "broken"
    assert conflict.detail is not None
    assert "ersatz_grund" in conflict.detail["de"]


def test_a_hidden_step_with_a_new_question_is_asked() -> None:
    optional = release(
        author.add_part(tree_of(), "form", "step", "step.wunsch", {}, "step.fahrzeug"),
        author.set_text(tree_of(), "step.wunsch.title", "de", "Wunsch"),
    )
    base = open_tree(optional)
    item = {"id": "wunsch", "type": "text"}
    words = {"de": {"label": "Wunsch"}}
    first = edited(base, author.add_field(base, "step.wunsch", None, item, words))
    second = edited(first, author.add_field(first, "step.wunsch", None, {**item, "id": "mehr"}, words))
    one, two = close_tree(first), close_tree(second)
    assert isinstance(one, ServicePackage)
    assert isinstance(two, ServicePackage)
    hidden = Overlay((OverlayChange("hide", "weg", "step.wunsch"),))
    (conflict,) = merge(one, two, hidden).conflicts
    assert (conflict.kind, conflict.new) == ("both", frozenset({"wunsch", "mehr"}))


def test_choices_end_every_conflict() -> None:
    overlay = Overlay((LONGER, TELEPHONE, HELP))
    new = release(
        put("deadline.nachreichung", "days", 30),
        author.set_text(tree_of(), "field.kennzeichen.help", "de", "Neu"),
    )
    found = merge(old(), new, overlay)
    assert found.overlay == Overlay((TELEPHONE,))
    open_ones = resolve(found, {"laenger": ConflictChoice("keep_ours")})
    assert isinstance(open_ones, list)
    assert [(problem.code, problem.where) for problem in open_ones] == [("merge.open", "hilfe")]
    chosen = resolve(found, {"laenger": ConflictChoice("other", 25), "hilfe": ConflictChoice("keep_ours")})
    assert chosen == Overlay((OverlayChange("set", "laenger", "deadline.nachreichung.days", 25), TELEPHONE, HELP))
    assert isinstance(chosen, Overlay)
    again = merge(new, new, chosen)
    assert (again.overlay, again.conflicts) == (chosen, ())


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (ConflictChoice("other", 0), "merge.refused"),
        (ConflictChoice("other", "viel"), "merge.refused"),
        (ConflictChoice("other"), "merge.refused"),
    ],
)
def test_another_value_that_does_not_fit_is_refused(choice: ConflictChoice, code: str) -> None:
    found = merged(LONGER, put("deadline.nachreichung", "days", 30))
    refused = resolve(found, {"laenger": choice})
    assert isinstance(refused, list)
    assert [(problem.code, problem.where) for problem in refused] == [(code, "laenger")]


def test_a_choice_that_is_not_offered_is_refused() -> None:
    found = merged(TELEPHONE, author.remove_field(tree_of(), "field.telefon"))
    refused = resolve(found, {"telefon": ConflictChoice("keep_ours")})
    assert isinstance(refused, list)
    assert [problem.code for problem in refused] == ["merge.choice"]


def test_an_id_that_stands_twice_is_no_overlay() -> None:
    with pytest.raises(ValueError, match="twice"):
        merge(old(), old(), Overlay((LONGER, LONGER)))


# Laws, on random releases and overlays.


@cache
def pool() -> tuple[ServicePackage, ...]:
    return tuple(releases(old(), Random(11), 4))


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_independent_changes_is_irrelevant(chance: Random) -> None:
    before, new = chance.choice(pool()), chance.choice(pool())
    changes = tuple(independent(random_overlay(before, chance, 6).changes))
    shuffled = tuple(chance.sample(changes, len(changes)))
    one, other = merge(before, new, Overlay(changes)), merge(before, new, Overlay(shuffled))
    assert _ends(one) == _ends(other)


def _ends(found: Merged) -> dict[str, str]:
    ends = {change.id: "stays" for change in found.overlay.changes}
    ends |= {conflict.change.id: f"conflict {conflict.kind}" for conflict in found.conflicts}
    return ends | {one.change.id: f"idle {one.reason}" for one in found.idle}


def test_random_triples_lose_nothing_and_always_load() -> None:
    count = run(60, 3, 3, StringIO(), ("meldebescheinigung", "mahnung-begleichen"))
    assert (count.triples, count.unloadable, count.lossy, count.samples) == (60, 0, 0, [])


# Two drafts.


def test_two_people_change_different_things() -> None:
    mine = edited(tree_of(), put("field.telefon", "required", True))
    theirs = edited(tree_of(), author.set_text(tree_of(), "field.telefon.help", "de", "Bitte"))
    found = merge_drafts(tree_of(), mine, theirs)
    assert found.conflicts == ()
    package = close_tree(found.tree)
    assert isinstance(package, ServicePackage)
    telephone = package.form.find("telefon")
    assert telephone is not None
    assert (telephone.required, telephone.help and telephone.help["de"]) == (True, "Bitte")


def test_two_people_change_the_same_thing_and_both_are_shown() -> None:
    mine = edited(tree_of(), author.set_text(tree_of(), "service.name", "de", "Meins"))
    theirs = edited(tree_of(), author.set_text(tree_of(), "service.name", "de", "Ihres"))
    found = merge_drafts(tree_of(), mine, theirs)
    (conflict,) = found.conflicts
    assert (conflict.kind, conflict.base, conflict.theirs, conflict.mine) == (
        "both",
        "Bewohnerparkausweis",
        "Ihres",
        "Meins",
    )
    assert settle(found, {}) == theirs
    taken = settle(found, {"text.de.service.name#value": True})
    assert isinstance(taken, Tree)
    assert taken["text.de.service.name"].data["value"] == "Meins"


def test_both_did_the_same() -> None:
    mine = edited(tree_of(), put("field.telefon", "required", True))
    found = merge_drafts(tree_of(), mine, mine)
    assert (found.conflicts, found.applied, len(found.agreed)) == ((), (), 1)


def test_one_removes_what_the_other_changes() -> None:
    changed = edited(tree_of(), put("field.ausweisnummer", "max_length", 9))
    removed = edited(tree_of(), author.remove_field(tree_of(), "field.ausweisnummer"))
    first = merge_drafts(tree_of(), changed, removed)
    assert [(conflict.target, conflict.kind) for conflict in first.conflicts] == [("field.ausweisnummer", "gone")]
    second = merge_drafts(tree_of(), removed, changed)
    assert [(conflict.target, conflict.kind) for conflict in second.conflicts] == [("field.ausweisnummer", "both")]


@settings(max_examples=10, deadline=None)
@given(st.randoms(use_true_random=False))
def test_every_edit_of_mine_ends_somewhere_and_merging_again_changes_nothing(chance: Random) -> None:
    base = tree_of()
    mine, theirs = random_draft(base, chance, 8), random_draft(base, chance, 8)
    found = merge_drafts(base, mine, theirs)
    edits: set[Edit] = set()
    for conflict in found.conflicts:
        edits.add(conflict.edit)
    assert len(found.applied) + len(found.agreed) + len(edits) == len(found_edits(base, mine))
    again = merge_drafts(base, mine, found.tree)
    assert again.applied == ()
    assert {(conflict.target, conflict.edit) for conflict in again.conflicts if isinstance(conflict.edit, Set)} == {
        (conflict.target, conflict.edit) for conflict in found.conflicts if isinstance(conflict.edit, Set)
    }


def found_edits(base: Tree, mine: Tree) -> tuple[Edit, ...]:
    return diff(base, mine)
