"""The web application as servers start it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault(
    "DJANGO_SETTINGS_MODULE", f"sunwai.config.settings.{os.environ.get('SUNWAI_MODE', 'production')}"
)
application = get_wsgi_application()
