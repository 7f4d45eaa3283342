"""Addresses of this room."""

from django.urls import URLPattern

app_name = "drafts"

urlpatterns: list[URLPattern] = []
