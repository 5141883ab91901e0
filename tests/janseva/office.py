"""A tehsil office for tests: the services that ship, and short ways through an application."""

from __future__ import annotations

from datetime import timedelta

from sunwai.citizens.codes import issue_code
from sunwai.janseva.actions.appealing import Order, decide_appeal, file_appeal, fix_hearing
from sunwai.janseva.actions.applying import Request, confirm_application, note_identity, take_application
from sunwai.janseva.actions.deciding import reject_application, sanction_application
from sunwai.janseva.actions.issuing import issue_certificate
from sunwai.janseva.enums import Outcome, PenaltyKind, RejectionReason
from sunwai.janseva.models import Appeal, Application, Certificate, Penalty, Service
from sunwai.janseva.ports import Identity
from sunwai.janseva.shipped import load_services
from sunwai.messages.enums import Channel
from sunwai.offices.models import Category, Department
from tests.world import MONDAY, World

DAY = timedelta(days=1)
SUBJECTS = ("revenue.income-domicile-certificate", "revenue.khasra-copy")
INCOME = {
    "guardian_name": "रामलाल",
    "relation": "father",
    "income": "₹48,000",
    "income_source": "farming",
    "purpose": "छात्रवृत्ति",
}


class Office:
    """`office.tehsildar` decides in the tehsil of `world`."""

    def __init__(self, world: World) -> None:
        self.world = world
        for code in SUBJECTS:
            Category.objects.create(
                code=code,
                department=Department.objects.get(code="revenue"),
                group="certificates",
                name_en=code,
                name_hi=code,
                days=[3, 5, 7, 10],
            )
        load_services()
        self.tehsildar = world.officer("patwari")  # first level of the ladder in this corner
        self.sdo = world.officer("sdo")
        self.commissioner = world.officer("commissioner")  # hears second appeals
        self.secretary = world.officer("secretary")  # revises penalties

    def service(self, code: str = "income-certificate") -> Service:
        return Service.objects.select_related("category__department").get(code=code)

    def request(self, code: str = "income-certificate", **given: object) -> Request:
        fields = {
            "service": self.service(code),
            "place": self.world.village,
            "applicant_name": "सीता बाई",
            "answers": INCOME,
        }
        return Request(**(fields | given))  # type: ignore[arg-type]

    def take(self, now=MONDAY, **given: object) -> Application:
        """Taken by an agent on a call."""
        return take_application(
            citizen=self.world.citizen,
            request=self.request(**given),  # type: ignore[arg-type]
            channel=Channel.CALL,
            actor=self.world.agent,
            now=now,
        )

    def identify(self, application: Application, now=MONDAY) -> Application:
        """e-KYC said who it is."""
        identity = Identity(reference="vault-1", aadhaar_end="2346", name="Sita Bai")
        return note_identity(application=application, identity=identity, actor=application.citizen, now=now)

    def confirm(self, application: Application, now=MONDAY, **given: object) -> Application:
        """Checked and confirmed by the applicant."""
        link = application.links.select_related("application__service", "application__citizen").latest("pk")
        code = issue_code(mobile=application.citizen.mobile, now=now)
        said = {
            "code": code,
            "applicant_name": application.applicant_name,
            "answers": INCOME,
            "declared": True,
        }
        return confirm_application(link=link, now=now, **(said | given))  # type: ignore[arg-type]

    def submitted(self, now=MONDAY, **given: object) -> Application:
        """Before the officer."""
        return self.confirm(self.identify(self.take(now, **given), now), now)

    def issued(self, now=MONDAY) -> Certificate:
        """Sanctioned and signed."""
        application = sanction_application(application=self.submitted(now), actor=self.tehsildar, now=now)
        certificate = issue_certificate(application_id=application.pk, now=now)
        assert certificate
        return certificate

    def unpaid(self, now=MONDAY) -> Application:
        """A certified copy of two pages, which waits for its ₹20."""
        answers = {"parcel": "1/1", "copy": "certified"}
        taken = self.take(now, code="khasra-copy", answers=answers, pages=2)
        return self.confirm(taken, now, answers=answers, pages=2)

    def penalised(self, now=MONDAY) -> Penalty:
        """Refused, first appeal dismissed, second allowed after a hearing: ₹2,000, of which ₹1,500 to the applicant."""
        refused = self.submitted(now)
        reject_application(
            application=refused,
            reason=RejectionReason.NOT_TRUE,
            words="नहीं",
            actor=self.tehsildar,
            now=now,
        )
        refused.refresh_from_db()
        second = self.second_appeal(refused, now)
        fix_hearing(appeal=second, hearing_at=now + DAY, actor=self.commissioner, now=now)
        order = Order(
            outcome=Outcome.ALLOWED,
            words="दें",
            kind=PenaltyKind.FAILURE,
            penalty=2000,
            compensation=1500,
        )
        decide_appeal(appeal=second, order=order, actor=self.commissioner, now=now + DAY)
        return Penalty.objects.select_related("appeal__application", "officer").get(appeal=second)

    def second_appeal(self, application: Application, now=MONDAY) -> Appeal:
        """The first was dismissed."""
        given = {"application": application, "words": "गलत है", "actor": application.citizen, "now": now}
        dismissed = Order(outcome=Outcome.DISMISSED, words="x")
        decide_appeal(appeal=file_appeal(**given), order=dismissed, actor=self.sdo, now=now)
        application.refresh_from_db()
        return file_appeal(**given)
