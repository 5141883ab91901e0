"""A real helpline behind nginx with TLS."""

import os

from sunwai.config.settings.base import *  # noqa: F403
from sunwai.config.settings.base import PUBLIC_URL

MODE = "production"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SUNWAI_PROXIES", "1"))
LIVE_URL = os.environ.get("SUNWAI_LIVE_URL", PUBLIC_URL).rstrip("/")  # nginx hands /live/ to it
DEBUG = False
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading is for the owner of the whole domain to decide
# `__Host-`: set by this host alone, over TLS alone; no neighbour under the same domain can put one in its place.
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
DRAFT_COOKIE_NAME = "__Host-draft"
