"""One journey on each site: three form pages, twelve fields, summary, submission, confirmation. No login, no script."""

from __future__ import annotations

from bench import packages
from bench.visitor import Visitor

HOST = f"{packages.CITY}.localhost"


def to_desk(port: int, number: int) -> Visitor:
    """What a clerk has to decide: ends when its receipt is written and the mail sent."""
    return _apply(port, number, packages.DESK)


def to_notice(port: int, number: int) -> Visitor:
    """What nobody has to decide: ends with a sealed notice."""
    return _apply(port, number, packages.NOTICE)


def left_to_worker(port: int, number: int) -> Visitor:
    """As `to_notice`, by somebody who closes the browser after sending."""
    return _apply(port, number, packages.NOTICE, stay=False)


def _apply(port: int, number: int, service: str, *, stay: bool = True) -> Visitor:
    visitor = Visitor(HOST, port, number)
    visitor.get(f"/leistungen/{service}/")
    visitor.send({})
    for answers in packages.ANSWERS:
        visitor.send({f"_f.{field}": answer for field, answer in answers.items()})
    if "/pruefen/" not in visitor.path:
        raise RuntimeError(f"The journey stands at {visitor.path}")
    visitor.send({}, follow=stay)
    if "/vorgang/" not in visitor.path:
        raise RuntimeError(f"The journey ended at {visitor.path}")
    return visitor


def floor(port: int, number: int) -> Visitor:
    """The same on the yardstick."""
    visitor = Visitor("localhost", port, number)
    visitor.get("/")
    visitor.send({})
    for answers in packages.ANSWERS:
        visitor.send({name.rpartition(".")[2]: answer for name, answer in answers.items()})
    visitor.send({})
    if visitor.path != "/done/":
        raise RuntimeError(f"The journey ended at {visitor.path}")
    return visitor
