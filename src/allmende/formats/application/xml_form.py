"""The record as XML (`schemas/application.xsd`): the same content, for systems that read XML.

Characters that XML 1.0 cannot hold (control characters) become U+FFFD; the JSON beside it is exact.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from lxml import etree

from allmende.domain.values import Problem, Text
from allmende.formats import xml
from allmende.formats.application.json_form import MOST_BYTES, moment, problem
from allmende.formats.application.model import (
    VERSION,
    ApplicationAnswer,
    ApplicationCity,
    ApplicationFee,
    ApplicationFeeLine,
    ApplicationRecord,
    ApplicationService,
    ApplicationStep,
)

NAMESPACE = "urn:allmende:application:1"
_Q = f"{{{NAMESPACE}}}"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_xml(record: ApplicationRecord) -> bytes:
    """Equal records have equal bytes."""
    root = etree.Element(_Q + "application", nsmap=cast(dict[str, str], {None: NAMESPACE}), version=str(VERSION))
    for name, text in (
        ("caseId", record.case_id),
        ("reference", record.reference),
        ("submittedAt", moment(record.submitted_at)),
        ("receivedOn", record.received_on.isoformat()),
        ("language", record.language),
    ):
        _add(root, name, text)
    _add(root, "applicant", "", identity=record.identity, level=record.level)
    service, city = record.service, record.city
    _say(_add(root, "service", "", id=service.id, version=service.version, leika=service.leika), "name", service.name)
    _add(root, "city", city.name, key=city.key, ars=city.ars, ags=city.ags)
    for step in record.steps:
        _add_step(root, step)
    if record.fee:
        _add_fee(root, record.fee)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def from_xml(content: bytes) -> ApplicationRecord | Problem:
    """The record that `to_xml` wrote, or the one problem that makes the file unreadable."""
    root = xml.parse(content, max_bytes=MOST_BYTES)
    if isinstance(root, Problem):
        return root
    if root.tag != _Q + "application" or root.get("version") != str(VERSION):
        return problem(f"It begins with {root.tag}, version {root.get('version')}.")
    try:
        return _record(root)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        return problem(f"{type(wrong).__name__}: {wrong}")


def _add(parent: etree._Element, name: str, text: str, /, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, _Q + name, {key: _clean(value) for key, value in attributes.items()})
    if text:
        child.text = _clean(text)
    return child


def _say(parent: etree._Element, name: str, text: Text) -> None:
    for language, words in text.items():
        _add(parent, name, words, lang=language)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def _add_step(root: etree._Element, step: ApplicationStep) -> None:
    found = _add(root, "step", "", id=step.id)
    _say(found, "title", step.title)
    for answer in step.answers:
        one = _add(found, "answer", "", path=answer.path, type=answer.type, row=answer.row)
        _say(one, "label", answer.label)
        _say(one, "text", answer.text)
        _add_value(one, "value", answer.value)


def _add_value(parent: etree._Element, name: str, value: Any, /, **attributes: str) -> None:
    if isinstance(value, dict):
        found = _add(parent, name, "", kind="parts", **attributes)
        for key, part in value.items():
            _add_value(found, "part", part, name=str(key))
    elif isinstance(value, list):
        found = _add(parent, name, "", kind="list", **attributes)
        for item in value:
            _add_value(found, "item", item)
    elif isinstance(value, bool):
        _add(parent, name, "true" if value else "false", kind="boolean", **attributes)
    elif isinstance(value, int):
        _add(parent, name, str(value), kind="integer", **attributes)
    elif value is None:
        _add(parent, name, "", kind="none", **attributes)
    else:
        _add(parent, name, value, kind="text", **attributes)


def _add_fee(root: etree._Element, fee: ApplicationFee) -> None:
    found = _add(root, "fee", "", total=f"{fee.total:f}", currency=fee.currency)
    for line in fee.lines:
        _say(_add(found, "line", "", id=line.id, amount=f"{line.amount:f}", basis=line.basis), "text", line.text)


def _record(root: etree._Element) -> ApplicationRecord:
    applicant, service, city = _one(root, "applicant"), _one(root, "service"), _one(root, "city")
    fee = root.find(_Q + "fee")
    return ApplicationRecord(
        case_id=_text(_one(root, "caseId")),
        reference=_text(_one(root, "reference")),
        submitted_at=datetime.fromisoformat(_text(_one(root, "submittedAt"))),
        received_on=date.fromisoformat(_text(_one(root, "receivedOn"))),
        language=_text(_one(root, "language")),
        identity=_attribute(applicant, "identity"),
        level=_attribute(applicant, "level"),
        service=ApplicationService(
            _attribute(service, "id"),
            _attribute(service, "version"),
            _attribute(service, "leika"),
            _said(service, "name"),
        ),
        city=ApplicationCity(_attribute(city, "key"), _text(city), _attribute(city, "ars"), _attribute(city, "ags")),
        steps=tuple(_step(step) for step in root.iterfind(_Q + "step")),
        fee=_fee(fee) if fee is not None else None,
    )


def _step(step: etree._Element) -> ApplicationStep:
    return ApplicationStep(
        _attribute(step, "id"), _said(step, "title"), tuple(_answer(one) for one in step.iterfind(_Q + "answer"))
    )


def _answer(one: etree._Element) -> ApplicationAnswer:
    return ApplicationAnswer(
        path=_attribute(one, "path"),
        type=_attribute(one, "type"),
        label=_said(one, "label"),
        value=_value(_one(one, "value")),
        text=_said(one, "text"),
        row=_attribute(one, "row"),
    )


def _value(element: etree._Element) -> Any:
    kind = _attribute(element, "kind")
    if kind == "parts":
        return {_attribute(part, "name"): _value(part) for part in element.iterfind(_Q + "part")}
    if kind == "list":
        return [_value(item) for item in element.iterfind(_Q + "item")]
    if kind == "none":
        return None
    if kind == "integer":
        return int(_text(element))
    return {"true": True, "false": False}[_text(element)] if kind == "boolean" else _text(element)


def _fee(element: etree._Element) -> ApplicationFee:
    lines = tuple(
        ApplicationFeeLine(
            _attribute(one, "id"), _said(one, "text"), Decimal(_attribute(one, "amount")), _attribute(one, "basis")
        )
        for one in element.iterfind(_Q + "line")
    )
    return ApplicationFee(Decimal(_attribute(element, "total")), _attribute(element, "currency"), lines)


def _one(parent: etree._Element, name: str) -> etree._Element:
    found = parent.find(_Q + name)
    if found is None:
        raise KeyError(name)
    return found


def _said(parent: etree._Element, name: str) -> Text:
    return Text.of({_attribute(one, "lang"): _text(one) for one in parent.iterfind(_Q + name)})


def _text(element: etree._Element) -> str:
    return element.text or ""


def _attribute(element: etree._Element, name: str) -> str:
    return str(element.attrib[name])
