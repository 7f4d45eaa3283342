"""What an example expects against what is. Each difference is a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.forms import FIELD_TYPES, answers_to_json
from allmende.domain.matter import speech
from allmende.domain.matter.completeness import complete_on, list_missing, missing_until
from allmende.domain.matter.demands import latest
from allmende.domain.matter.findings import list_findings, why_stopped
from allmende.domain.notices import list_texts
from allmende.usecases.rehearsal.play import Play

Said = Callable[[Any], Any]
"""Reads a value of the example: what begins with `= ` is FEEL."""


def compare(play: Play, expected: Mapping[str, Any], said: Said) -> Iterator[str]:
    """Every difference, in words. Nothing when all is as expected."""
    for key, value in expected.items():
        check = _CHECKS.get(key)
        if check is None:
            yield f"„{key}“ kann noch nicht geprobt werden."
        else:
            yield from check(play, value, said)


# ── the form ──────────────────────────────────────────────────────────────────────────────────────


def _visible(play: Play, value: Any, said: Said) -> Iterator[str]:
    seen = play.checked().visible
    yield from (f"„{path}“ sollte sichtbar sein." for path in value if path not in seen)


def _hidden(play: Play, value: Any, said: Said) -> Iterator[str]:
    seen = play.checked().visible
    yield from (f"„{path}“ sollte nicht sichtbar sein." for path in value if path in seen)


def _problems(play: Play, value: Any, said: Said) -> Iterator[str]:
    found: dict[str, set[str]] = {}
    for problem in play.problems():
        found.setdefault(problem.where, set()).add(problem.code)
    if not value and found:
        yield f"Es sollte keine Fehler geben, aber: {_told(found)}."
    for path, code in value.items():
        if code not in found.get(path, set()):
            yield f"Bei „{path}“ sollte der Fehler „{code}“ stehen; dort steht: {', '.join(sorted(found.get(path, ()))) or 'nichts'}."


def _answers(play: Play, value: Any, said: Said) -> Iterator[str]:
    known = play.matter.answers if play.matter else play.checked().answers
    for path, wanted in value.items():
        have: Any = feel.to_feel(known)
        for part in path.split("."):
            have = have[int(part)] if part.isdecimal() and isinstance(have, list) else (have or {}).get(part)
        if not _same(have, said(wanted)):
            yield f"„{path}“ sollte {_shown(said(wanted))} sein, ist aber {_shown(have)}."


# ── the case ──────────────────────────────────────────────────────────────────────────────────────


def _status(play: Play, value: Any, said: Said) -> Iterator[str]:
    have = play.condition()
    if have == value:
        return
    why = f" Es fehlt: {'; '.join(str(problem) for problem in play.refused)}" if play.refused else ""
    trouble = play.matter.last(f.StepFailed) if play.matter else None
    if trouble:
        why += f" Der Schritt „{trouble.node_id}“ geht nicht: {trouble.reason}"
    tasks = ""
    if play.matter and have == "waiting_for_clerk":
        tasks = f" (Aufgaben: {', '.join(play.open_nodes())})"
        why += f" {why_stopped(play.matter, list_findings(play.matter)).spoken('de')}"
    yield f"Der Stand sollte „{value}“ sein, ist aber „{have}“{tasks}.{why}"


def _fee(play: Play, value: Any, said: Said) -> Iterator[str]:
    fee = play.fee()
    wanted = _number(said(value))
    have = fee.total.amount if fee else None
    if have is None or wanted is None or have != wanted:
        yield f"Die Gebühr sollte {_shown(wanted)} sein, ist aber {_shown(have)}."


def _lines(play: Play, value: Any, said: Said) -> Iterator[str]:
    fee = play.fee()
    ids = [line.id for line in fee.lines] if fee else []
    wanted: Any = list(value) if isinstance(value, (list, tuple)) else int(value)
    if (len(ids) if isinstance(wanted, int) else ids) != wanted:
        yield f"Die Gebühr sollte die Zeilen {wanted} haben, hat aber {ids}."


def _task(play: Play, value: Any, said: Said) -> Iterator[str]:
    if play.open_task(value) is None:
        yield f"Die Aufgabe „{value}“ sollte offen sein. Offen: {', '.join(play.open_nodes()) or 'keine'}."


def _outcome(play: Play, value: Any, said: Said) -> Iterator[str]:
    closed, decided = play.case().last(f.CaseClosed), play.case().last(f.DecisionTaken)
    have = {x.outcome for x in (closed, decided) if x}
    if value not in have:
        yield f"Das Ergebnis sollte „{value}“ sein, ist aber „{', '.join(sorted(have)) or 'offen'}“."


def _ground(play: Play, value: Any, said: Said) -> Iterator[str]:
    named = play.names().get("ground")
    have = named.get("id") if isinstance(named, Mapping) else None
    if have != value:
        yield f"Der Grund sollte „{value}“ sein, ist aber „{have}“."


def _automatic(play: Play, value: Any, said: Said) -> Iterator[str]:
    decided = play.case().last(f.DecisionTaken)
    if decided is None or decided.automatic != value:
        yield f"Die Entscheidung sollte {'automatisch' if value else 'von einem Menschen'} sein."


def _missing(play: Play, value: Any, said: Said) -> Iterator[str]:
    have = list_missing(play.matter) if play.matter else play.checked().missing
    if list(have) != list(value):
        yield f"Es sollte fehlen: {', '.join(value) or 'nichts'}. Es fehlt: {', '.join(have) or 'nichts'}."


def _complete_on(play: Play, value: Any, said: Said) -> Iterator[str]:
    have, wanted = complete_on(play.case()), said(value)
    if not _same(have, wanted):
        yield f"Vollständig sollte der Antrag sein seit {_shown(wanted)}, ist es aber seit {_shown(have)}."


def _message(play: Play, value: Any, said: Said) -> Iterator[str]:
    sent = [x.text_id for x in play.case().facts if isinstance(x, f.CitizenNotified)]
    if value not in sent:
        yield f"Die Nachricht „{value}“ sollte gesendet sein; gesendet: {', '.join(sent) or 'keine'}."


def _file(play: Play, value: Any, said: Said) -> Iterator[str]:
    filed = play.case().last(f.FiledAway)
    if bool(filed) != bool(value) or (isinstance(value, str) and filed and filed.file_plan != value):
        yield f"Zur Akte: erwartet {value}, ist aber {filed.file_plan if filed else 'nicht abgelegt'}."


# ── letters ───────────────────────────────────────────────────────────────────────────────────────


def _notice(play: Play, value: Any, said: Said) -> Iterator[str]:
    names = _templates(play)
    if not names or names[-1] != value:
        yield f"Das letzte Schreiben sollte „{value}“ sein; geschrieben: {', '.join(names) or 'keins'}."


def _notices(play: Play, value: Any, said: Said) -> Iterator[str]:
    names = _templates(play)
    if names != list(value):
        yield f"Die Schreiben sollten {list(value)} sein, sind aber {names}."


def _contains(play: Play, value: Any, said: Said) -> Iterator[str]:
    text = _last_text(play)
    for wanted in [value] if isinstance(value, str) else value:
        if not any(word in text for word in _spellings(said(wanted), play.language)):
            yield f"Im letzten Schreiben fehlt „{_shown(said(wanted))}“."


def _not_contains(play: Play, value: Any, said: Said) -> Iterator[str]:
    text = _last_text(play)
    for wanted in [value] if isinstance(value, str) else value:
        if any(word in text for word in _spellings(said(wanted), play.language)):
            yield f"Im letzten Schreiben steht „{_shown(said(wanted))}“, das soll es nicht."


def _deadline(play: Play, value: Any, said: Said) -> Iterator[str]:
    deemed = play.case().last(f.NotificationDeemed)
    have = {"appeal": deemed.appeal_until if deemed else None, "notification": deemed.day if deemed else None}
    hearing, correction = play.case().last(f.HearingOpened), play.case().last(f.CorrectionRequested)
    have |= {"hearing": hearing.until if hearing else None, "correction": correction.due_on if correction else None}
    have["missing"] = missing_until(play.service, play.case().received_on)
    owed = latest(play.case().facts)
    have["payment"] = owed.demanded.due_on if owed else None
    for name, wanted in value.items():
        day = said(wanted)
        day = date.fromisoformat(day) if isinstance(day, str) else day
        if have.get(name) != day:
            yield f"Die Frist „{name}“ sollte am {_shown(day)} enden, endet aber am {_shown(have.get(name))}."


_CHECKS: dict[str, Callable[[Play, Any, Said], Iterator[str]]] = {
    "visible": _visible,
    "hidden": _hidden,
    "problems": _problems,
    "answers": _answers,
    "status": _status,
    "fee": _fee,
    "lines": _lines,
    "task": _task,
    "outcome": _outcome,
    "ground": _ground,
    "automatic": _automatic,
    "missing": _missing,
    "complete_on": _complete_on,
    "message": _message,
    "file": _file,
    "notice": _notice,
    "notices": _notices,
    "contains": _contains,
    "not_contains": _not_contains,
    "deadline": _deadline,
}


# ── small things ──────────────────────────────────────────────────────────────────────────────────


def _templates(play: Play) -> list[str]:
    return [x.template for x in play.case().facts if isinstance(x, f.NoticeIssued)]


def _last_text(play: Play) -> str:
    issued = play.case().last(f.NoticeIssued)
    return "\n".join(list_texts(play.letters[issued.notice_id][1])) if issued else ""


def _spellings(value: Any, language: str) -> list[str]:
    """A text as it is; a number, a day as a letter writes it."""
    if isinstance(value, str):
        return [value]
    found = [
        speech.filled("{{ x | " + kind + " }}", {"x": value}, language)
        for kind in (
            "money",
            "number",
            "date",
            "long_date",
            "weekday_date",
            *(kind.id for kind in FIELD_TYPES.values() if kind.letter),
        )
    ]
    return [text for text in found if text] or [_shown(value)]


def _same(have: Any, wanted: Any) -> bool:
    if isinstance(have, Decimal):
        return have == _number(wanted)
    if isinstance(have, date) and isinstance(wanted, str):
        return have.isoformat() == wanted
    if isinstance(have, list) and isinstance(wanted, (list, tuple)):
        return len(have) == len(wanted) and all(_same(one, other) for one, other in zip(have, wanted, strict=True))
    if isinstance(have, Mapping) and isinstance(wanted, Mapping):
        return all(_same(have.get(key), other) for key, other in wanted.items())
    return bool(have == wanted)


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _shown(value: Any) -> str:
    if value is None:
        return "nichts"
    if isinstance(value, Mapping):
        return str(answers_to_json(value))
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)


def _told(found: Mapping[str, set[str]]) -> str:
    return ", ".join(f"{path or 'Antrag'} ({', '.join(sorted(codes))})" for path, codes in found.items())
