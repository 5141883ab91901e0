"""A key in a PKCS#12 file (RFC 7292): for a demo and for small installations."""

from __future__ import annotations

from django.conf import settings
from pyhanko.sign.signers import SimpleSigner

from sunwai.documents.signing import SigningFailed
from sunwai.gateways.signing.pades import sign_with


class Pkcs12:
    """Signs with the key of `settings.SIGNING["pkcs12"]`, which is read at each signature: a new one counts at once."""

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """See `documents.signing.SigningKey`."""
        given = settings.SIGNING
        signer = SimpleSigner.load_pkcs12(given["pkcs12"], passphrase=given["password"].encode())
        if signer is None:  # pyHanko logs why
            raise SigningFailed
        return sign_with(signer, pdf, reason=reason, location=location)
