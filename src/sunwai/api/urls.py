"""Addresses of the API."""

from __future__ import annotations

from django.urls import path

from sunwai.api.v1.api import api

urlpatterns = [path("v1/", api.urls)]
