"""A signed PDF opens as genuine; any change to it, however small, does not."""

from __future__ import annotations

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sunwai.config.demo_signing import signing_folder
from sunwai.documents import signing
from sunwai.documents.signing import Finding, SigningFailed, examine, sign
from sunwai.documents.typesetting import render

RECEIPT = {
    "language": "hi", "title": "रसीद", "helpline": "181", "number_label": "नंबर", "number": "1", "rows": [["a", "b"]],
    "words_label": "", "words": "", "next_label": "आगे", "next": ["एक"], "foot": ["अंत"],
}  # fmt: skip


@pytest.fixture(scope="module")
def plain():
    return render("receipt", RECEIPT)


@pytest.fixture(scope="module")
def signed(plain):
    return sign(plain, reason="आय प्रमाण पत्र", location="बालाघाट")


def test_a_signed_one_is_genuine_and_names_its_signer(signed):
    found = examine(signed)
    assert found.finding is Finding.GENUINE
    assert found.signer == "Sunwai demo signature (not valid in law)"
    assert found.signed_at is not None


def test_it_carries_time_stamp_and_proof_of_revocation(signed):
    """PAdES B-LT: what is needed to judge it in years is inside."""
    assert b"/DSS" in signed
    assert b"/CRLs" in signed
    assert b"ETSI.CAdES.detached" in signed


@given(where=st.integers(0, 2**31), bit=st.integers(0, 7))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_byte_that_was_signed_tells_when_it_is_changed(signed, where, bit):
    changed = bytearray(signed)
    changed[where % signed.index(b"/Contents <")] ^= 1 << bit
    assert examine(bytes(changed)).finding is not Finding.GENUINE


def test_something_added_behind_the_signature_tells(signed):
    from io import BytesIO

    from pyhanko.pdf_utils.generic import NameObject, pdf_string
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Contents")] = writer.add_object(pdf_string("1,00,00,000"))
    writer.mark_update(page.container_ref)
    out = BytesIO()
    writer.write(out)
    assert examine(out.getvalue()).finding is Finding.CHANGED


def test_what_another_authority_signed_is_unknown(plain, tmp_path):
    other = signing_folder(tmp_path, "other")
    from django.conf import settings

    theirs = settings.SIGNING | {
        "pkcs12": str(other / "signer.p12"),
        "password": "other",
        "revocation_lists": [],
        "demo_timestamper": "",
    }
    with override_settings(SIGNING=theirs):
        forged = sign(plain, reason="x", location="y")
    assert examine(forged).finding is Finding.UNKNOWN


@pytest.mark.parametrize(
    ("content", "finding"),
    [(b"", Finding.UNREADABLE), (b"hello", Finding.UNREADABLE), (b"%PDF-1.7\n%%EOF", Finding.UNREADABLE)],
)
def test_what_is_no_pdf_is_not_judged(content, finding):
    assert examine(content).finding is finding


def test_a_pdf_without_signature_is_unsigned(plain):
    assert examine(plain).finding is Finding.UNSIGNED


def test_without_a_key_nothing_is_signed(plain):
    with override_settings(PROVIDERS={"signing": []}), pytest.raises(SigningFailed):
        sign(plain, reason="x", location="y")


def test_with_a_wrong_password_nothing_is_signed(plain):
    from django.conf import settings

    with override_settings(SIGNING=settings.SIGNING | {"password": "wrong"}), pytest.raises(SigningFailed):
        sign(plain, reason="x", location="y")


def test_a_token_that_does_not_answer_signs_nothing(plain):
    from django.conf import settings

    from sunwai.gateways.signing.pkcs11 import Pkcs11

    absent = settings.SIGNING | {
        "pkcs11": {"library": "/nowhere.so", "token": "t", "certificate": "c", "pin": "1"}
    }
    with override_settings(SIGNING=absent), pytest.raises(SigningFailed):
        Pkcs11().sign(plain, reason="x", location="y")


def test_trust_is_read_once():
    assert signing._roots() is signing._roots()
