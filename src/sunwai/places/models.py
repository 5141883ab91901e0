"""Places and post offices, filled from the Local Government Directory (LGD) and the Census."""

from __future__ import annotations

from typing import Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sunwai.places import lineage
from sunwai.places.enums import LOCAL_PARENTS, REVENUE_PARENTS, PlaceForm, PlaceKind, PostOfficeKind, Setting
from sunwai.places.keys import names_key


class PlaceQuerySet(models.QuerySet["Place"]):
    def active(self) -> Self:
        return self.filter(active=True)

    def of_kind(self, *kinds: PlaceKind) -> Self:
        return self.filter(kind__in=kinds)

    def within(self, place: Place) -> Self:
        """The place itself and everything under it, in either tree."""
        return self.filter(Q(pk=place.pk) | Q(ancestors__contains=[place.pk]))

    def above(self, place: Place) -> Self:
        """Everything above the place, in both trees; unordered."""
        return self.filter(pk__in=place.ancestors)

    def with_parents(self) -> Self:
        """Fetches what `label` needs."""
        return self.select_related("revenue_parent", "local_parent", "district")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),  # what was before: the load itself leaves no events
    pghistory.DeleteEvent(),
    exclude=["ancestors", "district", "key", "shipped"],
)
class Place(models.Model):
    """A state, district, village … with the places above it.

    `ancestors`, `district` and `key` follow from the other columns: `save` and the importers keep them.
    """

    code = models.CharField(gettext_lazy("code"), max_length=40, unique=True, help_text="kind:LGD code")
    kind = models.CharField(gettext_lazy("kind"), max_length=20, choices=PlaceKind)
    form = models.CharField(gettext_lazy("form"), max_length=20, choices=PlaceForm, blank=True)
    lgd_code = models.PositiveIntegerField(gettext_lazy("LGD code"), null=True, blank=True)
    name_en = models.CharField(gettext_lazy("name in English"), max_length=120)
    name_hi = models.CharField(gettext_lazy("name in Hindi"), max_length=120, blank=True)
    other_names = ArrayField(
        models.CharField(max_length=120),
        verbose_name=gettext_lazy("other spellings"),
        default=list,
        blank=True,
        help_text=gettext_lazy("found by search, never shown"),
    )
    setting = models.CharField(gettext_lazy("rural or urban"), max_length=10, choices=Setting)
    revenue_parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revenue_children"
    )
    local_parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="local_children"
    )
    local_parent_assumed = models.BooleanField(
        gettext_lazy("block is assumed"),
        default=False,
        help_text=gettext_lazy("from the tehsil, until LGD's own mapping is imported"),
    )
    district = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="district_places"
    )
    ancestors = ArrayField(models.BigIntegerField(), default=list, editable=False)
    key = models.TextField(editable=False)
    latitude = models.FloatField(gettext_lazy("latitude"), null=True, blank=True)
    longitude = models.FloatField(gettext_lazy("longitude"), null=True, blank=True)
    active = models.BooleanField(gettext_lazy("active"), default=True)
    # digest of the row it was loaded from
    shipped = models.CharField(max_length=16, blank=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("place")
        verbose_name_plural = gettext_lazy("places")
        ordering = ["name_en", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "lgd_code"],
                condition=Q(lgd_code__isnull=False),
                name="place_lgd_code_once_per_kind",
            ),
            models.CheckConstraint(condition=Q(kind__in=PlaceKind.values), name="place_kind_known"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="place_has_both_coordinates_or_none",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "kind", "name_en"], name="place_by_district"),
            models.Index(fields=["kind", "name_en"], name="place_by_kind"),
            models.Index(
                fields=["latitude", "longitude"],
                condition=Q(latitude__isnull=False),
                name="place_by_coordinates",
            ),
            GinIndex(fields=["ancestors"], name="place_ancestors"),
            GinIndex(OpClass(F("key"), name="gin_trgm_ops"), name="place_key_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.name(get_language() or 'hi')} ({self.get_kind_display()})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = names_key(self.names)
        super().save(*args, **kwargs)
        lineage.refresh(under=self.pk)
        self.refresh_from_db(fields=["ancestors", "district"])

    def clean(self) -> None:
        """Refuse a parent of the wrong kind and a place above itself."""
        self._clean_parent("revenue_parent", REVENUE_PARENTS)
        self._clean_parent("local_parent", LOCAL_PARENTS)

    def _clean_parent(self, field: str, allowed: dict[str, tuple[PlaceKind, ...]]) -> None:
        parent: Place | None = getattr(self, field)
        if parent is None:
            return
        if parent.kind not in allowed.get(self.kind, ()):
            raise ValidationError(
                {
                    field: _("A %(kind)s cannot stand under a %(parent)s.")
                    % {"kind": PlaceKind(self.kind).label, "parent": PlaceKind(parent.kind).label}
                }
            )
        if self.pk and self.pk in {parent.pk, *parent.ancestors}:
            raise ValidationError({field: _("A place cannot stand under itself.")})

    @property
    def names(self) -> list[str]:
        return [self.name_en, self.name_hi, *self.other_names]

    @property
    def lineage(self) -> list[int]:
        """Ids of the place and of everything above it."""
        return [self.pk, *self.ancestors]

    def name(self, language: str) -> str:
        """The place's name in `language` ("hi" or "en"); English where the Hindi one is not known."""
        return (self.name_hi if language == "hi" else "") or self.name_en

    def label(self, language: str) -> str:
        """The name with what tells it from its namesakes: "रामपाली, तहसील वारासिवनी, बालाघाट"."""
        above = LABELLED_BY.get(PlaceKind(self.kind), ())
        places = [self, *(getattr(self, field) for field in above)]
        return ", ".join(
            _titled(place, language, alone=place is self)
            for place in dict.fromkeys(places)
            if place is not None
        )


#: Which parents a label names, nearest first.
LABELLED_BY: dict[PlaceKind, tuple[str, ...]] = {
    PlaceKind.TEHSIL: ("district",),
    PlaceKind.BLOCK: ("district",),
    PlaceKind.GRAM_PANCHAYAT: ("local_parent", "district"),
    PlaceKind.VILLAGE: ("revenue_parent", "district"),
    PlaceKind.URBAN_BODY: ("district",),
    PlaceKind.WARD: ("local_parent", "district"),
}

#: Kind or form → how its name is worn in a label. Villages, wards and districts under others go bare.
TITLES: dict[str, dict[str, str]] = {
    PlaceKind.DIVISION: {"hi": "{} संभाग", "en": "{} division"},
    PlaceKind.TEHSIL: {"hi": "तहसील {}", "en": "{} tehsil"},
    PlaceKind.BLOCK: {"hi": "विकासखंड {}", "en": "{} block"},
    PlaceKind.GRAM_PANCHAYAT: {"hi": "ग्राम पंचायत {}", "en": "{} gram panchayat"},
    PlaceForm.CORPORATION: {"hi": "{} (नगर निगम)", "en": "{} (municipal corporation)"},
    PlaceForm.MUNICIPALITY: {"hi": "{} (नगर पालिका)", "en": "{} (municipality)"},
    PlaceForm.TOWN_COUNCIL: {"hi": "{} (नगर परिषद)", "en": "{} (town council)"},
    PlaceForm.CANTONMENT: {"hi": "{} (छावनी)", "en": "{} (cantonment)"},
}
PLAIN = {"hi": "{}", "en": "{}"}


def _titled(place: Place, language: str, *, alone: bool) -> str:
    title = TITLES.get(place.form) or TITLES.get(place.kind) or PLAIN
    if place.kind == PlaceKind.DISTRICT and alone:
        title = {"hi": "जिला {}", "en": "{} district"}
    return title["hi" if language == "hi" else "en"].format(place.name(language))


class PostOffice(models.Model):
    """A post office of a PIN code: helps to find a place, never decides one."""

    pincode = models.CharField(gettext_lazy("PIN code"), max_length=6)
    name = models.CharField(gettext_lazy("name"), max_length=120)
    kind = models.CharField(gettext_lazy("kind"), max_length=2, choices=PostOfficeKind)
    district = models.ForeignKey(Place, models.PROTECT, null=True, related_name="post_offices")
    key = models.TextField(editable=False)
    latitude = models.FloatField(gettext_lazy("latitude"), null=True, blank=True)
    longitude = models.FloatField(gettext_lazy("longitude"), null=True, blank=True)

    class Meta:
        verbose_name = gettext_lazy("post office")
        verbose_name_plural = gettext_lazy("post offices")
        ordering = ["pincode", "name"]
        constraints = [
            models.UniqueConstraint(fields=["pincode", "name", "kind"], name="post_office_once"),
            models.CheckConstraint(
                condition=Q(pincode__regex=r"^[1-9][0-9]{5}$"), name="post_office_pincode_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pincode} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = names_key([self.name])
        super().save(*args, **kwargs)


class ShippedFile(models.Model):
    """What was loaded last from a file of data/places, so that an unchanged one is not loaded again."""

    name = models.CharField(max_length=80, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
