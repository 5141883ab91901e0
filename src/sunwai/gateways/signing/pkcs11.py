"""A key on a token or in an HSM, by PKCS#11: the crypto tokens that licensed certifying authorities hand out."""

from __future__ import annotations

from django.conf import settings

from sunwai.documents.signing import SigningFailed
from sunwai.gateways.signing.pades import sign_with


class Pkcs11:
    """Signs on the token of `settings.SIGNING["pkcs11"]`: library, token label, PIN, certificate label.

    Needs the package `python-pkcs11` (extra `token`) and the library of the token's maker.
    """

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """See `documents.signing.SigningKey`."""
        try:
            import pkcs11
            from pyhanko.config.pkcs11 import TokenCriteria
            from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
        except ImportError as error:
            raise SigningFailed from error
        given = settings.SIGNING["pkcs11"]
        try:
            with open_pkcs11_session(
                given["library"], token_criteria=TokenCriteria(label=given["token"]), user_pin=given["pin"]
            ) as session:
                # Raw: the digest is made here. Every token can do that, few hash for ECDSA themselves.
                signer = PKCS11Signer(session, cert_label=given["certificate"], use_raw_mechanism=True)
                return sign_with(signer, pdf, reason=reason, location=location)
        except (pkcs11.PKCS11Error, RuntimeError) as error:
            raise SigningFailed from error
