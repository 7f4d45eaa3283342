"""A visit to the office that a case needed."""

from __future__ import annotations

from django.db import models

from allmende.foundation.tenancy.models import CityModel


class Visit(CityModel):
    """One per case. `confirmed`: the job ran.

    Without constraints in the database: tables of an app without migrations are made before those they refer to.
    """

    city = models.ForeignKey("tenancy.City", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    case = models.OneToOneField(
        "cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    day = models.DateField()
    confirmed = models.BooleanField(default=False)
