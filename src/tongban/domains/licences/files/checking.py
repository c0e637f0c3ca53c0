"""Checks a whole file that anybody may send: its package, its seal, what it says, and what the register says now.

Every fault is a sentence of its own. The register answers only for a file that is proved to come from here, by its
bytes or by the seal of the very agency that issued the licence: whoever types an identifier into a file of his own
learns nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tongban.domains.licences import metadata, queries
from tongban.domains.licences.answers import PublicLicence, Verification
from tongban.domains.licences.file_models import LicenceFile
from tongban.domains.licences.models import Licence
from tongban.domains.licences.ofd import reader, signing
from tongban.domains.licences.ofd.reader import OfdPackage, SignatureFile
from tongban.domains.licences.rules import State
from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals.api import Finding, Report, SealReport
from tongban.kernel import evidence, sniffing
from tongban.kernel.clock import law_day
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

COMPARED = ("number", "identifier", "issuer_code", "type_code", "valid_from", "valid_until", "holder", "holder_code")
"""What a file says that is compared with the register."""
_REFUSED = {
    "kernel.evidence.active_content": "licences.file.active_content",
    "kernel.evidence.cut_off": "licences.file.corrupt",
}


@dataclass(frozen=True, slots=True)
class FileReport(Report):
    """What a file is worth. `licence` and `state` speak of now; they are told only of files that come from here. A good
    file can be relied on; its licence may still be expired or revoked: that is `state`.

    `seal`, `signer` and `sealed_at` are what the file itself tells; believe them when there is no fault.
    """

    form: Literal["ofd", "pdf"]
    licence: PublicLicence | None
    state: State
    seal: str = ""
    signer: str = ""
    sealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Seals(Report):
    """What the signatures of a package are worth together."""

    reports: tuple[SealReport, ...]

    @property
    def are_good(self) -> bool:
        return bool(self.reports) and self.is_good


def check_file(data: bytes, *, now: datetime, trust: seals.TrustedData | None = None) -> FileReport:
    """Check an OFD or PDF. Pass `trust` (`seals.get_trust()`) when many files are checked at once.

    Refused is only what cannot safely be looked into: `licences.file.{unknown_form,too_large,encrypted,corrupt,
    active_content,bomb,too_many_parts,unsafe_path,duplicate_part,entities,too_deep,not_ofd}`. Everything else that is
    wrong is a finding.
    """
    if len(data) > reader.MOST_BYTES:
        raise Refusal("licences.file.too_large", megabytes=reader.MOST_BYTES // (1024 * 1024))
    if data.startswith(b"%PDF-"):
        return _check_pdf(data, now=now, trust=trust)
    if data.startswith(b"PK\x03\x04"):
        return _check_ofd(data, now=now, trust=trust)
    raise Refusal("licences.file.unknown_form")


def _known(data: bytes, form: str) -> LicenceFile | None:
    kept = LicenceFile.objects.filter(digest=sm3(data), form=form).select_related("licence")
    return kept.order_by("-id").first()


# OFD ---------------------------------------------------------------------------------------------------------------


def _check_ofd(data: bytes, *, now: datetime, trust: seals.TrustedData | None) -> FileReport:
    package = reader.read(data)
    known = _known(data, "ofd")
    sealed = _seals(package, now=now, trust=trust)
    row = known.licence if known else _row_of(package, sealed)
    findings = list(sealed.findings)
    if not package.signatures:
        findings.append(Finding("licences.file.unsealed", is_fault=known is None))
    if row is None:
        findings.append(Finding("licences.file.not_from_here"))
    elif known is None:
        findings += _compared(package, row)
        findings += _copied(package, now=now)
    else:  # byte for byte what was drawn from this record, and what is written on a record never changes
        findings += _superseded(known)
    return _report("ofd", findings, row=row, sealed=sealed, now=now)


def _seals(package: OfdPackage, *, now: datetime, trust: seals.TrustedData | None) -> _Seals:
    findings: list[Finding] = []
    reports: list[SealReport] = []
    known = trust
    for signature in package.signatures:
        findings += [Finding(one.code, one.values) for one in signing.compare(package, signature)]
        known = known or seals.get_trust()
        report = _seal(package, signature, now=now, trust=known)
        if report is None:
            findings.append(Finding("licences.file.value_missing"))
            continue
        findings += report.findings
        reports.append(report)
    return _Seals(tuple(findings), tuple(reports))


def _seal(
    package: OfdPackage, signature: SignatureFile, *, now: datetime, trust: seals.TrustedData
) -> SealReport | None:
    value = package.files.get(signature.value_path)
    if value is None:
        return None
    return seals.check(value, signature_xml=signature.xml, path=f"/{signature.path}", now=now, trust=trust)


def _row_of(package: OfdPackage, sealed: _Seals) -> Licence | None:
    """The record that a package speaks of, if the seal of its issuer, without fault, proves that it does."""
    if not sealed.are_good:
        return None
    identifier = metadata.fact(package.custom, "identifier")[:160]
    row = Licence.objects.filter(identifier=identifier).select_related("issuer").first() if identifier else None
    if row is None:
        return None
    owners = {seals.agency_of(one.seal_number) for one in sealed.reports}
    return row if any(owner is not None and owner.value == row.issuer.uuid for owner in owners) else None


def _compared(package: OfdPackage, row: Licence) -> Iterator[Finding]:
    """Each fact of the file that is not what the register says."""
    registered = queries.metadata_of(row)
    for name in COMPARED:
        if metadata.fact(package.custom, name) != metadata.fact(registered, name):
            yield Finding(f"licences.file.differs_{name}")


def _copied(package: OfdPackage, *, now: datetime) -> Iterator[Finding]:
    """An annotated copy says what it may be used for, and is worth nothing after its last day."""
    purpose = metadata.fact(package.custom, "copy_purpose")
    if not purpose:
        return
    until = metadata.fact(package.custom, "copy_valid_until")
    yield Finding("licences.file.copy", {"purpose": purpose, "until": until}, is_fault=False)
    if law_day(now).isoformat() > until:
        yield Finding("licences.file.copy_over", {"until": until})


def _superseded(known: LicenceFile) -> Iterator[Finding]:
    """A file that was drawn before the licence said what it says now."""
    newer = LicenceFile.objects.filter(licence=known.licence_id, form=known.form, id__gt=known.pk)
    drawn_at = newer.exclude(content=known.content).order_by("-id").values_list("drawn_at", flat=True).first()
    if drawn_at is not None:
        yield Finding("licences.file.superseded", {"on": law_day(drawn_at)}, is_fault=False)


# PDF ---------------------------------------------------------------------------------------------------------------


def _check_pdf(data: bytes, *, now: datetime, trust: seals.TrustedData | None) -> FileReport:
    """A PDF is known by its bytes and never opened; its seal is the one over the OFD that tells its digest."""
    known = _known(data, "pdf")
    if known is None:
        _refuse_harmful(data)
        return FileReport((Finding("licences.file.pdf_unknown"),), "pdf", None, State.UNKNOWN)
    row = known.licence
    if not known.seal:
        findings = [Finding("licences.file.unsealed", is_fault=False)]
        return _report("pdf", findings, row=row, sealed=_Seals((), ()), now=now)
    package = reader.read(_twin(known))
    sealed = _seals(package, now=now, trust=trust)
    findings = [Finding("licences.file.pdf_vouched", is_fault=False), *sealed.findings]
    if package.custom.get(metadata.PDF_DIGEST) != known.digest:
        findings.append(Finding("licences.file.pdf_not_vouched"))
    findings += _superseded(known)
    return _report("pdf", findings, row=row, sealed=sealed, now=now)


def _refuse_harmful(data: bytes) -> None:
    if b"/Encrypt" in data:
        raise Refusal("licences.file.encrypted")
    try:
        sniffing.recognise(data)
    except Refusal as refused:
        raise Refusal(_REFUSED[refused.code]) from None


def _twin(pdf: LicenceFile) -> bytes:
    """The OFD that was drawn with a PDF."""
    kept = LicenceFile.objects.get(
        licence=pdf.licence, form="ofd", content=pdf.content, drawn_at=pdf.drawn_at, seal=pdf.seal
    )
    return evidence.get(evidence.EvidenceId.parse(kept.evidence))[1]


def _report(
    form: Literal["ofd", "pdf"], findings: list[Finding], *, row: Licence | None, sealed: _Seals, now: datetime
) -> FileReport:
    told = queries.verification_of(row, now=now) if row else Verification(State.UNKNOWN, now, None)
    last = sealed.reports[-1] if sealed.reports else None
    return FileReport(
        form=form,
        findings=tuple(findings),
        licence=told.licence,
        state=told.state,
        seal=last.seal_name if last else "",
        signer=last.signer if last else "",
        sealed_at=last.sealed_at if last else None,
    )
