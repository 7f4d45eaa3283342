"""The yardstick: the same journey in the barest honest Django. Three pages with twelve fields, a check page, a confirmation.

One file, stock parts: sessions in the database, eight middlewares, `django.forms` with its own widgets, one INSERT. No city, no
rules, no texts, no audit, no jobs, no PDF, no mail. Run by the same server with the same number of processes.
"""

from __future__ import annotations

import os
from typing import Any

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="bench " * 10,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ.get("BENCH_NAME", ""),
            "USER": os.environ.get("BENCH_USER", ""),
            "PASSWORD": os.environ.get("BENCH_PASSWORD", ""),
            "HOST": os.environ.get("BENCH_HOST", ""),
            "PORT": os.environ.get("BENCH_PORT", ""),
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "page.html": "<!DOCTYPE html><html lang=de><title>{{ title }}</title><main><h1>{{ title }}</h1>"
                            "<form method=post>{% csrf_token %}{{ form.as_p }}<button>Weiter</button></form></main></html>",
                            "check.html": "<!DOCTYPE html><html lang=de><title>Prüfen</title><main><dl>"
                            "{% for name, value in answers %}<dt>{{ name }}</dt><dd>{{ value }}</dd>{% endfor %}</dl>"
                            "<form method=post>{% csrf_token %}<button>Absenden</button></form></main></html>",
                            "done.html": "<!DOCTYPE html><html lang=de><title>Danke</title><main><p>{{ id }}</p></main></html>",
                        },
                    )
                ],
            },
        }
    ],
)
django.setup()

from django import forms  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Submission(models.Model):
    answers = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "floor"


class Person(forms.Form):
    familienname = forms.CharField(max_length=120)
    vornamen = forms.CharField(max_length=120, required=False)
    email = forms.EmailField()
    telefon = forms.CharField(max_length=40, required=False)


class Home(forms.Form):
    street = forms.CharField(max_length=120)
    house_number = forms.CharField(max_length=20)
    postcode = forms.RegexField(r"^\d{5}$")
    place = forms.CharField(max_length=80)


class Matter(forms.Form):
    anliegen = forms.CharField(max_length=200)
    anzahl = forms.IntegerField()
    richtigkeit = forms.BooleanField()
    zustellweg = forms.ChoiceField(choices=[("postfach", "Online"), ("post", "Brief")], widget=forms.RadioSelect)


STEPS: dict[str, Any] = {"1": Person, "2": Home, "3": Matter}


def start(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        request.session["answers"] = {}
        return HttpResponseRedirect("/1/")
    return render(request, "page.html", {"title": "Antrag", "form": ""})


def step(request: HttpRequest, number: str) -> HttpResponse:
    form = STEPS[number](request.POST or None, initial=request.session.get("answers", {}).get(number))
    if request.method == "POST" and form.is_valid():
        answers = request.session.get("answers", {})
        answers[number] = {name: str(value) for name, value in form.cleaned_data.items()}
        request.session["answers"] = answers
        return HttpResponseRedirect(f"/{int(number) + 1}/" if number != "3" else "/check/")
    return render(request, "page.html", {"title": f"Schritt {number}", "form": form})


def check(request: HttpRequest) -> HttpResponse:
    answers = [pair for page in request.session.get("answers", {}).values() for pair in page.items()]
    if request.method == "POST":
        made = Submission.objects.create(answers=dict(answers))
        request.session["answers"] = {}
        request.session["made"] = made.pk
        return HttpResponseRedirect("/done/")
    return render(request, "check.html", {"answers": answers})


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "done.html", {"id": Submission.objects.get(pk=request.session["made"]).pk})


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("gesund/", health),
    path("", start),
    path("check/", check),
    path("done/", done),
    path("<str:number>/", step),
]


def create_tables() -> None:
    """The tables of the stock parts, and the one of this site."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Submission)


application = get_wsgi_application()

if __name__ == "__main__":
    create_tables()
