"""One journey on each site: three form pages, twelve fields, summary, submission, confirmation. No login."""

from __future__ import annotations

from bench.visitor import Visitor

SERVICE = "mahnung-begleichen"


def ours(port: int, number: int) -> Visitor:
    """The service „Mahnung begleichen“ in Marburg, from the service's page to the confirmation."""
    visitor = Visitor("marburg.localhost", port, number)
    visitor.get(f"/leistungen/{SERVICE}/")
    visitor.send({})
    visitor.send({"kassenzeichen": "MR26000001235", "nachweis": "betrag", "betrag_mahnung": "447,70", "plz": "35037"})
    visitor.send(
        {"umfang": "voll", "name_zahler": "Erika Muster", "email": "erika@post.example", "telefon": "06421 1234"}
    )
    if "/pruefen/" not in visitor.path:
        raise RuntimeError(f"The journey stands at {visitor.path}")
    visitor.send({})
    if "/vorgang/" not in visitor.path:
        raise RuntimeError(f"The journey ended at {visitor.path}")
    return visitor


def floor(port: int, number: int) -> Visitor:
    """The same on the yardstick."""
    visitor = Visitor("localhost", port, number)
    visitor.get("/")
    visitor.send({})
    visitor.send({"kassenzeichen": "MR26000001235", "nachweis": "betrag", "betrag": "447.70", "plz": "35037"})
    visitor.send({"umfang": "voll", "name": "Erika Muster", "email": "erika@post.example", "telefon": "06421 1234"})
    visitor.send({})
    if visitor.path != "/done/":
        raise RuntimeError(f"The journey ended at {visitor.path}")
    return visitor
