"""Staff, their roles and sign-in; keys of programs; who read what."""

from __future__ import annotations

from typing import Any

import pghistory
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sunwai.accounts.actions import new_password
from sunwai.accounts.models import (
    PASSWORD_GIVEN,
    SECOND_FACTOR_TAKEN,
    AccessLog,
    ApiKey,
    ApiScope,
    User,
)
from sunwai.accounts.roles import Role
from sunwai.core import clock
from sunwai.offices.actions import refresh_filled
from sunwai.offices.models import DepartmentKey
from sunwai.web.admin.base import HistoryAdmin, LabelledForm, LabelledRows, ReadOnlyAdmin
from sunwai.web.staff.sessions import end_all_sessions

# What each role is for, as the administrator reads it where roles are given.
EXPLAINED: dict[str, Any] = {
    Role.AGENT: _("Takes and makes calls; registers complaints; writes down what citizens answer."),
    Role.SUPERVISOR: _("Does an agent's work, and sees the floor: all agents, their calls, notes to them."),
    Role.COUNSELLOR: _("Does an agent's work, and alone takes and hears the calls of the women's helpline."),
    Role.WOMEN_SUPERVISOR: _(
        "Does a counsellor's work, reviews that of the others, decides about closing, sees who read what."
    ),
    Role.CHILD_COUNSELLOR: _("Does an agent's work, and that on the cases of the child helpline."),
    Role.CHILD_SUPERVISOR: _("The same, and reviews the work on the cases of the child helpline."),
    Role.DIVYANG_COUNSELLOR: _("Does an agent's work, and that on the cases of the Divyangjan helpline."),
    Role.DIVYANG_SUPERVISOR: _("The same, and reviews the work on the cases of the Divyangjan helpline."),
    Role.OFFICER: _(
        "Works on the complaints of the posts held. Give a posting too, or the list stays empty."
    ),
    Role.AUDITOR: _("Reads closed complaints and judges how well they were solved."),
    Role.VIGILANCE: _(
        "Works on corruption complaints, and may read who complained, with a reason that is kept."
    ),
    Role.EDITOR: _("Writes and publishes what is told of government schemes, always with a second editor."),
    Role.ADMINISTRATOR: _("Changes everything on these screens. Sees no complaints."),
}


def _roles_with_purpose() -> list[tuple[str, SafeString]]:
    return [
        (role.value, format_html("<strong>{}</strong> – {}", role.label, EXPLAINED[role])) for role in Role
    ]


class HasRole(admin.SimpleListFilter):
    """Staff with a role."""

    title = _("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The roles there are."""
        return [(role.value, role.label) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Those who have the chosen one."""
        return queryset.filter(roles__contains=[self.value()]) if self.value() else queryset


class UserForm(forms.ModelForm[User]):
    """A member of staff; the password is given, never shown."""

    roles = forms.MultipleChoiceField(
        label=_("roles"),
        choices=_roles_with_purpose,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who records the citizen's word cannot also be an officer or administrator."),
    )
    new_password = forms.CharField(
        label=_("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Leave empty to keep the present one. The person then chooses an own one, and sets up the second factor."
        ),
    )

    class Meta:
        model = User
        fields = ("username", "name", "mobile", "roles", "is_active")

    def clean_new_password(self) -> str:
        """Strong enough, where one is given."""
        given = str(self.cleaned_data["new_password"])
        if given:
            validate_password(given, self.instance)
        return given


@admin.register(User)
class UserAdmin(HistoryAdmin):
    """Staff."""

    form = UserForm
    list_display = ("username", "name", "role_names", "is_active", "last_login")
    list_filter = (HasRole, "is_active")
    search_fields = ("username", "name", "mobile")
    actions = ("reset_password", "reset_second_factor")

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        """By their names."""
        return ", ".join(str(Role(role).label) for role in user.roles if role in Role.values) or "—"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """With the new password, if one was given; a closed account no longer holds its posts."""
        if form.cleaned_data["new_password"]:
            obj.give_password(form.cleaned_data["new_password"])
        elif not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and form.cleaned_data["new_password"]:
            _written_down(obj, PASSWORD_GIVEN)
        refresh_filled(on=clock.today())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Staff are closed, not deleted: their names stand on timelines."""
        return False

    @admin.action(description=_("Give a new password; it is shown once, they choose their own with it"))
    def reset_password(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """The old one is void at once, everywhere."""
        for user in users:
            password = new_password()
            user.give_password(password)
            user.save(update_fields=["password", "password_was_given"])
            _written_down(user, PASSWORD_GIVEN)
            told = _("New password of %(user)s, shown only now: %(password)s")
            messages.warning(request, told % {"user": user.username, "password": password})

    @admin.action(description=_("Take away the second factor (lost phone); they set up a new one"))
    def reset_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        """At the next sign-in they set up a new one."""
        for user in users:
            Authenticator.objects.filter(user=user).delete()
            _written_down(user, SECOND_FACTOR_TAKEN)
        messages.success(request, _("Done. They set up a new second factor at their next sign-in."))


def _written_down(user: User, what: str) -> None:
    """In the person's history, with who did it; and nobody is signed in as them any more."""
    pghistory.create_event(user, label=what)
    end_all_sessions(user)


class ApiKeyForm(forms.ModelForm[ApiKey]):
    """A key of a program."""

    scopes = forms.MultipleChoiceField(
        label=_("scopes"), choices=ApiScope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ApiKey
        fields = ("name", "scopes", "revoked_at")


class DepartmentKeyInline(admin.StackedInline[DepartmentKey, ApiKey]):
    """Whose own system the key belongs to."""

    model = DepartmentKey
    form = LabelledForm
    formset = LabelledRows
    fields = ("department", "post")
    autocomplete_fields = ("department", "post")
    extra = 0


@admin.register(ApiKey)
class ApiKeyAdmin(HistoryAdmin):
    """Keys of programs. The text of a new key is shown once."""

    form = ApiKeyForm
    inlines = (DepartmentKeyInline,)
    list_display = ("name", "prefix", "scopes", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("name", "prefix")

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        """A new key is issued; an old one is renamed or revoked."""
        if change:
            super().save_model(request, obj, form, change)
            return
        key, text = ApiKey.issue(name=obj.name, scopes=list(obj.scopes))
        obj.pk, obj.prefix, obj.digest, obj.created_at = key.pk, key.prefix, key.digest, key.created_at
        messages.warning(request, _("The key, shown only now: %(text)s") % {"text": text})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keys are revoked, not deleted: they stand on timelines."""
        return False


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """Who read a citizen's data."""

    list_display = ("at", "user", "what", "case_id", "citizen_id", "reason")
    list_filter = ("what",)
    date_hierarchy = "at"
    search_fields = ("user__username", "user__name", "=case_id", "=citizen_id")
    list_select_related = ("user",)
    ordering = ("-pk",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AccessLog]:
        """What this person may see."""
        return AccessLog.objects.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators, and auditors, who see nothing else here."""
        return isinstance(request.user, User) and request.user.may("see_readings")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for the list itself."""
        return self.has_view_permission(request)
