"""What this machine has for the tests, and getting the rest where we may."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from functools import cache

from tools.environment import ROOT
from tools.progress import say

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


CONFORMANCE_KIT = ROOT.parent / "shared" / "conformance" / "dmn-tck"
"""The cases of the public DMN conformance kit (Apache-2.0): data beside the checkout, never copied into it."""


def lacks_conformance_kit() -> str:
    """Why the DMN conformance cases cannot run here, empty when they can."""
    return "" if CONFORMANCE_KIT.is_dir() else f"the DMN conformance kit is not at {CONFORMANCE_KIT}"


def lacks_node() -> str:
    """Why the frontend cannot be built here, empty when it can."""
    return "" if shutil.which("npm") and shutil.which("node") else "Node and npm are not installed"


@cache
def get_chromium() -> str:
    """Have Chromium: install it through apt where we may. Why there is none, empty when there is one."""
    if _chromium():
        return ""
    apt = shutil.which("apt-get")
    rights = _rights()
    if apt is None or rights is None:
        return "Chromium is not installed (on Debian: sudo apt install chromium)"
    say("· Installing Chromium through apt …")
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run([*rights, apt, *command], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        return f"apt could not install Chromium: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    return "" if _chromium() else "Chromium is not on the path"


@cache
def find_postgresql(python: str) -> str:
    """The address of a PostgreSQL where a test database may be made, or empty.

    `ALLMENDE_TEST_POSTGRES` names one; else the machine's own at 127.0.0.1:5432 is asked as this user and as `postgres`.
    """
    named = os.environ.get("ALLMENDE_TEST_POSTGRES", "")
    tried = (
        [named] if named else [f"postgres://{user}@127.0.0.1:5432/postgres" for user in (getpass.getuser(), "postgres")]
    )
    for address in tried:
        asked = (
            "import psycopg, sys; c = psycopg.connect(sys.argv[1], connect_timeout=3); "
            "r = c.execute('SELECT rolsuper OR (rolcreatedb AND rolcreaterole) FROM pg_roles WHERE rolname = current_user'); "
            "sys.exit(0 if r.fetchone()[0] else 1)"
        )
        if subprocess.run([python, "-c", asked, address], capture_output=True, check=False).returncode == 0:
            return address
    return ""


def _chromium() -> str | None:
    return next((found for found in map(shutil.which, CHROMIUM) if found), None)


def _rights() -> list[str] | None:
    """The prefix that makes a command run as root, or None when we may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
