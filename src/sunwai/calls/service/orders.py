"""Orders of pages: read from their rows, given to the call they are about, answered."""

from __future__ import annotations

from sunwai.calls.models import Order
from sunwai.calls.service.centre import Centre
from sunwai.calls.service.live import Asked
from sunwai.core import clock


class CannotDo(Exception):
    """What a page asked for is not possible now; the word of it goes to the page."""


def load_orders(order: int | None = None) -> list[tuple[Asked, str]]:
    """Orders that are open, or one of them, each with the call it is about, the oldest first."""
    rows = Order.objects.filter(done_at=None, **({"pk": order} if order else {})).order_by("given_at")
    return [
        (
            Asked(pk=row.pk, kind=row.kind, data=row.data, session=row.session_id),
            str(row.call_id or ""),
        )
        for row in rows
    ]


def finish(centre: Centre, asked: Asked, problem: str = "") -> None:
    """Tell the page what became of its order."""
    centre.book.note("end_order", order=asked.pk, at=clock.now(), problem=problem)
