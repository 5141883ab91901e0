"""Columns and filters of the administration are called something in Hindi."""

from django.contrib import admin
from django.contrib.admin.utils import label_for_field
from django.utils import translation

NAMES_OF_STANDARDS = {("api.Jurisdiction", "code")}  # jurisdiction_id


def columns():
    for model, its_admin in admin.site._registry.items():
        filters = [one[0] if isinstance(one, tuple) else one for one in its_admin.list_filter]
        for name in dict.fromkeys((*its_admin.list_display, *filters)):
            if isinstance(name, str) and "__" not in name:
                yield model, its_admin, name


def test_every_column_has_a_hindi_name():
    with translation.override("hi"):
        bare = {
            (model._meta.label, name)
            for model, its_admin, name in columns()
            if str(label_for_field(name, model, its_admin)).isascii()
        }
    assert bare == NAMES_OF_STANDARDS
