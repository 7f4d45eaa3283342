"""A small package in one file whose process has the stations that a test writes, with two cities that offer it."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
SERVICES = ROOT / "services"
CITIES = ROOT / "tests" / "commons" / "cities"
SHARED = ("_blocks", "_processes", "_letters", "_patterns", "_clauses", "_cast", "_registers")
PROBE = "probe"

HEAD = """\
service:
  {id: probe, version: 1.0.0, audience: [citizen], life_situation: tiere, legal_basis: [§ 1 Satzung], procedure_law: hvwvfg, remedy: none,
   unit: steueramt, parties: {applicant: {level: none, account: optional}}, slots: [mailbox, signing_key], file_plan: "20.3",
   retention: {duration: P10Y, after: closing, basis: § 147 AO, status: typical}}
form:
  steps:
    antrag:
      - {text: name, needed_to: submit, personal_data: basic}
      - {email: email, needed_to: submit, personal_data: contact}
      - {text: ort, needed_to: submit, personal_data: other}
      - {text: geheim, personal_data: other}
letters:
  receipt: {kind: receipt, addressee: {name: name}, operative: [weiter], information: [{answers: angaben}], remedy: none}
texts:
  de:
    service: {name: Probe, summary: Eine Probe., who: Alle., cost: Nichts., needed: [Nichts], duration: Kurz., law: Satzung, keywords: [Probe]}
    step: {antrag: {title: Antrag}}
    field: {name: {label: Name}, email: {label: E-Mail}, ort: {label: Ort}, geheim: {label: Geheim}}
    letter: {receipt: {subject: Angekommen, lead: Da., weiter: Wir prüfen.}}
changes: {1.0.0: Probe.}
"""


def package(process: str, *, station: str = "", examples: str = "", more: str = "") -> str:
    """The package: its process, the words of its stations (`station: {…}` in German), its examples."""
    text = (
        HEAD.replace("    letter: {receipt", f"    station: {{{station}}}\n    letter: {{receipt") if station else HEAD
    )
    return f"{text}{more}{_under('process', process)}{_under('examples', examples) if examples else ''}"


def _under(key: str, lines: str) -> str:
    return f"{key}:\n" + "".join(f"  {line}\n" for line in lines.strip("\n").splitlines())


def commons(folder: Path, text: str) -> tuple[Path, Path]:
    """The package beside the shared files, and two cities that offer it and name the body it asks."""
    services, cities = folder / "services", folder / "cities"
    for name in SHARED:
        shutil.copytree(SERVICES / name, services / name)
    (services / f"{PROBE}.yaml").write_text(text)
    shutil.copytree(CITIES, cities)
    for path in cities.glob("*/city.yaml"):
        said = path.read_text()
        said = said.split("adoptions:")[0] + f"adoptions:\n  {PROBE}: {{version: 1.0.0, from: 2026-01-01}}\n"
        bodies = "bodies:\n  polizei: {name: {de: Polizei, en: Police}, email: polizei@polizei.example}\ncompetences:"
        path.write_text(said.replace("competences:", bodies, 1))
    for path in cities.glob("*/overlays"):
        shutil.rmtree(path)
    return services, cities


ASKING = """
deadlines: {frist: {days: 3}, lang: {days: 10}}
sections:
  eingang:
    - consult: fragen
      of:
        - {body: polizei, subject: Erkenntnisse, share: [name], remind: deadline.frist}
        - {city: ort, as: wohnort, when: ort != "Nirgends", subject: Akten dort}
      within: deadline.lang
      then: {answered: next, silent: nachfassen, none: next}
    - {go: abgabe}
  nachfassen:
    - {inspect: ortstermin, by: sachbearbeitung, at_most: {times: 2, then: abgabe}, then: {nochmal: back nachfassen, weiter: abgabe}}
  abgabe:
    - {hand_over: abgeben, to: ort, within: deadline.lang, remind: deadline.frist, basis: § 3 HVwVfG, then: {accepted: weg, declined: hier, silent: hier}}
  hier:
    - {task: selbst, by: sachbearbeitung, late: [{at: deadline.frist, raise: leitung}], then: {done: next}}
    - {end: fertig, outcome: done}
  weg:
    - {end: abgegeben, outcome: handed_over}
"""
ASKING_WORDS = (
    "fragen: {name: Fragen}, fragen_polizei: {citizen: Wir fragen die Polizei.}, fragen_wohnort: {citizen: Wir fragen die Stadt.}, "
    "ortstermin: {name: Ortstermin, citizen: Wir kommen., outcome: {nochmal: Noch einmal, weiter: Weiter}}, abgeben: {citizen: Wir geben ab.}, "
    "selbst: {name: Selbst bearbeiten, citizen: Wir arbeiten., outcome: {done: Fertig}}, fertig: {name: Fertig, citizen: Fertig.}, "
    "abgegeben: {name: Abgegeben, citizen: Abgegeben.}"
)
"""A body outside and another city are asked; where one is silent somebody goes there; then another city takes the case."""

ASKING_EXAMPLES = """
alle: {title: Alle antworten und die andere Stadt übernimmt, today: 2026-11-02, city: all, identity: {level: none}, answers: {name: Erika Muster, email: erika@example.org, ort: Fulda}, story: [submit, {fragen_polizei: {text: Nichts bekannt.}}, {fragen_wohnort: {text: Keine Akte.}}, {abgeben: {outcome: accepted, reference: F-7}}], expect: {submit: {status: waiting}, end: {status: closed, outcome: handed_over}}}
stumm: {like: alle, title: Eine Stelle schweigt; zweimal besichtigt, story: [submit, {fragen_wohnort: {text: Keine Akte.}}, {wait: 11d}, {ortstermin: {outcome: nochmal, reason: Niemand da., inspected_on: 2026-11-13}}, {ortstermin: {outcome: nochmal, reason: Wieder niemand., inspected_on: 2026-11-13}}, {abgeben: {outcome: declined, text: Nicht zuständig.}}, {wait: 4d}, {selbst: done}], expect: {submit: null, wait: {station: ortstermin}, ortstermin_2: {status: waiting}, abgeben: {station: selbst}, end: {status: closed, outcome: done}}}
ohne_stadt: {like: alle, title: 'Wer nicht gefragt werden muss, wird es nicht', answers: {ort: Nirgends}, story: [submit, {wait: 11d}, {ortstermin: {outcome: weiter, reason: Gesehen., inspected_on: 2026-11-13}}, {wait: 11d}, {selbst: done}], expect: {submit: null, wait: {station: ortstermin}, wait_2: {station: selbst}, end: {outcome: done}}}
"""
