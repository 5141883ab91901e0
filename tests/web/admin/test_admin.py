"""The administrator's screens: who may, what opens, what is refused, what is remembered."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin as django_admin
from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.translation import override

from sunwai.accounts.models import AccessLog, ApiKey, User
from sunwai.core import options
from sunwai.core.models import Holiday, Setting
from sunwai.language import key
from sunwai.messages.models import Template
from sunwai.offices.models import Category, DispatchGap, Leave, Posting
from sunwai.places.models import Place

MODELS = sorted(model._meta.label_lower for model in django_admin.site._registry)


def url(model, page, *args, language=""):
    label = model if isinstance(model, str) else model._meta.label_lower
    with override("hi"):
        return language + reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def model_of(label):
    return next(model for model in django_admin.site._registry if model._meta.label_lower == label)


def form_of(page):
    """Everything that the browser would send back unchanged."""
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(value, "lower") and hasattr(value, "upper") and not isinstance(value, str):
                sent[f"{bound.html_name}_0"], sent[f"{bound.html_name}_1"] = value.lower, value.upper or ""
            elif value is not None and value is not False:
                sent[bound.html_name] = value
    return {name: "" if value is None else value for name, value in sent.items()}


def save(admin, address, **changes):
    return admin.post(address, form_of(admin.get(address)) | changes)


def errors(page):
    return page.context["adminform"].form.errors


@pytest.fixture
def rows(world, now):
    """At least one row of what tests need."""
    world.register()
    ApiKey.issue(name="x", scopes=[])
    Holiday.objects.create(day="2026-12-25", name_hi="क्रिसमस", name_en="Christmas")
    Setting.objects.create(key="contact.tries", value=4)
    Leave.objects.create(user=world.agent, period=("2026-12-01", "2026-12-03"))
    AccessLog.objects.create(at=now, user=world.agent, what="case")
    DispatchGap.objects.create(
        department=world.category().department, level=1, place=world.tehsil, reason="vacant", last_seen=now
    )


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("label", MODELS)
def test_every_list_add_and_change_page_opens(admin, rows, label, language):
    model = model_of(label)
    row = model.objects.first()

    assert admin.get(url(label, "changelist", language=language)).status_code == 200
    if "add" in model_permissions(label):
        assert admin.get(url(label, "add", language=language)).status_code == 200
    if row:
        assert admin.get(url(label, "change", row.pk, language=language)).status_code == 200
        assert admin.get(url(label, "history", row.pk, language=language)).status_code == 200


def model_permissions(label):
    from sunwai.web.admin.base import ReadOnlyAdmin

    registered = django_admin.site._registry[model_of(label)]
    return set() if isinstance(registered, ReadOnlyAdmin) else {"add", "change"}


@pytest.mark.parametrize("who", ["agent", "supervisor", "auditor", "je", None, "no second factor"])
@pytest.mark.parametrize(
    "page", ["index", "offices_category_changelist", "accounts_user_add", "core_setting_add"]
)
def test_nobody_else_gets_in(client, world, who, page):
    user = {"je": world.officer("je"), None: None, "no second factor": world.administrator}.get(
        who
    ) or getattr(world, str(who), None)
    if user:
        client.force_login(user)
        if user != world.administrator:
            TOTP.activate(user, generate_totp_secret())
    address = reverse(f"admin:{page}")

    for ask in (client.get, client.post):
        answer = ask(address, follow=True)
        if (who, page, ask) == ("auditor", "index", client.get):
            assert [title for title, _lists in answer.context["tasks"]] == ["अब तक का लेखा"]  # who read what
        elif answer.redirect_chain:
            assert answer.resolver_match.app_name != "admin"
        else:
            assert answer.status_code in {403, 405}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days": "3,5,7"}, "days"),
        ({"days": "3,5,7,0"}, "days"),
        ({"questions": '[{"code": "x"}]'}, "questions"),
        ({"questions": "no json"}, "questions"),
        ({"name_hi": ""}, "name_hi"),
        ({"code": "revenue.mutation"}, "code"),
    ],
)
def test_a_category_that_could_not_work_is_refused(admin, changes, field):
    category = Category.objects.get(code="energy.no-supply")

    answer = save(admin, url(Category, "change", category.pk), **changes)

    assert answer.status_code == 200
    assert list(errors(answer)) == [field]
    assert Category.objects.get(pk=category.pk).days == category.days


def test_a_category_is_changed_and_found_by_its_new_name(admin):
    category = Category.objects.get(code="energy.no-supply")

    answer = save(admin, url(Category, "change", category.pk), name_en="Blackout", days="2,4,6,8")

    assert answer.status_code == 302
    category.refresh_from_db()
    assert (category.name_en, category.days) == ("Blackout", [2, 4, 6, 8])
    assert key("Blackout") in category.key


def test_history_shows_who_changed_what(admin, world):
    category = Category.objects.get(code="energy.no-supply")
    for name in ("Power cut", "Blackout"):
        save(admin, url(Category, "change", category.pk), name_en=name)

    page = admin.get(url(Category, "history", category.pk)).content.decode()

    assert world.administrator.name in page
    assert "No electricity → Power cut" in page
    assert "Power cut → Blackout" in page
    assert "name_en" not in page  # the field by its name, not by its column
    assert "बदला गया" in page


def test_a_post_has_one_regular_holder_at_a_time(admin, world):
    answer = admin.post(
        url(Posting, "add"),
        {
            "post": world.post("je").pk,
            "user": world.officer("ae").pk,
            "kind": "regular",
            "period_0": "2026-06-01",
            "period_1": "",
        },
    )

    assert answer.status_code == 200
    assert errors(answer)
    assert Posting.objects.filter(post=world.post("je")).count() == 1


def test_a_place_stands_under_a_place_of_the_right_kind(admin, world):
    answer = save(admin, url(Place, "change", world.village.pk), revenue_parent=world.state.pk)

    assert answer.status_code == 200
    assert list(errors(answer)) == ["revenue_parent"]
    assert Place.objects.get(pk=world.village.pk).revenue_parent == world.tehsil


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contact.tries", '"three"'),
        ("contact.tries", "99"),
        ("calendar.closed_saturdays", "2"),
        ("no.such", "1"),
    ],
)
def test_a_setting_takes_what_its_option_takes(admin, name, value):
    answer = admin.post(url(Setting, "add"), {"key": name, "value": value})

    assert answer.status_code == 200
    assert errors(answer)
    assert not Setting.objects.exists()


def test_a_setting_is_in_force_at_once(admin):
    from sunwai.core.options import option

    assert option("contact.tries") == 3
    assert admin.post(url(Setting, "add"), {"key": "contact.tries", "value": "4"}).status_code == 302
    assert option("contact.tries") == 4


def test_a_template_may_not_differ_from_its_registration(admin):
    template = Template.objects.filter(is_active=True).first()

    answer = save(admin, url(Template, "change", template.pk), registered_text="Something else")

    assert answer.status_code == 200
    assert errors(answer)


def test_a_new_key_is_shown_once(admin):
    made = admin.post(
        url(ApiKey, "add"), {"name": "Janpad portal", "scopes": ["grievances:read"]}, follow=True
    )

    text = re.search(r"sunwai_[0-9a-f]{12}_[\w-]+", made.content.decode())[0]
    assert ApiKey.find(text).name == "Janpad portal"
    assert text not in admin.get(url(ApiKey, "changelist")).content.decode()
    assert admin.post(url(ApiKey, "delete", ApiKey.objects.get().pk)).status_code == 403


def test_a_lost_phone_means_a_new_second_factor(admin, world):
    officer = world.officer("je")
    TOTP.activate(officer, generate_totp_secret())

    admin.post(url(User, "changelist"), {"action": "reset_second_factor", "_selected_action": [officer.pk]})

    assert not Authenticator.objects.filter(user=officer).exists()
    assert Authenticator.objects.filter(user=world.administrator).exists()


def test_a_person_is_made_with_a_password_that_is_strong_enough(admin):
    given = {"username": "new.je", "name": "नया", "mobile": "", "roles": ["officer"], "is_active": "on"}

    weak = admin.post(url(User, "add"), given | {"new_password": "12345"})
    assert list(errors(weak)) == ["new_password"]
    assert admin.post(url(User, "add"), given | {"new_password": "बारह घोड़े खेत में"}).status_code == 302

    assert User.objects.get(username="new.je").check_password("बारह घोड़े खेत में")


def test_who_records_the_citizens_word_is_not_also_an_officer(admin):
    answer = admin.post(
        url(User, "add"), {"username": "both", "name": "x", "roles": ["officer", "agent"], "is_active": "on"}
    )

    assert list(errors(answer)) == ["roles"]


def test_the_password_stays_where_none_is_given(admin, world):
    assert save(admin, url(User, "change", world.agent.pk), name="रेखा", roles=["agent"]).status_code == 302

    world.agent.refresh_from_db()
    assert world.agent.name == "रेखा"
    assert world.agent.check_password("correct horse battery")


# ── Finding the way ──────────────────────────────────────────────────────────────────────────────────────


def test_the_start_page_leads_to_every_list_once_and_says_what_it_is_for(admin):
    tasks = admin.get(reverse("admin:index")).context["tasks"]
    lists = [row for _, rows in tasks for row in rows]
    assert sorted(row["url"] for row in lists) == sorted(url(label, "changelist") for label in MODELS)
    assert all(str(row["help"]) for row in lists)


def test_the_settings_page_shows_every_option_with_what_holds_and_its_default(admin):
    Setting.objects.create(key="contact.tries", value=4)
    rows = {row["key"]: row for row in admin.get(url(Setting, "changelist")).context["rows"]}
    assert list(rows) == list(options.OPTIONS)
    tries, marks = rows["contact.tries"], rows["grievance.warn_at"]
    assert (tries["value"], tries["default"], tries["changed"]) == ("4", "3", True)
    assert (marks["value"], marks["changed"]) == ("0.75, 0.9", False)
    form = admin.get(marks["url"]).context["adminform"].form
    assert (form.initial["key"], form.initial["value"]) == ("grievance.warn_at", [0.75, 0.9])
    assert admin.get(tries["url"]).context["original"].pk == "contact.tries"


def test_a_removed_setting_is_back_at_its_default_at_once(admin):
    save_new = {"key": "contact.tries", "value": "4"}
    admin.post(url(Setting, "add"), save_new)
    assert options.option("contact.tries") == 4
    admin.post(url(Setting, "delete", quote("contact.tries")), {"post": "yes"})
    assert options.option("contact.tries") == 3
