"""Addresses of this room, below `/werkstatt/entwurf/`."""

from django.urls import path

from allmende.foundation.web.late import late

app_name = "drafts"

acts = late("allmende.entrypoints.studio.drafts.acts")
examples = late("allmende.entrypoints.studio.drafts.examples")
files = late("allmende.entrypoints.studio.drafts.files")
history = late("allmende.entrypoints.studio.drafts.history")
outline_page = late("allmende.entrypoints.studio.drafts.outline_page")
part = late("allmende.entrypoints.studio.drafts.part")
preview = late("allmende.entrypoints.studio.drafts.preview")
texts = late("allmende.entrypoints.studio.drafts.texts")

urlpatterns = [
    path("neu/", acts.begin, name="begin"),
    path("<uuid:draft_id>/", outline_page.draft, name="draft"),
    path("<uuid:draft_id>/einstellen/", acts.settle, name="settle"),
    path("<uuid:draft_id>/teil/", part.part, name="part"),
    path("<uuid:draft_id>/teil/neu/", acts.add, name="add"),
    path("<uuid:draft_id>/teil/ordnen/", acts.order, name="order"),
    path("<uuid:draft_id>/schreiben/neu/", acts.letter_new, name="letter_new"),
    path("<uuid:draft_id>/texte/", texts.texts, name="texts"),
    path("<uuid:draft_id>/verlauf/", history.history, name="history"),
    path("<uuid:draft_id>/verlauf/<int:seq>/zurueck/", acts.undo, name="undo"),
    path("<uuid:draft_id>/dateien/", files.files, name="files"),
    path("<uuid:draft_id>/dateien/laden/", files.download, name="download"),
    path("<uuid:draft_id>/dateien/ersetzen/", files.upload, name="upload"),
    path("<uuid:draft_id>/beispiele/", examples.examples, name="examples"),
    path("<uuid:draft_id>/beispiele/neu/", examples.example_new, name="example_new"),
    path("<uuid:draft_id>/vorschau/<slug:step_id>/", preview.step, name="preview"),
    path("<uuid:draft_id>/brief/<slug:notice_id>/", preview.letter, name="letter"),
]
