"""SMS by SMPP 3.4, against an SMSC that nobody of us wrote (npm's `smpp`, started here)."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta

import pytest
from django.db import connection

from sunwai.conversations.models import Incoming
from sunwai.core import clock
from sunwai.gateways.models import SmsPart
from sunwai.gateways.sms.parts import MISSING, hand_over_incomplete
from sunwai.gateways.sms.smpp import session as sessions
from sunwai.gateways.sms.smpp.provider import STATUSES, Smpp
from sunwai.messages.models import Receipt
from sunwai.messages.ports import ProviderFailed, Sms
from tests.smsc_server import Smsc, eventually

ENGLISH = "Your complaint 4812 0937 5 is registered."
HINDI = "आपकी शिकायत 4812 0937 5 दर्ज हुई।"
committed = pytest.mark.django_db(transaction=True)  # another thread writes
LONG = HINDI * 5  # three parts


def sms(text=ENGLISH, **given):
    fields = {
        "to": "9800000001",
        "text": text,
        "unicode": not text.isascii(),
        "is_code": False,
        "dlt_entity": "1301181000000000001",
        "dlt_header": "SUNWAI",
        "dlt_template": "1307181000000000201",
        "our_id": 1,
    }
    return Sms(**(fields | given))


@pytest.fixture
def account(settings, monkeypatch):
    """The settings, to be pointed at an SMSC; nothing waits long."""
    monkeypatch.setattr(sessions, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(sessions, "SLOW_DOWN", 0.2)
    settings.SMS_TIMEOUT = 5.0
    settings.SMS_SMPP = settings.SMS_SMPP | {
        "system_id": "sunwai", "password": "secret", "system_type": "VMA", "per_second": 1000.0,
    }  # fmt: skip

    def change(**given):
        settings.SMS_SMPP = settings.SMS_SMPP | given

    return change


@pytest.fixture(scope="module")
def running():
    with Smsc() as one:
        yield one


@pytest.fixture
def smsc(running, account):
    running.reset()
    account(port=running.port)
    return running


@pytest.fixture
def provider(account):
    made = Smpp()
    yield made
    made.close()


@pytest.fixture
def read_by(monkeypatch):
    """Whoever reads what citizens write, in words that a test can look at."""
    came = []
    monkeypatch.setattr("sunwai.gateways.sms.parts.hand_over", lambda **given: came.append(given))
    return came


# ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────
def test_it_binds_once_and_sends(smsc, provider):
    assert provider.send(sms()) == "6699"
    assert provider.send(sms()) == "6700"

    bind = smsc.expect("bind")
    assert (bind["system_id"], bind["system_type"], bind["version"]) == ("sunwai", "VMA", 0x34)
    came = smsc.expect("submit")
    assert came == {
        "event": "submit",
        "text": ENGLISH,
        "udh": [],
        "payload": None,
        "to": "919800000001",
        "from": "SUNWAI",
        "source": [5, 0],
        "dest": [1, 1],
        "data_coding": 0,
        "esm_class": 0,
        "registered_delivery": 1,
        "elements": {"1400": "1301181000000000001", "1401": "1307181000000000201"},
    }
    assert smsc.all("bind") == []


def test_hindi_travels_as_ucs_2(smsc, provider):
    provider.send(sms(HINDI))
    came = smsc.expect("submit")
    assert (came["text"], came["data_coding"]) == (HINDI, 8)


def test_letters_of_two_places_arrive(smsc, provider):
    provider.send(sms("Fee: €5 [one] {two} @ Δ§", unicode=False))
    assert smsc.expect("submit")["text"] == "Fee: €5 [one] {two} @ Δ§"


def test_of_several_parts_the_last_one_gives_the_number_and_asks_for_the_receipt(smsc, provider):
    assert provider.send(sms(LONG)) == "6701"

    parts = [smsc.expect("submit") for _ in range(3)]
    assert "".join(part["text"] for part in parts) == LONG
    assert [part["esm_class"] for part in parts] == [0x40] * 3
    assert [part["registered_delivery"] for part in parts] == [0, 0, 1]
    headers = [part["udh"][0] for part in parts]
    assert [header[-4:] for header in headers] == ["0301", "0302", "0303"]
    assert len({header[:-2] for header in headers}) == 1


def test_two_messages_have_different_references(smsc, provider):
    for _ in range(2):
        provider.send(sms("x" * 200))
    headers = {smsc.expect("submit")["udh"][0][:-2] for _ in range(4)}
    assert len(headers) == 2


def test_the_whole_text_in_one_where_the_setting_says_so(smsc, provider, account):
    account(message_payload=True)
    assert provider.send(sms(LONG)) == "6699"
    came = smsc.expect("submit")
    assert (came["payload"], came["udh"], came["registered_delivery"]) == (LONG, [], 1)


def test_tags_of_dlt_are_settings(smsc, provider, account):
    account(tag_entity=0x1500, tag_template=0, chain="abc", tags_end_with_zero=True)
    provider.send(sms())
    assert smsc.expect("submit")["elements"] == {"1500": "1301181000000000001\0", "1402": "abc\0"}


def test_many_are_on_their_way_at_the_same_time(smsc, provider):
    numbers = []

    def work():
        numbers.append(provider.send(sms()))

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(numbers)) == 20
    assert len(smsc.all("bind")) == 1


@pytest.mark.parametrize("status", [0x0A, 0x0B, 0x45, 0x65, 0x08, 0x0400])
def test_a_refusal_says_whether_the_message_is_to_blame(smsc, provider, status):
    smsc.do(set={"statuses": [status]})
    with pytest.raises(ProviderFailed) as refused:
        provider.send(sms())
    known = STATUSES.get(status)
    assert refused.value.final == (known.final if known else False)
    assert str(refused.value) == (known.meaning if known else "status 0x400")
    assert provider.send(sms()), "the connection is as good as before"


def test_a_part_that_is_refused_fails_the_message(smsc, provider):
    smsc.do(set={"statuses": [0, 0x65]})
    with pytest.raises(ProviderFailed) as refused:
        provider.send(sms(LONG))
    assert refused.value.final
    assert len(smsc.all("submit")) == 2


def test_too_many_at_once_is_waited_for(smsc, provider):
    smsc.do(set={"statuses": [0x58, 0x14]})
    assert provider.send(sms()) == "6701"
    assert len(smsc.all("submit")) == 3


def test_too_many_for_too_long_is_a_failure_of_the_provider(smsc, provider, settings):
    settings.SMS_TIMEOUT = 1.0
    smsc.do(set={"statuses": [0x58] * 50})
    with pytest.raises(ProviderFailed, match="no answer in time") as late:
        provider.send(sms())
    assert not late.value.final
    assert len(smsc.all("submit")) < 6, "it slows down"


def test_no_more_begin_in_a_second_than_the_setting_says(smsc, provider, account):
    account(per_second=10.0)
    started = clock.datetime.now(clock.UTC)
    for _ in range(6):
        provider.send(sms())
    assert clock.datetime.now(clock.UTC) - started > timedelta(seconds=0.49)


def test_silence_is_a_failure_of_the_provider(smsc, provider, settings):
    settings.SMS_TIMEOUT = 0.5
    smsc.do(set={"silent": True})
    with pytest.raises(ProviderFailed, match="no answer in time"):
        provider.send(sms())


# ── The connection ───────────────────────────────────────────────────────────────────────────────────────
def test_a_wrong_password_is_said_at_once_and_tried_again(smsc, provider):
    smsc.do(set={"password": "another"})
    with pytest.raises(ProviderFailed, match="status 0xe"):
        provider.send(sms())
    smsc.do(set={"password": "secret"})
    eventually(lambda: provider.session().is_bound)
    assert provider.send(sms())


def test_nobody_listens(provider, account):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        account(port=free.getsockname()[1])
    with pytest.raises(ProviderFailed, match="not bound") as failed:
        provider.send(sms())
    assert not failed.value.final


def test_a_lost_connection_is_made_again(smsc, provider):
    provider.send(sms())
    session = provider.session()
    smsc.do(drop=True)
    eventually(lambda: not session.is_bound)
    eventually(lambda: session.is_bound)
    assert provider.send(sms())
    assert len(smsc.all("bind")) == 2


def test_a_centre_that_was_started_anew_is_found_again(provider, account):
    with Smsc() as first:
        account(port=first.port)
        provider.send(sms())
    eventually(lambda: not provider.session().is_bound)
    with pytest.raises(ProviderFailed, match="not bound"):
        provider.send(sms())
    with Smsc(first.port):
        eventually(lambda: provider.session().is_bound)
        assert provider.send(sms()) == "6699"


def test_what_is_on_its_way_when_the_connection_ends_is_told(smsc, provider):
    smsc.do(set={"silent": True})
    failed = []

    def work():
        try:
            provider.send(sms())
        except ProviderFailed as error:
            failed.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    smsc.expect("submit")
    smsc.do(drop=True)
    thread.join()
    assert len(failed) == 1
    assert "the connection ended" in failed[0]


def test_after_a_silence_it_is_asked_whether_anybody_is_there(smsc, provider, account):
    account(enquire_seconds=0.1)
    provider.send(sms())
    smsc.expect("enquire")
    smsc.expect("enquire")
    assert provider.session().is_bound


def test_where_nobody_is_there_it_binds_anew(smsc, provider, account, settings):
    settings.SMS_TIMEOUT = 0.3
    account(enquire_seconds=0.1)
    provider.session().keep()
    smsc.expect("bind")
    smsc.do(set={"deaf": True})
    smsc.expect("bind")


def test_the_centre_may_ask_as_well(smsc, provider):
    provider.send(sms())
    smsc.do(enquire=True)
    assert smsc.expect("enquired")["status"] == 0


def test_the_centre_may_unbind(smsc, provider):
    provider.send(sms())
    smsc.do(unbind=True)
    assert smsc.expect("unbound")["status"] == 0
    smsc.expect("bind")


def test_it_unbinds_when_it_stops(smsc, provider):
    provider.send(sms())
    provider.close()
    smsc.expect("unbind")
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("smpp")]


def test_what_is_no_smpp_ends_the_connection_and_nothing_else(smsc, provider):
    provider.send(sms())
    smsc.expect("bind")
    smsc.do(raw="ffffffff" + "00000000" * 3)
    smsc.expect("bind")
    eventually(lambda: provider.session().is_bound)
    assert provider.send(sms())


def test_a_command_that_nobody_knows_is_refused_and_passed_over(smsc, provider):
    provider.send(sms())
    smsc.do(raw="00000010" + "0000ffff" + "00000000" + "00000009")
    assert provider.send(sms())
    assert len(smsc.all("bind")) == 1


def test_with_tls_the_certificate_is_checked(account, provider, tmp_path, monkeypatch):
    key, cert = certificate(tmp_path)
    with Smsc(0, key, cert) as smsc:
        account(port=smsc.port, tls=True)
        with pytest.raises(ProviderFailed, match="CERTIFICATE_VERIFY_FAILED"):
            provider.send(sms())
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        provider.close()
        assert provider.send(sms(HINDI)) == "6699"


def certificate(folder):
    """A certificate for this machine that nobody vouches for."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "smsc")])
    now = clock.datetime.now(clock.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "key.pem", folder / "cert.pem"
    paths[0].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    paths[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return paths


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────
REPORT = (
    "id:{} sub:001 dlvrd:001 submit date:2611231100 done date:2611231101 stat:{} err:000 text:Your complaint"
)


def receipts():
    return list(Receipt.objects.order_by("pk").values_list("provider", "provider_id", "state"))


@committed
@pytest.mark.parametrize(
    ("stat", "state"),
    [
        ("DELIVRD", "delivered"), ("EXPIRED", "undelivered"), ("DELETED", "undelivered"),
        ("UNDELIV", "undelivered"), ("REJECTD", "undelivered"), ("ACCEPTD", None), ("ENROUTE", None),
        ("UNKNOWN", None), ("NONSENS", None),
    ],
)  # fmt: skip
def test_a_report_is_written_down_before_it_is_answered(smsc, provider, stat, state):
    number = provider.send(sms())
    smsc.do(deliver={"esm_class": 4, "short_message": REPORT.format(number, stat)})

    assert smsc.expect("delivered")["status"] == 0
    assert receipts() == ([("smpp", number, state)] if state else [])


@committed
def test_a_report_by_optional_parameters(smsc, provider):
    number = provider.send(sms())
    smsc.do(deliver={"esm_class": 4, "short_message": "", "receipted_message_id": number, "message_state": 5})
    assert smsc.expect("delivered")["status"] == 0
    assert receipts() == [("smpp", number, "undelivered")]


@committed
def test_a_report_that_comes_twice_is_one(smsc, provider):
    number = provider.send(sms())
    for _ in range(2):
        smsc.do(deliver={"esm_class": 4, "short_message": REPORT.format(number, "DELIVRD")})
        smsc.expect("delivered")
    assert receipts() == [("smpp", number, "delivered")]


@committed
def test_numbers_of_different_bases_are_the_same(smsc, provider, account):
    """The centre says 1A2B when it takes the message, and 6699 in its receipt."""
    account(id_bases=(16, 10))
    smsc.do(set={"ids": "hex"})
    number = provider.send(sms())
    assert number == "6699"
    smsc.do(deliver={"esm_class": 4, "short_message": REPORT.format("0000006699", "DELIVRD")})
    smsc.expect("delivered")
    assert receipts() == [("smpp", number, "delivered")]


@committed
def test_what_cannot_be_written_down_is_refused_and_taken_when_it_comes_again(smsc, provider, monkeypatch):
    number = provider.send(sms())
    report = {"esm_class": 4, "short_message": REPORT.format(number, "DELIVRD")}
    with monkeypatch.context() as broken:
        broken.setattr(
            "sunwai.gateways.sms.smpp.taking.record_receipt",
            lambda **_: (_ for _ in ()).throw(OSError("away")),
        )
        smsc.do(deliver=report)
        assert smsc.expect("delivered")["status"] == 0x64
    assert receipts() == []
    smsc.do(deliver=report)
    assert smsc.expect("delivered")["status"] == 0
    assert receipts() == [("smpp", number, "delivered")]


@committed
def test_a_database_connection_that_was_lost_is_made_again(smsc, provider):
    number = provider.send(sms())
    for state in ("DELIVRD", "UNDELIV"):
        smsc.do(deliver={"esm_class": 4, "short_message": REPORT.format(number, state)})
        assert smsc.expect("delivered")["status"] == 0
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    assert len(receipts()) == 2


# ── What citizens write ──────────────────────────────────────────────────────────────────────────────────
WRITTEN = {"source_addr": "919800000001", "destination_addr": "181"}


@committed
def test_an_sms_of_a_citizen_is_handed_over(smsc, provider, read_by):
    provider.session().keep()
    smsc.expect("bind")
    smsc.do(deliver=WRITTEN | {"short_message": "बिजली नहीं है"})

    assert smsc.expect("delivered")["status"] == 0
    (came,) = read_by
    assert (came["provider"], came["sender"], came["text"]) == ("smpp", "919800000001", "बिजली नहीं है")
    assert came["provider_id"].startswith("mo-")
    assert 0 < len(came["provider_id"]) <= 80


@committed
@pytest.mark.parametrize(
    ("wrote", "kept"),
    [("919800000001", "9800000001"), ("447700900123", "+447700900123"), ("MYBANK", "MYBANK")],
)
def test_it_is_stored_for_the_conversations(smsc, provider, wrote, kept):
    provider.session().keep()
    smsc.expect("bind")
    smsc.do(deliver=WRITTEN | {"source_addr": wrote, "short_message": "नमस्ते"})

    assert smsc.expect("delivered")["status"] == 0
    stored = Incoming.objects.get()
    assert (stored.provider, stored.sender, stored.channel) == ("smpp", kept, "sms")
    assert stored.said["text"] == "नमस्ते"


@committed
def test_the_same_words_twice_are_two_messages(smsc, provider, read_by):
    provider.session().keep()
    smsc.expect("bind")
    for _ in range(2):
        smsc.do(deliver=WRITTEN | {"short_message": "1"})
        smsc.expect("delivered")
    assert len({came["provider_id"] for came in read_by}) == 2


@committed
def test_parts_are_joined_in_whatever_order_they_come(smsc, provider, read_by):
    provider.session().keep()
    smsc.expect("bind")
    words = ["हमारे गाँव में ", "तीन दिन से ", "बिजली नहीं"]
    for number in (3, 1, 2, 2):
        body = bytes([5, 0, 3, 9, 3, number]) + words[number - 1].encode("utf-16-be")
        smsc.do(deliver=WRITTEN | {"esm_class": 0x40, "data_coding": 8, "hex": body.hex()})
        assert smsc.expect("delivered")["status"] == 0

    assert "".join(words) == read_by[0]["text"]
    assert len(read_by) == 1


@committed
def test_parts_joined_by_optional_parameters(smsc, provider, read_by):
    provider.session().keep()
    smsc.expect("bind")
    for number, words in enumerate(("one ", "two"), 1):
        sar = {"sar_msg_ref_num": 300, "sar_total_segments": 2, "sar_segment_seqnum": number}
        smsc.do(deliver=WRITTEN | sar | {"short_message": words})
        smsc.expect("delivered")
    assert [came["text"] for came in read_by] == ["one two"]
    assert not SmsPart.objects.exists()


@committed
def test_where_a_part_is_lost_the_rest_is_handed_over_after_a_while(smsc, provider, read_by):
    provider.session().keep()
    smsc.expect("bind")
    body = bytes([5, 0, 3, 9, 2, 2]) + b"second"
    smsc.do(deliver=WRITTEN | {"esm_class": 0x40, "data_coding": 0, "hex": body.hex()})
    smsc.expect("delivered")
    now = clock.now()
    assert hand_over_incomplete(received_before=now - timedelta(minutes=15), now=now) == 0
    assert hand_over_incomplete(received_before=now + timedelta(seconds=1), now=now) == 1

    assert [came["text"] for came in read_by] == [MISSING + "second"]
    assert not SmsPart.objects.exists()


@committed
def test_what_nobody_can_take_now_comes_again(smsc, provider, monkeypatch):
    monkeypatch.setattr(
        "sunwai.gateways.sms.parts.hand_over", lambda **_: (_ for _ in ()).throw(OSError("away"))
    )
    provider.session().keep()
    smsc.expect("bind")
    smsc.do(deliver=WRITTEN | {"short_message": "1"})
    assert smsc.expect("delivered")["status"] == 0x64


@committed
def test_an_intermediate_notification_is_passed_over(smsc, provider, read_by):
    provider.session().keep()
    smsc.expect("bind")
    smsc.do(deliver=WRITTEN | {"esm_class": 0x20, "short_message": REPORT.format(1, "ENROUTE")})
    assert smsc.expect("delivered")["status"] == 0
    assert (read_by, receipts()) == ([], [])
