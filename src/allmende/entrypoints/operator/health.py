"""For monitors: `/health` (this process answers), `/ready` (people are served), `/metrics` (Prometheus)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.foundation.access import operator, public
from allmende.usecases.inspecting import InspectionFinding, inspect_quickly

DEGREE = {"ok": 0, "warn": 1, "bad": 2}


@public
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers. Asks nobody: a database that is away is no reason to restart the server."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 or 503, and the state of each thing. Sentences and figures are the operator's: here stand states only."""
    found = inspect_quickly(timezone.now())
    return JsonResponse(
        {"status": _worst(found), "checks": _states(found)},
        status=503 if _worst(found) == "bad" else 200,
    )


@operator
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures and states in Prometheus' text format."""
    return HttpResponse(
        expose(inspect_quickly(timezone.now())), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def expose(found: Iterable[InspectionFinding]) -> str:
    """Prometheus' text format 0.0.4: `allmende_<figure> <value>`, and `allmende_check{name="…"}` 0 ok, 1 warning, 2 bad."""
    found = tuple(found)
    figures = {name: value for one in found for name, value in one.figures.items()}
    lines = [f"# TYPE allmende_{name} gauge\nallmende_{name} {value:.12g}" for name, value in sorted(figures.items())]
    lines.append("# HELP allmende_check 0 ok, 1 warning, 2 bad\n# TYPE allmende_check gauge")
    lines += [f'allmende_check{{name="{name}"}} {DEGREE[state]}' for name, state in sorted(_states(found).items())]
    return "\n".join(lines) + "\n"


def _states(found: Iterable[InspectionFinding]) -> dict[str, str]:
    """The worst state under each name."""
    states: dict[str, str] = {}
    for one in found:
        states[one.name] = max(states.get(one.name, "ok"), one.state, key=DEGREE.__getitem__)
    return states


def _worst(found: Iterable[InspectionFinding]) -> str:
    return max((one.state for one in found), key=DEGREE.__getitem__, default="ok")
