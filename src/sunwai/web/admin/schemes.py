"""Government schemes: one editor writes a change, another publishes it; questions nobody could answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sunwai.accounts.models import User
from sunwai.core import clock
from sunwai.core.errors import SunwaiError
from sunwai.schemes import directory
from sunwai.schemes.actions import (
    answer_question,
    dismiss_question,
    propose_change,
    publish_change,
    refuse_change,
)
from sunwai.schemes.actions.editing import EDITED
from sunwai.schemes.enums import ChangeState, QuestionState
from sunwai.schemes.models import LISTS, OpenQuestion, Scheme, SchemeChange
from sunwai.schemes.parts import NAMES
from sunwai.schemes.selectors import all_schemes, to_check
from sunwai.web.admin.base import ReadOnlyAdmin

MOST_QUESTIONS = 50
LONGEST_LINE = 160  # characters of a text that stands in one line
WORDS = {"groups": directory.groups, "kind": directory.kinds, "benefit": directory.benefits}
LINES = ("also", "needs", *(f"{name}_{language}" for name in LISTS for language in ("hi", "en")))


@admin.register(Scheme)
class SchemeAdmin(ReadOnlyAdmin):
    """Every scheme to look at; it is changed by four eyes (below)."""

    list_display = ("order", "name_hi", "name_en", "department", "status", "checked_on", "is_active", "edit")
    list_display_links = ("name_hi",)
    list_filter = ("status", ("checked_on", admin.EmptyFieldListFilter), "is_active", "level", "department")
    list_select_related = ("department",)
    search_fields = ("name_hi", "name_en", "code")

    @admin.display(description=gettext_lazy("edit"))
    def edit(self, scheme: Scheme) -> SafeString:
        """To the form."""
        url = reverse("admin:scheme_edit", args=[scheme.code])
        return format_html('<a href="{}" aria-label="{}: {}">{}</a>', url, _("Edit"), scheme, _("Edit"))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Editors."""
        return _is_editor(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for the list itself."""
        return _is_editor(request)


class LinesField(forms.CharField):
    """A list of texts, a line each."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "cols": 70}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """One below the other."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """Without empty lines."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class SchemeForm(forms.ModelForm[Scheme]):
    """All columns of a scheme, Hindi and English one below the other, and why they change."""

    why = forms.CharField(
        label=gettext_lazy("Why, and by which source?"),
        max_length=300,
        help_text=gettext_lazy("A letter of the department with its date, its page, a gazette."),
        widget=forms.TextInput(attrs={"size": 70}),
    )

    class Meta:
        model = Scheme
        fields = ("code", *(name.removesuffix("_id") for name in EDITED))
        widgets = {
            "rules": forms.Textarea(attrs={"rows": 8, "cols": 70}),
            "checked_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "review_by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
        for name in LINES:
            self.fields[name] = LinesField(label=self.fields[name].label, required=self.fields[name].required)
        for name, table in WORDS.items():
            self._choose(name, [(code, str(word)) for code, word in table().items()])
        self._choose("verify", [(code, str(name)) for code, name in NAMES.items()])
        self.fields["rules"].help_text = _("The form stands in data/schemes/README.md; as JSON.")
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and (field.max_length or 0) > LONGEST_LINE:
                field.widget = forms.Textarea(attrs={"rows": 3, "cols": 70, "maxlength": field.max_length})
            elif isinstance(field.widget, forms.TextInput):
                field.widget.attrs.setdefault("size", 70)

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        label, required = self.fields[name].label, self.fields[name].required
        many = name in ("groups", "verify")
        self.fields[name] = (
            forms.MultipleChoiceField(
                label=label, required=required, choices=choices, widget=forms.CheckboxSelectMultiple
            )
            if many
            else forms.ChoiceField(label=label, choices=[("", "—"), *choices])
        )

    def columns(self) -> dict[str, Any]:
        """What was filled in, by column."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        for name in ("groups", "verify"):  # the order of the boxes is no change
            before = self.initial.get(name) or []
            given[name] = before if set(given[name]) == set(before) else given[name]
        return given | {"department_id": given.pop("department").pk}


def addresses(site: AdminSite) -> list[URLPattern]:
    """For the administration's own list of addresses."""
    get_and_post = require_http_methods(["GET", "HEAD", "POST"])
    views: list[tuple[str, str, Any, Callable[..., HttpResponse]]] = [
        ("directory/", "schemes", require_safe, overview),
        ("directory/new/", "scheme_new", get_and_post, edit),
        ("directory/edit/<slug:code>/", "scheme_edit", get_and_post, edit),
        ("directory/change/<int:number>/", "scheme_change", get_and_post, review),
        ("directory/question/<int:number>/", "scheme_question", require_POST, settle),
    ]
    return [
        path(route, site.admin_view(method(_for_editors(site, view))), name=name)
        for route, name, method, view in views
    ]


def overview(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    """What waits for an editor: changes to read, texts to check again, languages that are behind, questions."""
    questions = OpenQuestion.objects.filter(state=QuestionState.OPEN)
    return _page(
        request,
        site,
        "admin/schemes.html",
        _("Government schemes"),
        waiting=SchemeChange.objects.filter(state=ChangeState.WAITING).select_related("scheme", "by"),
        to_check=to_check(clock.today()),
        unchecked=Scheme.objects.filter(is_active=True, checked_on=None).count(),
        behind=_behind(),
        questions=questions[:MOST_QUESTIONS],
        question_count=questions.count(),
        schemes=sorted(all_schemes(), key=lambda scheme: scheme.name),
    )


def edit(request: HttpRequest, *, site: AdminSite, code: str | None = None) -> HttpResponse:
    """Write a change, or a new scheme. It waits then for another editor."""
    scheme = get_object_or_404(Scheme, code=code) if code else None
    form = SchemeForm(request.POST if request.method == "POST" else None, instance=scheme)
    if form.is_valid():
        try:
            change = propose_change(
                scheme=scheme,
                columns=form.columns(),
                why=form.cleaned_data["why"],
                actor=_user(request),
                now=clock.now(),
            )
        except SunwaiError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down. It stands once another editor has published it."))
            return redirect("admin:scheme_change", change.pk)
    title = scheme.name if scheme else _("New scheme")
    status = 422 if form.errors else 200
    return _page(request, site, "admin/scheme_edit.html", title, status=status, form=form, scheme=scheme)


def review(request: HttpRequest, *, site: AdminSite, number: int) -> HttpResponse:
    """A change, column by column, with what stood there; publish or refuse it."""
    change = get_object_or_404(SchemeChange.objects.select_related("scheme", "by", "reviewer"), pk=number)
    if request.method == "POST":
        do = DEEDS.get(request.POST.get("do", ""))
        if do is None:
            raise Http404
        try:
            messages.success(request, str(do(request, change)))
        except SunwaiError as error:
            messages.error(request, str(error))
        return redirect("admin:schemes")
    names = {field.attname: field.verbose_name for field in Scheme._meta.concrete_fields}
    rows = [
        (names[name], _shown(change.before.get(name)), _shown(value))
        for name, value in change.columns.items()
    ]
    own = change.by_id == _user(request).pk
    return _page(request, site, "admin/scheme_change.html", str(change), change=change, rows=rows, is_own=own)


def settle(request: HttpRequest, *, site: AdminSite, number: int) -> HttpResponse:
    """A question is answered by a scheme, or none of ours."""
    question = get_object_or_404(OpenQuestion, pk=number)
    by: dict[str, Any] = {"question": question, "actor": _user(request)}
    try:
        if code := request.POST.get("scheme"):
            answer_question(scheme=get_object_or_404(Scheme, code=code), now=clock.now(), **by)
        else:
            dismiss_question(**by)
    except SunwaiError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted."))
    return redirect(f"{reverse('admin:schemes')}#questions")


def _publish(request: HttpRequest, change: SchemeChange) -> str | Promise:
    publish_change(change=change, actor=_user(request), now=clock.now())
    return _("Published.")


def _refuse(request: HttpRequest, change: SchemeChange) -> str | Promise:
    answer = request.POST.get("answer", "").replace("\0", "").strip()[:300]
    refuse_change(change=change, answer=answer, actor=_user(request), now=clock.now())
    return _("Refused.")


DEEDS: dict[str, Callable[[HttpRequest, SchemeChange], str | Promise]] = {
    "publish": _publish,
    "refuse": _refuse,
}


def _behind() -> QuerySet[Scheme]:
    """Schemes of which one language was changed without the other."""
    different = Scheme.objects.exclude(hindi_at=F("english_at")).exclude(hindi_at=None, english_at=None)
    return different.filter(is_active=True).order_by("code")


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _page(
    request: HttpRequest, site: AdminSite, template: str, title: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, template, site.each_context(request) | {"title": title} | more, status=status)


def _for_editors(site: AdminSite, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def asked(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not _is_editor(request):
            raise PermissionDenied
        return view(request, site=site, **kwargs)

    return asked


def _is_editor(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.may("edit_schemes")


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
