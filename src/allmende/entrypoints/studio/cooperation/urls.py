"""Addresses of this room."""

from django.urls import URLPattern, path

from allmende.entrypoints.studio.cooperation.views import agreement, hours, news, overview, places, statement

app_name = "cooperation"

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("leistung/<slug:service_id>/", places.service, name="service"),
    path("stadt/<slug:key>/", places.city, name="city"),
    path("stunden/", hours.hours, name="hours"),
    path("stunden/<int:hours_id>/stornieren/", hours.cancel, name="cancel"),
    path("vereinbarung/", agreement.agreement, name="agreement"),
    path("abrechnung/", statement.this_year, name="statements"),
    path("abrechnung/<int:year>/", statement.statement, name="statement"),
    path("abrechnung/<int:year>/abrechnung.csv", statement.spreadsheet, name="spreadsheet"),
    path("abrechnung/<int:year>/abrechnung.pdf", statement.paper, name="paper"),
    path("neuigkeiten/", news.news, name="news"),
]
