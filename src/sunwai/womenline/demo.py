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


def make_demo_cases(*, now: datetime, progress: Callable[..., object] = lambda *_args: None) -> int:
    """Three invented cases, a request to be called, a One Stop Centre. Safe to run again.

    Returns:
        How many cases were made.
    """
    counsellor = User.objects.filter(is_demo=True, roles__contains=[Role.COUNSELLOR]).order_by("pk").first()
    if counsellor is None or _is_there():
        return 0
    district = Place.objects.of_kind(PlaceKind.DISTRICT).filter(name_en__iexact="Balaghat").first()
    Contact.objects.create(
        kind=ReferralKind.ONE_STOP_CENTRE,
        district=district,
        number="07632000000",
        name_en="One Stop Centre, Balaghat (invented)",
        name_hi=f"वन स्टॉप सेंटर, बालाघाट ({INVENTED})",
        source="demo",
    )
    open_new = partial(open_case, family=family("women"), actor=counsellor, now=now)
    grave = open_new(
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
        case=grave, kind=ReferralKind.ONE_STOP_CENTRE, consent=Consent.GIVEN, actor=counsellor, now=now,
        words="दो दिन रहने की जगह चाहिए।",
    )  # fmt: skip
    begin_follow_up(case=grave, actor=counsellor, now=now - timedelta(days=1))
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
    progress("Invented confidential cases", 3, 3)
    return 3


def _is_there() -> bool:
    with wall.opened(wall.KEEPER):
        return Case.objects.exists()
