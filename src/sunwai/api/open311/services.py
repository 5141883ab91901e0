"""What can be asked for: the subjects that are marked public, and the questions of each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sunwai.api.open311.endpoint import Asked
from sunwai.api.open311.errors import NotFound
from sunwai.grievances.questions import in_words
from sunwai.offices.enums import Sensitivity
from sunwai.offices.models import Category

# Kind of question → kind of attribute. Those not named here offer their answers.
DATATYPES = {"text": "text", "number": "number", "date": "datetime"}
YES_NO = ({"code": "yes", "hi": "हाँ", "en": "Yes"}, {"code": "no", "hi": "नहीं", "en": "No"})


def public_subjects() -> QuerySet[Category]:
    """The subjects in use that are public."""
    return Category.objects.filter(
        is_public=True, is_active=True, sensitivity=Sensitivity.NORMAL, department__is_active=True
    ).select_related("department")


def services(asked: Asked) -> list[dict[str, Any]]:
    """GET Service List: the same in every jurisdiction, for every department serves the whole state."""
    asked.check_jurisdiction()
    return [_service(category) for category in public_subjects()]


def service_definition(asked: Asked, service_code: str) -> dict[str, Any]:
    """GET Service Definition: the questions of one subject; none has to be answered."""
    asked.check_jurisdiction()
    category = subject_of(service_code)
    attributes = [_attribute(question, order) for order, question in enumerate(category.questions, 1)]
    return {"service_code": category.code, "attributes": attributes}


def subject_of(service_code: str) -> Category:
    """The public subject with this code.

    Raises:
        NotFound: there is none, or it is not public.
    """
    category = public_subjects().filter(code=service_code).first() if "\0" not in service_code else None
    if category is None:
        raise NotFound(name="service_code")
    return category


def _service(category: Category) -> dict[str, Any]:
    days = category.days_at(1)
    first = ngettext("%(count)s working day", "%(count)s working days", days) % {"count": days}
    return {
        "service_code": category.code,
        "service_name": category.name,
        "description": _("%(subject)s. The first officer answers within %(days)s.")
        % {"subject": category.label, "days": first},
        "metadata": bool(category.questions),
        "type": "realtime",
        "keywords": ", ".join(category.keywords),
        "group": category.department.short,
    }


def _attribute(question: dict[str, Any], order: int) -> dict[str, Any]:
    choices = question.get("choices") or (YES_NO if question["kind"] == "yes_no" else ())
    return {
        "variable": True,
        "code": question["code"],
        "datatype": DATATYPES.get(question["kind"], "singlevaluelist"),
        "required": False,
        "datatype_description": None,
        "order": order,
        "description": in_words(question),
        "values": [{"key": choice["code"], "name": in_words(choice)} for choice in choices],
    }
