"""The JSON contract of docs/api/sms-generic.md, from our side."""

import json

import httpx
import pytest

from sunwai.gateways import http
from sunwai.gateways.sms.generic_http import GenericHttp
from sunwai.messages.ports import ProviderFailed
from tests.gateways.test_mobile_seva import sms


@pytest.fixture
def answer_with(settings, monkeypatch):
    settings.SMS_GENERIC_HTTP = {"url": "http://gateway.test/v1/sms", "token": "t0ken", "receipt_token": "r"}
    requests = []

    def use(response):
        def handle(request):
            requests.append(request)
            return response

        client = httpx.Client(transport=httpx.MockTransport(handle))
        monkeypatch.setattr(http, "client", lambda seconds: client)
        return requests

    return use


def test_the_request(answer_with):
    requests = answer_with(httpx.Response(202, json={"id": "abc-1"}))

    assert GenericHttp().send(sms("नमस्ते", unicode=True, is_code=True)) == "abc-1"

    (request,) = requests
    assert request.headers["Authorization"] == "Bearer t0ken"
    assert request.headers["Idempotency-Key"] == "sunwai-7"
    assert json.loads(request.content) == {
        "to": "+919800000001",
        "text": "नमस्ते",
        "encoding": "ucs2",
        "kind": "otp",
        "sender": "SUNWAI",
        "dlt": {"entity": "1301181000000000001", "template": "1307181000000000101"},
    }


@pytest.mark.parametrize("status", [400, 410, 413, 422])
def test_the_message_is_to_blame(answer_with, status):
    answer_with(httpx.Response(status, json={"error": "number barred"}))
    with pytest.raises(ProviderFailed, match="number barred") as refused:
        GenericHttp().send(sms())
    assert refused.value.final


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_the_gateway_or_the_account_is_to_blame(answer_with, status):
    answer_with(httpx.Response(status, text="<html>"))
    with pytest.raises(ProviderFailed, match=str(status)) as failed:
        GenericHttp().send(sms())
    assert not failed.value.final


@pytest.mark.parametrize("body", ["{}", "[]", '{"id": ""}', "not json"])
def test_an_answer_without_an_id_is_no_answer(answer_with, body):
    answer_with(httpx.Response(200, text=body))
    with pytest.raises(ProviderFailed, match="no id"):
        GenericHttp().send(sms())
