"""Photos an officer has chosen for an action: kept on the server until it is done."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.files.actions import store_upload
from sunwai.files.models import Upload
from sunwai.grievances.actions.drafts import attach_to_draft, detach_from_draft, drop_draft, save_draft
from sunwai.grievances.models import Draft, Grievance


class Proof:
    """The files that `user` has chosen for `action` on `case`, in a draft of their own."""

    def __init__(self, user: User, case: Grievance, action: str) -> None:
        self._user = user
        self._about = {"office": case.reference, "action": action}
        self._draft = Draft.objects.visible_to(user).filter(grievance=None, data=self._about).first()

    @property
    def uploads(self) -> list[Upload]:
        """What is there, oldest first."""
        return list(self._draft.uploads.order_by("uploaded_at", "pk")) if self._draft else []

    def add(self, files: list[UploadedFile[bytes]]) -> str:
        """Keep those that can be kept; what is wrong with the others, in words."""
        wrong = ""
        for file in files:
            now = clock.now()
            try:
                upload = store_upload(file=file, actor=self._user, now=now)
                self._draft = self._draft or save_draft(
                    draft=None, citizen=None, agent=self._user, data=self._about, now=now
                )
                attach_to_draft(draft=self._draft, upload=upload, now=now)
            except SunwaiError as error:
                wrong = str(error)
        return wrong

    def remove(self, number: str) -> None:
        """Take one off again."""
        for upload in self.uploads:
            if self._draft and str(upload.pk) == number:
                detach_from_draft(draft=self._draft, upload=upload, now=clock.now())

    def done(self) -> None:
        """The files hang on the case now."""
        if self._draft:
            drop_draft(draft=self._draft)
