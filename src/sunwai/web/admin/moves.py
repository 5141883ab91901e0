"""Moving an officer to a post in one step: the old posting ends, the new one begins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget, AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.offices.actions import Move, move_officer
from sunwai.offices.models import Post, Posting
from sunwai.web.components.templatetags.sunwai import day
from sunwai.web.forms import GovForm


class MoveForm(GovForm):
    """Who goes where, from when, by which order."""

    user = forms.ModelChoiceField(label=gettext_lazy("Officer"), queryset=User.objects.filter(is_active=True))
    post = forms.ModelChoiceField(
        label=gettext_lazy("New post"),
        queryset=Post.objects.filter(is_active=True).select_related("designation", "place"),
    )
    start = forms.DateField(label=gettext_lazy("From which day?"), widget=AdminDateWidget)
    order_number = forms.CharField(label=gettext_lazy("Order number"), required=False, max_length=80)
    keeps_posts = forms.BooleanField(
        label=gettext_lazy("Goes on holding the posts held so far"), required=False
    )

    def __init__(self, *args: Any, site: admin.AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("user", "post"):
            field: Any = self.fields[name]
            field.widget = AutocompleteSelect(
                Posting._meta.get_field(name), site, choices=field.widget.choices
            )

    def dress(self) -> None:
        """In the looks of the admin screens, not of ours."""


def move(request: HttpRequest, *, site: admin.AdminSite) -> HttpResponse:
    """The form; sent, it tells which postings ended for it."""
    if not (isinstance(request.user, User) and request.user.may("admin")):
        raise PermissionDenied
    form = MoveForm(
        request.POST if request.method == "POST" else None, site=site, initial={"start": clock.today()}
    )
    if form.is_valid():
        moved = form.attempt(move_officer, **form.cleaned_data, actor=request.user, now=clock.now())
        if moved:
            _tell(request, moved)
            return redirect("admin:offices_posting_changelist")
    context = site.each_context(request) | {
        "form": form,
        "opts": Posting._meta,
        "title": _("Move an officer to a post"),
    }
    return render(request, "admin/move.html", context, status=422 if form.errors else 200)


def _tell(request: HttpRequest, moved: Move) -> None:
    since = day(moved.begun.period.lower)
    messages.success(
        request,
        _("%(person)s holds %(post)s from %(day)s.")
        % {"person": moved.begun.user, "post": moved.begun.post, "day": since},
    )
    for ended in moved.ended:
        messages.info(
            request,
            _("Ended with it: %(person)s on %(post)s.") % {"person": ended.user, "post": ended.post},
        )
