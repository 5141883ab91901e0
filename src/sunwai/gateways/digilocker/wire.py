"""The XML that DigiLocker sends and reads (Issuer API Specification 1.12; "Certificate XML Format")."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from lxml import etree

from sunwai.janseva.fields import in_words
from sunwai.janseva.models import Certificate

NAMES = {"ns2": "http://tempuri.org/"}
SUCCESS, FAILURE = "1", "0"
# Of a request, in the answer; never UID nor photograph.
ECHOED = ("DocType", "DigiLockerId", "FullName", "DOB")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


@dataclass(frozen=True)
class Asked:
    """A request.

    Attributes:
        ts: the time at which it was made, as it came; the answer repeats it.
        format: `pdf`, `xml`, `both`; empty: `pdf`.
        details: what stands under `DocDetails`, by element.
    """

    org_id: str
    key_hash: str
    ts: str
    txn: str
    format: str
    details: dict[str, str]

    @property
    def code(self) -> str:
        """By which the citizen looks for the paper."""
        return self.details.get("UDF1", "")

    @property
    def doc_type(self) -> str:
        """Five capitals that DigiLocker gave the kind of paper."""
        return self.details.get("DocType", "")

    @property
    def full_name(self) -> str:
        """Of the locker's owner, as on Aadhaar."""
        return self.details.get("FullName", "")

    @property
    def uri(self) -> str:
        """Of a paper that lies in the locker."""
        return self.details.get("URI", "")


def read(body: bytes) -> Asked:
    """A `PullURIRequest` or `PullDocRequest`. What it says of Aadhaar (`UID`, `Photo`) is dropped at once.

    Raises:
        lxml.etree.XMLSyntaxError: it is no XML.
        ValueError: something that must stand there does not.
    """
    root = etree.fromstring(body, PARSER)
    given = {etree.QName(name).localname.lower(): str(value) for name, value in root.attrib.items()}
    wanted = ("orgid", "keyhash", "ts", "txn")
    if missing := [name for name in wanted if not given.get(name)]:
        raise ValueError(f"without {missing}")
    details = next((child for child in root if _name(child) == "DocDetails"), None)
    return Asked(
        org_id=given["orgid"],
        key_hash=given["keyhash"],
        ts=given["ts"],
        txn=given["txn"],
        format=given.get("format", "").lower(),
        details={
            _name(child): (child.text or "").strip()
            for child in (details if details is not None else ())
            if _name(child) not in {"", "UID", "Photo"}
        },
    )


def found_none(kind: str, asked: Asked) -> bytes:
    """There is no such paper for them."""
    return _response(kind, asked, FAILURE)


def found(asked: Asked, certificate: Certificate, *, uri: str, pdf: bytes = b"", data: bytes = b"") -> bytes:
    """The answer of Pull URI."""
    echoed = {name: asked.details[name] for name in ECHOED if name in asked.details}
    echoed |= {"UDF1": certificate.code, "URI": uri}
    return _response("PullURIResponse", asked, SUCCESS, echoed | _encoded(pdf, data))


def document(asked: Asked, *, pdf: bytes = b"", data: bytes = b"") -> bytes:
    """The answer of Pull Doc."""
    return _response("PullDocResponse", asked, SUCCESS, _encoded(pdf, data))


def certificate_data(certificate: Certificate, *, issuer: str) -> bytes:
    """What the paper says, for machines."""
    application = certificate.application
    service = application.service
    root = etree.Element(
        "Certificate",
        {
            "language": "99",
            "name": service.name_en,
            "type": service.digilocker_type,
            "number": application.reference,
            "issuedAt": application.place.name_en,
            "issueDate": f"{certificate.issued_at:%d-%m-%Y}",
            "validFromDate": f"{certificate.issued_at:%d-%m-%Y}",
            "expiryDate": f"{certificate.valid_until:%d-%m-%Y}" if certificate.valid_until else "",
            "status": "A",
        },
    )
    issued_by = etree.SubElement(root, "IssuedBy")
    etree.SubElement(issued_by, "Organization", name=application.post.label, code=issuer, type="SG")
    issued_to = etree.SubElement(root, "IssuedTo")
    etree.SubElement(issued_to, "Person", name=application.applicant_name)
    said = etree.SubElement(etree.SubElement(root, "CertificateData"), "Declared")
    for label, value in in_words(service.fields, application.answers):
        etree.SubElement(said, "Answer", name=label, value=value)
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _response(kind: str, asked: Asked, status: str, details: dict[str, str] | None = None) -> bytes:
    root = etree.Element(kind, nsmap=NAMES)
    state = etree.SubElement(root, "ResponseStatus", Status=status, ts=asked.ts, txn=asked.txn)
    state.text = status
    if details:
        under = etree.SubElement(root, "DocDetails")
        for name, value in details.items():
            etree.SubElement(under, name).text = value
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True, standalone=True))


def _encoded(pdf: bytes, data: bytes) -> dict[str, str]:
    contents = {"DocContent": pdf, "DataContent": data}
    return {name: base64.b64encode(content).decode() for name, content in contents.items() if content}


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
