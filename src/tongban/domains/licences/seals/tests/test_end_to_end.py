"""One seal from its making to a checked signature, through the door."""

from datetime import datetime, timedelta

import pytest

from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals.tests.conftest import NOW, PATH, XML, agency
from tongban.domains.licences.seals.tests.town import sealed_agency
from tongban.kernel.errors import Refusal


@pytest.mark.usefixtures("city")
def test_a_seal_in_use_seals_and_its_signature_holds() -> None:
    sealed_agency(agency(), now=NOW)
    sealer = seals.seal_for(agency(), at=NOW)
    sealed = sealer.seal(XML, path=PATH, at=NOW, what="licence_1")
    report = seals.check(sealed.signed_value, signature_xml=XML, path=PATH, now=NOW + timedelta(days=1))
    assert report.findings == () and report.is_good
    assert (report.seal_name, report.signer) == ("云汀市市场监督管理局", "云汀市市场监督管理局")
    assert report.sealed_at == datetime.fromisoformat("2026-03-02T02:00:00+00:00")
    assert (sealed.width_mm, sealed.height_mm, sealed.picture[:4]) == (40, 40, b"\x89PNG")
    assert sealer.der == sealed.seal and sealer.der in sealed.signed_value


@pytest.mark.usefixtures("city")
def test_an_agency_without_a_seal_in_use_seals_nothing() -> None:
    with pytest.raises(Refusal) as refused:
        seals.seal_for(agency(), at=NOW)
    assert refused.value.code == "licences.seal.none_in_use"
