"""Each pattern on its own, filled with as little as it asks for; and how a service may fill and change it."""

from __future__ import annotations

import pytest

from allmende.domain.process import needed_texts
from allmende.formats.package.source.nodes import get, items, mapping, plain
from tests.formats.package.source.flows import SERVICES, expanded, refused, written
from tests.formats.package.source.paths import Path, paths

LEAST = {
    "certificate": """\
pattern: certificate@1
fill:
  registers: [{register: suchen, ask: residents.person}]
  findings: befunde
  fee: gebuehr
  issue: []
  no_hearing: § 28 Abs. 2 HVwVfG
""",
    "permit_with_machine_path": """\
pattern: permit_with_machine_path@1
fill:
  registers: [{register: suchen, ask: residents.person}]
  findings: befunde
  fee: gebuehr
  machine: entscheidung
  machine_basis: § 46 Abs. 5 StVO
  entries: []
""",
    "permit_by_person": """\
pattern: permit_by_person@1
fill: {fee: gebuehr, refusal_fee: ablehnungsgebuehr, second_look: fee.total > 0}
""",
    "claim_payment": """\
pattern: claim_payment@1
fill:
  registers: [{register: suchen, ask: claims.by_reference, as: claim}]
  amount: forderung
  pays: umfang = "voll"
  purpose: kassenzeichen
  has_paid: umfang = "bezahlt"
  entries: [{enter: buchen, to: claims.book}]
  pause: [{enter: sperren, to: claims.pause}]
  ask_for: [kassenzeichen]
""",
    "notification": """\
pattern: notification@1
fill: {findings: befunde, entries: [{enter: eintragen, to: parking_permits.issue}]}
""",
    "information_request": """\
pattern: information_request@1
fill: {no_hearing: § 28 Abs. 1 HVwVfG}
""",
}
PERMIT = LEAST["permit_with_machine_path"]


def ways(name: str, process: str = "") -> set[Path]:
    definition = expanded(written(process or LEAST[name])).definition
    assert definition is not None
    return paths(definition)


def first(way: Path, words: str) -> int:
    """Where it happens for the first time; behind everything where it does not."""
    return next((number for number, step in enumerate(way) if words in step), len(way))


def test_every_pattern_is_tried_here() -> None:
    assert {f"{name}.yaml" for name in LEAST} == {path.name for path in (SERVICES / "_patterns").glob("*.yaml")}


@pytest.mark.parametrize("name", LEAST)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_pattern_brings_every_word_of_its_own_stations(name: str, language: str) -> None:
    flow = expanded(written(LEAST[name]))
    own = ("suchen", "buchen", "eintragen", "sperren")
    assert flow.definition is not None
    for text_id, node in needed_texts(flow.definition):
        if not node.id.startswith(own):
            assert get(flow.texts[language], *text_id.split(".")) is not None, text_id


@pytest.mark.parametrize("name", LEAST)
def test_every_station_of_a_pattern_is_reached(name: str) -> None:
    source = written(LEAST[name])
    definition = expanded(source).definition
    idle = ("stellungnahmen", "beitraege", "mitteilen")  # nobody is asked or told here
    stations = [
        next(iter(node.value.items()))
        for listed in mapping(get(source.library[f"_patterns/{name}.yaml"], "sections")).values()
        for node in items(listed)
    ]
    assert definition is not None
    for kind, word in stations:
        assert kind in ("slot", "go") or word.value in (*idle, *definition.nodes), word.value


@pytest.mark.parametrize("name", LEAST)
def test_every_message_a_pattern_sends_has_its_words(name: str) -> None:
    flow = expanded(written(LEAST[name]))
    assert flow.definition is not None
    nodes = flow.definition.nodes.values()
    sent = {
        word
        for node in nodes
        for word in (node.message if node.action == "notify" else None, node.options.get("text"))
        if word
    }
    for language in ("de", "en"):
        assert sent <= (plain(get(flow.texts[language], "message")) or {}).keys()


@pytest.mark.parametrize("name", LEAST)
def test_every_way_ends_or_turns_back(name: str) -> None:
    assert all(way[-1][0] in ("endEvent", "again") for way in ways(name))


@pytest.mark.parametrize("name", ["permit_with_machine_path", "permit_by_person"])
def test_nobody_is_refused_unheard(name: str) -> None:
    refusals = [way for way in ways(name) if first(way, "notice: refuse") < len(way)]
    assert refusals
    assert all(first(way, "called: anhoerung") < first(way, "notice: refuse") for way in refusals)


def test_the_machine_refuses_nobody() -> None:
    for way in ways("permit_with_machine_path"):
        if first(way, "notice: refuse") < len(way):
            assert first(way, "outcomes: granted refused") < first(way, "notice: refuse")


def test_what_was_paid_goes_back_before_a_refusal() -> None:
    for name in ("certificate", "permit_with_machine_path"):
        for way in ways(name):
            if first(way, "notice: refuse") < len(way):
                assert first(way, "action: refund") < first(way, "notice: refuse")


def test_a_fee_in_the_letter_is_awaited_after_it() -> None:
    awaited = [way for way in ways("permit_by_person") if first(way, "message: payment_received") < len(way)]
    assert awaited
    assert all(first(way, "action: demand_payment") < first(way, "action: deliver") for way in awaited)
    assert all(first(way, "action: deliver") < first(way, "message: payment_received") for way in awaited)


def test_a_second_look_may_be_for_some_cases_only() -> None:
    refusals = [way for way in ways("permit_by_person") if first(way, "notice: refuse") < len(way)]
    seen = {first(way, "called: vier_augen") < len(way) for way in refusals}
    assert seen == {True, False}


def test_the_time_of_a_request_is_extended_once_and_told() -> None:
    longer = [way for way in ways("information_request") if first(way, "notice: extension") < len(way)]
    assert longer
    for way in longer:
        told = first(way, "notice: extension")
        assert not any("outcomes: granted refused correct extend" in step for step in way[told:])


def test_a_request_is_answered_by_a_person_whatever_the_offices_say() -> None:
    asked = LEAST["information_request"].replace("fill: {", "fill: {offices: [{unit: archiv, subject: Akten}], ")
    answered = [way for way in ways("information_request", asked) if first(way, "notice: grant") < len(way)]
    assert {first(way, "userTask") < first(way, "notice: grant") for way in answered} == {True}


def test_only_what_was_paid_is_booked() -> None:
    for way in ways("claim_payment"):
        assert first(way, "message: payment_received") <= first(way, "adapter: claims.book")


def test_a_notification_decides_nothing() -> None:
    words = {word for way in ways("notification") for step in way for word in " ".join(step).split()}
    assert not words & {"granted", "refused", "partly"}


# ── filling ───────────────────────────────────────────────────────────────────────────────────────

FILLED = {
    "an unknown slot": ("fee: gebuehr", "fee: gebuehr\n  fees: x", "source.slot", "Meinten Sie „fee“?"),
    "a slot left empty": ("  fee: gebuehr\n", "", "source.slot_empty", "„fee“"),
    "no law": ("§ 46 Abs. 5 StVO", "none", "source.slot_law", "machine_basis"),
    "a word that is no law": ("§ 46 Abs. 5 StVO", "ja", "source.law", "„ja“"),
    "a place without its law": ("§ 46 Abs. 5 StVO", "§ 46 Abs. 5", "source.law", "§ 28 Abs. 2 HVwVfG"),
    "no letter of refusal": (
        "fee: gebuehr",
        "fee: gebuehr\n  refuse: none",
        "source.none_duty",
        "§§ 37, 39, 41 HVwVfG",
    ),
    "a word for a list": ("entries: []", "entries: none", "source.slot_kind", "[]"),
    "a list for a word": ("fee: gebuehr", "fee: [gebuehr]", "source.slot_kind", "„fee“"),
    "a kind not allowed": ("entries: []", "entries: [{letter: x, of: y}]", "source.slot_allow", "enter, choose"),
    "another pattern": ("permit_with_machine_path@1", "permit_with_machine@1", "source.shared", "Meinten Sie"),
    "another version": ("permit_with_machine_path@1", "permit_with_machine_path@9", "source.shared", "@9"),
    "an unknown key": ("fill:", "fil: {}\nfill:", "shape.unknown", "Meinten Sie „fill“?"),
    "a section twice": (
        *("  entries: []\n", "  entries: []\nsections: {mensch: [{end: x, outcome: done}]}\n"),
        *("source.section_twice", "„mensch“"),
    ),
}


@pytest.mark.parametrize("case", FILLED)
def test_a_wrong_filling_is_refused_in_words(case: str) -> None:
    old, new, code, words = FILLED[case]
    assert old in PERMIT
    said = refused(written(PERMIT.replace(old, new, 1), service="procedure_law: hvwvfg\n"))
    assert code in said, said
    assert words in said[code]


def test_a_service_without_a_fee_collects_nothing() -> None:
    flow = expanded(written(PERMIT.replace("fee: gebuehr", "fee: none")))
    assert flow.payment == "none"
    assert flow.processes == {"nachforderung": 1, "anhoerung": 1}
    assert flow.definition is not None
    assert "zahlung_hand" not in flow.definition.nodes


def test_where_nothing_can_be_due_the_way_for_that_is_taken() -> None:
    flow = expanded(written(LEAST["claim_payment"].replace("amount: forderung", "amount: none")))
    assert flow.definition is not None
    assert "erledigt_schreiben" in {one.target for one in flow.definition.leaving("umfang_gate")}
    assert "buchen" not in flow.definition.nodes


def test_a_service_without_findings_checks_nothing() -> None:
    flow = expanded(written(LEAST["notification"].replace("findings: befunde", "findings: none")))
    assert flow.definition is not None
    assert "pruefung" not in flow.definition.nodes
    assert "count([]) = 0" in {one.condition for one in flow.definition.leaving("eindeutig")}


def test_two_uses_of_a_slot_share_the_service_s_words() -> None:
    words = "station: {sperren: {citizen: Wir halten die Mahnung an.}}\n"
    flow = expanded(written(LEAST["claim_payment"], texts__de=words))
    for use in ("sperren_bezahlt", "sperren_nicht"):
        assert plain(get(flow.texts["de"], "process", use, "citizen")) == "Wir halten die Mahnung an."


def test_a_pattern_of_another_law_does_not_fit() -> None:
    said = refused(written(PERMIT, service="id: probe\nprocedure_law: bgb\n"))
    assert said["source.procedure_law"].startswith("service.yaml:2 ")


def test_the_service_may_state_its_own_length() -> None:
    flow = expanded(written(PERMIT, service="id: probe\ndeadlines: {bearbeitung: {days: 30, basis: Satzung}}\n"))
    assert plain(flow.deadlines["bearbeitung"]) == {"days": 30, "basis": "Satzung"}
    assert flow.definition is not None
    assert "deadline.bearbeitung.days" in (flow.definition.nodes["pruefen"].deadline or "")


def _with_slots(process: str, slots: str, sections: str) -> dict[str, str]:
    pattern = "pattern: probe\nversion: 1\nfits: x\nprocedure_law: [hvwvfg]\nowes: [file, close]\ntexts: {}\n"
    return refused(written(process, _patterns__probe=f"{pattern}slots: {slots}\nsections:\n{sections}"))


def test_a_slot_used_twice_needs_another_name() -> None:
    slots = "{tun: {kind: stations, meaning: x}}"
    sections = "  a:\n    - {slot: tun}\n    - {slot: tun}\n    - {end: fertig, outcome: done}\n"
    process = "pattern: probe@1\nfill: {tun: [{assign: weg, unit: archiv}]}\n"
    assert "„tun“" in _with_slots(process, slots, sections)["source.slot_twice"]
    assert _with_slots(process, slots, sections.replace("{slot: tun}", "{slot: tun, as: zwei}", 1)) == {}


def test_a_pattern_uses_every_slot_it_has() -> None:
    slots = "{tun: {kind: stations, usual: [], meaning: x}}"
    said = _with_slots("pattern: probe@1\n", slots, "  a:\n    - {end: fertig, outcome: done}\n")
    assert "„tun“" in said["source.slot_unused"]


def test_who_decides_owes_reasons() -> None:
    sections = "  a:\n    - {decide: pruefen, by: amt, then: {granted: next}}\n    - {end: fertig, outcome: granted}\n"
    assert "reasons" in _with_slots("pattern: probe@1\n", "{}", sections)["source.owes"]


# ── changing ──────────────────────────────────────────────────────────────────────────────────────


def changed(*changes: str) -> str:
    return PERMIT + "change:\n" + "".join(f"  - {change}\n" for change in changes)


def test_a_value_of_a_station_may_be_set() -> None:
    flow = expanded(written(changed("{set: station.pruefen.by, to: leitung}")))
    assert flow.definition is not None
    assert flow.definition.nodes["pruefen"].role == "leitung"


def test_a_station_may_be_added() -> None:
    flow = expanded(
        written(changed("{add: station, before: station.erstatten, station: {assign: weiter, unit: kasse}}"))
    )
    assert flow.definition is not None
    assert [one.target for one in flow.definition.leaving("weiter")] == ["erstatten"]


def test_a_duty_is_left_out_for_a_law_only() -> None:
    assert "because" in refused(written(changed("{omit: station.erstatten}")))["source.omit_duty"]
    flow = expanded(written(changed("{omit: station.erstatten, because: § 1 Satzung}")))
    assert flow.definition is not None
    assert "erstatten" not in flow.definition.nodes


def test_setting_a_duty_to_nothing_is_leaving_it_out() -> None:
    said = refused(written(changed("{set: station.bescheid_abgelehnt.of, to: none}")))
    assert "because" in said["source.none_duty"]
    reason = "{set: station.bescheid_abgelehnt.of, to: none, because: § 39 Abs. 2 Nr. 4 HVwVfG}"
    assert expanded(written(changed(reason))).definition is not None
    assert "source.law" in refused(written(changed(reason.replace("§ 39 Abs. 2 Nr. 4 HVwVfG", "ja"))))


def test_a_decision_has_a_letter_of_the_pattern_or_of_the_service() -> None:
    silent = LEAST["certificate"] + "  grant: none\n"
    assert "„mitteilung“" in refused(written(silent))["source.none_letter"]
    expanded(written(silent.replace("issue: []", "issue: [{letter: brief, of: certificate}]")))


@pytest.mark.parametrize(
    ("norm", "known"),
    [
        *(("§ 46 Abs. 5 StVO", True), ("Art. 6 Abs. 1 DSGVO", True), ("VwKostO-MdIS Nr. 42", True)),
        *(("Hundesteuersatzung der Stadt", True), ("§ 1 Satzung", True), ("Richtlinie zum Bewohnerparken", True)),
        *(("§ 155 Abs. 4 AO", True), ("§ 28 Verwaltungsverfahrensgesetz", True)),
        *(("ja", False), ("§ 5", False), ("nach Absprache mit der Leitung", False), ("alles in Ordnung", False)),
        *(("laut Anordnung", False), ("StVO", False)),
    ],
)
def test_a_norm_is_known_by_place_and_law(norm: str, known: bool) -> None:
    codes = refused(written(changed(f"{{omit: station.erstatten, because: {norm}}}")))
    assert ("source.law" not in codes) is known


def test_the_services_own_stations_name_norms_too() -> None:
    own = "sections: {a: [{decide: p, by: amt, no_hearing: ja, then: {granted: next}}, {end: e, outcome: granted}]}\n"
    assert "„no_hearing“" in refused(written(own))["source.law"]


def test_the_hearing_is_never_left_out() -> None:
    said = refused(written(changed("{omit: station.anhoeren, because: § 28 Abs. 2 HVwVfG}")))
    assert "source.omit_hearing" in said


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("{set: station.prufen.by, to: x}", "source.change"),
        ("{set: station.pruefen.bye, to: x}", "shape.unknown"),
        ("{set: station.pruefen}", "source.change"),
        ("{set: station.bescheid_abgelehnt.duty, to: nichts}", "source.set_duty"),
        ("{omit: station.pruefen, because: § 1}", "source.omit"),
        ("{add: station, station: {assign: a, unit: b}}", "source.change"),
        ("{add: station, after: station.pruefung, station: {asign: a, unit: b}}", "source.station"),
        ("{drop: station.pruefen}", "source.change"),
    ],
)
def test_a_wrong_change_is_refused(change: str, code: str) -> None:
    assert code in refused(written(changed(change)))


def test_many_changes_suggest_a_pattern_of_ones_own() -> None:
    source = written(changed(*["{set: station.pruefen.by, to: leitung}"] * 4))
    assert refused(source).keys() == {"source.changes"}
    assert source.problems[0].severity == "warning"


def test_a_length_the_pattern_holds_is_changed_with_a_norm() -> None:
    source = written(PERMIT, service="id: probe\ndeadlines:\n  anhoerung: {days: 1}\n")
    (words,) = refused(source).values()
    assert source.problems[0].severity == "warning"
    assert words.startswith("service.yaml:3 Die Frist „anhoerung“ hält das Muster fest (days: 14)")
    for sound in ("{days: 1, basis: § 28 Abs. 2 HVwVfG}", "{days: 14}", "{basis: § 28 HVwVfG}"):
        assert refused(written(PERMIT, service=f"id: probe\ndeadlines: {{anhoerung: {sound}}}\n")) == {}, sound


def test_a_period_names_the_norm_of_the_services_own_procedure_law() -> None:
    def basis(law: str) -> object:
        service = f"id: probe\nprocedure_law: {law}\n"
        flow = expanded(written(LEAST["notification"], service=service))
        return plain(get(flow.deadlines.get("nachreichung"), "basis"))

    assert basis("hvwvfg") == "§ 26 Abs. 2 HVwVfG"
    assert basis("ao") == "§ 90 Abs. 1 AO"
