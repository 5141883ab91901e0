"""The settings of a real helpline, seen from outside: a process of its own, as on a server."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SHOW = """
import django; django.setup()
import json
from django.test import Client
from django.conf import settings
from django.http import HttpResponse
from sunwai.web.drafts import COOKIE, forget
page = Client().get("/terms/", secure=True, headers={"host": "127.0.0.1"})
plain = Client().get("/terms/", headers={"host": "127.0.0.1"})
gone = forget(HttpResponse()).cookies[COOKIE]
print(json.dumps({
    "status": page.status_code,
    "headers": dict(page.headers),
    "plain": [plain.status_code, plain["Location"]],
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, COOKIE],
    "draft": [gone["secure"], gone["httponly"], gone["path"], gone["domain"], gone["samesite"]],
    "csrf": {name: [one["secure"], one["httponly"], one["path"], one["domain"]] for name, one in page.cookies.items()},
    "simulators": Client().get("/simulators/sms", secure=True, headers={"host": "127.0.0.1"}).status_code,
}))
"""


@pytest.fixture
def production(db, database_url, tmp_path):
    """Runs Python with the settings of production."""

    def run(*arguments):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "sunwai.config.settings.production",
            "SUNWAI_DATA": str(tmp_path),
            "SUNWAI_LOG_LEVEL": "ERROR",
        }
        return subprocess.run(
            [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
        )

    return run


def test_the_deployment_check_of_django_has_nothing_to_say(production):
    done = production("-m", "django", "check", "--deploy", "--fail-level", "WARNING")

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_cookies_belong_to_this_host_over_tls_and_pages_say_their_walls(production):
    done = production("-c", SHOW)
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)

    assert shown["status"] == 200
    assert shown["plain"] == [301, "https://127.0.0.1/terms/"]
    assert shown["cookies"] == ["__Host-session", "__Host-csrf", "__Host-draft"]
    assert shown["draft"] == [True, True, "/", "", "Lax"]
    assert shown["csrf"] in ({}, {"__Host-csrf": [True, True, "/", ""]})
    assert shown["simulators"] == 404
    headers = shown["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "'unsafe" not in headers["Content-Security-Policy"]
    assert headers["Permissions-Policy"].startswith("camera=(), microphone=(), geolocation=()")
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
