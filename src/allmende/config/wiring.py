"""The wiring: which adapter sits behind which socket, which fact wakes which task, what the clock starts.

Adapters are imported on first use: the web process never pays for the PDF compiler or the process engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from allmende.foundation import plugs
from allmende.foundation.jobs.cron import Cron
from allmende.foundation.plugs import sockets

if TYPE_CHECKING:
    from allmende.domain.ports.renderer import NoticeRenderer
    from allmende.domain.ports.seal import SealService

FACT_TASKS: Mapping[str, tuple[str, ...]] = {}
"""Fact kind → dotted names of the tasks that follow from it."""

CRON: Mapping[str, Cron] = {}
"""Name → what the clock starts, and when."""


def plug_in() -> None:
    """Register every adapter. Called once, when the first one is asked for."""
    plugs.register(sockets.RENDERER, "typst", _renderer, default=True)
    plugs.register(sockets.SEAL, "folder", _seals, default=True)


@cache
def _shared_renderer() -> NoticeRenderer:
    """One compiler with its fonts for all cities."""
    from allmende.adapters.typst import TypstRenderer  # noqa: PLC0415 - loaded by the worker only

    return TypstRenderer()


def _renderer(city: str) -> NoticeRenderer:
    return _shared_renderer()


@cache
def _shared_seals() -> SealService:
    """Keys of all cities lie in one folder, `VAR/seals`; pyHanko is loaded when the first seal is set."""
    from allmende.adapters.pades.service import FolderSeals  # noqa: PLC0415 - on first use

    return FolderSeals(settings.VAR / "seals")


def _seals(city: str) -> SealService:
    return _shared_seals()
