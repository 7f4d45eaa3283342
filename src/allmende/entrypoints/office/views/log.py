"""For data protection: who read a case, when and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.apps.booking import queries as booking
from allmende.apps.cases.rules import AUDITOR
from allmende.apps.catalogue import queries as catalogue
from allmende.entrypoints.office.frame import officer_of, render
from allmende.entrypoints.office.views.appointments import read_day
from allmende.foundation.access import officer
from allmende.foundation.web.request import city_key, language_of
from allmende.ui.speak import spoken_moment
from allmende.usecases import read_log
from allmende.usecases.booking import read_days


@officer(AUDITOR)
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """The read log of one case, by its number; of one day list, by site and day."""
    language, city = language_of(request), catalogue.get_city(city=city_key(request))
    reference = request.GET.get("nummer", "").strip()[:40]
    found = (
        read_log.read_log(city=city.key, reference=reference, officer=officer_of(request), now=timezone.now())
        if reference
        else None
    )
    rows = [
        {
            "at": spoken_moment(one.at, language),
            "who": one.who,
            "what": one.what.spoken(language),
            "why": ", ".join(why.spoken(language) for why in one.why),
        }
        for one in found or ()
    ]
    on = read_day(request.GET.get("tag", ""))
    site = next((one for one in booking.list_sites() if str(one.id) == request.GET.get("ort", "")), None)
    days = (
        read_days.list_readings(site_id=site.id, on=on, officer=officer_of(request), now=timezone.now())
        if site and on
        else None
    )
    context: dict[str, object] = {
        "sites": [(one.id, one.name, one == site) for one in booking.list_sites()],
        "day": request.GET.get("tag", "")[:40],
        "asked_day": days is not None,
        "readings": [
            {"at": spoken_moment(one.at, language), "who": one.who, "count": one.count, "names": ", ".join(one.names)}
            for one in days or ()
        ],
        "reference": reference,
        "unknown": bool(reference) and found is None,
        "rows": rows,
        "most": read_log.MOST if len(rows) == read_log.MOST else 0,
        "days": city.read_log_days,
    }
    return render(request, "office/log.html", context, city=city)
