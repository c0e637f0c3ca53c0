"""A city with a service centre, its administrator, and the administrator's browser."""

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.packs import Library
from tongban.web import moment

MANIFEST = (
    '{id: yun, title: {zh: 云, en: Yun}, region: "990100", needs: [], version: 2026.1.1, grade: bronze, owners: [t]}'
)
REGIONS = """
- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, since: 2000-01-01}
- {code: "990102", name: {zh: 临江县, en: Linjiang County}, level: county, parent: "990100", since: 2000-01-01,
   until: 2020-12-31}
- {code: "990102", name: {zh: 临江区, en: Linjiang}, level: district, parent: "990100", since: 2021-01-01}
- {code: "990200", name: {zh: 远山市, en: Yuanshan}, level: city, since: 2000-01-01}
"""
AGENCIES = """
- {id: centre, name: {zh: 云汀市政务服务中心, en: Service Centre}, short: {zh: 中心, en: Centre}, region: "990100",
   since: 2019-01-01}
- {id: centre, name: {zh: 临江区政务服务中心, en: Linjiang Centre}, short: {zh: 临江中心, en: Centre}, region: "990102",
   since: 2021-01-01}
- {id: centre, name: {zh: 远山市政务服务中心, en: Yuanshan Centre}, short: {zh: 远山中心, en: Centre}, region: "990200",
   since: 2019-01-01}
"""


@pytest.fixture(autouse=True)
def city(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    folder = tmp_path / "yun"
    folder.mkdir()
    for name, text in (("pack", MANIFEST), ("regions", REGIONS), ("agencies", AGENCIES)):
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    library = Library.read(tmp_path, registry.KINDS)
    assert library.problems == ()
    monkeypatch.setattr("tongban.config.wiring.installed_packs", lambda: None)
    packs.install(library)
    registry.load_packs(library, now=moment.now())


def staff(username: str, *duties: str, region: str = "990100") -> registry.AccountId:
    """A staff account on a post with these duties."""
    now = moment.now()
    agency = registry.get_agency(region, "centre", on=now.date()).id
    title = Text(zh=f"{username}岗", en=username)
    post = registry.create_post(agency=agency, title=title, duties=duties, actor=SYSTEM, now=now)
    return registry.create_staff(username=username, name="王二", post=post, actor=SYSTEM, now=now)


def browser(account: registry.AccountId) -> Client:
    client = Client()
    client.force_login(get_user_model()._default_manager.get(uuid=account.value))
    return client


@pytest.fixture
def administrator() -> Client:
    return browser(staff("admin", "administer"))
