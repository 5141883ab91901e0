"""All addresses. Hindi has none in front, English has `/en/`."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from sunwai.config.health import health
from sunwai.web.staff.views import staff_home

urlpatterns = [
    path("health", health),
    path("api/", include("sunwai.api.urls")),
    *i18n_patterns(
        path("staff/home/", staff_home, name="staff-home"),
        path("staff/", include("allauth.account.urls")),
        path("staff/mfa/", include("allauth.mfa.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
