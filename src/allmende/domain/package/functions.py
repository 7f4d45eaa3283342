"""Functions that expressions of a package may call besides FEEL's own."""

from __future__ import annotations

from collections.abc import Mapping

from allmende.domain.decisions import LEGAL_TIME, legal_time_in
from allmende.domain.package.streets import StreetAttributes, StreetDirectory
from allmende.domain.registers import COMPARING
from allmende.feel import Function

STREET_ATTRIBUTES = "street attributes"


def functions_with(directory: StreetDirectory, state: str) -> dict[str, Function]:
    """The functions of one city: its streets, and the legal time of its state (`working days add` …)."""
    return {**legal_time_in(state), **COMPARING, STREET_ATTRIBUTES: StreetAttributes(directory)}


FUNCTIONS: Mapping[str, Function] = {**LEGAL_TIME, **COMPARING, STREET_ATTRIBUTES: StreetAttributes(StreetDirectory())}
"""Names and signatures, for checking without a city."""
