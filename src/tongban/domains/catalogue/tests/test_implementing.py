"""The implementation list: codes put together only from what is known, fields as the national tables name them."""

from datetime import date
from uuid import UUID

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text

NAME = Text(zh="云汀市场局", en="Market Bureau")


def agency(code: str | None) -> registry.AgencyView:
    return registry.AgencyView(
        id=registry.AgencyId(UUID(int=1)),
        pk=1,
        role="market",
        name=NAME,
        short=NAME,
        region="990100",
        credit_code=code,
        since=date(2020, 1, 1),
        until=None,
        successor=None,
    )


def item(procedure: catalogue.Procedure, code: str | None, level: str = "3") -> catalogue.ImplementedItem:
    return catalogue.ImplementedItem("990100", procedure, procedure.tracks[0], agency(code), level)


@pytest.fixture
def code() -> str:
    return "12990100MB9A00014K"  # an agency of the demo city: fictional, with valid check characters


def test_the_code_is_body_level_and_basic_code(kiosk: catalogue.Procedure, code: str) -> None:
    found = item(kiosk, code).code
    assert found is not None
    assert str(found) == f"{code}399013100100001"
    assert len(str(found)) == 33


def test_a_code_is_never_made_up(kiosk: catalogue.Procedure, opening: catalogue.Procedure, code: str) -> None:
    assert item(kiosk, None).code is None
    assert item(kiosk, code, level="").code is None
    stamp = opening.track("stamp")
    assert catalogue.ImplementedItem("990100", opening, stamp, agency(code), "3").code is None


def test_the_national_fields(kiosk: catalogue.Procedure, code: str) -> None:
    found = catalogue.national_fields(item(kiosk, code), whole=True)
    assert found["task_code"] == f"{code}3990131001000"
    assert (found["task_type"], found["project_type"], found["server_type"]) == ("01", "2", "1^2")
    assert (found["anticipate_day"], found["anticipate_type"], found["promise_type"]) == ("10", "1", "1")
    assert found["handle_flow"] == "受理→现场查看→决定→送达"
    assert (found["is_fee"], found["is_pay_online"], found["result_type"]) == ("0", "0", "10")
    assert [one["material_name"] for one in found["materials"]] == ["位置图"]
    assert found["questions"][0]["question"] == "能卖什么？"


def test_a_charge_names_its_basis(opening: catalogue.Procedure, code: str) -> None:
    stamp = catalogue.ImplementedItem("990100", opening, opening.track("stamp"), agency(code), "3")
    found = catalogue.national_fields(stamp)
    assert (found["is_fee"], found["fee_basis"]) == ("1", "云汀收费目录（演示虚构）")
