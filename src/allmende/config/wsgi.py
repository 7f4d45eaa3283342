"""The web application: static files straight from the packages, everything else Django."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from whitenoise import WhiteNoise

django.setup()

from allmende.config import sandbox, staff, studio, warm_up  # noqa: E402 - needs the registry of apps

Application = sandbox.Application

ONE_YEAR = 31_536_000


def guard_file(headers: Any, _path: str, _url: str) -> None:
    """A static file is what its ending says, whatever a browser would guess."""
    headers["X-Content-Type-Options"] = "nosniff"


def build() -> Application:
    """Everything this installation answers. Static addresses carry their content's hash, so browsers keep them."""
    pages: Application = sandbox.beside(studio.beside(get_wsgi_application(), studio.begin(), staff.is_staff))
    static: Any = WhiteNoise(
        pages, max_age=ONE_YEAR, immutable_file_test=lambda _path, _url: True, add_headers_function=guard_file
    )
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            static.add_files(storage.location, prefix=settings.STATIC_URL)
    # All views are loaded now rather than by the first visitor, but for the studio's, which other processes answer.
    for urlconf in (settings.ROOT_URLCONF, settings.PLATFORM_URLCONF, settings.OPERATOR_URLCONF):
        get_resolver(urlconf).url_patterns  # noqa: B018 - reading it loads them
    application: Application = static
    return application


application = build()


def prepare() -> None:
    """Once in the process the workers are forked from."""
    warm_up.warm_up(application)
