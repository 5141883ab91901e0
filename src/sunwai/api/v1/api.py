"""The API as one object: title, routers, errors, limit."""

from __future__ import annotations

from django.views.decorators.http import require_safe

from sunwai.api import problems
from sunwai.api.limits import per_key
from sunwai.api.v1 import (
    bulk,
    citizen,
    department,
    departments,
    grievances,
    listing,
    places,
    reaching,
    schemes,
    timeline,
    uploads,
)
from sunwai.api.v1.openapi import DescribedApi
from sunwai.api.wire import Json, JsonParser

api = DescribedApi(
    title="Sunwai",
    version="1",
    description="File complaints with a citizen helpline, follow them, work on them, or let an app do all that a "
    "citizen can do on the portal. Times are ISO 8601 with offset.\n\n"
    "Errors are `application/problem+json` (RFC 9457); their `detail` and other sentences are in Hindi or "
    "English, as `Accept-Language` asks.",
    docs_url=None,
    docs_decorator=require_safe,  # the description, too
    urls_namespace="api-v1",
    throttle=per_key,
    parser=JsonParser(),
    renderer=Json(),
)
problems.install(api)
listing.add_to(grievances.router)  # one address, two methods
for part in (
    bulk,
    grievances,
    timeline,
    department,
    citizen,
    reaching,
    uploads,
    places,
    departments,
    schemes,
):
    api.add_router("", part.router)
