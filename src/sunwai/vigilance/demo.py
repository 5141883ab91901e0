"""Invented corruption cases for the demo: a request to read an identity, a suspect, a threat, a hand-over.

Whoever opens the queue as vigilance officer finds each of them waiting. Everybody and everything in it is invented.
"""

from __future__ import annotations

from datetime import datetime

from sunwai.citizens.actions import Person
from sunwai.core.actors import SYSTEM
from sunwai.grievances.actions.registration import Complaint, register_grievance
from sunwai.grievances.enums import Kind
from sunwai.grievances.models import Grievance
from sunwai.grievances.seal import citizen_of
from sunwai.messages.enums import Channel
from sunwai.offices.demo import PATH_PLACE
from sunwai.offices.models import Category
from sunwai.offices.selectors import holder_of
from sunwai.places.models import Place
from sunwai.vigilance.actions.anonymous import file_anonymously
from sunwai.vigilance.actions.hand_over import hand_over
from sunwai.vigilance.actions.retaliation import report_retaliation
from sunwai.vigilance.actions.reveal import ask_reveal

SUBJECT = "general-administration.bribe-demanded"
MARK = "DEMO-VIGILANCE"
THREAT = "कल रात बाबू के दो आदमी घर आए। बोले कि शिकायत वापस लो, नहीं तो नाप कभी नहीं होगा।"


def make_demo_corruption(*, now: datetime) -> int:
    """Three corruption cases at the village of the guided path, once.

    Returns:
        How many were made; 0 where they are there already, or the place or subject is not.
    """
    place = Place.objects.filter(**PATH_PLACE).first()
    subject = Category.objects.filter(code=SUBJECT).first()
    if not place or not subject or Grievance.objects.filter(source_reference=MARK).exists():
        return 0

    def complaint(text: str, named: str = "") -> Complaint:
        return Complaint(
            kind=Kind.CORRUPTION,
            category=subject,
            place=place,
            text=text,
            accused_named=named,
            source_reference=MARK,
        )

    def told(mobile: str, name: str, text: str, named: str) -> Grievance:
        return register_grievance(
            citizen=Person(mobile=mobile, name=name),
            complaint=complaint(text, named),
            channel=Channel.PORTAL,
            actor=SYSTEM,
            now=now,
        )

    asked = told("6000018101", "गीता ठाकरे", "मीटर लगाने के पाँच हज़ार माँगे।", "राजेश बिसेन, कनिष्ठ अभियंता")
    given = told("6000018102", "रमेश नेवारे", "नामांतरण के दस हज़ार माँगे, रसीद नहीं दी।", "तहसीलदार")
    nameless, _code = file_anonymously(
        complaint=complaint("नाप के लिए हर बार दो हज़ार लेते हैं।", "पटवारी"), channel=Channel.PORTAL, now=now
    )
    report_retaliation(
        grievance=nameless, words=THREAT, channel=Channel.PORTAL, actor=citizen_of(nameless), now=now
    )
    day = now.date()
    if officer := holder_of(asked.post, day):
        ask_reveal(grievance=asked, words="मीटर नंबर और बयान लेना है।", actor=officer, now=now)
    if officer := holder_of(given.post, day):
        hand_over(grievance=given, agency="lokayukta", words="ट्रैप की कार्यवाही के लिए।", actor=officer, now=now)
    return 3
