"""Mails as a mail server takes them: headers, texts, signature, and what it says to them."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import translation

from sunwai.gateways import health
from sunwai.gateways.email import letters
from sunwai.gateways.email.smtp import Smtp, connections
from sunwai.gateways.switch import certificate
from sunwai.messages.mail import letter
from sunwai.messages.ports import Email, ProviderFailed
from sunwai.messages.tokens import message_of
from tests.gateways.mail_server import Handler, mail_server

WORDS = {
    "reference": "4812 0937 5",
    "officer": "कनिष्ठ अभियंता, वारासिवनी",
    "until": "30 नवंबर 2026",
    "link": "https://helpline.example/c/481209375/",
}
STOP = "https://helpline.example/tell-me/stop/7-abc/"


def mail(event="closure_question", *, to="sita@example.org", stop_url=STOP, our_id=7, language="hi"):
    said = letter(event, "अधिकारी ने बताया: काम हो गया। क्या सच में?", language, WORDS, stop_url=stop_url)
    return Email(
        to=to,
        subject=said.subject,
        text=said.text,
        html=said.html,
        language=language,
        stop_url=stop_url,
        our_id=our_id,
    )


@pytest.fixture
def server(settings):
    with mail_server(settings) as handler:
        yield handler


# ── What is sent ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_mail_arrives_in_hindi_as_text_and_as_a_page(server):
    Smtp().send(mail())
    (one,) = server.taken
    assert one.to == ["sita@example.org"]
    assert "क्या सच में?" in one.text("plain")
    assert "हाँ, हो गया: https://helpline.example/c/481209375/confirm/" in one.text("plain")
    page = one.text("html")
    assert 'href="https://helpline.example/c/481209375/deny/"' in page
    assert "कनिष्ठ अभियंता, वारासिवनी" in page
    assert "prefers-color-scheme: dark" in page
    assert one.mail["Subject"] == "हल बताया गया: क्या सच में हुआ? · 4812 0937 5 · 181"
    assert max(map(len, one.content.split(b"\r\n"))) < 998
    assert one.content.isascii()


def test_its_headers_are_those_of_a_machine_that_can_be_stopped(server):
    number = Smtp().send(mail())
    said = server.taken[0].mail
    assert said["From"] == "CM Helpline 181 <helpline@sunwai.example>"
    assert said["Message-ID"] == f"<{number}>"
    assert number.endswith("@sunwai.example")
    assert parsedate_to_datetime(said["Date"]).tzinfo
    assert said["Auto-Submitted"] == "auto-generated"
    assert said["Content-Language"] == "hi"
    assert said["Reply-To"] == "helpline@sunwai.example"
    assert (said["List-Unsubscribe"], said["List-Unsubscribe-Post"]) == (
        f"<{STOP}>",
        "List-Unsubscribe=One-Click",
    )


def test_what_is_urgent_cannot_be_stopped(server):
    Smtp().send(mail(stop_url=""))
    assert server.taken[0].mail["List-Unsubscribe"] is None
    assert "SMS" not in server.taken[0].text("plain")


def test_it_comes_back_to_an_address_of_its_own_in_the_same_domain(server):
    Smtp().send(mail())
    local, _, domain = server.taken[0].sender.partition("@")
    assert domain == "sunwai.example"
    assert message_of(local.removeprefix("bounce+"), "bounce") == 7


def test_a_second_try_has_the_number_of_the_first(server):
    assert Smtp().send(mail()) == Smtp().send(mail())
    assert Smtp().send(mail(our_id=8)) != Smtp().send(mail())


def test_text_from_outside_cannot_add_a_header(server):
    with pytest.raises(ValueError, match="CR or LF"):
        letters.content_of(mail(to="a@example.org\r\nBcc: all@example.org"))
    assert server.taken == []


@pytest.mark.parametrize(("language", "words"), [("hi", "हाँ, हो गया"), ("en", "Yes, it is done")])
def test_the_page_speaks_the_readers_language(language, words):
    page = letter("closure_question", "x", language, WORDS, stop_url=STOP).html
    assert f'lang="{language}"' in page
    assert words in page


def test_what_citizens_or_officers_are_called_is_no_html():
    said = letter("taken_up", "<b>&", "en", WORDS | {"officer": "<script>"}, stop_url="")
    assert "<b>" not in said.html
    assert "<script>" not in said.html


# ── The signature ────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def signing(settings, tmp_path, server):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    file = tmp_path / "dkim.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    settings.EMAIL_GATEWAY = settings.EMAIL_GATEWAY | {"dkim_selector": "mail26", "dkim_key": str(file)}
    record = b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])

    def look_up(name, timeout=5):
        return record if name == b"mail26._domainkey.sunwai.example." else None

    return look_up


def test_the_signature_holds_and_covers_what_must_not_be_changed(signing, server):
    Smtp().send(mail())
    content = server.taken[0].content
    assert dkim.verify(content, dnsfunc=signing)
    signed = server.taken[0].mail["DKIM-Signature"].replace(" ", "").lower()
    for name in ("from", "subject", "to", "message-id", "list-unsubscribe", "list-unsubscribe-post"):
        assert f":{name}:" in signed.replace("h=", ":").replace(";", ":")
    assert not dkim.verify(content.replace(b"Content-Language: hi", b"Content-Language: en"), dnsfunc=signing)


# ── The server ───────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def trusted(monkeypatch, tmp_path, settings):
    """A certificate for localhost that this machine trusts."""
    settings.SWITCH = settings.SWITCH | {"wss_name": "localhost", "tls_certificate": "", "tls_key": ""}
    files = certificate.files(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    return files


# What the other side leaves behind when a greeting fails, and says of how we set it up, is its own affair.
its_own = [
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*StreamWriter:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]


def of_tls(test):
    for mark in its_own:
        test = mark(test)
    return test


@of_tls
@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_way_is_encrypted_and_we_sign_in(settings, trusted, tls):
    with mail_server(settings, certificate=trusted, tls=tls, user="sunwai") as server:
        Smtp().send(mail())
        assert len(server.taken) == 1


@of_tls
def test_a_server_that_nobody_vouches_for_gets_no_mail(settings, trusted, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    with mail_server(settings, certificate=trusted, tls="starttls") as server:
        with pytest.raises(ProviderFailed, match="SSLCertVerificationError") as failed:
            Smtp().send(mail())
        assert not failed.value.final
        assert server.taken == []


def test_a_wrong_password_is_our_fault(settings, trusted):
    with mail_server(settings, certificate=trusted, tls="starttls", user="somebody") as server:
        with pytest.raises(ProviderFailed, match="535") as failed:
            Smtp().send(mail())
        assert (failed.value.final, server.taken) == (False, [])


@pytest.mark.parametrize(
    ("answers", "final", "said"),
    [
        ({"rcpt": "550 5.1.1 sita@example.org: no such mailbox"}, True, "550: recipient refused"),
        ({"rcpt": "450 4.2.1 try later"}, False, "450: recipient refused"),
        ({"data": "554 5.7.1 taken for spam"}, False, "554: refused (SMTPDataError)"),
        ({"data": "452 4.3.1 no room"}, False, "452: refused (SMTPDataError)"),
    ],
)
def test_who_is_to_blame(settings, answers, final, said):
    with mail_server(settings, handler=Handler(**answers)) as server:
        with pytest.raises(ProviderFailed) as failed:
            Smtp().send(mail())
        assert (failed.value.final, str(failed.value), server.taken) == (final, said, [])


def test_nobody_at_home(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_GATEWAY = settings.EMAIL_GATEWAY | {"port": free.getsockname()[1]}
    with pytest.raises(ProviderFailed, match="not reached: ConnectionRefusedError"):
        Smtp().send(mail())


def test_who_has_no_address_any_more_is_told_otherwise(server):
    with pytest.raises(ProviderFailed, match="no address") as failed:
        Smtp().send(mail(to=""))
    assert failed.value.final


def test_one_connection_carries_many_mails(server):
    for number in range(1, 6):
        Smtp().send(mail(our_id=number))
    assert (len(server.taken), server.hellos) == (5, 1)


def test_a_connection_that_was_lost_is_made_anew(server):
    Smtp().send(mail())
    connections._idle[0][1].sock.shutdown(socket.SHUT_RDWR)
    Smtp().send(mail())
    assert (len(server.taken), server.hellos) == (2, 2)


def test_after_a_refusal_the_connection_is_still_good(settings):
    with mail_server(settings, handler=Handler(rcpt="550 no")) as server:
        for _ in range(2):
            with pytest.raises(ProviderFailed):
                Smtp().send(mail())
        server.rcpt = "250 OK"
        Smtp().send(mail())
        assert (len(server.taken), server.hellos) == (1, 1)


def test_several_at_once_do_not_get_into_each_others_way(server):
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda number: Smtp().send(mail(our_id=number)), range(1, 21)))
    assert {one.mail["Message-ID"] for one in server.taken} == {f"<{number}>" for number in numbers}
    assert server.hellos <= 4


# ── sunwai check ─────────────────────────────────────────────────────────────────────────────────────────
def said_of_email():
    with translation.override("en"):
        return health._email()


@pytest.mark.django_db
def test_the_check_asks_the_server(server, settings):
    assert said_of_email() == ("email", True, "configured, reached, works")
    settings.EMAIL_GATEWAY = settings.EMAIL_GATEWAY | {"dkim_selector": "mail26"}
    assert said_of_email()[1] is False
    settings.PROVIDERS = settings.PROVIDERS | {"email": []}
    assert said_of_email()[1] is True
