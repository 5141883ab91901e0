"""What kinds of places there are, and which may stand under which."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PlaceKind(TextChoices):
    """A level of government; towns outside urban bodies are villages of the form "census town"."""

    STATE = "state", _("State")
    DIVISION = "division", _("Division")
    DISTRICT = "district", _("District")
    TEHSIL = "tehsil", _("Tehsil")
    BLOCK = "block", _("Block")
    GRAM_PANCHAYAT = "gram_panchayat", _("Gram panchayat")
    VILLAGE = "village", _("Village")
    URBAN_BODY = "urban_body", _("Urban body")
    WARD = "ward", _("Ward")


class PlaceForm(TextChoices):
    """What sort of urban body or village it is, where that matters."""

    CORPORATION = "corporation", _("Municipal corporation")
    MUNICIPALITY = "municipality", _("Municipality")
    TOWN_COUNCIL = "town_council", _("Town council")
    CANTONMENT = "cantonment", _("Cantonment board")
    CENSUS_TOWN = "census_town", _("Census town")
    OUTGROWTH = "outgrowth", _("Outgrowth of a town")


class Setting(TextChoices):
    """Who runs the place: a panchayat, an urban body, or (from the tehsil up) both."""

    RURAL = "rural", _("Rural")
    URBAN = "urban", _("Urban")
    MIXED = "mixed", _("Rural and urban")


class PostOfficeKind(TextChoices):
    HEAD = "HO", _("Head post office")
    SUB = "SO", _("Sub post office")
    BRANCH = "BO", _("Branch post office")


K = PlaceKind

#: What the revenue tree allows: kind → kinds it may stand under.
REVENUE_PARENTS: dict[str, tuple[PlaceKind, ...]] = {
    K.STATE: (),
    K.DIVISION: (K.STATE,),
    K.DISTRICT: (K.DIVISION,),
    K.TEHSIL: (K.DISTRICT,),
    K.VILLAGE: (K.TEHSIL,),
    K.URBAN_BODY: (K.TEHSIL, K.DISTRICT),
}

#: What the panchayat and urban tree allows. A village without a known panchayat stands under its block.
LOCAL_PARENTS: dict[str, tuple[PlaceKind, ...]] = {
    K.BLOCK: (K.DISTRICT,),
    K.GRAM_PANCHAYAT: (K.BLOCK,),
    K.VILLAGE: (K.GRAM_PANCHAYAT, K.BLOCK, K.URBAN_BODY),
    K.URBAN_BODY: (K.DISTRICT,),
    K.WARD: (K.URBAN_BODY,),
}

#: Where a citizen lives and where a complaint may lie.
LOCALITIES = (K.VILLAGE, K.URBAN_BODY, K.WARD)
