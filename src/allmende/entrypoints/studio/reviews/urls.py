"""Addresses of this room."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from allmende.foundation.web.late import late

app_name = "reviews"

acts = late("allmende.entrypoints.studio.reviews.views.acts")
catch_up = late("allmende.entrypoints.studio.reviews.views.catch_up")
compare = late("allmende.entrypoints.studio.reviews.views.compare")
listing = late("allmende.entrypoints.studio.reviews.views.listing")
proposal = late("allmende.entrypoints.studio.reviews.views.proposal")
propose = late("allmende.entrypoints.studio.reviews.views.propose")
release = late("allmende.entrypoints.studio.reviews.views.release")


class Checksum(StringConverter):
    """A release by the checksum of its content."""

    regex = "[0-9a-f]{64}"


register_converter(Checksum, "sha256")

urlpatterns = [
    path("", listing.proposals, name="list"),
    path("vergleich/", compare.compare, name="compare"),
    path("fassung/<sha256:sha>/zurueckziehen/", release.withdraw, name="withdraw"),
    path("<uuid:draft_id>/", proposal.proposal, name="proposal"),
    path("<uuid:draft_id>/vorschlagen/", propose.propose, name="propose"),
    path("<uuid:draft_id>/zurueckziehen/", acts.take_back, name="take_back"),
    path("<uuid:draft_id>/anmerkung/", acts.comment, name="comment"),
    path("<uuid:draft_id>/anmerkung/<int:comment_id>/erledigt/", acts.resolve, name="resolve"),
    path("<uuid:draft_id>/stellungnahme/", acts.verdict, name="verdict"),
    path("<uuid:draft_id>/freigeben/", release.release, name="release"),
    path("<uuid:draft_id>/nachziehen/", catch_up.catch_up, name="catch_up"),
]
