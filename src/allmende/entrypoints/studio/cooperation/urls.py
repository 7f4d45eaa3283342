"""Addresses of this room."""

from django.urls import URLPattern, path

from allmende.foundation.web.late import late

app_name = "cooperation"

agreement = late("allmende.entrypoints.studio.cooperation.views.agreement")
hours = late("allmende.entrypoints.studio.cooperation.views.hours")
news = late("allmende.entrypoints.studio.cooperation.views.news")
overview = late("allmende.entrypoints.studio.cooperation.views.overview")
places = late("allmende.entrypoints.studio.cooperation.views.places")
statement = late("allmende.entrypoints.studio.cooperation.views.statement")

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
