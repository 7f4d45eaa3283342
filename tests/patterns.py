"""Each pattern with a package of its own that names no city: as little as the pattern asks for, and examples for every station."""

from __future__ import annotations

from textwrap import indent

HEAD = """\
service:
  {id: probe, version: 1.0.0, audience: [citizen], life_situation: tiere, legal_basis: [§ 1 Satzung], procedure_law: hvwvfg, remedy: %(remedy)s,
   unit: steueramt, parties: {applicant: {level: none, account: optional}}, slots: [payment_account, mailbox, signing_key], file_plan: "20.3",
   retention: {duration: P10Y, after: closing, basis: § 147 AO, status: typical}}
form:
  steps:
    person: [{use: person@1}, {use: anschrift@1}, {use: kontakt@1}]
    antrag:
      - {choice: fall, needed_to: submit, options: [klar, fraglich, hand], personal_data: other}
      - {integer: menge, needed_to: submit, minimum: 0, maximum: 9, personal_data: other}
      - {text: angabe, max_length: 60, personal_data: other}
    abschluss: [{use: zustellung@1}, {use: erklaerung@2}]
"""
DECISIONS = """\
decisions:
  befunde: {about: Was fraglich ist, hit: collect, gives: findings, inputs: {fall: fall}, rows: {fraglich: {fall: fraglich, why: Fraglich.}}}
  gebuehr: {about: Die Gebühr, hit: collect, gives: fee_lines, inputs: {menge: menge}, rows: {menge: {menge: '> 0', factor: menge, amount: 10, basis: § 1 Satzung, why: Je Stück}}}
  entscheidung: {about: Wer entscheidet, hit: first, gives: [granted, manual], inputs: {fall: fall}, rows: {klar: {fall: klar, word: granted, why: Klar.}, sonst: {word: manual, why: Nicht klar.}}}
  grounds: {mangel: {basis: § 1 Satzung, fits: fall != "klar", state: {was: {type: text}}}}
"""
LETTERS = """\
letters:
  receipt: {use: receipt@1, fill: {next: weiter}}
  grant: {use: grant@1, fill: {decided: [{paragraph: tenor}]}}
  refuse: {use: refusal@1, fill: {decided: [{paragraph: tenor}], facts: [{paragraph: sachverhalt}]}}
  confirm: {use: confirm@1, fill: {entered: [{paragraph: eingetragen}]}}
  quittung: {use: message@1, fill: {content: [{paragraph: kern}]}}
  missing: {use: message@1, fill: {content: [{paragraph: kern}]}}
  rest: {use: message@1, fill: {content: [{paragraph: kern}]}}
  help: {use: message@1, fill: {content: [{paragraph: kern}]}}
  enforcement: {use: message@1, fill: {content: [{paragraph: kern}]}}
  extension: {use: message@1, fill: {content: [{paragraph: kern}]}}
  settled: {use: message@1, fill: {content: [{paragraph: kern}]}}
  unknown: {use: message@1, fill: {content: [{paragraph: kern}]}}
"""
TEXTS = """\
texts:
  de:
    service: {name: Probe, summary: Eine Probe., who: Alle., needed: [Nichts], cost: Etwas., duration: Kurz., law: Satzung, keywords: [Probe]}
    step: {person: {title: Über Sie}, antrag: {title: Antrag}, abschluss: {title: Abschluss}}
    field: {fall: {label: Fall, option: {klar: Klar, fraglich: Fraglich, hand: Von Hand}}, menge: {label: Menge}, angabe: {label: Angabe}}
    ground: {mangel: {title: Mangel, reason: Es fehlt etwas., state: {was: Was fehlt}}}
    letter:
      receipt: {subject: Angekommen, weiter: Wir prüfen.}
      grant: {subject: Bewilligt, tenor: Ihr Antrag ist bewilligt.}
      refuse: {subject: Abgelehnt, tenor: Ihr Antrag ist abgelehnt., sachverhalt: Sie haben einen Antrag gestellt.}
      confirm: {subject: Eingetragen, lead: Wir haben es eingetragen., eingetragen: Eingetragen.}
      quittung: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      missing: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      rest: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      help: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      enforcement: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      extension: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      settled: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
      unknown: {subject: Mitteilung, lead: Zu Ihrem Antrag., kern: Das ist der Stand.}
changes: {1.0.0: Probe.}
"""


def built(
    process: str, examples: str, *, letters: tuple[str, ...], remedy: str = "objection", without: tuple[str, ...] = ()
) -> str:
    """The whole package; `letters` are those the pattern writes, `without` parts of decisions it does not ask."""
    kept = "".join(
        line + "\n"
        for line in LETTERS.splitlines()
        if not line.startswith("  ") or line.split(":")[0].strip() in (*letters, "receipt")
    )
    words = "".join(
        line + "\n"
        for line in TEXTS.splitlines()
        if not line.startswith("      ") or line.split(":")[0].strip() in (*letters, "receipt")
    )
    tables = "".join(line + "\n" for line in DECISIONS.splitlines() if line.split(":")[0].strip() not in without)
    words = "".join(
        line + "\n" for line in words.splitlines() if not (line.strip().startswith("ground:") and "grounds" in without)
    )
    return (
        HEAD % {"remedy": remedy}
        + tables
        + kept
        + words
        + "process:\n"
        + indent(process.strip("\n") + "\n", "  ")
        + "examples:\n"
        + indent(examples.strip("\n") + "\n", "  ")
    )


BASE = """
klar: {title: Klar, today: 2026-11-02, city: all, identity: signed_in, person: erika, answers: {anschrift: {street: Markt, house_number: "1", postcode: "35037", place: Marburg, country: DE}, fall: klar, menge: "1", zustellweg: postfach, richtigkeit: true}, story: [submit, pay], expect: {end: {status: closed, outcome: granted}}}
"""
GROUND = "ground: mangel, stated: {mangel: {was: Ein Nachweis.}}"
REFUSED = f"{{outcome: refused, {GROUND}, reason: Es bleibt dabei.}}"
HEAR = f"{{outcome: hear, {GROUND}}}"
CORRECT = "{outcome: correct, fields: [angabe], reason: Bitte ergänzen.}"

PACKAGES = {
    "notification": built(
        "pattern: notification@1\nfill: {findings: befunde, entries: []}",
        BASE.replace("[submit, pay]", "[submit]").replace("granted", "done") + f"""
hand: {{like: klar, title: Von Hand, answers: {{fall: fraglich}}, story: [submit, {{klaeren: enter}}], expect: {{submit: {{station: klaeren}}}}}}
nichts: {{like: hand, title: Nichts einzutragen, story: [submit, {{klaeren: {{outcome: void, reason: Doppelt.}}}}], expect: {{end: {{outcome: void}}}}}}
fehlt: {{like: hand, title: Etwas fehlt und kommt, story: [submit, {{klaeren: {CORRECT}}}, {{nachfordern: {{answers: {{angabe: Da}}}}}}, {{klaeren: enter}}], expect: {{klaeren: {{status: waiting_for_applicant}}}}}}
stumm: {{like: hand, title: Etwas fehlt und kommt nicht, story: [submit, {{klaeren: {CORRECT}}}, {{wait: 20d}}, {{klaeren: enter}}], expect: {{wait: {{station: klaeren}}}}}}
""",
        letters=("confirm",), remedy="none", without=("gebuehr", "entscheidung", "grounds"),
    ),
    "certificate": built(
        "pattern: certificate@1\nfill: {registers: [], findings: befunde, automatic: § 35a HVwVfG, fee: gebuehr, issue: [], no_hearing: § 28 Abs. 2 HVwVfG}",
        BASE + f"""
umsonst: {{like: klar, title: Es kostet nichts, answers: {{menge: "0"}}, story: [submit]}}
unbezahlt: {{like: klar, title: Nicht bezahlt, story: [submit, {{wait: 20d}}], expect: {{end: {{outcome: unpaid}}}}}}
hand: {{like: klar, title: Von Hand, answers: {{fall: fraglich}}, story: [submit, {{pruefen: entitled}}, pay], expect: {{submit: {{station: pruefen}}}}}}
abgelehnt: {{like: hand, title: Abgelehnt, story: [submit, {{pruefen: {REFUSED}}}], expect: {{end: {{outcome: refused, letter: refuse}}}}}}
fehlt: {{like: hand, title: Etwas fehlt und kommt, story: [submit, {{pruefen: {CORRECT}}}, {{nachfordern: {{answers: {{angabe: Da}}}}}}, {{pruefen: entitled}}, pay]}}
stumm: {{like: hand, title: Etwas fehlt und kommt nicht, story: [submit, {{pruefen: {CORRECT}}}, {{wait: 20d}}, {{pruefen: entitled}}, pay]}}
""",
        letters=("grant", "refuse"), without=("entscheidung",),
    ),
    "permit_with_machine_path": built(
        "pattern: permit_with_machine_path@1\nfill: {registers: [], findings: befunde, fee: gebuehr, machine: entscheidung, machine_basis: § 35a HVwVfG, entries: []}",
        BASE + f"""
unbezahlt: {{like: klar, title: Nicht bezahlt, story: [submit, {{wait: 20d}}], expect: {{end: {{outcome: unpaid}}}}}}
maschine_gibt_ab: {{like: klar, title: Die Maschine gibt ab, answers: {{fall: hand}}, story: [submit, pay, {{pruefen: granted}}], expect: {{pay: {{station: pruefen}}}}}}
hand: {{like: klar, title: Von Hand, answers: {{fall: fraglich}}, story: [submit, {{pruefen: granted}}, pay], expect: {{submit: {{station: pruefen}}}}}}
hand_unbezahlt: {{like: hand, title: Von Hand und nicht bezahlt, story: [submit, {{pruefen: granted}}, {{wait: 20d}}], expect: {{end: {{outcome: unpaid}}}}}}
abgelehnt: {{like: hand, title: Abgelehnt ohne Antwort, story: [submit, {{pruefen: {HEAR}}}, {{wait: 30d}}, {{entscheiden: {REFUSED}}}], expect: {{end: {{outcome: refused, letter: refuse}}}}}}
doch: {{like: hand, title: Nach der Antwort doch bewilligt, story: [submit, {{pruefen: {HEAR}}}, {{anhoeren: {{text: Es war anders.}}}}, {{entscheiden: granted}}, pay]}}
fehlt: {{like: hand, title: Etwas fehlt und kommt, story: [submit, {{pruefen: {CORRECT}}}, {{nachfordern: {{answers: {{angabe: Da}}}}}}, {{pruefen: granted}}, pay]}}
stumm: {{like: hand, title: Etwas fehlt und kommt nicht, story: [submit, {{pruefen: {CORRECT}}}, {{wait: 20d}}, {{pruefen: granted}}, pay]}}
""",
        letters=("grant", "refuse"),
    ),
    "permit_by_person": built(
        "pattern: permit_by_person@1\nfill: {fee: gebuehr, refusal_fee: none, second_look: menge > 1, bodies: [{body: polizei, subject: Erkenntnisse, share: [familienname]}]}",
        BASE.replace("[submit, pay]", "[submit, {vollstaendigkeit: complete}, {stellungnahmen_polizei: {text: Nichts.}}, {pruefen: granted}, pay]") + f"""
umsonst: {{like: klar, title: Es kostet nichts, answers: {{menge: "0"}}, story: [submit, {{vollstaendigkeit: complete}}, {{stellungnahmen_polizei: {{text: Nichts.}}}}, {{pruefen: granted}}]}}
stumme_stelle: {{like: klar, title: Die Stelle schweigt, story: [submit, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: granted}}, pay]}}
kasse: {{like: klar, title: Die Gebühr bleibt offen, story: [submit, {{vollstaendigkeit: complete}}, {{stellungnahmen_polizei: {{text: Nichts.}}}}, {{pruefen: granted}}, {{wait: 60d}}, {{kasse: done}}]}}
fehlt: {{like: klar, title: Etwas fehlt, story: [submit, {{vollstaendigkeit: {CORRECT}}}, {{nachfordern: {{answers: {{angabe: Da}}}}}}, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: {CORRECT}}}, {{wait: 30d}}, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: granted}}, pay]}}
abgelehnt: {{like: klar, title: Abgelehnt, answers: {{fall: fraglich}}, story: [submit, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: {HEAR}}}, {{wait: 40d}}, {{entscheiden: {REFUSED}}}], expect: {{end: {{outcome: refused, letter: refuse}}}}}}
zwei: {{like: abgelehnt, title: Ein zweiter Mensch gibt frei, answers: {{menge: "2"}}, story: [submit, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: {HEAR}}}, {{wait: 40d}}, {{entscheiden: {REFUSED}}}, {{gegenlesen: confirm}}]}}
zurueck: {{like: klar, title: Ein zweiter Mensch gibt zurück, answers: {{fall: fraglich, menge: "2"}}, story: [submit, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: {HEAR}}}, {{wait: 40d}}, {{entscheiden: {REFUSED}}}, {{gegenlesen: return}}, {{entscheiden: granted}}, pay]}}
doch: {{like: klar, title: Nach der Antwort doch, answers: {{fall: fraglich}}, story: [submit, {{vollstaendigkeit: complete}}, {{wait: 30d}}, {{pruefen: {HEAR}}}, {{anhoeren: {{text: Anders.}}}}, {{entscheiden: granted}}, pay]}}
""",
        letters=("grant", "refuse"), without=("entscheidung",),
    ),
    "claim_payment": built(
        "pattern: claim_payment@1\nfill: {registers: [{register: suchen, ask: claims.by_reference, with: {reference: angabe, amount: 447.70, postal_code: '\"35037\"'}, as: claim}], amount: gebuehr, pays: fall = \"klar\", "
        "purpose: angabe, has_paid: fall = \"fraglich\", entries: [], pause: [], ask_for: [angabe]}",
        BASE.replace("granted", "done").replace("menge: \"1\"", "menge: \"1\", angabe: MR26000001235").replace("person: erika,", 'person: erika, registers: {claims: [{reference: MR26000001235, title: Grundsteuer, kind: tax, principal: "436.70", due_on: 2026-02-15, reminded_on: 2026-03-10, reminder_fee: "0.00", postal_code: "35037", reminded: "447.70"}]},') + """
nicht_bezahlt: {like: klar, title: Nicht bezahlt, story: [submit, {wait: 20d}]}
nichts_offen: {like: klar, title: Nichts mehr offen, answers: {menge: "0"}, story: [submit]}
erledigt: {like: nichts_offen, title: Schon erledigt, registers: {claims: [{reference: MR26000001235, title: Grundsteuer, kind: tax, principal: "436.70", due_on: 2026-02-15, reminded_on: 2026-03-10, reminder_fee: "0.00", postal_code: "35037", reminded: "447.70", status: settled}]}}
vollstreckt: {like: nichts_offen, title: In Vollstreckung, registers: {claims: [{reference: MR26000001235, title: Grundsteuer, kind: tax, principal: "436.70", due_on: 2026-02-15, reminded_on: 2026-03-10, reminder_fee: "0.00", postal_code: "35037", reminded: "447.70", status: enforced}]}}
unbekannt: {like: nichts_offen, title: Nicht gefunden und nichts geändert, registers: {claims: []}, story: [submit, {wait: 10d}]}
noch_einmal: {like: unbekannt, title: Noch einmal dasselbe, story: [submit, {nochmal_bitten: {answers: {angabe: Neu}}}]}
gefunden: {like: nichts_offen, title: Die Zahlung wird gefunden, answers: {fall: fraglich}, story: [submit, {zahlung_suchen: found}]}
fehlt: {like: gefunden, title: Die Zahlung wird nicht gefunden, story: [submit, {zahlung_suchen: not_found}]}
rest: {like: gefunden, title: Ein Rest ist offen, story: [submit, {zahlung_suchen: part_found}]}
hilfe: {like: gefunden, title: Hilfe, answers: {fall: hand}, story: [submit, {beraten: done}]}
""",
        letters=("quittung", "missing", "rest", "help", "enforcement", "settled", "unknown"), remedy="none", without=("befunde", "entscheidung", "grounds"),
    ),
    "information_request": built(
        "pattern: information_request@1\nfill: {no_hearing: § 28 Abs. 1 HVwVfG, offices: [{unit: steueramt, when: fall = \"fraglich\", subject: Daten}]}",
        BASE.replace("[submit, pay]", "[submit, {zusammenstellen: granted}]") + f"""
amt: {{like: klar, title: Ein Amt trägt bei, answers: {{fall: fraglich}}, story: [submit, {{beitraege_steueramt: {{outcome: done, reason: Nichts.}}}}, {{zusammenstellen: granted}}], expect: {{submit: {{station: beitraege_steueramt}}}}}}
amt_schweigt: {{like: amt, title: Das Amt schweigt, story: [submit, {{wait: 11d}}, {{zusammenstellen: granted}}], expect: {{wait: {{station: zusammenstellen}}}}}}
laenger: {{like: klar, title: Es dauert länger, story: [submit, {{zusammenstellen: {{outcome: extend, reason: Viele Akten.}}}}, {{abschliessen: granted}}], expect: {{zusammenstellen: {{letter: extension}}}}}}
laenger_abgelehnt: {{like: amt, title: Nach der Verlängerung abgelehnt, story: [submit, {{wait: 11d}}, {{zusammenstellen: {{outcome: extend, reason: Viele Akten.}}}}, {{abschliessen: {REFUSED}}}], expect: {{wait: null, submit: null, end: {{outcome: refused, letter: refuse}}}}}}
abgelehnt: {{like: amt, title: Abgelehnt, story: [submit, {{wait: 11d}}, {{zusammenstellen: {REFUSED}}}], expect: {{submit: null, end: {{outcome: refused, letter: refuse}}}}}}
fehlt: {{like: klar, title: Etwas fehlt und kommt, story: [submit, {{zusammenstellen: {CORRECT}}}, {{nachfordern: {{answers: {{angabe: Da}}}}}}, {{zusammenstellen: granted}}]}}
stumm: {{like: klar, title: Etwas fehlt und kommt nicht, story: [submit, {{zusammenstellen: {CORRECT}}}, {{wait: 20d}}, {{zusammenstellen: granted}}]}}
""",
        letters=("grant", "refuse", "extension"), without=("befunde", "gebuehr", "entscheidung"),
    ),
}  # fmt: skip
