"""The files of an annotated copy: drawn once with what they may be used for, only while they count, known again."""

from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from tongban.domains.licences import api as licences
from tongban.domains.licences.files.keeping import Form
from tongban.domains.licences.models import CopyRow
from tongban.domains.licences.tests.conftest import NOW, officer
from tongban.domains.licences.tests.showing.conftest import SOON, Scene
from tongban.domains.licences.tests.showing.test_copies import UNTIL, code_of, make
from tongban.kernel.actors import Actor

FORMS: tuple[Form, ...] = ("pdf", "ofd")


def address_of(token: str) -> str:
    return f"https://tongban.invalid/verify/copy/{token}/"


def get(copy: licences.CopyId, actor: Actor, form: Form = "pdf") -> tuple[str, bytes]:
    return licences.get_copy_file(copy=copy, form=form, address_of=address_of, actor=actor, now=SOON)


def test_both_forms_say_what_the_copy_is_for_and_stay_the_same(scene: Scene) -> None:
    copy = make(scene)
    (name, pdf), (_, ofd) = get(copy, scene.holder), get(copy, scene.holder, "ofd")
    assert name.endswith(f"-copy-{UNTIL:%Y%m%d}.pdf")
    words = "".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    for written in ("参加投标", "云汀市水务集团", "2026年3月31日", "云汀松涛（集团）有限公司"):
        assert written in words
    told = ZipFile(BytesIO(ofd)).read("OFD.xml").decode()
    for field in ("JZJZZSJ", "JZJZZZ", "JZJZZSY", "JZJYXQJZSJ"):
        assert field in told
    assert "2026-03-31" in told
    again = licences.get_copy_file(
        copy=copy, form="pdf", address_of=lambda token: "https://moved.invalid/", actor=scene.holder, now=SOON
    )
    assert again == (name, pdf)


def test_a_file_that_comes_back_is_known_by_its_bytes(scene: Scene) -> None:
    copy = make(scene)
    for form in FORMS:
        _, data = get(copy, scene.holder, form)
        found = licences.find_copy(data, now=SOON)
        assert found is not None and found.copy is not None
        assert (found.state, found.counts, found.copy.purpose) == ("running", True, "参加投标")
        assert licences.find_copy(data + b" ", now=SOON) is None
    licences.withdraw_copy(copy=copy, actor=scene.holder, now=SOON)
    found = licences.find_copy(data, now=SOON)
    assert found is not None and (found.state, found.counts) == ("withdrawn", False)


@pytest.mark.parametrize("form", FORMS)
def test_a_copy_that_does_not_count_is_not_given_out(scene: Scene, form: Form) -> None:
    copy, other = make(scene), make(scene)
    licences.withdraw_copy(copy=copy, actor=scene.holder, now=SOON)
    assert code_of(partial(get, copy, scene.holder, form)) == "licences.copy.withdrawn"
    assert code_of(partial(get, other, scene.stranger, form)) == "licences.copy.not_found"
    licences.revoke(licence=scene.business, reason="骗取", basis="行政许可法第六十九条", actor=officer(), now=NOW)
    assert code_of(partial(get, other, scene.holder, form)) == "licences.present.revoked"
    assert not any(row.files or row.digests for row in CopyRow.objects.all())
