"""The portal as an app on a phone's first screen: its manifest, its service worker, its page without a network."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

BRAND = "#0f4c5c"
SHELL = ("build/main.css", "build/main.js", "icon.svg")
# File, its size, what it may be used for: "maskable" may be cut to any shape.
ICONS = (
    ("icons/icon-192.png", "192x192", "any"),
    ("icons/icon-512.png", "512x512", "any"),
    ("icons/icon-maskable-512.png", "512x512", "maskable"),
)


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to know to keep the portal on its first screen."""
    return JsonResponse(
        {
            "id": "/",
            "name": _("Sunwai 181: citizen helpline"),
            "short_name": _("Sunwai 181"),
            "lang": get_language(),
            "start_url": reverse("portal:home"),
            "scope": "/",
            "display": "standalone",
            "theme_color": BRAND,
            "background_color": "#ffffff",
            "icons": [
                {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for file, sizes, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
    )


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that answers while there is no network, with the names of what it keeps."""
    script = f"self.shell = {json.dumps(_shell())};\n{_read('build/service-worker.js').decode()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What to do without a network; kept in the browser beforehand."""
    return render(request, "portal/offline.html")


@cache
def _shell() -> dict[str, object]:
    """What is kept; its version changes with the contents, so that an old cache is never mistaken for the new."""
    offline_pages = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            offline_pages[language] = reverse("portal:offline")
    said = (
        _read("build/service-worker.js")
        + Path(__file__).with_name("templates").joinpath("portal/offline.html").read_bytes()
    )
    contents = b"".join(map(_read, SHELL)) + said
    return {
        "version": sha256(contents).hexdigest()[:16],
        "files": [static(file) for file in SHELL],
        "staticRoot": settings.STATIC_URL,
        "offline": offline_pages,
        "icon": static(ICONS[0][0]),
        "receipts": {what: reverse("push-receipt", args=[what]) for what in ("shown", "opened")},
    }


def _read(file: str) -> bytes:
    found = finders.find(file)
    assert isinstance(found, str)  # the build made it
    return Path(found).read_bytes()
