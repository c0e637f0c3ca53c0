"""Files of licences as they are drawn, sealed, kept and drawn again."""

from collections import Counter
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tongban.domains.licences import api as licences
from tongban.domains.licences.file_models import LicenceFile
from tongban.domains.licences.files import keeping
from tongban.domains.licences.metadata import PDF_DIGEST
from tongban.domains.licences.models import Licence
from tongban.domains.licences.ofd import reader
from tongban.domains.licences.ofd.tests.oracle import Ofd, Q, faults
from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals.tests.town import administrator
from tongban.domains.licences.tests.files.conftest import NOW, PREMISES, Town, get, issue, verify_address
from tongban.kernel import events, evidence, jobs, outbox
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

SOON = NOW + timedelta(hours=1)


def test_both_forms_are_drawn_once_sealed_and_kept(town: Town) -> None:
    name, ofd = licences.get_file(licence=town.business, form="ofd", address_of=verify_address, actor=SYSTEM, now=NOW)
    pdf = get(town.business, "pdf")
    assert name.endswith(".ofd") and faults(ofd) == []
    again = licences.get_file(
        licence=town.business, form="ofd", address_of=lambda token: "https://moved.invalid", actor=SYSTEM, now=SOON
    )
    assert again == (name, ofd) and get(town.business, "pdf", now=SOON) == pdf
    rows = {row.form: row for row in LicenceFile.objects.filter(licence__uuid=town.business.value)}
    assert {form: row.digest for form, row in rows.items()} == {"ofd": sm3(ofd), "pdf": sm3(pdf)}
    kept = evidence.describe(evidence.EvidenceId.parse(rows["ofd"].evidence))
    assert (kept.media_type, kept.size, kept.hash) == ("application/ofd", len(ofd), sm3(ofd))
    told = events.read(str(town.business))[-1]
    assert told.type == "licences.files_drawn.v1"
    assert (told.data["ofd"], told.data["pdf"], bool(told.data["seal"])) == (sm3(ofd), sm3(pdf), True)


def test_both_say_what_the_licence_says(town: Town) -> None:
    ofd, pdf = Ofd(get(town.business)), PdfReader(BytesIO(get(town.business, "pdf")))
    words = "".join("".join(page.extract_text() for page in pdf.pages).replace("\u200b", "").split())
    assert Counter(words) == Counter(ofd.text())
    for part in ("云汀松涛（集团）有限公司", "副本", PREMISES[1]["address"], "云汀市市场监督管理局", "2026年3月2日"):
        assert part in words and part in ofd.text()
    assert ofd.size() == (210, 297)
    assert Ofd(get(town.card)).size() == (85.6, 54)


def test_the_metadata_is_that_of_the_register_and_of_the_seal(town: Town) -> None:
    custom = Ofd(get(town.business)).custom()
    registered = licences.get_metadata(town.business, actor=SYSTEM)
    assert {name: custom[name] for name in registered} == registered
    assert custom["ZZQZR"] == "云汀市市场监督管理局" and custom["ZZQZSJ"] == "2026-03-02T10:00:00+08:00"
    assert custom[PDF_DIGEST] == sm3(get(town.business, "pdf"))


def test_the_seal_is_the_agencys_and_stands_on_the_last_page(town: Town) -> None:
    data = get(town.business)
    ofd, package = Ofd(data), reader.read(data)
    (signature,) = package.signatures
    report = seals.check(
        package.files[signature.value_path], signature_xml=signature.xml, path=f"/{signature.path}", now=SOON
    )
    assert report.is_good and seals.agency_of(report.seal_number) == town.agency
    stamp = ofd.xml(signature.path).find(f".//{Q}StampAnnot")
    assert stamp is not None
    assert stamp.get("PageRef") == list(ofd.document.iterfind(f"{Q}Pages/{Q}Page"))[-1].get("ID")


def test_what_is_folded_in_is_shown_and_makes_a_new_file_while_the_old_stays(town: Town) -> None:
    before = get(town.business)
    issue(town.company, "food_licence", now=SOON)
    after = get(town.business, now=SOON)
    assert "食品经营许可证" in Ofd(after).text() and "食品经营许可证" not in Ofd(before).text()
    rows = LicenceFile.objects.filter(licence__uuid=town.business.value, form="ofd").order_by("id")
    assert [row.digest for row in rows] == [sm3(before), sm3(after)]
    assert evidence.get(evidence.EvidenceId.parse(rows[0].evidence))[1] == before


def test_a_sealed_file_stays_when_the_seal_is_taken_out_of_use(town: Town) -> None:
    before = get(town.business)
    (seal,) = seals.list_seals(actor=SYSTEM, now=NOW)
    seals.suspend(seal=seal.id, reason="盘点", actor=administrator("990100"), now=NOW)
    assert get(town.business, now=SOON) == before


def test_without_a_seal_it_says_so_and_is_sealed_when_there_is_one(town: Town) -> None:
    (seal,) = seals.list_seals(actor=SYSTEM, now=NOW)
    seals.suspend(seal=seal.id, reason="盘点", actor=administrator("990100"), now=NOW)
    bare = get(town.card)
    assert faults(bare) == [] and "未加盖电子印章" in Ofd(bare).text() and reader.read(bare).signatures == ()
    assert keeping.list_unsealed(town.agency) == [town.card]
    assert not licences.draw_files(licence=town.card, address_of=verify_address, actor=SYSTEM, now=NOW)
    seals.resume(seal=seal.id, actor=administrator("990100"), now=SOON)
    assert licences.draw_files(licence=town.card, address_of=verify_address, actor=SYSTEM, now=SOON)
    sealed = get(town.card, now=SOON)
    assert len(reader.read(sealed).signatures) == 1 and "未加盖" not in Ofd(sealed).text()
    assert keeping.list_unsealed(town.agency) == []


def test_jobs_draw_after_issue_and_after_a_seal_comes_into_use(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    deferred: list[dict[str, Any]] = []

    def note(name: str, **more: Any) -> bool:
        assert name == "licences.draw_files"
        deferred.append(more)
        return True

    outbox.deliver(NOW)
    monkeypatch.setattr(jobs, "defer", note)
    food = issue(town.company, "food_licence", now=SOON)
    outbox.deliver(SOON)
    assert deferred == [{"licence": str(food)}]
    (seal,) = seals.list_seals(actor=SYSTEM, now=NOW)
    seals.suspend(seal=seal.id, reason="盘点", actor=administrator("990100"), now=SOON)
    get(food, now=SOON)
    seals.resume(seal=seal.id, actor=administrator("990100"), now=SOON + timedelta(hours=1))
    outbox.deliver(SOON + timedelta(hours=1))
    assert deferred == [{"licence": str(food)}] * 2


def test_the_job_draws_and_does_nothing_twice(town: Town) -> None:
    jobs.run_now("licences.draw_files", arguments={"licence": str(town.card)})
    jobs.run_now("licences.draw_files", arguments={"licence": str(town.card)})
    assert LicenceFile.objects.filter(licence__uuid=town.card.value).count() == 2


def test_a_stranger_gets_nothing(town: Town) -> None:
    with pytest.raises(Refusal, match=r"licences.licence.not_found"):
        licences.get_file(
            licence=town.card,
            form="pdf",
            address_of=verify_address,
            actor=Actor(account_id=9, label="account_9"),
            now=NOW,
        )
    assert not LicenceFile.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": "", "scope": "x"}, "licences.file.field_missing"),
        ({"name": "甲\ue000乙", "scope": "x"}, "licences.file.character_missing"),
        ({"name": "甲", "scope": "很长的经营范围" * 9000}, "licences.file.too_long"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_half_written(
    town: Town, values: dict[str, str], code: str
) -> None:
    Licence.objects.filter(uuid=town.business.value).update(values=values)
    before = len(events.read(str(town.business)))
    with pytest.raises(Refusal, match=code):
        get(town.business)
    assert not LicenceFile.objects.exists()
    assert len(events.read(str(town.business))) == before
    assert seals.count_uses(seals.list_seals(actor=SYSTEM, now=NOW)[0].id, actor=SYSTEM) == 0


def test_pdfs_of_before_stay_known(town: Town) -> None:
    kept = evidence.put(b"%PDF-1.7\n%%EOF", "old.pdf", by="system", purpose="licence certificate", at=NOW)
    row = Licence.objects.get(uuid=town.card.value)
    LicenceFile.objects.create(
        licence=row, form="pdf", content="", digest=sm3(b"%PDF-1.7\n%%EOF"), evidence=str(kept), drawn_at=NOW
    )
    assert licences.check_file(b"%PDF-1.7\n%%EOF", now=SOON).licence is not None
    assert get(town.card, "pdf") != b"%PDF-1.7\n%%EOF"
