"""Two counters at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from tongban.domains.registry import api as registry
from tongban.domains.registry.tests.conftest import NOW
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId
from tongban.kernel.packs import Library

LI = str(CitizenId.compose(region="500107", born_on=date(1990, 5, 1), sequence=12))


def register(head: registry.SubjectId, name: str) -> str:
    try:
        subject = registry.register_enterprise(
            name=name, region="990102", legal_representative=head, address="江岸路1号", actor=SYSTEM, now=NOW
        )
        return registry.get_enterprise(subject).credit_code
    except Refusal as refused:
        return refused.code
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_no_code_and_no_name_is_given_twice(library: Library) -> None:
    registry.load_packs(library, now=NOW)
    head = registry.register_person(name="李一", citizen_id=LI, actor=SYSTEM, now=NOW)
    names = ["云汀甲有限公司", "云汀乙有限公司", "云汀丙有限公司", "云汀甲有限公司"]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda name: register(head, name), names))
    codes = [answer for answer in answers if not answer.startswith("registry.")]
    assert len(set(codes)) == len(codes) == 3
    assert answers.count("registry.enterprise.name_taken") == 1
