"""Settings under test: quick hashes, no fsync, files in a folder of their own."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

_VAR = tempfile.mkdtemp(prefix="allmende-test-")
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)
os.environ["ALLMENDE_VAR"] = _VAR
os.environ["ALLMENDE_SECRET_KEY"] = "for tests only " * 4
os.environ["ALLMENDE_SQLITE_SYNCHRONOUS"] = "OFF"
os.environ["ALLMENDE_AS_OWNER"] = "1"  # conftest steps down to the unprivileged role once the tables stand
os.environ["ALLMENDE_LOG_LEVEL"] = "ERROR"

from allmende.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
OUTCOME_WAIT = 0.0  # no worker runs beside most tests

_DATABASE = DATABASES["default"]  # noqa: F405
if _DATABASE["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads, live servers and worker processes open it like in earnest.
    _DATABASE["TEST"] = {"NAME": f"{_VAR}/test.sqlite3"}
else:
    _DATABASE["TEST"] = {"NAME": f"test_allmende_{os.getpid()}"}
    # A connection that outlives its test would keep the test database from being dropped.
    _DATABASE["CONN_MAX_AGE"] = 0
