"""Every package of the fictional city is applied for through its pages: questions, form, promises, papers, delivery."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.packs.answering import whole_answers

from tongban.config import packs as installation
from tongban.config.settings import PACKS_FOLDER
from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.situations import paths
from tongban.domains.registry import api as registry
from tongban.kernel import packs, timemachine
from tongban.kernel.actors import ANONYMOUS, SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CitizenId

REGION = "990102"
NOW = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
LIBRARY = installation.read_library(PACKS_FOLDER)
PACKAGES = [key for key in catalogue.keys_in(LIBRARY, REGION) if LIBRARY.view("demo").find("packages", key)]
MOST = 3


@dataclass
class Reader:
    """Somebody with a browser that knows no scripts."""

    client: Client
    person: registry.SubjectId
    company: registry.SubjectId

    def for_whom(self, procedure: catalogue.Procedure) -> registry.SubjectId:
        return self.person if "natural_person" in procedure.audience else self.company


@pytest.fixture(scope="module")
def logged_in(once: Callable[[Callable[[], Reader]], Reader]) -> Reader:
    return once(_log_in)


@pytest.fixture
def reader(logged_in: Reader, db: None) -> Reader:
    return logged_in


def _log_in() -> Reader:
    timemachine.travel(NOW)
    packs.install(LIBRARY)
    before = NOW - timedelta(days=60)
    registry.load_packs(LIBRARY, now=before)
    catalogue.publish(LIBRARY, actor=SYSTEM, now=before)
    account = registry.sign_up(
        username="founder",
        password="quiet-river-41-stone",
        name="林示例",
        citizen_id=str(CitizenId.compose(region="990102", born_on=date(1990, 3, 7), sequence=991)),
        phone="13900000001",
        actor=ANONYMOUS,
        now=before,
    )
    person = registry.list_subjects(account)[0].id
    company = registry.register_enterprise(
        name="云汀市青禾餐饮有限公司",
        address="云汀市临江区云桥路8号",
        region=REGION,
        legal_representative=person,
        actor=SYSTEM,
        now=before,
    )
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    user = get_user_model().objects.get(username="founder")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["region"] = REGION
    return Reader(client, person, company)


def situations(procedure: catalogue.Procedure) -> Iterator[dict[str, Any]]:
    """The first ways through the guided questions that leave something to do, with different items."""
    seen = set()
    for answers in paths(procedure.situations):
        try:
            tracks = tuple(track.key for track in catalogue.narrow(procedure, answers).tracks)
        except Refusal:
            continue
        if tracks not in seen:
            seen.add(tracks)
            yield answers


def posted(value: Any, name: str) -> dict[str, Any]:
    """An answer as a browser posts it."""
    if isinstance(value, bool):
        return {name: str(value).lower()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return {
            key: text
            for index, line in enumerate(value)
            for column, one in line.items()
            for key, text in posted(one, f"{name}.{index}.{column}").items()
        }
    if isinstance(value, str) and value.startswith("evidence_"):
        return {f"file.{name}": SimpleUploadedFile("图.pdf", PDF)}
    if isinstance(value, list) and value and str(value[0]).startswith("evidence_"):
        return {f"file.{name}": [SimpleUploadedFile("图.pdf", PDF)]}
    return {name: value}


def go_on(reader: Reader, address: str, data: dict[str, Any]) -> str:
    """Post a page and follow where it leads; a page that stays says why."""
    response = reader.client.post(address, data)
    said = re.sub(r"<[^>]+>|\s+", " ", response.content.decode())[:6000]
    assert response.status_code == 302, f"{address}: {said}"
    found: str = response["Location"]
    return found


def fill(reader: Reader, procedure: catalogue.Procedure, address: str) -> str:
    """Every page of the form until something else comes."""
    answers = whole_answers(procedure, {})
    pages = {page.id: page for page in catalogue.visible_pages(procedure, answers)}
    while match := re.search(r"/form/([\w-]+)/$", address):
        page = pages[match[1]]
        text = reader.client.get(address).content.decode()
        data = {"revision": re.findall(r'name="revision" id="revision" value="(\d+)"', text)[0], "next": "1"}
        for one in page.fields:
            data |= posted(answers[one.name], one.name) if one.name in answers else {}
        first = reader.client.post(address, data)
        again = data | {"revision": "99"}  # 422: the answers have brought up further questions
        address = first["Location"] if first.status_code == 302 else go_on(reader, address, again)
    return address


def apart(reader: Reader, procedure: catalogue.Procedure, address: str) -> str:
    """Promises, papers and delivery, as far as they are asked."""
    if address.endswith("/promises/"):
        offering = [track.key for track in procedure.tracks if track.conduct.commitment]
        address = go_on(reader, address, dict.fromkeys(offering, "papers"))
    if address.endswith("/materials/"):
        papers = {one.id: SimpleUploadedFile("材料.pdf", PDF) for one in procedure.materials}
        address = go_on(reader, address, {**papers, "next": "1"})
    if address.endswith("/delivery/"):
        method = cases.delivery_methods(procedure)[0]
        address = go_on(reader, address, {"method": method, "name": "", "phone": "", "address": ""})
    return address


@pytest.mark.parametrize("key", PACKAGES)
def test_a_package_is_applied_for_in_its_situations(reader: Reader, key: str) -> None:
    whole = catalogue.get_procedure(key, region=REGION, on=NOW.date())
    subject = reader.for_whom(whole)
    for answers in islice(situations(whole), MOST):
        procedure = catalogue.narrow(whole, answers)
        address = go_on(reader, f"/space/apply/{key}/", {"subject": str(subject)})
        while match := re.search(r"/situation/(\w+)/$", address):
            assert reader.client.get(address).status_code == 200
            address = go_on(
                reader, address, {name: str(value) for name, value in posted(answers[match[1]], match[1]).items()}
            )
        if whole.situations:
            assert address.endswith("/items/")
            assert all(track.title.zh in reader.client.get(address).content.decode() for track in procedure.tracks)
            address = go_on(reader, address, {})
        address = apart(reader, procedure, fill(reader, procedure, address))
        assert address.endswith("/check/")
        text = reader.client.get(address).content.decode()
        draft = re.findall(r'name="draft" value="([^"]+)"', text)[0]
        sent = go_on(reader, address, {"declare": "true", "draft": draft, "subject": str(subject)})
        case = cases.CaseId.parse(sent.split("/")[3])
        assert [track.key for track in cases.replay(case).tracks] == [track.key for track in procedure.tracks]
