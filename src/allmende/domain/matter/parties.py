"""One application of several people → one matter for each whose own case it becomes. Pure.

The applicant's case keeps all answers but the rows of the others. The case of a row has the answers everybody shares, and
in the form's own fields those of the row: so fee, grounds, letters and registers read it as any application of one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from allmende import feel
from allmende.domain import facts as f
from allmende.domain.forms import Field
from allmende.domain.forms.addresses import envelope_lines, goes_abroad
from allmende.domain.matter import speech
from allmende.domain.matter.acting import acting_in
from allmende.domain.matter.completeness import deadline_end
from allmende.domain.matter.minors import came_of_age
from allmende.domain.matter.outcome import OpenTask
from allmende.domain.matter.party import Party
from allmende.domain.matter.people import address_under, people_of
from allmende.domain.matter.tools import stable_id
from allmende.domain.notices.ways import BY_POST, WAY
from allmende.domain.package import Service
from allmende.domain.package.parties import APPLICANT, PartyRole, list_row_roles, own_fields, twins
from allmende.domain.values import on_first_days

if TYPE_CHECKING:
    from allmende.domain.matter.model import Matter


@dataclass(frozen=True, slots=True)
class Share:
    """What becomes one row's case. `email` is her own, empty where the row has none. `confirm_by`: until when she should confirm."""

    party: Party
    answers: Mapping[str, Any]
    email: str
    confirm_by: date | None = None


def split(service: Service, answers: Mapping[str, Any], today: date) -> tuple[Share, ...]:
    """The cases beside the applicant's; none where the application is one person's."""
    return tuple(
        _share(service, answers, role, group, number, row, today)
        for role in list_row_roles(service.sheet.applicants)
        for group in [_group(service, role)]
        if group is not None
        for number, row in enumerate(answers.get(role.rows) or (), start=1)
    )


def applicant_of(answers: Mapping[str, Any]) -> Party:
    """The one who sends a joint application."""
    return Party(APPLICANT, name=people_of(answers).applicant)


def of_applicant(service: Service, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What stays in the applicant's own case: nothing of those who have theirs."""
    rows = {role.rows for role in list_row_roles(service.sheet.applicants)}
    return {key: value for key, value in answers.items() if key not in rows}


def missing_of(service: Service, party: Party | None, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Of the questions without an answer (`missing`: paths in the whole application), those of one case, by their paths there.

    `party`: whose row has the case; None for the applicant's own.
    """
    return tuple(_missing_of(service, party, missing))


def _missing_of(service: Service, party: Party | None, missing: tuple[str, ...]) -> Iterator[str]:
    roles = list_row_roles(service.sheet.applicants)
    groups, own = {role.rows for role in roles}, own_fields(service.form.form, service.sheet.applicants)
    role = next((role for role in roles if party and role.id == party.role), None)
    group = _group(service, role) if role else None
    same = twins(service.form.form, group) if group else frozenset()
    for path in missing:
        head, _, rest = path.partition(".")
        number, _, name = rest.partition(".")
        if role and party and head == role.rows and number == str(party.number - 1):
            yield name if name.partition(".")[0] in same else f"{head}.0.{name}"
        elif head not in groups and not (role and (head in own or head in same)):
            yield path


def _group(service: Service, role: PartyRole) -> Field | None:
    found = service.form.by_id.get(role.rows)
    return found.field if found else None


def _share(
    service: Service,
    answers: Mapping[str, Any],
    role: PartyRole,
    group: Field,
    number: int,
    row: Mapping[str, Any],
    today: date,
) -> Share:
    same = twins(service.form.form, group)
    known = feel.to_feel({**service.form.blank, **answers, **service.names(), "today": today, **_blank(group), **row})
    represented = _holds(role.represented, known)
    confirms = bool(role.confirms) and not represented and any(v is not False for v in _values(role.confirms, known))
    kept = dict(_shared(service, answers))
    for name in same:
        kept.pop(name, None)
    kept |= {name: row[name] for name in same if row.get(name) is not None}
    kept[role.rows] = [{name: value for name, value in row.items() if name not in same}]
    if not represented and WAY in kept:
        kept[WAY] = BY_POST  # nobody agrees to letters in a mailbox for another adult (§ 41 Abs. 2a HVwVfG)
    by = people_of(answers).applicant if represented else ""
    until = deadline_end(service, role.within, today) if confirms else None
    return Share(Party(role.id, number, people_of(kept).applicant, by), kept, _email(group, row), until)


def is_represented(matter: Matter, today: date) -> bool:
    """Does somebody act by law for the person whose case it is, on that day? Asked anew, because children come of age."""
    party = matter.party
    role = next(
        (
            row_role
            for row_role in list_row_roles(matter.service.sheet.applicants)
            if party and row_role.id == party.role
        ),
        None,
    )
    group = _group(matter.service, role) if role else None
    if party is None or not party.represented_by or role is None or group is None:
        return False
    rows = matter.answers.get(role.rows) or [{}]
    asked = {name: None for name in _blank(group) if name not in matter.answers}
    known = {
        **matter.service.form.blank,
        **matter.answers,
        **matter.service.names(),
        "today": today,
        **asked,
        **rows[0],
    }
    return _holds(role.represented, feel.to_feel(known))


def _holds(expression: str | None, known: Mapping[str, Any]) -> bool:
    return all(value is True for value in _values(expression, known))


def end_representation(matter: Matter, now: datetime, today: date) -> tuple[f.RepresentationEnded, OpenTask] | None:
    """That the person acts herself from now on, and the task to reach her; None where nothing has changed."""
    ended = _find_ended(matter, today)
    if ended is None:
        return None
    name, by, of = ended
    home = address_under(matter.answers, of) or {}
    lines = (name, *envelope_lines(home)) if of else ()
    task = OpenTask(
        task_id=stable_id(matter.case_id, "representation_ended"),
        work_key="representation_ended",
        kind="message",
        title=f"Handelt jetzt selbst: {name}",
        reason=f"Bisher hat {by} gesetzlich vertreten. Das gilt heute nicht mehr, zum Beispiel weil die Person "
        "volljährig geworden ist. Schreiben gehen ab jetzt an sie selbst, mit der Post, und die bisherige Vertretung öffnet den "
        "Vorgang nicht mehr. Bitte prüfen Sie ihre Anschrift und sagen Sie ihr, dass der Antrag jetzt ihr eigener ist.",
    )
    abroad = bool(home) and goes_abroad(home)
    ending = f.RepresentationEnded(at=now, name=name, by=by, task_id=task.task_id, address=lines, abroad=abroad)
    return ending, task


def _find_ended(matter: Matter, today: date) -> tuple[str, str, str] | None:
    """Who acts herself from today on, who acted for her by law, and the question that names her where the person of the form is
    whoever acted: one of several, or whoever was a minor as another applied for her. Of an adult's guardian nobody but the court says
    so (`end_authority`)."""
    party = matter.party
    if party is not None and party.represented_by:
        return None if is_represented(matter, today) else (party.name, party.represented_by, "")
    acting = acting_in(matter)
    if acting is None or acting.said.capacity != "guardian":
        return None
    of = "" if acting.said.by else acting.said.of
    return (acting.name, acting.by, of) if came_of_age(matter, today, of) else None


def _values(expression: str | None, known: Mapping[str, Any]) -> tuple[Any, ...]:
    """On the last and on the first possible days, where a birthday is only partly known: whoever may be of age speaks for herself."""
    if not expression:
        return (None,)
    return tuple(speech.evaluate(expression, names) for names in (known, on_first_days(known)))


def _shared(service: Service, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Answers of steps that are nobody's alone, without the rows of any role."""
    own = own_fields(service.form.form, service.sheet.applicants)
    return ((key, value) for key, value in of_applicant(service, answers).items() if key not in own)


def _blank(group: Field) -> dict[str, None]:
    return dict.fromkeys(field.id for field in group.fields)


def _email(group: Field, row: Mapping[str, Any]) -> str:
    return next((str(row[field.id]) for field in group.fields if field.type == "email" and row.get(field.id)), "")


def file_places(answers: Mapping[str, Any]) -> dict[str, str]:
    """Where each file stands in the answers (`halter.0.sorge`), by its id."""
    return dict(_places(answers, ""))


def _places(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case {"id": known, "name": _, "type": _, "size": _}:
            yield str(known), path.rpartition(".")[0]
        case Mapping():
            for key, item in value.items():
                yield from _places(item, f"{path}.{key}" if path else str(key))
        case list() | tuple():
            for number, item in enumerate(value):
                yield from _places(item, f"{path}.{number}")


def with_files(answers: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """The answers with other ids for these files: a file that everybody shares is one of each case."""
    return {key: _renamed(value, renamed) for key, value in answers.items()}


def _renamed(value: Any, renamed: Mapping[str, str]) -> Any:
    match value:
        case {"id": known, "name": _, "type": _, "size": _} if known in renamed:
            return {**value, "id": renamed[known]}
        case Mapping():
            return {key: _renamed(item, renamed) for key, item in value.items()}
        case list() | tuple():
            return [_renamed(item, renamed) for item in value]
    return value
