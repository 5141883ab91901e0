"""All addresses. Hindi has none in front, English has `/en/`."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from sunwai.config.health import health
from sunwai.gateways.urls import simulators
from sunwai.web.files import file
from sunwai.web.portal.app import service_worker

urlpatterns = [
    path("health", health),
    path("service-worker.js", service_worker),  # at the top: it answers for all pages below its own address
    path("api/", include("sunwai.api.urls")),
    path("open311/", include("sunwai.api.open311.urls")),
    path("", include("sunwai.gateways.urls")),
    *i18n_patterns(
        path("", include("sunwai.web.portal.urls")),
        path("desk/", include("sunwai.web.desk.urls")),
        path("women-desk/", include("sunwai.web.womenline.urls")),
        path("floor/", include("sunwai.web.floor.urls")),
        path("recordings/", include("sunwai.web.floor.urls_recordings")),
        path("office/", include("sunwai.web.office.urls")),
        path("files/<uuid:upload_id>", file, name="file"),
        path("staff/", include("sunwai.web.staff.urls")),
        path("admin/", admin.site.urls),
        *(simulators if settings.SIMULATORS else ()),
        prefix_default_language=False,
    ),
]
