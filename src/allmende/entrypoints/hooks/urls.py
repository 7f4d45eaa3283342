"""Addresses for machines, below `/hooks/`."""

from __future__ import annotations

from django.urls import path

from allmende.entrypoints.hooks import views

urlpatterns = [
    path("zahlung/<slug:provider>/", views.payment, name="hook-payment"),
]
