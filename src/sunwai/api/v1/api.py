"""The API as one object: title, routers, errors."""

from __future__ import annotations

from ninja import NinjaAPI

from sunwai.api import problems
from sunwai.api.v1 import grievances

api = NinjaAPI(
    title="Sunwai",
    version="1",
    description="File complaints with a citizen helpline and follow them. Times are ISO 8601 with offset.",
    docs_url=None,
    urls_namespace="api-v1",
)
problems.install(api)
api.add_router("", grievances.router)
