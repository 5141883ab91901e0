"""Filing: each question, each way it can go wrong, and nothing ever lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Draft, Grievance
from sunwai.messages.enums import Channel
from sunwai.offices.enums import PhotoNeed
from sunwai.offices.models import Category
from sunwai.places.enums import PostOfficeKind
from sunwai.places.models import Place, PostOffice
from sunwai.web.drafts import COOKIE
from tests.sounds import sound, sound_file
from tests.world import photo_file

WORDS = "हमारे गाँव में तीन दिन से बिजली नहीं आ रही"


@pytest.fixture
def suggested(monkeypatch):
    """What the model of suggestions says, here about the categories of the tests."""
    from sunwai.grievances import subjects
    from sunwai.grievances.suggestion import Suggestion

    monkeypatch.setattr(
        subjects,
        "suggest",
        lambda text, limit: [Suggestion("energy.transformer", 0.6), Suggestion("energy.no-supply", 0.3)],
    )


# ── The whole way ────────────────────────────────────────────────────────────────────────────────────────


def test_from_the_first_word_to_the_number(visitor, world, suggested):
    assert visitor.answer_words()["Location"] == "/file/subject/"
    assert visitor.post("/file/subject/", category="energy.no-supply")["Location"] == "/file/place/"
    assert visitor.post("/file/place/", place=world.village.pk)["Location"] == "/file/details/"
    assert visitor.post("/file/details/", landmark="स्कूल के पीछे")["Location"] == "/file/files/"
    visitor.post("/file/files/", uploads=photo_file())
    assert visitor.post("/file/files/", go_on="1")["Location"] == "/file/you/"
    assert visitor.get("/file/you/")["Location"] == "/sign-in/?next=%2Ffile%2Fyou%2F"
    assert visitor.sign_in_by_code("9876500001", "/file/you/")["Location"] == "/file/you/"
    assert visitor.post("/file/you/", name="रामू")["Location"] == "/file/check/"
    sheet = visitor.get("/file/check/").text
    assert all(said in sheet for said in (WORDS, "रामपायली", "स्कूल के पीछे", "रामू", "9876500001"))
    sent = visitor.post("/file/check/")

    case = Grievance.objects.get()
    assert sent["Location"] == f"/file/done/{case.reference}/"
    assert (case.citizen.name, case.text, case.channel) == ("रामू", WORDS, Channel.PORTAL)
    assert (case.place, case.landmark, case.post) == (world.village, "स्कूल के पीछे", world.post("je"))
    assert case.attachments.count() == 1
    assert not visitor.client.cookies[COOKIE].value
    done = visitor.get(sent["Location"]).text
    assert case.spoken_reference in done
    assert "कनिष्ठ अभियंता" in done


def test_sending_twice_makes_one_case(visitor, world):
    visitor.sign_in(world.citizen).fill(world)
    cookie = visitor.client.cookies[COOKIE].value
    first = visitor.post("/file/check/")
    visitor.client.cookies[COOKIE] = cookie
    second = visitor.post("/file/check/")

    assert first["Location"] == second["Location"]
    assert Grievance.objects.count() == 1


def test_english_stays_english_all_the_way(visitor, world):
    visitor.sign_in(world.citizen)
    assert visitor.post("/en/file/words/", text="No power", kind="demand")["Location"] == "/en/file/subject/"
    visitor.post("/en/file/subject/", category="energy.no-supply")
    visitor.post("/en/file/place/", place=world.village.pk)
    visitor.post("/en/file/details/")
    visitor.post("/en/file/files/", go_on="1")
    sent = visitor.post("/en/file/check/")

    case = Grievance.objects.get()
    assert sent["Location"] == f"/en/file/done/{case.reference}/"
    assert (case.language, case.kind) == ("en", Kind.DEMAND)


# ── What happened, and what it is about ──────────────────────────────────────────────────────────────────


def test_no_words_no_way_on(visitor):
    response = visitor.answer_words(text="   ")

    assert response.context["form"].errors["text"] == ["कृपया बोलकर या लिखकर बताइए कि क्या परेशानी है।"]
    assert not Draft.objects.exists()


def test_pages_further_on_lead_back_to_what_is_missing(visitor, world):
    assert visitor.get("/file/check/")["Location"] == "/file/words/"
    visitor.answer_words()
    assert visitor.get("/file/details/")["Location"] == "/file/subject/"


def test_the_suggested_subjects_are_offered_in_their_order(visitor, suggested):
    visitor.answer_words()

    offered = visitor.get("/file/subject/").context["offered"]
    assert [category.code for category in offered] == ["energy.transformer", "energy.no-supply"]


def test_without_a_model_one_still_finds_a_subject(visitor, monkeypatch):
    from sunwai.grievances import subjects
    from sunwai.grievances.suggestion import ModelMissing

    def missing(text, limit):
        raise ModelMissing

    monkeypatch.setattr(subjects, "suggest", missing)
    visitor.answer_words()
    page = visitor.get("/file/subject/")

    assert page.context["offered"] == []
    assert {one.code for one in page.context["departments"]} == {"energy", "revenue"}
    listed = visitor.get("/file/subject/", department="revenue").context["offered"]
    assert [category.code for category in listed] == ["revenue.mutation"]


def test_subjects_are_searched_in_either_script(visitor, suggested):
    from sunwai.offices.actions import category_key

    for category in Category.objects.all():
        category.key = category_key(category.name_en, category.name_hi, [])
        category.save()
    visitor.answer_words()

    for words in ("transformer", "ट्रांसफार्मर", "transfarmar"):
        offered = visitor.get("/file/subject/", q=words).context["offered"]
        assert [category.code for category in offered] == ["energy.transformer"], words


def test_a_subject_of_corruption_is_not_for_a_complaint(visitor, suggested):
    visitor.answer_words()
    response = visitor.post("/file/subject/", category="vigilance.bribe")

    assert "category" in response.context["form"].errors


def test_another_subject_asks_its_own_questions_again(visitor, world):
    visitor.fill(world)
    assert visitor.post("/file/subject/", category="energy.transformer")["Location"] == "/file/details/"


def test_a_change_leads_back_to_the_check(visitor, world):
    visitor.sign_in(world.citizen).fill(world)

    assert visitor.get("/file/words/").context["back"] == "/file/check/"
    assert visitor.answer_words("अब चार दिन हो गए")["Location"] == "/file/check/"
    assert Draft.objects.get().data["text"] == "अब चार दिन हो गए"


# ── Told by voice ────────────────────────────────────────────────────────────────────────────────────────


def speak(visitor, **more):
    return visitor.post("/file/words/", voice=sound_file(), kind="complaint", **more)


def test_a_voice_and_a_photo_are_a_complaint(visitor, world):
    visitor.sign_in(world.citizen)
    assert speak(visitor)["Location"] == "/file/subject/"
    visitor.post("/file/subject/", category="energy.no-supply")
    visitor.post("/file/place/", place=world.village.pk)
    visitor.post("/file/details/")
    assert visitor.post("/file/files/", camera=photo_file(), go_on="1")["Location"] == "/file/check/"
    check = visitor.get("/file/check/").text
    assert "<audio controls" in check
    assert "<img src=" in check
    visitor.post("/file/check/")

    case = Grievance.objects.get()
    assert case.text == "(आवाज़ में बताया – रिकॉर्डिंग सुनिए)"
    assert sorted(one.upload.kind for one in case.attachments.all()) == ["audio", "photo"]


def test_a_recording_is_kept_whatever_else_is_wrong(visitor):
    response = speak(visitor, text="x" * 5001)

    assert "text" in response.context["form"].errors
    assert Draft.objects.get().uploads.get().kind == "audio"
    assert "<audio controls preload" in response.text
    assert visitor.post("/file/words/", kind="complaint")["Location"] == "/file/subject/"
    assert Draft.objects.get().uploads.count() == 1


def test_what_is_no_voice_is_refused_and_what_was_written_stays(visitor):
    for file in (photo_file(), SimpleUploadedFile("v.webm", sound(film=True), "audio/webm")):
        response = visitor.post("/file/words/", voice=file, text=WORDS, kind="demand")

        assert list(response.context["form"].errors) == ["voice"]
        assert WORDS in response.text
    assert not Draft.objects.get().uploads.exists()


def test_a_removed_recording_asks_for_the_words_again(visitor):
    speak(visitor)
    upload = Draft.objects.get().uploads.get()
    assert visitor.post("/file/words/", remove=str(upload.pk))["Location"] == "/file/words/"

    assert not Draft.objects.get().uploads.exists()
    assert visitor.get("/file/subject/")["Location"] == "/file/words/"


def test_whoever_spoke_taps_the_subject_from_the_commonest_or_a_department(visitor, world):
    world.register(code="energy.transformer")
    for _time in range(2):
        world.register(code="energy.no-supply")
    world.register(code="vigilance.bribe")
    speak(visitor)
    page = visitor.get("/file/subject/")

    assert [one.code for one in page.context["offered"]] == ["energy.no-supply", "energy.transformer"]
    assert '<a href="?department=revenue">' in page.text


def test_the_recording_survives_the_end_of_the_session(visitor, world):
    visitor.sign_in(world.citizen)
    speak(visitor)
    visitor.client.session.flush()

    assert "आवाज़ में बताया" in visitor.get("/file/").text


# ── Where ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("words", ["रामपायली", "rampayli", "Rampaili"])
def test_a_village_is_found_in_either_script(visitor, world, words):
    visitor.answer_words()
    page = visitor.get("/file/place/", q=words, district=world.district.pk)

    assert page.context["offered"][0] == world.village
    assert "तहसील वारासिवनी, बालाघाट" in page.text


def test_a_village_is_found_by_pin_code(visitor, world):
    PostOffice.objects.create(
        pincode="481331", name="Rampayli", kind=PostOfficeKind.BRANCH, district=world.district
    )
    visitor.answer_words()

    for pin in ("481331", "४८१३३१", "481 331"):
        assert visitor.get("/file/place/", q=pin).context["offered"] == [world.village]


def test_what_is_not_found_is_said(visitor):
    visitor.answer_words()
    page = visitor.get("/file/place/", q="xqzxqz")

    assert page.context["offered"] == []
    assert "sw-notice--warning" in page.text


def test_a_village_is_reached_by_tapping_alone(visitor, world):
    visitor.answer_words()
    pages = [visitor.get("/file/place/")]
    for place in (world.district, world.village.revenue_parent):
        assert place in pages[-1].context["further"]
        assert f'<a href="?in={place.pk}">' in pages[-1].text
        pages.append(visitor.get("/file/place/", **{"in": place.pk}))

    assert world.village in pages[-1].context["offered"]


@pytest.mark.parametrize("given", ["", "x", "²", "-1", "9" * 30])
def test_a_list_that_does_not_exist_is_that_of_the_districts(visitor, world, given):
    visitor.answer_words()

    assert visitor.get("/file/place/", **{"in": given}).context["further"] == [world.district]


HERE = {"latitude": "21.7501", "longitude": "80.0502", "accuracy": "24.7"}


@pytest.fixture
def on_the_map(world):
    Place.objects.filter(pk=world.village.pk).update(latitude=21.75, longitude=80.05)


def test_in_a_tehsil_with_many_villages_the_first_letter_is_tapped_first(visitor, world, monkeypatch):
    monkeypatch.setattr("sunwai.web.portal.filing.views.MOST_AT_ONCE", 1)
    visitor.answer_words()
    visitor.post("/file/subject/", category="energy.no-supply")
    tehsil = world.village.revenue_parent

    page = visitor.get("/file/place/", **{"in": tehsil.pk})
    assert page.context["letters"] == ["ड", "र", "व"]
    assert world.village not in page.context["offered"]
    assert f"?in={tehsil.pk}&amp;letter=%E0%A4%B0" in page.text

    page = visitor.get("/file/place/", **{"in": tehsil.pk}, letter="र")
    assert world.village in page.context["offered"]
    assert world.other_village not in page.context["offered"]
    answer = visitor.post(f"/file/place/?in={tehsil.pk}&letter=र", place=world.village.pk)
    assert answer["Location"] == "/file/details/"


def test_the_phone_tells_the_place_and_the_spot_is_kept_with_the_case(visitor, world, on_the_map):
    visitor.sign_in(world.citizen).fill(world)
    assert visitor.post("/file/place/", **HERE)["Location"] == "/file/place/?here=1"
    page = visitor.get("/file/place/", here="1")
    assert page.context["offered"] == [world.village]
    assert "करीब 25 मीटर" in page.text
    visitor.post("/file/place/?here=1", place=world.village.pk)
    assert "करीब 25 मीटर" in visitor.get("/file/check/").text
    visitor.post("/file/check/")

    case = Grievance.objects.get()
    assert (case.latitude, case.longitude) == (21.7501, 80.0502)


def test_a_place_that_was_searched_takes_no_spot_along(visitor, world, on_the_map):
    visitor.sign_in(world.citizen).fill(world)
    visitor.post("/file/place/", **HERE)
    visitor.post("/file/place/?here=1", place=world.village.pk)
    visitor.post("/file/place/?q=rampayli", place=world.village.pk)
    visitor.post("/file/check/")

    assert Grievance.objects.get().latitude is None


def test_a_sealed_complaint_keeps_no_spot(visitor, world, on_the_map):
    visitor.sign_in(world.citizen)
    visitor.answer_words(kind="corruption")
    visitor.post("/file/subject/", category="vigilance.bribe")
    visitor.post("/file/place/", **HERE)
    visitor.post("/file/place/?here=1", place=world.village.pk)
    visitor.post("/file/accused/", accused="none")
    visitor.post("/file/details/")
    visitor.post("/file/files/", go_on="1")
    visitor.post("/file/check/")

    case = Grievance.objects.get()
    assert (case.kind, case.latitude, case.longitude) == (Kind.CORRUPTION, None, None)


def test_a_spot_far_from_every_place_is_said(visitor, on_the_map):
    visitor.answer_words()
    visitor.post("/file/place/", **HERE | {"latitude": "28.6"})
    page = visitor.get("/file/place/", here="1")

    assert page.context["offered"] == []
    assert "राज्य से बाहर" in page.text


@pytest.mark.parametrize("latitude", ["", "north", "91", "nan", "inf"])
def test_a_position_that_is_none_is_not_kept(visitor, latitude):
    visitor.answer_words()

    assert visitor.post("/file/place/", **HERE | {"latitude": latitude})["Location"] == "/file/place/"
    assert "here" not in Draft.objects.get().data


def test_a_district_is_too_wide(visitor, world):
    visitor.answer_words()
    response = visitor.post("/file/place/", place=world.district.pk)

    assert "place" in response.context["form"].errors


# ── The subject's questions ──────────────────────────────────────────────────────────────────────────────

QUESTIONS = [
    {"code": "days", "kind": "number", "hi": "कितने दिन से?", "en": "For how many days?"},
    {"code": "whole", "kind": "yes_no", "hi": "पूरे गाँव में?", "en": "In the whole village?"},
    {
        "code": "when",
        "kind": "choice",
        "hi": "कब जाती है?",
        "en": "When does it go?",
        "choices": [{"code": "night", "hi": "रात में", "en": "At night"}],
    },
]


@pytest.fixture
def questions(world):
    Category.objects.filter(code="energy.no-supply").update(questions=QUESTIONS)


def test_the_questions_of_the_subject_are_asked_and_kept(visitor, world, questions):
    visitor.sign_in(world.citizen).fill(world)
    page = visitor.get("/file/details/").text
    assert all(question["hi"] in page for question in QUESTIONS)
    visitor.post("/file/details/", days="१२", whole="no", when="night", landmark="कुएँ के पास")
    check = visitor.get("/file/check/").text
    assert "रात में" in check
    visitor.post("/file/check/")

    assert Grievance.objects.get().answers == {"days": 12, "whole": False, "when": "night"}


def test_an_answer_that_does_not_fit_is_blamed_on_its_question(visitor, world, questions):
    visitor.fill(world)
    response = visitor.post("/file/details/", days="बहुत", landmark="कुएँ के पास")

    assert list(response.context["form"].errors) == ["days"]
    assert "कुएँ के पास" in response.text


# ── Photos and voice ─────────────────────────────────────────────────────────────────────────────────────


def test_files_are_added_shown_and_removed(visitor, world):
    visitor.fill(world)
    visitor.post("/file/files/", uploads=[photo_file("a.jpg"), photo_file("b.jpg")])
    draft = Draft.objects.get()
    first = draft.uploads.first()
    assert draft.uploads.count() == 2
    shown = visitor.get(f"/files/{first.pk}")
    assert shown.status_code == 200
    for close in shown._resource_closers:  # shown.close() would end the database connection too
        close()
    visitor.post("/file/files/", remove=str(first.pk))

    assert draft.uploads.count() == 1
    assert first not in draft.uploads.all()


def test_a_file_of_another_draft_cannot_be_removed(visitor, another, world):
    visitor.fill(world)
    visitor.post("/file/files/", uploads=photo_file())
    another.fill(world)
    upload = Draft.objects.exclude(uploads=None).get().uploads.get()

    assert another.post("/file/files/", remove=str(upload.pk)).status_code == 404
    assert another.get(f"/files/{upload.pk}").status_code == 404


def test_a_file_too_large_is_refused_with_its_name(visitor, world, monkeypatch):
    from sunwai.files import actions

    monkeypatch.setattr(actions, "_limit", lambda kind: 100)
    visitor.fill(world)
    response = visitor.post("/file/files/", uploads=photo_file("बड़ी.jpg"), go_on="1")

    assert "बड़ी.jpg" in str(response.context["form"].errors["uploads"])
    assert not Draft.objects.get().uploads.exists()


def test_a_program_is_not_a_photo(visitor, world):
    visitor.fill(world)
    bad = SimpleUploadedFile("photo.jpg", b"MZ\x90\x00 not a photo", "image/jpeg")

    assert "uploads" in visitor.post("/file/files/", uploads=bad).context["form"].errors


def test_a_needed_photo_is_asked_for_until_there_is_one(visitor, world):
    Category.objects.filter(code="energy.no-supply").update(photo=PhotoNeed.REQUIRED)
    visitor.sign_in(world.citizen)
    response = visitor.fill(world)
    assert "uploads" in response.context["form"].errors
    assert visitor.get("/file/check/")["Location"] == "/file/files/"

    assert visitor.post("/file/files/", uploads=photo_file(), go_on="1")["Location"] == "/file/check/"


# ── Look-alikes ──────────────────────────────────────────────────────────────────────────────────────────


def test_somebody_elses_case_is_shown_without_words_or_name(visitor, world):
    world.register(text="मोहन के घर की बिजली गई")
    assert visitor.fill(world)["Location"] == "/file/similar/"
    page = visitor.get("/file/similar/").text

    assert "बिजली नहीं आ रही" in page
    assert "मोहन के घर" not in page
    assert "सीता" not in page


def test_joining_counts_and_files_nothing_new(visitor, world):
    case = world.register()
    citizen = world.new_citizen()
    visitor.sign_in(citizen).fill(world)
    response = visitor.post("/file/similar/", same=str(case.pk))

    assert response["Location"] == f"/c/{case.reference}/"
    assert case.supporters.get().citizen == citizen
    assert Grievance.objects.count() == 1
    assert visitor.get("/file/")["Location"] == "/file/words/"  # the draft is put aside


def test_joining_before_signing_in_keeps_the_choice(visitor, world):
    case = world.register()
    visitor.fill(world)
    response = visitor.post("/file/similar/", same=str(case.pk))
    assert response["Location"] == "/sign-in/?next=%2Ffile%2Fsimilar%2F"
    visitor.sign_in_by_code("9876500001", "/file/similar/")

    assert visitor.get("/file/similar/").context["form"].initial["same"] == str(case.pk)


def test_filing_anyway_goes_on(visitor, world):
    world.register()
    visitor.fill(world)

    assert visitor.post("/file/similar/", same="none")["Location"] == "/file/you/"


def test_only_what_is_shown_can_be_joined(visitor, world):
    world.register()
    elsewhere = world.register(place=world.other_village)
    visitor.sign_in(world.new_citizen()).fill(world)

    assert "same" in visitor.post("/file/similar/", same=str(elsewhere.pk)).context["form"].errors


def test_an_own_earlier_case_is_linked(visitor, world):
    case = world.register()
    visitor.sign_in(world.citizen).fill(world)

    assert f"/c/{case.reference}/" in visitor.get("/file/similar/").text


# ── Corruption ───────────────────────────────────────────────────────────────────────────────────────────


def fill_corruption(visitor, world):
    visitor.answer_words("काम के लिए पैसे माँगते हैं", kind="corruption")
    visitor.post("/file/subject/", category="vigilance.bribe")
    return visitor.post("/file/place/", place=world.village.pk)


def test_the_accused_is_chosen_from_the_posts_over_the_place(visitor, world):
    assert fill_corruption(visitor, world)["Location"] == "/file/accused/"
    page = visitor.get("/file/accused/", department="energy")

    assert [label for _key, label in page.context["form"].fields["accused"].choices][:2] == [
        "कनिष्ठ अभियंता, वारासिवनी",
        "सहायक अभियंता, बालाघाट",
    ]


def test_a_corruption_case_goes_past_the_accused_and_names_nobody(visitor, another, world):
    visitor.sign_in(world.citizen)
    fill_corruption(visitor, world)
    accused = world.post("ae")
    visitor.post("/file/accused/?department=energy", accused=str(accused.pk))
    visitor.post("/file/details/")
    visitor.post("/file/files/", uploads=photo_file(), go_on="1")
    visitor.post("/file/check/")

    case = Grievance.objects.get()
    assert (case.citizen, case.accused_post) == (None, accused)
    assert {world.post("ae").pk, world.post("je").pk} <= set(case.barred_posts)
    assert case.draft.citizen is None
    assert case.attachments.get().upload.uploaded_by_id is None
    assert not case.events().exclude(actor_id=None).exists()
    # Its own citizen sees it, another one does not.
    page = f"/c/{case.reference}/"
    assert visitor.get(page).status_code == 200
    assert another.sign_in(world.new_citizen()).get(page).status_code == 404


def test_one_need_not_know_the_officer(visitor, world):
    visitor.sign_in(world.citizen)
    fill_corruption(visitor, world)
    assert "accused" in visitor.post("/file/accused/").context["form"].errors

    assert visitor.post("/file/accused/", accused="none")["Location"] == "/file/details/"


def test_a_changed_mind_about_corruption_asks_for_another_subject(visitor, world):
    visitor.sign_in(world.citizen).fill(world)

    assert visitor.answer_words(kind="corruption")["Location"] == "/file/subject/"


# ── Nothing is lost ──────────────────────────────────────────────────────────────────────────────────────


def test_the_draft_survives_signing_in(visitor, world):
    visitor.fill(world)
    visitor.sign_in_by_code(world.citizen.mobile, "/file/you/")
    visitor.post("/file/you/", name="सीता बाई")

    assert WORDS in visitor.get("/file/check/").text
    assert Draft.objects.get().citizen == world.citizen


def test_the_draft_survives_the_end_of_the_session(visitor, world):
    visitor.sign_in(world.citizen).fill(world)
    visitor.client.session.flush()

    assert visitor.get("/file/check/")["Location"] == "/file/you/"
    assert WORDS in visitor.get("/file/").text


def test_the_draft_is_found_again_on_another_phone(visitor, another, world):
    visitor.sign_in(world.citizen).fill(world)
    another.sign_in(world.citizen)

    assert "/file/" in another.get("/mine/").text
    assert WORDS in another.get("/file/").text


def test_the_next_one_on_the_same_phone_does_not_see_it(visitor, world):
    visitor.sign_in(world.citizen).fill(world)
    visitor.sign_in(world.new_citizen())

    assert visitor.get("/file/")["Location"] == "/file/words/"


def test_a_forged_cookie_opens_nothing(visitor, another, world):
    visitor.fill(world)
    another.client.cookies[COOKIE] = str(Draft.objects.get().pk)

    assert another.get("/file/")["Location"] == "/file/words/"


def test_one_may_begin_anew(visitor, world):
    visitor.sign_in(world.citizen).fill(world)
    visitor.post("/file/anew/")

    assert visitor.get("/file/")["Location"] == "/file/words/"
    assert Draft.objects.count() == 1  # put aside, not thrown away


def test_an_engine_that_refuses_keeps_everything(visitor, world):
    visitor.sign_in(world.citizen).fill(world)
    Category.objects.filter(code="energy.no-supply").update(is_active=False)
    response = visitor.post("/file/check/")

    assert response["Location"] == "/file/subject/"
    assert Draft.objects.get().data["text"] == WORDS
