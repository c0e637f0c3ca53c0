"""The series of numbers under concurrency, rollback and exhaustion."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tongban.domains.licences import api as licences
from tongban.domains.licences.models import Licence, Serial
from tongban.domains.licences.tests.conftest import ISSUER_CODE, NOW, grant
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CredentialIdentifier, CreditCode

THREADS, EACH = 4, 10
TYPE_CODE = "11310000MB2F30661Y002"


def issue(holder: registry.SubjectId, *, fail: bool = False) -> None:
    try:
        with transaction.atomic():
            licences.issue(grant=grant(holder, "food_licence", case=f"case_{uuid4()}"), actor=SYSTEM, now=NOW)
            if fail:
                raise InterruptedError
    except InterruptedError:
        pass


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_whoever_issues_at_the_same_time_and_whatever_fails(company: registry.SubjectId) -> None:
    def work(worker: int) -> None:
        try:
            for number in range(EACH):
                issue(company, fail=(number + worker) % 3 == 0)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    numbers = sorted(Licence.objects.values_list("number", flat=True))
    assert len(numbers) > THREADS * EACH // 2
    assert numbers == [f"JY990102{serial:06d}" for serial in range(1, len(numbers) + 1)]
    serials = sorted(
        CredentialIdentifier.parse(one).serial for one in Licence.objects.values_list("identifier", flat=True)
    )
    assert serials == [f"2026{serial:07d}" for serial in range(1, len(numbers) + 1)]
    assert Serial.objects.get().last == len(numbers)


def test_behind_the_last_number_nothing_is_issued(company: registry.SubjectId) -> None:
    Serial.objects.create(issuer_code=ISSUER_CODE, type_code=TYPE_CODE, year=0, last=999_998)
    licences.issue(grant=grant(company, "food_licence"), actor=SYSTEM, now=NOW)
    before = events.read_many()
    for _ in range(2):
        with pytest.raises(Refusal, match=r"licences\.number\.exhausted"):
            licences.issue(grant=grant(company, "food_licence", track="next"), actor=SYSTEM, now=NOW)
    assert Serial.objects.get().last == 999_999 and Licence.objects.get().number == "JY990102999999"
    assert events.read_many() == before


def test_a_number_without_a_year_is_counted_on_in_the_next_year(company: registry.SubjectId) -> None:
    for year in (2026, 2027):
        given = grant(company, "food_licence", track=f"t{year}")
        licences.issue(grant=given, actor=SYSTEM, now=NOW.replace(year=year))
    assert list(Licence.objects.order_by("pk").values_list("number", flat=True)) == ["JY990102000001", "JY990102000002"]


def test_a_series_goes_on_when_the_pack_takes_the_year_out_of_its_numbers(company: registry.SubjectId) -> None:
    Serial.objects.create(issuer_code=ISSUER_CODE, type_code=TYPE_CODE, year=2026, last=41)
    licences.issue(grant=grant(company, "food_licence"), actor=SYSTEM, now=NOW)
    assert Licence.objects.get().number == "JY990102000042"


def test_no_two_licences_of_a_type_have_one_number(company: registry.SubjectId) -> None:
    licences.issue(grant=grant(company, "food_licence"), actor=SYSTEM, now=NOW)
    agency = registry.get_agency("990102", "tax", on=NOW.date()).id
    registry.enter_credit_code(agency=agency, credit_code="11370800004234373R", actor=SYSTEM, now=NOW)
    with pytest.raises(Refusal, match=r"licences\.number\.taken"):
        licences.issue(grant=grant(company, "food_licence", track="other", role="tax"), actor=SYSTEM, now=NOW)
    assert Licence.objects.count() == Serial.objects.count() == 1


def test_the_last_version_is_the_last(company: registry.SubjectId) -> None:
    licence = licences.issue(grant=grant(company, "food_licence"), actor=SYSTEM, now=NOW)
    old = CredentialIdentifier.parse(Licence.objects.get().identifier)
    last = CredentialIdentifier.compose(
        type_code=old.type_code, issuer=CreditCode(old.issuer), serial=old.serial, version=999
    )
    Licence.objects.update(identifier=str(last), version=999)
    ground = licences.Ground(case="case_x", track="food_change")
    with pytest.raises(Refusal, match=r"licences\.version\.exhausted"):
        licences.change(licence=licence, values={"place": "新址"}, ground=ground, actor=SYSTEM, now=NOW)
    assert Licence.objects.get().replaced_at is None
