"""An item of an implementation list in the field names of the national exchange tables (task_general_basic …).

Codes are those in real use by the national platform: 服务对象 6 classes, 办理形式 1 counter 2 online 3 post, 时限单位 1
working day 2 day, joined by `^` where there are several. Only 1 of 时限单位 is certain to us; 2 is as commonly used.
"""

from collections.abc import Iterable
from typing import Any

from tongban.domains.catalogue.conduct import Source
from tongban.domains.catalogue.implementing import ImplementedItem
from tongban.domains.catalogue.procedure import ClockSpec, Material, Procedure
from tongban.domains.catalogue.topics import CORPORATE, PERSONAL
from tongban.kernel.durations import Unit

AUDIENCE = {
    "natural_person": "1",
    "enterprise": "2",
    "public_institution": "3",
    "social_organisation": "4",
    "other": "9",
}
RESULT = {"licence": "10", "approval": "20", "receipt": "99", "service": "99"}
UNITS = {Unit.WORKING_DAY: "1", Unit.CALENDAR_DAY: "2"}
FORM = {"paper": "1", "electronic": "2", "both": "3"}
SOURCE = {"applicant": "10", "authority": "20", "intermediary": "30", "other": "99"}
REACH = {"nation": "1", "sichuan_chongqing": "2", "city": "3"}
COUNTER, ONLINE, POST = "1", "2", "3"
IN_USE, LAWFUL_BODY, OWN_POWER = "1", "1", "1"
ONLINE_AT = 4


def fields_of(item: ImplementedItem, *, whole: bool = False) -> dict[str, Any]:
    """An item in the field names of the national tables; `whole` with its materials and questions."""
    return _whole(item) if whole else dict(_basic(item))


def _basic(item: ImplementedItem) -> dict[str, str]:
    """The fields of task_general_basic and task_general_extend, as texts; what is unknown is empty."""
    procedure, track = item.procedure, item.track
    agency, code = item.agency, item.code
    return {
        "task_name": track.title.zh,
        "catalog_code": track.basic_code or "",
        "local_catalog_code": track.key,
        "task_type": track.kind,
        "by_law": _laws(track.legal_basis),
        "use_level": item.level,
        "dept_name": agency.name.zh if agency else "",
        "dept_code": (agency.credit_code or "") if agency else "",
        "dept_type": LAWFUL_BODY,
        "power_source": "" if track.kind == "20" else OWN_POWER,
        "task_code": str(code)[:-2] if code else "",
        "task_handle_item": str(code) if code else "",
        **_clock("anticipate", track.clock("statutory")),
        **_clock("promise", track.clock("promised")),
        "accept_condition": "；".join(one.zh.rstrip("。") for one in procedure.conditions),
        "handle_flow": "→".join(["受理", *(step.title.zh for step in track.steps), "送达"]),
        **_fee(item),
        "server_type": "^".join(AUDIENCE[one] for one in procedure.audience),
        "project_type": "1" if track.handling == "instant" else "2",
        "handle_type": "^".join(_ways(item)),
        "limit_scene_num": str(procedure.visits),
        "limit_scene_explain": procedure.visits_reason.zh if procedure.visits_reason else "",
        "special_procedure": "；".join(_specials(item)),
        **_places(procedure),
        "is_entry_center": _flag(track.conduct.one_window),
        "is_online": _flag(max(procedure.online_depth) >= ONLINE_AT),
        "online_handle_depth": "^".join(str(one) for one in procedure.online_depth),
        "handle_area": "^".join(REACH[one] for one in track.conduct.across),
        "is_express": _flag("post" in track.conduct.delivery),
        "result_type": RESULT[track.result.kind],
        "result_name": track.result.title.zh,
        "isnotifypromise": _flag(track.conduct.commitment is not None),
        "user_topic_type": "^".join(_topics(procedure, PERSONAL, {"natural_person"})),
        "corp_topic_type": "^".join(_topics(procedure, CORPORATE, set(AUDIENCE) - {"natural_person"})),
        "task_version": procedure.digest[:12],
        "task_state": IN_USE,
    }


def _whole(item: ImplementedItem) -> dict[str, Any]:
    """The same with its materials (task_general_material) and questions (task_general_questions)."""
    mine = [one for one in item.procedure.materials if item.track.key in one.tracks]
    return {
        **_basic(item),
        "materials": [_material(one, place) for place, one in enumerate(mine, start=1)],
        "questions": [
            {"question": one.question.zh, "answer": one.answer.zh, "order_num": place}
            for place, one in enumerate(item.procedure.questions, start=1)
        ],
    }


def _laws(sources: Iterable[Source]) -> str:
    return "；".join(f"{one.document}{one.place}" for one in sources)


def _clock(name: str, spec: ClockSpec | None) -> dict[str, str]:
    """Days, their unit and their source; the law's silence is empty."""
    if spec is None:
        return {f"{name}_day": "", f"{name}_type": "", f"{name}_explain": ""}
    unit = UNITS.get(spec.duration.unit, "")
    explain = spec.source if unit else f"{spec.duration.amount} {spec.duration.unit.value}；{spec.source}"
    return {
        f"{name}_day": str(spec.duration.amount) if unit else "",
        f"{name}_type": unit,
        f"{name}_explain": explain,
    }


def _fee(item: ImplementedItem) -> dict[str, str]:
    fee = next((one for one in item.procedure.fees if one.track == item.track.key), None)
    if fee is None or item.track.conduct.fee is None:
        return {"is_fee": "0", "fee_basis": "", "is_pay_online": "0"}
    online = _flag(item.track.conduct.fee.online_payment)
    return {"is_fee": "1", "fee_basis": _laws([fee.basis]), "is_pay_online": online}


def _ways(item: ImplementedItem) -> list[str]:
    ways = [COUNTER] if item.track.conduct.one_window else []
    ways += [ONLINE] if max(item.procedure.online_depth) >= ONLINE_AT else []
    return ways + ([POST] if "post" in item.track.conduct.delivery else [])


def _specials(item: ImplementedItem) -> list[str]:
    kinds = item.procedure.special_procedures
    return [kinds[use.kind].title.zh for use in item.track.conduct.special_procedures if use.kind in kinds]


def _places(procedure: Procedure) -> dict[str, str]:
    return {
        "transact_addr": "；".join(one.address.zh for one in procedure.places),
        "transact_time": "；".join(dict.fromkeys(one.hours.zh for one in procedure.places)),
        "link_way": procedure.consult_phone or next((one.phone for one in procedure.places if one.phone), ""),
        "supervise_way": procedure.complaint_phone or "12345",
    }


def _topics(procedure: Procedure, known: tuple[str, ...], audience: set[str]) -> list[str]:
    return [one for one in procedure.topics if one in known] if audience & set(procedure.audience) else []


def _material(one: Material, place: int) -> dict[str, Any]:
    both = one.originals and one.copies
    return {
        "material_name": one.title.zh,
        "material_type": "3" if both else "2" if one.copies else "1",
        "material_format": FORM[one.form],
        "is_need": "1" if one.required else "2",
        "page_num": str(one.originals + one.copies),
        "source_type": SOURCE[one.source],
        "by_law": _laws([one.basis]) if one.basis else "",
        "fill_explain": one.note.zh if one.note else "",
        "order_num": place,
    }


def _flag(value: bool) -> str:
    return "1" if value else "0"
