"""Addresses of calling out: callbacks and campaigns."""

from __future__ import annotations

from django.urls import path

from sunwai.web.floor import callbacks, campaigns

urlpatterns = [
    path("callbacks/", callbacks.page, name="callbacks"),
    path("callbacks/<int:callback_id>/", callbacks.act, name="callback"),
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/new/", campaigns.write, name="campaign-new"),
    path("campaigns/<int:campaign_id>/", campaigns.page, name="campaign"),
    path("campaigns/<int:campaign_id>/edit/", campaigns.write, name="campaign-edit"),
    path("campaigns/<int:campaign_id>/run/", campaigns.run, name="campaign-run"),
    path("campaigns/<int:campaign_id>/calls.csv", campaigns.export, name="campaign-csv"),
]
