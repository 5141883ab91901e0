"""What a citizen has filled in so far, read from the draft."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from sunwai.citizens.models import Citizen
from sunwai.core import clock
from sunwai.files.models import Upload, UploadKind
from sunwai.grievances import subjects
from sunwai.grievances.actions.registration import Complaint
from sunwai.grievances.enums import Kind
from sunwai.grievances.lookalikes import Lookalike, find_lookalikes
from sunwai.grievances.models import Draft
from sunwai.offices.enums import PhotoNeed
from sunwai.offices.models import Category, Post
from sunwai.places.models import Place
from sunwai.web.access import citizen_of
from sunwai.web.drafts import draft_of


class Sheet:
    """The draft as the pages read it. Empty where nothing was begun yet.

    Attributes:
        citizen: who is signed in, if anybody.
    """

    def __init__(self, draft: Draft | None, citizen: Citizen | None) -> None:
        self.draft = draft
        self.citizen = citizen
        self.data: dict[str, Any] = draft.data if draft else {}

    @property
    def text(self) -> str:
        return str(self.data.get("text", ""))

    @property
    def kind(self) -> Kind:
        return Kind(self.data.get("kind", Kind.COMPLAINT))

    @property
    def is_sealed(self) -> bool:
        """Whether the identity of the citizen will be sealed."""
        return self.kind == Kind.CORRUPTION

    @cached_property
    def category(self) -> Category | None:
        """The chosen subject, while it fits the kind of the complaint."""
        return subjects.usable(self.kind).filter(code=self.data.get("category")).first()

    @cached_property
    def place(self) -> Place | None:
        return Place.objects.active().with_parents().filter(pk=self.data.get("place") or 0).first()

    @cached_property
    def accused_post(self) -> Post | None:
        """In a corruption complaint, the post complained of, where the citizen could name it."""
        if not self.is_sealed:
            return None
        posts = Post.objects.select_related("department", "designation", "place")
        return posts.filter(pk=self.data.get("accused") or 0).first()

    @property
    def accused_named(self) -> str:
        """The accused in the citizen's own words, where the post was not chosen."""
        return "" if self.accused_post else str(self.data.get("accused_named", ""))

    @property
    def is_anonymous(self) -> bool:
        """Whether it is to be sent without name and number: a corruption complaint alone can be."""
        return self.is_sealed and bool(self.data.get("anonymous"))

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.data.get("answers", {}))

    @property
    def landmark(self) -> str:
        return str(self.data.get("landmark", ""))

    @property
    def uploads(self) -> list[Upload]:
        return list(self.draft.uploads.order_by("uploaded_at")) if self.draft else []

    @property
    def voice(self) -> list[Upload]:
        """The recordings among the files."""
        return [upload for upload in self.uploads if upload.kind == UploadKind.AUDIO]

    @property
    def words(self) -> str:
        """What was written; for whoever only spoke, where it is to be heard."""
        if self.text:
            return self.text
        return _("(Told by voice – please listen to the recording)") if self.voice else ""

    @property
    def spot(self) -> dict[str, float] | None:
        """Latitude, longitude and accuracy of the place, where the phone told it.

        Never for a sealed complaint: it might tell where its citizen lives.
        """
        return None if self.is_sealed else self.data.get("spot")

    @property
    def seen(self) -> set[str]:
        """Steps that were answered, be it with nothing."""
        return set(self.data.get("seen", ()))

    @property
    def lacks_photo(self) -> bool:
        """Whether the subject asks for a photo and there is none yet."""
        needed = self.category is not None and self.category.photo == PhotoNeed.REQUIRED
        return needed and not any(upload.kind == UploadKind.PHOTO for upload in self.uploads)

    @cached_property
    def lookalikes(self) -> list[Lookalike]:
        """Open cases that may be the same. None for a sealed complaint: nobody is to learn of it."""
        if self.is_sealed or self.category is None or self.place is None:
            return []
        return find_lookalikes(
            category=self.category, place=self.place, text=self.text, citizen=self.citizen, now=clock.now()
        )

    def complaint(self, language: str) -> Complaint:
        """What is to be registered. Only for a sheet whose subject and place are chosen."""
        assert self.category is not None
        assert self.place is not None
        return Complaint(
            kind=self.kind,
            category=self.category,
            place=self.place,
            text=self.words,
            answers=self.answers,
            landmark=self.landmark,
            latitude=self.spot["latitude"] if self.spot else None,
            longitude=self.spot["longitude"] if self.spot else None,
            uploads=tuple(self.uploads),
            accused_post=self.accused_post,
            accused_named=self.accused_named if self.is_sealed else "",
            language=language,
        )


def sheet_of(request: HttpRequest) -> Sheet:
    """The visitor's unsent complaint: of this browser, else the last one of the citizen who signed in."""
    citizen = citizen_of(request)
    draft = draft_of(request)
    if draft is None or not _is_unsent(draft):
        draft = unsent_draft_of(citizen)
    return Sheet(draft, citizen)


def unsent_draft_of(citizen: Citizen | None) -> Draft | None:
    """The last complaint that `citizen` began and neither sent nor put aside."""
    if citizen is None:
        return None
    drafts = Draft.objects.visible_to(citizen).filter(grievance=None).order_by("-updated_at")
    return next((draft for draft in drafts if _is_unsent(draft)), None)


def _is_unsent(draft: Draft) -> bool:
    return draft.grievance_id is None and not draft.data.get("put_aside")
