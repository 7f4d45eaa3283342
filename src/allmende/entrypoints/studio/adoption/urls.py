"""Addresses of this room, below `/werkstatt/uebernahme/`."""

from django.urls import path

from allmende.foundation.web.late import late

app_name = "adoption"

cases = late("allmende.entrypoints.studio.adoption.views.cases")
look = late("allmende.entrypoints.studio.adoption.views.look")
own = late("allmende.entrypoints.studio.adoption.views.own")
service = late("allmende.entrypoints.studio.adoption.views.service")
services = late("allmende.entrypoints.studio.adoption.views.services")
values = late("allmende.entrypoints.studio.adoption.views.values")

urlpatterns = [
    path("", services.services, name="services"),
    path("<slug:service_id>/", service.service, name="service"),
    path("<slug:service_id>/zurueck/", service.retreat, name="retreat"),
    path("<slug:service_id>/absagen/", service.cancel, name="cancel"),
    path("<slug:service_id>/beenden/", service.stop, name="stop"),
    path("<slug:service_id>/anpassen/", own.own, name="own"),
    path("<slug:service_id>/anpassen/neu/", own.new, name="new"),
    path("<slug:service_id>/anpassung/<slug:change_id>/", own.change, name="change"),
    path("<slug:service_id>/werte/", values.values, name="values"),
    path("<slug:service_id>/vorgaenge/", cases.cases, name="cases"),
    path("<slug:service_id>/<slug:sha>/", look.look, name="look"),
]
