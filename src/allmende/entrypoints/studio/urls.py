"""Addresses of the studio, below `/werkstatt/`. Each room keeps its own."""

from django.urls import include, path

from allmende.foundation.web.late import late

app_name = "studio"

home = late("allmende.entrypoints.studio.home")
service = late("allmende.entrypoints.studio.service")

urlpatterns = [
    path("", home.home, name="home"),
    path("leistung/<slug:service_id>/", service.service, name="service"),
    path("entwurf/", include("allmende.entrypoints.studio.drafts.urls")),
    path("vorschlag/", include("allmende.entrypoints.studio.reviews.urls")),
    path("uebernahme/", include("allmende.entrypoints.studio.adoption.urls")),
    path("zusammenarbeit/", include("allmende.entrypoints.studio.cooperation.urls")),
    path("austausch/", include("allmende.entrypoints.studio.exchange.urls")),
]
