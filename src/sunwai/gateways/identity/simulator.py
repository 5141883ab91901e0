"""The AUA of demo and test: every number with a right check digit belongs to somebody invented, whose name follows
from it. The code that "UIDAI sends" is the last six digits of the number; numbers that end in 0 have no mobile.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from sunwai.core.aadhaar import is_aadhaar

INVALID_UID, NO_MOBILE, WRONG_CODE = "998", "111", "400"  # error codes of UIDAI's APIs
FIRST = ("Sita", "Ramesh", "Gita", "Mohan", "Kamla", "Suresh", "Anita", "Dinesh")
LAST = ("Bai Uikey", "Kumar Patle", "Devi Rahangdale", "Lal Bisen", "Bai Marskole", "Singh Thakre")


@csrf_exempt
@require_POST
def otp(request: HttpRequest) -> JsonResponse:
    """`POST otp {uid, txn, ch}`"""
    said = _said(request)
    if said is None:
        return JsonResponse({"error": "token missing or wrong"}, status=401)
    uid = str(said.get("uid", ""))
    if not is_aadhaar(uid):
        return _refused(said, INVALID_UID)
    return (
        _refused(said, NO_MOBILE) if uid.endswith("0") else JsonResponse({"ret": "y", "txn": said.get("txn")})
    )


@csrf_exempt
@require_POST
@sensitive_variables()
def kyc(request: HttpRequest) -> JsonResponse:
    """`POST kyc {uid, txn, otp, rc}`"""
    said = _said(request)
    if said is None:
        return JsonResponse({"error": "token missing or wrong"}, status=401)
    uid = str(said.get("uid", ""))
    if not is_aadhaar(uid):
        return _refused(said, INVALID_UID)
    if said.get("otp") != uid[-6:] or said.get("rc") != "Y":
        return _refused(said, WRONG_CODE)
    number = int(hashlib.sha256(uid.encode()).hexdigest(), 16)
    return JsonResponse(
        {
            "ret": "y",
            "txn": said.get("txn"),
            "reference": hmac.digest(b"simulated vault", uid.encode(), "sha256").hex()[:36],
            "poi": {
                "name": f"{FIRST[number % len(FIRST)]} {LAST[number // 8 % len(LAST)]}",
                "dob": f"{number % 28 + 1:02}-{number % 12 + 1:02}-{1950 + number % 50}",
            },
            "poa": {"vtc": "Rampayli", "dist": "Balaghat", "state": "Madhya Pradesh"},
        }
    )


def _refused(said: dict[str, Any], code: str) -> JsonResponse:
    return JsonResponse({"ret": "n", "txn": said.get("txn"), "err": code})


def _said(request: HttpRequest) -> dict[str, Any] | None:
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {settings.AUA['token']}".encode()):
        return None
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
