"""Draws form steps: `domain.forms` values in, accessible HTML out, directly and without templates."""

from allmende.ui.form.answers import render_answers
from allmende.ui.form.errors import render_error_summary
from allmende.ui.form.fields import render_fields
from allmende.ui.form.page import OfferedTimes, StepPage, Uploaded

__all__ = [
    "OfferedTimes",
    "StepPage",
    "Uploaded",
    "render_answers",
    "render_error_summary",
    "render_fields",
]
