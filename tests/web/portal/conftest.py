"""A visitor of the portal."""

import re

import pytest
from django.utils import translation

from sunwai.messages.enums import Event
from sunwai.messages.models import Message
from sunwai.web.middleware import CITIZEN_KEY


class Visitor:
    """A browser, driven as a citizen does: pages by their short names, forms by their fields."""

    def __init__(self, client):
        self.client = client

    def sign_in(self, citizen):
        session = self.client.session
        session[CITIZEN_KEY] = citizen.pk
        session.save()
        return self

    def get(self, path, **query):
        return self.client.get(path, query)

    def post(self, path, **data):
        return self.client.post(path, data)

    def code_sent_to(self, mobile):
        """The code in the last SMS to `mobile`."""
        message = Message.objects.filter(event=Event.OTP, to=mobile).order_by("-pk").first()
        return re.search(r"\d{6}", message.text)[0]

    def sign_in_by_code(self, mobile, next_page="/mine/"):
        """Both pages of signing in, as far as the redirect at their end."""
        self.post("/sign-in/", mobile=mobile, next=next_page)
        return self.post("/sign-in/code/", code=self.code_sent_to(mobile), next=next_page)

    def answer_words(self, text="हमारे गाँव में तीन दिन से बिजली नहीं आ रही", kind="complaint"):
        return self.post("/file/words/", text=text, kind=kind)

    def fill(self, world, category="energy.no-supply", kind="complaint"):
        """Everything up to who it is."""
        self.answer_words(kind=kind)
        self.post("/file/subject/", category=category)
        self.post("/file/place/", place=world.village.pk)
        self.post("/file/details/", landmark="स्कूल के पीछे")
        return self.post("/file/files/", go_on="1")


@pytest.fixture
def visitor(client, world):
    return Visitor(client)


@pytest.fixture
def another(client_class, world):
    return Visitor(client_class())


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


@pytest.fixture(autouse=True)
def language():
    """A page in English leaves its language behind in the thread; the next test starts in Hindi again."""
    with translation.override("hi"):
        yield
