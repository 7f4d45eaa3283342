"""The installation with one app more. Its tables are made without migrations."""

from __future__ import annotations

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as _CORE

INSTALLED_APPS = [*_CORE, "tests.toy_app"]
