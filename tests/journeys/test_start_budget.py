"""What a web process loads before anybody comes. Counted, not timed: each module costs time at every start and memory for ever."""

from __future__ import annotations

import subprocess
import sys

MOST_MODULES = 1600
"""With the driver of PostgreSQL, which is about thirty of them."""
ELSEWHERE = (
    "SpiffWorkflow",
    "typst",
    "pikepdf",
    "pyhanko",
    "PIL",
    "asn1crypto",
    "cryptography.hazmat",
    "joserfc",
    "lxml",
    "segno",
    "urllib3",
    "yaml",
    "allmende.adapters.spiff",
    "allmende.formats.city",
    "allmende.formats.package",
    "allmende.usecases.rehearsal",
)
"""The worker's, the studio's, whose pages other processes answer, and what pages need that few people open."""
STUDIO = "allmende.entrypoints.studio."
PROGRAM = "import sys, allmende.config.wsgi; print(*sys.modules, sep='\\n')"


def test_a_web_process_loads_what_its_pages_need() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    loaded = done.stdout.split()
    assert "allmende.entrypoints.portal.views.home" in loaded
    assert [name for name in loaded if name.startswith(ELSEWHERE)] == []
    assert {name.rpartition(".")[2] for name in loaded if name.startswith(STUDIO)} <= {
        *("apps", "urls"),
        *("drafts", "reviews", "adoption", "cooperation", "exchange"),
    }
    assert len(loaded) <= MOST_MODULES
