"""Addresses of this room."""

from django.urls import URLPattern, path

from allmende.foundation.web.late import late

app_name = "exchange"

views = late("allmende.entrypoints.studio.exchange.views")

urlpatterns: list[URLPattern] = [
    path("", views.exchange, name="exchange"),
    path("einlesen/", views.take_in, name="import"),
    path("datei/<slug:sha>.json", views.export, name="export"),
    path("unterschriften/", views.trust, name="trust"),
    path("unterschriften/zurueckziehen/", views.revoke, name="revoke"),
]
