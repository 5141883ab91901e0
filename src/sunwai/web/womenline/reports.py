"""What a report of a fault may tell: of a confidential page, where it happened and nothing else."""

from __future__ import annotations

from types import FrameType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

MODULES = ("sunwai.womenline", "sunwai.web.womenline", "sunwai.web.portal.women")
VIEWS = ("portal:women",)


class ConfidentialFilter(SafeExceptionReporterFilter):
    """Cleanses all that came with a request of a confidential page, and all variables below it.

    Decorators on single functions would have to be remembered at each new one; this looks at where it happened.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """Nothing of what was typed."""
        given: dict[str, Any] = super().get_post_parameters(request)
        return dict.fromkeys(given, self.cleansed_substitute) if is_confidential(request) else given

    def get_traceback_frame_variables(  # type: ignore[override]
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> list[tuple[str, Any]]:
        """Names only, wherever a confidential page is being made."""
        found = super().get_traceback_frame_variables(request, tb_frame)
        if is_confidential(request) or tb_frame.f_globals.get("__name__", "").startswith(MODULES):
            return [(name, self.cleansed_substitute) for name, _value in found]
        return list(found)


def is_confidential(request: HttpRequest | None) -> bool:
    """Whether the page asked for is one of the confidential helplines."""
    match = getattr(request, "resolver_match", None)
    return match is not None and (match.namespace == "women" or match.view_name.startswith(VIEWS))
