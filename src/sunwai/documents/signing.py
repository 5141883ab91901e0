"""Digital signatures of PDFs (PAdES, ETSI EN 319 142-1): made by whoever holds the key, checked by anybody.

Under the Information Technology Act 2000, sections 3 and 5, a digital signature of a licensed certifying authority (CCA
India) stands for a signature by hand. Whose key signs is configuration: port `signing` of `core.providers`.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from asn1crypto.x509 import Certificate
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from sunwai.core.errors import SunwaiError
from sunwai.core.providers import providers

log = logging.getLogger(__name__)


class SigningFailed(SunwaiError):
    """No key, no time stamp, or the token did not answer; nothing was signed, and it can be tried again."""

    code = "signing-failed"
    sentence = _("The document could not be signed. It is tried again; please look at the signing key.")


class SigningKey(Protocol):
    """Somebody who can sign: port `signing`."""

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """`pdf` with a signature over all of it.

        Raises:
            SigningFailed: see there.
        """


def sign(pdf: bytes, *, reason: str, location: str) -> bytes:
    """`pdf`, signed by the first signing key that is configured.

    Args:
        reason, location: stand in the signature, where readers of PDFs show them.

    Raises:
        SigningFailed: see there.
    """
    keys: list[SigningKey] = providers("signing")
    if not keys:
        raise SigningFailed
    return keys[0].sign(pdf, reason=reason, location=location)


class Finding(StrEnum):
    """What looking at a PDF told."""

    GENUINE = "genuine"  # whole, and signed by a certificate that we trust
    CHANGED = "changed"  # there is a signature, and the content is not what was signed
    UNKNOWN = "unknown"  # whole, but signed by somebody whom we do not know
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"  # no PDF, or one so damaged that nothing can be said


@dataclass(frozen=True)
class Examination:
    """What a PDF's signature says. `signed_at`: by the time stamp, else as the signer claims."""

    finding: Finding
    signer: str = ""
    signed_at: datetime | None = None


def examine(pdf: bytes) -> Examination:
    """Whether `pdf` is as it was signed, and by whom. Never raises: whatever was uploaded is looked at.

    Revocation of the signer's certificate is judged by what the signature carries (B-LT) and by the lists configured;
    nothing is fetched from the network.
    """
    try:
        signatures = PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures
    except Exception:
        # A damaged file breaks a parser in more ways than one can list; its content goes into no log.
        return Examination(Finding.CHANGED if b"/ByteRange" in pdf else Finding.UNREADABLE)
    if not signatures:
        return Examination(Finding.UNSIGNED)
    try:
        return _examine(signatures[-1])
    except (SignatureValidationError, PdfError, ValueError) as error:
        log.info("a signature could not be read: %s", type(error).__name__)
        return Examination(Finding.CHANGED)


def _examine(signature: Any) -> Examination:
    status = validate_pdf_signature(
        signature, ValidationContext(trust_roots=list(_roots()), allow_fetching=False)
    )
    signer = status.signing_cert.subject.native.get("common_name", "")
    stamp = status.timestamp_validity
    at = stamp.timestamp if stamp and stamp.valid else status.signer_reported_dt
    return Examination(_finding(status), signer, at)


def _finding(status: PdfSignatureStatus) -> Finding:
    """Behind the signature nothing may follow but what proves it for the long term (ETSI EN 319 142-1, 5.5)."""
    covers_all = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    only_proof = (status.modification_level or ModificationLevel.OTHER) <= ModificationLevel.LTA_UPDATES
    if not (status.intact and status.valid and (covers_all or only_proof)):
        return Finding.CHANGED
    return Finding.GENUINE if status.trusted else Finding.UNKNOWN


@cache
def _roots() -> tuple[Certificate, ...]:
    """The certificates that every trusted signature leads to: PEM or DER files named in `settings.SIGNING["roots"]`."""
    found = [Path(path) for path in settings.SIGNING["roots"] if Path(path).is_file()]
    return tuple(certificate for path in found for certificate in load_certs_from_pemder([str(path)]))
