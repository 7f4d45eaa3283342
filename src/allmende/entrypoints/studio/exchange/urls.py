"""Addresses of this room."""

from django.urls import URLPattern, path

from allmende.entrypoints.studio.exchange import views

app_name = "exchange"

urlpatterns: list[URLPattern] = [
    path("", views.exchange, name="exchange"),
    path("einlesen/", views.take_in, name="import"),
    path("datei/<slug:sha>.json", views.export, name="export"),
    path("unterschriften/", views.trust, name="trust"),
    path("unterschriften/zurueckziehen/", views.revoke, name="revoke"),
]
