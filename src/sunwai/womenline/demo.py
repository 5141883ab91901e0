"""A few invented cases for a demo, so that counsellors' pages are not empty. No person in them exists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sunwai.accounts.models import User
from sunwai.accounts.roles import Role
from sunwai.places.enums import PlaceKind
from sunwai.places.models import Place
from sunwai.womenline import wall
from sunwai.womenline.actions.cases import Facts, open_case
from sunwai.womenline.actions.follow_ups import begin_follow_up
from sunwai.womenline.actions.referrals import refer
from sunwai.womenline.actions.requests import ask_to_be_called
from sunwai.womenline.enums import Age, Consent, Gender, ReferralKind, Relationship, Triage
from sunwai.womenline.families import family
from sunwai.womenline.models import Case, Contact, Person

INVENTED = "काल्पनिक"


type OpenNew = Callable[..., Case]


def make_demo_cases(*, now: datetime, progress: Callable[..., object] = lambda *_args: None) -> int:
    """Invented cases of each helpline at which an invented counsellor works; a request to be called, a One Stop Centre.
    Safe to run again.

    Returns:
        How many cases were made.
    """
    district = Place.objects.of_kind(PlaceKind.DISTRICT).filter(name_en__iexact="Balaghat").first()
    made = 0
    for code, (role, make) in HELPLINES.items():
        counsellor = User.objects.filter(is_demo=True, roles__contains=[role]).order_by("pk").first()
        if counsellor and not _is_there(code):
            made += make(
                partial(open_case, family=family(code), actor=counsellor, now=now), counsellor, district, now
            )
    if made:
        progress("Invented confidential cases", made, made)
    return made


def _women(open_new: OpenNew, counsellor: User, district: Place | None, now: datetime) -> int:
    Contact.objects.create(
        kind=ReferralKind.ONE_STOP_CENTRE,
        district=district,
        number="07632000000",
        name_en="One Stop Centre, Balaghat (invented)",
        name_hi=f"वन स्टॉप सेंटर, बालाघाट ({INVENTED})",
        source="demo",
    )
    begun = now - timedelta(days=1)
    grave = open_new(
        now=begun,
        triage=Triage.COUNSELLING,
        answers={"safe_to_talk": "yes", "strangled": "yes", "leaving": "yes"},
        person=Person(
            name=f"कमला ({INVENTED})", number="6000000091", where="बहन के घर", safe_number="6000000092",
            safe_from=10, safe_until=16, code_word="गुलमोहर",
        ),
        facts=Facts(Gender.WOMAN, Age.TO_45, False, Relationship.HUSBAND, ["physical", "dowry"], district),
        words="पति शराब पीकर मारता है। कल रात गला दबाया। बहन के घर आ गई है।",
    )  # fmt: skip
    refer(
        case=grave, kind=ReferralKind.ONE_STOP_CENTRE, consent=Consent.GIVEN, actor=counsellor, now=begun,
        words="दो दिन रहने की जगह चाहिए।",
    )  # fmt: skip
    begin_follow_up(case=grave, actor=counsellor, now=begun)
    open_new(
        triage=Triage.EMERGENCY,
        answers={"safe_to_talk": "no", "abuser_near": "yes"},
        person=Person(where="घर, पीछे का कमरा", caller_name=f"पड़ोसी ({INVENTED})", caller_relation="पड़ोसी"),
        facts=Facts(Gender.WOMAN, Age.UNDER_18, True, Relationship.OWN_FAMILY, ["child_marriage"], district),
        words="पड़ोसी ने बताया कि लड़की की शादी ज़बरदस्ती हो रही है।",
    )
    open_new(
        triage=Triage.INFORMATION,
        answers={},
        person=Person(),
        facts=Facts(Gender.THIRD, Age.TO_25, categories=["information"], district=district),
        words="पहचान पत्र में नाम बदलने की जानकारी।",
    )
    ask_to_be_called(
        family=family("women"), address="demo", now=now,
        person=Person(name=f"मीना ({INVENTED})", safe_number="6000000093", safe_from=0, safe_until=24, code_word="आम"),
    )  # fmt: skip
    return 3


def _child(open_new: OpenNew, counsellor: User, district: Place | None, now: datetime) -> int:
    begun = now - timedelta(days=1)
    lost = open_new(
        now=begun,
        triage=Triage.COUNSELLING,
        answers={"safe_to_talk": "yes", "alone_outside": "yes", "abuser_near": "no"},
        person=Person(
            name=f"गुड्डू ({INVENTED})", where="बस स्टैंड, टिकट खिड़की के पास",
            caller_name=f"चाय वाले ({INVENTED})", caller_relation="दुकानदार",
            safe_number="6000000094", safe_from=8, safe_until=20, code_word="पतंग",
        ),
        facts=Facts(Gender.MAN, Age.UNDER_18, True, Relationship.EMPLOYER, ["child_labour", "missing"], district),
        words="करीब दस साल का लड़का। ईंट भट्ठे से भाग कर आया है। घर का पता नहीं बता पाता।",
    )  # fmt: skip
    refer(
        case=lost, kind=ReferralKind.CHILD_WELFARE, consent=Consent.CHILD, actor=counsellor, now=begun,
        words="आज रात रहने की जगह चाहिए।",
    )  # fmt: skip
    begin_follow_up(case=lost, actor=counsellor, now=begun)
    return 1


def _divyang(open_new: OpenNew, counsellor: User, district: Place | None, now: datetime) -> int:
    begun = now - timedelta(days=3)
    alone = open_new(
        now=begun,
        triage=Triage.COUNSELLING,
        answers={"safe_to_talk": "yes", "locked_in": "yes", "money_taken": "yes"},
        person=Person(
            name=f"हरीश ({INVENTED})", where="भाई के घर, पीछे का कमरा",
            safe_number="6000000095", safe_from=11, safe_until=17, code_word="बाँसुरी",
        ),
        facts=Facts(Gender.MAN, Age.TO_60, False, Relationship.OWN_FAMILY, ["neglect", "property"], district),
        words="चल नहीं सकते। भाई पेंशन के पैसे रख लेता है और दिन में बाहर से ताला लगा देता है।",
    )  # fmt: skip
    refer(
        case=alone, kind=ReferralKind.DISABILITY_OFFICE, consent=Consent.GIVEN, actor=counsellor, now=begun,
        words="व्हीलचेयर, और पेंशन उनके अपने खाते में।",
    )  # fmt: skip
    begin_follow_up(case=alone, actor=counsellor, now=begun)
    return 1


# Helpline → who opens its cases, and what makes them.
HELPLINES: dict[str, tuple[Role, Callable[[OpenNew, User, Place | None, datetime], int]]] = {
    "women": (Role.COUNSELLOR, _women),
    "child1098": (Role.CHILD_COUNSELLOR, _child),
    "divyangjan": (Role.DIVYANG_COUNSELLOR, _divyang),
}


def _is_there(code: str) -> bool:
    with wall.opened(wall.KEEPER):
        return Case.objects.filter(family=code).exists()
