"""What goes over the wire to Mobile Seva, byte for byte, and what its answers mean."""

import hashlib
from urllib.parse import parse_qsl

import httpx
import pytest

from sunwai.gateways import http
from sunwai.gateways.sms.mobile_seva import CODES, MobileSeva, entities, form, message_id
from sunwai.messages.ports import ProviderFailed, Sms

ACCOUNT = {
    "url": "http://gateway.test/esms/sendsmsrequestDLT",
    "username": "SUNWAI-MP",
    "password": "secret#1",
    "sender_id": "SUNWAI",
    "secure_key": "0f5d8e4c-1111-2222-3333-444455556666",
    "receipt_token": "t",
}


def sms(text="Your code is 1234", **changes):
    given = {
        "to": "9800000001",
        "text": text,
        "unicode": False,
        "is_code": False,
        "dlt_entity": "1301181000000000001",
        "dlt_header": "SUNWAI",
        "dlt_template": "1307181000000000101",
        "our_id": 7,
    }
    return Sms(**given | changes)


@pytest.fixture
def gateway(settings, monkeypatch):
    """A gateway that keeps the requests and gives the answers put into `answers`."""
    settings.SMS_MOBILE_SEVA = ACCOUNT

    class Gateway:
        def __init__(self):
            self.requests, self.answers = [], []

        def __call__(self, request):
            self.requests.append(request)
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer if isinstance(answer, httpx.Response) else httpx.Response(200, text=answer)

    gateway = Gateway()
    client = httpx.Client(transport=httpx.MockTransport(gateway), follow_redirects=False)
    monkeypatch.setattr(http, "client", lambda seconds: client)
    yield gateway
    client.close()


def test_the_request_byte_for_byte(gateway):
    """The fields, hashes and order of C-DAC's integration document 1.8; both hashes made with coreutils.

    printf %s 'secret#1' | sha1sum
    printf %s 'SUNWAI-MPSUNWAIYour code is 12340f5d8e4c-1111-2222-3333-444455556666' | sha512sum
    """
    gateway.answers = ["402,MsgID = 150620161466003974245msdgsms"]

    assert MobileSeva().send(sms()) == "150620161466003974245msdgsms"

    (request,) = gateway.requests
    assert request.method == "POST"
    assert str(request.url) == ACCOUNT["url"]
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.content == (
        b"username=SUNWAI-MP"
        b"&password=9f7ca0fa119bbddc95a94baa409bdb5b61f46232"
        b"&senderid=SUNWAI"
        b"&content=Your+code+is+1234"
        b"&smsservicetype=singlemsg"
        b"&mobileno=9800000001"
        b"&key=af3ff6ec468797d89518bfa7e2648d6155eb4ae99f7b73d1517153c250fd0967"
        b"4ef657708cda09a2108a2d1167c047164d4c8451cf95dcb78a6e5f71d8c1e9e5"
        b"&templateid=1307181000000000101"
    )


def test_hindi_travels_as_decimal_entities_and_the_key_is_made_of_them(gateway):
    gateway.answers = ["402,MsgID = 1msdgsms"]
    MobileSeva().send(sms("नमस्ते 181", unicode=True))

    fields = dict(parse_qsl(gateway.requests[0].content.decode()))
    content = "&#2344;&#2350;&#2360;&#2381;&#2340;&#2375;&#32;&#49;&#56;&#49;"
    assert fields["content"] == content
    assert fields["smsservicetype"] == "unicodemsg"
    signed = f"SUNWAI-MPSUNWAI{content}{ACCOUNT['secure_key']}"
    assert fields["key"] == hashlib.sha512(signed.encode()).hexdigest()


def test_beyond_the_basic_plane_a_character_is_two_units():
    assert entities("🙏") == "&#55357;&#56911;"


@pytest.mark.parametrize(
    ("is_code", "is_unicode", "service"),
    [
        (False, False, "singlemsg"),
        (False, True, "unicodemsg"),
        (True, False, "otpmsg"),
        (True, True, "unicodeotpmsg"),
    ],
)
def test_the_service_type(is_code, is_unicode, service):
    assert form(sms(is_code=is_code, unicode=is_unicode), ACCOUNT)["smsservicetype"] == service


def test_spaces_around_are_not_signed():
    assert form(sms("  hello \n"), ACCOUNT) == form(sms("hello"), ACCOUNT)


def test_the_account_sends_where_a_template_names_no_sender():
    assert form(sms(dlt_header=""), ACCOUNT)["senderid"] == "SUNWAI"


@pytest.mark.parametrize("answer", ["402,MsgID = abc", " 402,MsgID = abc\n", "402,MsgID=abc"])
def test_the_number_is_read(answer):
    assert message_id(answer) == "abc"


def test_a_slow_operator_has_the_message_so_it_is_not_sent_again():
    assert message_id("409 : SMSC response timed out, message will be submitted") == ""


@pytest.mark.parametrize(
    ("code", "final"),
    [
        *((code, False) for code in [401, 403, 404, 405, 407, 408, 410, 411, 412, 415, 416, 418]),
        *((code, True) for code in [406, 413, 414]),
        (417, False),
        (500, False),
    ],
)
def test_refusals(code, final):
    with pytest.raises(ProviderFailed, match=str(code)) as refused:
        message_id(f"{code} : whatever it says")
    assert refused.value.final is final


def test_every_published_code_is_known():
    assert set(CODES) == {str(code) for code in range(401, 419)} - {"417"}


@pytest.mark.parametrize("answer", ["", "<html><body>Service unavailable</body></html>", "4020"])
def test_what_is_no_answer_is_a_failure_to_try_again(answer):
    with pytest.raises(ProviderFailed, match="not an answer") as failed:
        message_id(answer)
    assert failed.value.final is False


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (httpx.Response(503), "HTTP 503"),
        (httpx.Response(302, headers={"Location": "http://elsewhere.test/"}), "redirects"),
        (httpx.ReadTimeout("slow"), "no answer in time"),
        (httpx.ConnectError("refused"), "not reached: ConnectError"),
    ],
)
def test_trouble_on_the_way_can_be_tried_again(gateway, trouble, said):
    gateway.answers = [trouble]
    with pytest.raises(ProviderFailed, match=said) as failed:
        MobileSeva().send(sms())
    assert failed.value.final is False
    assert len(gateway.requests) == 1


def test_without_an_address_nothing_is_sent(gateway, settings):
    settings.SMS_MOBILE_SEVA = ACCOUNT | {"url": ""}
    with pytest.raises(ProviderFailed, match="no address"):
        MobileSeva().send(sms())
