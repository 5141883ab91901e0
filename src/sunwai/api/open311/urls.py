"""The addresses of Open311."""

from __future__ import annotations

from django.urls import re_path

from sunwai.api.open311 import requests, services, updates
from sunwai.api.open311.discovery import discovery
from sunwai.api.open311.endpoint import Endpoint

ENDING = r"\.(?P<ending>xml|json)$"

urlpatterns = [
    re_path(rf"^discovery{ENDING}", Endpoint("discovery", get=discovery)),
    re_path(rf"^v2/discovery{ENDING}", Endpoint("discovery", get=discovery)),
    re_path(rf"^v2/services{ENDING}", Endpoint("services", get=services.services)),
    re_path(
        rf"^v2/services/(?P<service_code>[^/]+){ENDING}",
        Endpoint("service_definition", get=services.service_definition),
    ),
    re_path(
        rf"^v2/requests{ENDING}", Endpoint("service_requests", get=requests.requests, post=requests.file)
    ),
    re_path(
        rf"^v2/requests/(?P<service_request_id>[^/]+){ENDING}",
        Endpoint("service_requests", get=requests.request),
    ),
    re_path(rf"^v2/tokens/(?P<token>[^/]+){ENDING}", Endpoint("service_requests", get=requests.token)),
    re_path(
        rf"^v2/servicerequestupdates{ENDING}",
        Endpoint("service_request_updates", get=updates.updates, post=updates.update),
    ),
]
