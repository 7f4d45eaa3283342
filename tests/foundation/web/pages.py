"""Pages for the tests of the door."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import get_language

from allmende.config.urls import handler400, handler403, handler404, handler500
from allmende.foundation.access import capability, citizen, machine, officer, operator, public
from allmende.foundation.tenancy.scopes import find_city_in_scope
from allmende.foundation.web import views

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@public
def say(request):
    return HttpResponse(f"{find_city_in_scope()} {get_language()} {reverse('say')} {request.path}")


def undeclared(request):
    return HttpResponse("never")


@public
def broken(request):
    raise ValueError("Erika Mustermann")


@public
def forbidden(request):
    raise PermissionDenied


@public
def take(request):
    return HttpResponse(str(len(request.POST)))


@public
def echo(request):
    return JsonResponse(dict((request.POST if request.method == "POST" else request.GET).lists()))


@public
def whence(request):
    return HttpResponse(request.META["REMOTE_ADDR"])


@public
def anything(request, name):
    return HttpResponse(name)


@citizen
def for_citizens(request):
    return HttpResponse(str(request.account.id))


@officer("clerk", "head")
def for_clerks(request):
    return HttpResponse(request.officer.name)


@officer()
def for_staff(request):
    return HttpResponse(request.officer.name)


@machine
def for_machines(request):
    return HttpResponse("beep")


@operator
def for_operator(request):
    return HttpResponse("all well")


@capability
def with_secret(request):
    return HttpResponse("yours")


urlpatterns = [
    path("say/", say, name="say"),
    path("undeclared/", undeclared),
    path("broken/", broken),
    path("forbidden/", forbidden),
    path("take/", take),
    path("citizens/", for_citizens),
    path("clerks/", for_clerks),
    path("staff/", for_staff),
    path("machines/", for_machines),
    path("operator/", for_operator),
    path("secret/", with_secret),
    path("echo/", echo),
    path("whence/", whence),
    path("any/<str:name>/", anything),
    path("csp/", views.policy_report),
]
