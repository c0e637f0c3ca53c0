"""An item is changed: drafted by one, tried on running cases, published by another, and the cases move."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from tongban.cli.demo import city
from tongban.cli.demo.fiction import Fiction
from tongban.config.packs import load_everything
from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import outbox, timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text

NOW = datetime.fromisoformat("2026-09-21T09:00:00+08:00")  # a Monday
BEFORE = NOW - timedelta(days=40)
PROMISE = "clocks.company_setup.promise"
pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> city.City:
    timemachine.travel(NOW)
    load_everything(now=BEFORE)
    return city.settle(now=BEFORE)


@pytest.fixture
def case(town: city.City) -> cases.CaseId:
    """A company asked for by the founder and accepted."""
    account = city.open_founder(now=BEFORE)
    founder = registry.actor_of(account, now=NOW)
    case = cases.submit(
        procedure="company_setup",
        region=city.REGION,
        subject=registry.list_subjects(account)[0].id,
        form=Fiction(9).company_setup(city.FOUNDER, on=NOW.date()),
        actor=founder,
        now=NOW,
    )
    cases.accept(case=case, actor=town.window, now=NOW)
    return case


def client_of(username: str) -> Client:
    client = Client()
    client.force_login(
        get_user_model()._default_manager.get(username=username),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def keeper(username: str) -> Client:
    """Somebody who keeps the register of items, and nothing else."""
    account = registry.create_staff(username=username, name="目录员", password=None, actor=SYSTEM, now=BEFORE)
    agency = registry.get_agency(city.REGION, "reform_office", on=NOW.date())
    title = Text(zh="事项目录岗", en="Register")
    post = registry.create_post(agency=agency.id, title=title, duties={"catalogue"}, actor=SYSTEM, now=BEFORE)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=BEFORE)
    return client_of(username)


def typed(page: str) -> dict[str, list[str]]:
    """Everything a form on a page would send if nobody changed anything."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value, kind = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value", "type"))
        if name is None or (kind and kind[1] in ("radio", "checkbox") and " checked" not in tag):
            continue
        found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', page):
        found.setdefault(name, []).append(unescape(text))
    found.pop("csrfmiddlewaretoken", None)
    return found


def begun(author: Client) -> str:
    """The address of a fresh draft."""
    answer = author.post(reverse("administration:catalogue_open", args=[city.REGION, "company_setup"]))
    assert answer.status_code == 302
    return str(answer.headers["Location"]).removesuffix("edit/")


def test_a_page_that_is_sent_back_unchanged_changes_nothing(town: city.City) -> None:
    author = keeper("author")
    draft = begun(author)
    page = author.get(f"{draft}edit/").content.decode()
    assert author.post(f"{draft}edit/", typed(page) | {"reason": ["试"]}).status_code == 302
    assert catalogue.list_drafts(SYSTEM)[0].edit.is_empty


def test_an_item_is_changed_tried_published_and_running_cases_move(town: city.City, case: cases.CaseId) -> None:
    author, reviewer = keeper("author"), keeper("reviewer_of_items")
    before = cases.get_case(case, SYSTEM, now=NOW).due_on
    draft = begun(author)
    form = typed(author.get(f"{draft}edit/").content.decode())
    form |= {"summary.zh": ["一张表单办齐。"], f"promises.{PROMISE}.value": ["1"], "reason": ["兑现新承诺"]}
    form |= {f"promises.{PROMISE}.source": ["云汀市新方案（演示虚构）第1项"]}
    assert author.post(f"{draft}edit/", form).status_code == 302
    page = author.get(draft).content.decode()
    assert "一张表单办齐。" in page
    assert "没有发现问题" in page
    trial = author.get(f"{draft}trial/").content.decode()
    assert cases.get_case(case, SYSTEM, now=NOW).number in trial
    assert author.get(f"{draft}trial.csv").status_code == 200
    assert author.post(f"{draft}act/", {"act": "submit"}).status_code == 302
    publish = {"on": NOW.date().isoformat(), "policy": "migrate"}
    assert "起草人不能发布" in author.post(f"{draft}publish/", publish).content.decode()
    assert reviewer.get(f"{draft}publish/").status_code == 200
    assert reviewer.post(f"{draft}publish/", publish).status_code == 302
    outbox.deliver(NOW)
    cases.run_migrations(now=NOW)
    view = cases.get_case(case, SYSTEM, now=NOW)
    assert before is not None
    assert view.due_on is not None
    assert view.due_on < before
    assert cases.differences(case) == []
    item = reviewer.get(reverse("administration:catalogue_item", args=[city.REGION, "company_setup"])).content.decode()
    assert "在办件已处理完" in item
    assert "1 / 1" in item
    assert "改按事项的新版本办理" in client_of("founder").get(reverse("space:case", args=[case])).content.decode()
    guide = Client().get(reverse("public:guide", args=["package", "company_setup"])).content.decode()
    assert "一张表单办齐。" in guide
    compare = reviewer.get(reverse("administration:catalogue_compare", args=[city.REGION, "company_setup"]))
    assert "一张表单办齐。" in compare.content.decode()


def test_an_applicant_is_asked_and_says_yes(town: city.City, case: cases.CaseId) -> None:
    author, reviewer = keeper("author"), keeper("reviewer_of_items")
    draft = begun(author)
    form = typed(author.get(f"{draft}edit/").content.decode())
    assert author.post(f"{draft}edit/", form | {"summary.zh": ["一张表单办齐。"], "reason": ["改"]}).status_code == 302
    author.post(f"{draft}act/", {"act": "submit"})
    reviewer.post(f"{draft}publish/", {"on": NOW.date().isoformat(), "policy": "ask"})
    outbox.deliver(NOW)
    cases.run_migrations(now=NOW)
    founder = client_of("founder")
    offer = reverse("space:version", args=[case])
    assert offer in founder.get(reverse("space:case", args=[case])).content.decode()
    assert "不需要补交什么" in founder.get(offer).content.decode()
    assert founder.post(offer, {"answer": "accept"}).status_code == 302
    assert founder.get(offer).status_code == 302
    newest = catalogue.get_procedure("company_setup", region=city.REGION, on=NOW.date()).version_id
    assert cases.get_case(case, SYSTEM, now=NOW).version == newest


def test_what_is_wrong_is_told_at_its_field_and_keeps_the_draft_back(town: city.City) -> None:
    author = keeper("author")
    draft = begun(author)
    form = typed(author.get(f"{draft}edit/").content.decode())
    kept = {name: value for name, value in form.items() if not name.startswith("conditions.")}
    assert author.post(f"{draft}edit/", kept | {"reason": ["改"]}).status_code == 302
    page = author.get(draft).content.decode()
    assert "要写明受理条件" in page
    assert f"{draft}edit/#g-conditions" in page
    assert author.post(f"{draft}act/", {"act": "submit"}).status_code == 422
    wrong = author.post(f"{draft}edit/", form | {"summary.en": [""], "reason": ["改"]})
    assert wrong.status_code == 422
    assert 'href="#f-summary-en"' in wrong.content.decode()


def test_a_version_is_restored_and_a_procedure_withdrawn(town: city.City) -> None:
    author = keeper("author")
    first = catalogue.get_procedure("water_connection", region=city.REGION, on=NOW.date()).version_id
    places = {"region": city.REGION, "key": "water_connection"}
    withdraw = reverse("administration:catalogue_withdraw", kwargs=places)
    assert author.post(withdraw, {"reason": ""}).status_code == 422
    assert author.post(withdraw, {"reason": "依据调整"}).status_code == 302
    assert "已停止办理" in author.get(reverse("administration:catalogue_item", kwargs=places)).content.decode()
    restore = reverse("administration:catalogue_restore", kwargs=places | {"version": first})
    given = {"reason": "恢复办理", "on": NOW.date().isoformat(), "policy": "keep"}
    assert author.post(restore, given).status_code == 302
    assert catalogue.get_procedure("water_connection", region=city.REGION, on=NOW.date()).version_id != first


def test_the_lists_are_public_and_can_be_taken_along(town: city.City) -> None:
    reader = Client()
    index = reader.get(reverse("public:lists")).content.decode()
    assert "权责清单" in index
    powers = catalogue.list_lists(city.REGION, on=NOW.date(), kind="powers")[0]
    page = reader.get(reverse("public:list", args=[powers.id]), {"q": "刻制"}).content.decode()
    assert "公章刻制备案" in page
    assert "食品经营许可变更" not in page
    data = reader.get(reverse("public:list_json", args=[powers.id])).json()
    assert {"business_licence", "seal_engraving"} <= {one["item"] for one in data["entries"]}
    table = reader.get(reverse("public:list_csv", args=[powers.id])).content.decode()
    assert "公章刻制备案" in table
    assert reader.get(reverse("public:list", args=[0])).status_code == 404
    items = reader.get(reverse("public:implementation_json")).json()["items"]
    licence = next(one for one in items if one["local_catalog_code"] == "business_licence")
    assert (licence["task_type"], licence["is_fee"], licence["promise_type"]) == ("01", "0", "1")
    assert "task_name" in reader.get(reverse("public:implementation_csv")).content.decode()
    assert "营业执照" in reader.get(reverse("public:implementation")).content.decode()
