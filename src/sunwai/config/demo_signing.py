"""A certifying authority for the demo: its keys are made at the first start and say in their names that they are none.

What they sign opens as genuine here and nowhere else. A state signs with keys of a licensed authority.
"""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS = timedelta(days=3650)
ROOT, SIGNER, STAMPER, LIST = "root.pem", "signer.p12", "stamper.p12", "revoked.crl"
NAMES = {
    ROOT: "Sunwai demo authority (not a licensed CA)",
    SIGNER: "Sunwai demo signature (not valid in law)",
    STAMPER: "Sunwai demo time stamp",
}


def signing_folder(data_folder: Path, password: str) -> Path:
    """The folder with the demo's authority, signing key, time stamper and empty revocation list; made where missing."""
    folder = data_folder / "secrets" / "signing"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = Path(tempfile.mkdtemp(prefix=".signing-", dir=folder.parent))
        _make(draft, password.encode())
        try:
            draft.rename(folder)
        except OSError:  # another process was first
            shutil.rmtree(draft)
    return folder


def _make(folder: Path, password: bytes) -> None:
    root_key, signer_key = (ec.generate_private_key(ec.SECP256R1()) for _key in range(2))
    stamper_key = rsa.generate_private_key(65537, 2048)  # pyHanko's own time stamper knows only RSA
    root = _certificate(ROOT, root_key, root_key)
    signer = _certificate(SIGNER, signer_key, root_key)
    stamper = _certificate(STAMPER, stamper_key, root_key)
    lock = serialization.BestAvailableEncryption(password)
    _write(folder / ROOT, root.public_bytes(serialization.Encoding.PEM))
    for name, key, certificate in ((SIGNER, signer_key, signer), (STAMPER, stamper_key, stamper)):
        _write(
            folder / name,
            pkcs12.serialize_key_and_certificates(b"sunwai", key, certificate, [root], lock),
        )
    _write(folder / LIST, _revocation_list(root, root_key))


def _certificate(
    which: str, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, issuer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now, is_root = datetime.now(UTC), which == ROOT
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(which))
        .issuer_name(_name(ROOT))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(_usage(is_root=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), critical=False
        )
    )
    if which == STAMPER:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(issuer, hashes.SHA256())


def _revocation_list(root: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> bytes:
    now = datetime.now(UTC)
    made = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(now - timedelta(hours=1))
        .next_update(now + YEARS)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def _name(which: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "IN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sunwai"),
            x509.NameAttribute(NameOID.COMMON_NAME, NAMES[which]),
        ]
    )


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
