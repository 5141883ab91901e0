"""The administrator's screens: who may, what opens, what is refused, what is remembered."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin as django_admin
from django.contrib.admin.utils import quote
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from sunwai.accounts.models import AccessLog, ApiKey, User
from sunwai.accounts.roles import Role
from sunwai.calls.bus import Word
from sunwai.calls.models import AgentProfile
from sunwai.core import options
from sunwai.core.models import Holiday, Setting
from sunwai.language import key
from sunwai.messages.models import Template
from sunwai.offices.models import Category, DepartmentKey, DispatchGap, Leave, Posting
from sunwai.places.models import Place
from sunwai.web.admin import telephone

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
        ask = {"key": "contact.tries"} if model is Setting else {}
        assert admin.get(url(label, "add", language=language), ask).status_code == 200
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
        ("calendar.closed_saturdays", "9"),
        ("calendar.closed_saturdays", "second"),
        ("contact.first_hour", "24"),
        ("grievance.warn_at", "0.5, 2"),
    ],
)
def test_a_setting_takes_what_its_option_takes(admin, name, value):
    answer = admin.post(url(Setting, "add"), {"key": name, "value": value})

    assert answer.status_code == 200
    assert errors(answer)
    assert not Setting.objects.exists()


def test_only_settings_that_there_are_can_be_added(admin):
    for answer in (admin.get(url(Setting, "add")), admin.post(url(Setting, "add"), {"key": "no.such"})):
        assert answer.url == url(Setting, "changelist")
    assert not Setting.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("contact.tries", "4", 4),
        ("contact.first_hour", "10", 10),
        ("calendar.closed_saturdays", " 1, 3 ", [1, 3]),
        ("grievance.warn_at", "0.5, 0.8", [0.5, 0.8]),
        ("grievance.evidence_for_invalid", "on", True),
        ("site.hours_hi", "सुबह 8 से रात 10", "सुबह 8 से रात 10"),
    ],
)
def test_a_setting_is_typed_as_what_it_is(admin, name, typed, kept):
    assert admin.post(url(Setting, "add"), {"key": name, "value": typed}).status_code == 302

    assert Setting.objects.get(pk=name).value == kept
    form = admin.get(url(Setting, "change", quote(name))).context["adminform"].form
    assert form["value"].value() in (kept, typed.strip())
    assert name.split(".")[0] not in str(form["value"].label)


@pytest.mark.parametrize(("language", "words"), [("", "9:00 सुबह"), ("/en", "9:00 am")])
def test_an_hour_is_chosen_from_the_hours_of_a_day(admin, language, words):
    page = admin.get(url(Setting, "add", language=language), {"key": "contact.first_hour"})

    field = page.context["adminform"].form["value"]
    assert (9, words) in field.field.choices
    assert field.value() == 9


def test_a_setting_is_found_by_its_words(admin):
    rows = admin.get(url(Setting, "changelist", language="/en"), {"q": "special CLOSURE"}).context["rows"]
    assert [row["key"] for row in rows] == ["grievance.objection_days"]
    assert (rows[0]["value"], rows[0]["allowed"]) == ("3 working days", "1 – 30")


def test_a_setting_is_in_force_at_once(admin):
    from sunwai.core.options import option

    assert option("contact.tries") == 3
    assert admin.post(url(Setting, "add"), {"key": "contact.tries", "value": "4"}).status_code == 302
    assert option("contact.tries") == 4


def test_a_template_may_not_differ_from_its_registration(admin):
    template = Template.objects.filter(is_active=True, channel="sms").first()

    answer = save(admin, url(Template, "change", template.pk), registered_text="Something else")

    assert answer.status_code == 200
    assert errors(answer)


def test_a_template_with_an_unknown_variable_is_refused_and_shown_as_typed(admin):
    template = Template.objects.get(event="taken_up", language="hi", channel="sms", is_active=True)
    kept = template.text

    answer = save(admin, url(Template, "change", template.pk), text="{village} में काम शुरू", registered_text="")

    assert errors(answer)["text"] == [
        "यह इस संदेश में नहीं आ सकता: {village}। इसमें ये आ सकते हैं: {link}, {officer}, {reference}, {until}।"
    ]
    assert answer.context["previews"][0].text == "{village} में काम शुरू"
    template.refresh_from_db()
    assert template.text == kept


def test_a_template_is_shown_as_it_arrives_in_both_languages_with_its_parts(admin):
    template = Template.objects.get(event="registered", language="hi", channel="sms", is_active=True)

    hindi, english = admin.get(url(Template, "change", template.pk)).context["previews"]

    assert "4812 0937 5" in hindi.text
    assert "30 नवंबर 2026" in hindi.text
    assert "Junior Engineer, Waraseoni" in english.text
    assert (hindi.parts.encoding, english.parts.encoding) == ("UCS-2", "GSM-7")


def test_what_is_typed_is_previewed_without_being_saved(admin, client, world):
    asked = {"event": "otp", "channel": "sms", "language": "en", "text": "{code} €"}
    address = reverse("admin:sunwai_messages_template_preview")

    page = admin.get(f"/en{address}", asked)

    assert page.context["previews"][0].text == "481209 €"
    assert "8 characters, GSM-7: 1 SMS part" in page.content.decode()
    assert not Template.objects.filter(text="{code} €").exists()
    admin.force_login(world.agent)
    assert admin.get(address, asked).status_code == 302


def test_a_new_key_is_shown_once(admin):
    address = url(ApiKey, "add")
    typed = {"name": "Janpad portal", "scopes": ["grievances:read"]}
    made = admin.post(address, form_of(admin.get(address)) | typed, follow=True)

    text = re.search(r"sunwai_[0-9a-f]{12}_[\w-]+", made.content.decode())[0]
    assert ApiKey.find(text).name == "Janpad portal"
    assert text not in admin.get(url(ApiKey, "changelist")).content.decode()
    assert admin.post(url(ApiKey, "delete", ApiKey.objects.get().pk)).status_code == 403


def test_a_key_is_bound_to_a_department_and_to_a_post_of_it(admin, world):
    energy = world.category().department
    save(
        admin,
        url(ApiKey, "add"),
        name="Board",
        scopes=["department:read"],
        **{"department_key-TOTAL_FORMS": 1, "department_key-0-department": energy.pk},
    )
    bound = DepartmentKey.objects.get()
    foreign = save(
        admin,
        url(ApiKey, "change", bound.key_id),
        **{"department_key-0-post": world.post("patwari").pk},
    )

    assert (bound.key.name, bound.department) == ("Board", energy)
    assert "यह पद दूसरे विभाग का है।" in foreign.content.decode()
    assert DepartmentKey.objects.get().post is None


def test_only_a_subject_of_normal_sensitivity_is_public(admin):
    sealed = Category.objects.get(code="vigilance.bribe")

    page = save(admin, url(Category, "change", sealed.pk), is_public=True)

    assert "केवल सामान्य संवेदनशीलता वाला विषय सार्वजनिक हो सकता है।" in page.content.decode()
    sealed.refresh_from_db()
    assert not sealed.is_public


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


STEPS = (
    "schemes",
    "offices_posting_move",
    "prompts",
    "flows",
    "central",
    "central_aside",
    "central_registers",
)


def test_the_start_page_leads_to_every_list_once_and_says_what_it_is_for(admin):
    tasks = admin.get(reverse("admin:index")).context["tasks"]
    lists = [row for _, rows in tasks for row in rows]
    steps = [reverse(f"admin:{name}") for name in STEPS]
    assert sorted(row["url"] for row in lists) == sorted(
        [*steps, *(url(label, "changelist") for label in MODELS)]
    )
    assert all(str(row["help"]) for row in lists)


def test_the_settings_page_shows_every_option_with_what_holds_and_its_default(admin):
    Setting.objects.create(key="contact.tries", value=4)
    rows = {row["key"]: row for row in admin.get(url(Setting, "changelist")).context["rows"]}
    assert list(rows) == list(options.OPTIONS)
    tries, marks = rows["contact.tries"], rows["grievance.warn_at"]
    assert (tries["value"], tries["default"], tries["changed"]) == ("4", "3", True)
    assert (marks["value"], marks["changed"]) == ("0.75, 0.9 समय-सीमा का हिस्सा", False)
    form = admin.get(marks["url"]).context["adminform"].form
    assert (form.initial["key"], form.initial["value"]) == ("grievance.warn_at", [0.75, 0.9])
    assert admin.get(tries["url"]).context["original"].pk == "contact.tries"


def test_a_removed_setting_is_back_at_its_default_at_once(admin):
    save_new = {"key": "contact.tries", "value": "4"}
    admin.post(url(Setting, "add"), save_new)
    assert options.option("contact.tries") == 4
    admin.post(url(Setting, "delete", quote("contact.tries")), {"post": "yes"})
    assert options.option("contact.tries") == 3


# ── One step ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_officer_is_moved_in_one_step(admin, world):
    je, ae = world.officer("je"), world.officer("ae")
    typed = {"user": ae.pk, "post": world.post("je").pk, "start": "2026-12-01", "order_number": "S-12"}

    answer = admin.post(reverse("admin:offices_posting_move"), typed, follow=True)

    told = [str(message) for message in answer.context["messages"]]
    assert told[0] == "ae 1 दिसंबर 2026 से कनिष्ठ अभियंता, वारासिवनी पद पर हैं।"
    assert len(told) == 3
    begun = Posting.objects.get(post=world.post("je"), user=ae)
    assert (str(begun.period.lower), begun.period.upper, begun.order_number) == ("2026-12-01", None, "S-12")
    assert str(Posting.objects.get(user=je).period.upper) == "2026-12-01"
    assert str(Posting.objects.get(user=ae, post=world.post("ae")).period.upper) == "2026-12-01"


def test_a_wrong_move_is_refused_with_what_was_typed(admin, world):
    typed = {
        "user": world.agent.pk,
        "post": world.post("je").pk,
        "start": "2026-12-01",
        "order_number": "S-12",
    }

    answer = admin.post(reverse("admin:offices_posting_move"), typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert 'value="S-12"' in answer.content.decode()
    assert not Posting.objects.filter(order_number="S-12").exists()


def test_only_administrators_move_officers(client, world):
    client.force_login(world.officer("je"))
    typed = {"user": world.officer("ae").pk, "post": world.post("je").pk, "start": "2026-12-01"}
    assert client.post(reverse("admin:offices_posting_move"), typed).status_code == 302
    assert Posting.objects.filter(period__upper_inf=True).count() == Posting.objects.count()


def test_roles_say_what_they_are_for(admin, world):
    page = admin.get(url(User, "add", language="/en")).content.decode()
    assert page.count("Sees no complaints.") == 1
    assert all(f"<strong>{escape(role.label)}</strong>" in page for role in Role)


def test_staff_are_listed_by_role(admin, world):
    page = admin.get(url(User, "changelist"), {"role": "supervisor"})
    assert [user.pk for user in page.context["cl"].queryset] == [world.supervisor.pk]


@pytest.mark.parametrize(("when", "count"), [("now", 1), ("later", 1), ("over", 0)])
def test_postings_are_listed_by_time(admin, world, when, count):
    Posting.objects.exclude(post=world.post("je")).delete()
    Posting.objects.create(post=world.post("ae"), user=world.officer("ae"), period=("2026-12-01", None))
    page = admin.get(url(Posting, "changelist"), {"when": when})
    assert page.context["cl"].queryset.count() == count


def test_what_an_agent_can_take_is_ticked_told_and_kept_in_the_history(admin, world, monkeypatch):
    told = []
    monkeypatch.setattr(telephone, "tell_process", lambda *word: told.append(word))
    typed = {"user": world.agent.pk, "skills": ["general", "janseva"], "languages": ["hi"]}
    add = admin.post(url(AgentProfile, "add"), typed | {"districts": [world.district.pk]})
    assert add.status_code == 302
    profile = AgentProfile.objects.get()
    assert (profile.skills, profile.languages) == (["general", "janseva"], ["hi"])
    assert list(profile.districts.all()) == [world.district]
    assert told == [(Word.SETUP,)]

    assert save(admin, url(AgentProfile, "change", profile.pk), languages=["hi", "en"]).status_code == 302
    page = admin.get(url(AgentProfile, "history", profile.pk)).content.decode()
    assert world.administrator.name in page
    assert "भाषाएँ" in page


@pytest.mark.parametrize(
    ("who", "changes", "field"),
    [
        ("je", {}, "user"),  # takes no calls
        ("agent", {"skills": ["women"]}, "skills"),  # no counsellor
        ("agent", {"languages": []}, "languages"),
        ("agent", {"skills": ["no-such"]}, "skills"),
        ("agent", {"districts": "village"}, "districts"),
    ],
)
def test_a_profile_that_would_not_work_is_refused(admin, world, who, changes, field):
    user = world.agent if who == "agent" else world.officer(who)
    typed = {"user": user.pk, "skills": ["general"], "languages": ["hi"]} | changes
    if "districts" in typed:
        typed["districts"] = [world.village.pk]
    page = admin.post(url(AgentProfile, "add"), typed)
    assert set(errors(page)) == {field}
    assert not AgentProfile.objects.exists()
